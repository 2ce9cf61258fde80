-- Systems graded on a season's rows of one population, the smallest mean error first.
select
    system,
    count(*) filter (where absolute_error is not null) as graded,
    avg(absolute_error) as mae,
    sqrt(avg(squared_error)) as rmse,
    avg(error) as bias,
    100.0 * avg(case when in_80 then 1 when not in_80 then 0 end) as in_80,
    100.0 * avg(case when in_50 then 1 when not in_50 then 0 end) as in_50,
    count(*) filter (where recommendation_correct is not null) as bets,
    100.0 * avg(case when recommendation_correct then 1 when not recommendation_correct then 0 end)
        as hit_rate,
    sum(profit_units) as profit_units
from wh.main.prediction_grades
where season = $season and market = 'points' and ($population = 'all' or contains(populations, $population))
group by system
order by mae nulls last, system
