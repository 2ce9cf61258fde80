-- What systems said about going over a line, in tenths, and how often it went over.
select
    g.system,
    avg(p.p_over) as said,
    avg(case when g.outcome = 'over' then 1.0 else 0.0 end) as came,
    count(*) as number
from wh.main.prediction_grades as g
join wh.main.points_predictions as p
    on p.game_date = g.game_date and p.game_id = g.game_id and p.player_id = g.player_id
    and p.system = g.system
where g.season = $season and g.outcome in ('over', 'under') and p.p_over is not null
    and ($population = 'all' or contains(g.populations, $population))
group by g.system, least(cast(floor(p.p_over * 10) as integer), 9)
having count(*) >= 10
order by g.system, said
