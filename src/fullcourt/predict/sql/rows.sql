-- The rows of the feature store with their core features and, once played, the outcome (read for
-- training and grading; never for the features of the same row).
select
    cast(date_diff('day', date '2000-01-01', f.game_date) as integer) as day,
    cast(f.game_id as bigint) as game,
    f.player_id as player,
    f.team_id as team,
    f.opponent_team_id as opponent,
    cast(left(f.season, 4) as integer) as season_start,
    cast(extract('hour' from f.tip_utc) as double) as tip_hour,
    cast(u.missed_team_games as double) as missed,
    c.total_composite_adjustment as adjustment,
    f.ready,
    s.points is not null and s.seconds is not null as appeared,
    cast(s.points as double) as y_points,
    cast(s.points + s.oreb + s.dreb + s.ast as double) as y_pra,
    s.seconds / 60.0 as y_minutes,
    {core}
from ml_feature_store as f
left join upcoming_player_game_context as u
    on u.game_date = f.game_date and u.game_id = f.game_id and u.player_id = f.player_id
left join player_composite_factors as c
    on c.game_date = f.game_date and c.game_id = f.game_id and c.player_id = f.player_id
left join player_game_summary as s
    on s.game_date = f.game_date and s.game_id = f.game_id and s.player_id = f.player_id
where f.game_date >= $start and f.game_date <= $end
order by f.game_date, f.game_id, f.player_id
