-- Builds of one cell, the newest first.
select
    b.build_id, b.run_id, r.started_at as at, r.command, b.status, b.verdict, b.row_count,
    b.content_hash, b.is_current, b.message
from wh.ledger.build as b
left join wh.ledger.run as r on r.run_id = b.run_id
where b.model = $model and b.game_date is not distinct from cast($day as date)
order by b.build_id desc
limit 30
