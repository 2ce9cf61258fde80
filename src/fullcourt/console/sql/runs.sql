-- One run, or the latest runs when none is named.
select
    run_id, command, status, started_at, seconds, cells, row_count, message, "now",
    snapshot_before, statistics
from wh.ledger.run
where run_id = cast($run_id as bigint) or cast($run_id as bigint) is null
order by run_id desc
limit 60
