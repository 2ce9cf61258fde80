-- Files that a run read.
select path, format, outcome, row_count, games, new_units, detail
from wh.ledger.source_file
where run_id = $run_id
order by file_id
limit 200
