-- What systems said about going over a line, in tenths, and how often it went over.
select
    system,
    avg(p_over) as said,
    avg(case when outcome = 'over' then 1.0 else 0.0 end) as came,
    count(*) as number
from wh.main.prediction_grades
where (season = cast($season as varchar) or cast($season as varchar) is null)
    and market = $market and outcome in ('over', 'under') and p_over is not null
group by system, least(cast(floor(p_over * 10) as integer), 9)
having count(*) >= 10
order by system, said
