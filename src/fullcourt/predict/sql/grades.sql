-- Graded predictions with the baselines known before the game.
select
    cast(date_diff('day', date '2000-01-01', g.game_date) as integer) as day,
    g.market, g.system, g.basis,
    g.predicted_points as predicted, cast(g.actual_points as double) as actual,
    cast(g.in_80 as integer) as in_80, cast(g.in_50 as integer) as in_50,
    case when g.market = 'points' then f.points_avg_10 end as last10,
    case when g.market = 'points' then f.points_avg_season end as season,
    g.line, g.closing_line as closing, case when g.p_push < 1 then g.p_over / (1 - g.p_push) end as p_over,
    case when g.recommendation_correct is not null
        then cast(g.recommendation_correct as integer) end as "right",
    g.profit_units as profit, case when g.basis = 'issued' then 1.0 else 0.0 end as issued,
    f.games_played_season as games_before, f.minutes_avg_10 as minutes
from prediction_grades as g
join ml_feature_store as f
    on f.game_date = g.game_date and f.game_id = g.game_id and f.player_id = g.player_id
where g.outcome <> 'void' and g.game_date >= $start and g.game_date <= $end
order by g.game_date, g.game_id, g.player_id, g.market, g.system
