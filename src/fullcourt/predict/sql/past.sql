-- The as-of vectors of games that players of the wanted dates played before, for the similarity.
select
    cast(date_diff('day', date '2000-01-01', f.game_date) as integer) as day,
    cast(f.game_id as bigint) as game,
    f.player_id as player,
    cast(left(f.season, 4) as integer) as season_start,
    f.opponent_strength_score, f.pace_score, f.days_rest, f.home_game, f.minutes_avg_10,
    f.usage_vacated, f.points_shrunk,
    cast(s.points as double) as points
from ml_feature_store as f
join player_game_summary as s
    on s.game_date = f.game_date and s.game_id = f.game_id and s.player_id = f.player_id
where s.points is not null and f.game_date < $end
    and f.player_id in (
        select w.player_id from ml_feature_store as w
        where w.game_date >= $start and w.game_date <= $end
    )
order by f.player_id, f.game_date, f.game_id
