-- What a run built, table by table: a cell has changed when the build before held other content.
with builds as (
    select
        model, game_date, build_id, run_id, row_count, content_hash, seconds,
        lag(content_hash) over (partition by model, game_date order by build_id) as older
    from wh.ledger.build
    where model in (select model from wh.ledger.build where run_id = $run_id)
)
select
    model,
    count(*) as cells,
    count(*) filter (where content_hash is distinct from older) as changed,
    cast(coalesce(sum(row_count), 0) as bigint) as row_count,
    coalesce(sum(seconds), 0.0) as seconds,
    min(game_date) as first,
    max(game_date) as last
from builds
where run_id = $run_id
group by model
order by min(build_id)
