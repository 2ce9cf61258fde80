-- The players most is expected of in the games of a date.
select
    f.game_id, f.player_id, c.team_id, c.points_avg_10, c.minutes_avg_10, c.injury_status, f.ready,
    f.not_ready_reasons
from wh.main.ml_feature_store as f
join wh.main.upcoming_player_game_context as c
    on c.game_date = f.game_date and c.game_id = f.game_id and c.player_id = f.player_id
where f.game_date = cast($day as date) and c.points_avg_10 is not null
qualify row_number() over (partition by f.game_id, c.team_id order by c.points_avg_10 desc, f.player_id) <= 5
order by f.game_id, c.team_id, c.points_avg_10 desc
