-- Warnings by table and rule; they change no verdict.
select
    model, rule, count(distinct game_date) as dates, cast(sum(row_count) as bigint) as row_count,
    min(game_date) as first, max(game_date) as last
from wh.ledger.finding
where class = 'warning'
group by model, rule
order by row_count desc, model, rule
