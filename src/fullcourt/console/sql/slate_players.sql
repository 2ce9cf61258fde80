-- Everybody expected in the games of a date, with his last 10.
select
    f.game_id, f.player_id, c.team_id, c.points_avg_10, c.minutes_avg_10, c.injury_status, f.ready,
    f.not_ready_reasons
from wh.main.ml_feature_store as f
join wh.main.upcoming_player_game_context as c
    on c.game_date = f.game_date and c.game_id = f.game_id and c.player_id = f.player_id
where f.game_date = cast($day as date)
order by f.game_id, c.team_id, c.points_avg_10 desc nulls last, f.player_id
