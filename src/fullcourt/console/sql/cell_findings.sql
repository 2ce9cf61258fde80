-- Findings and absences of one cell, the gravest class first.
select rule, key, class, reason, detail, row_count
from wh.ledger.finding
where model = $model and game_date is not distinct from cast($day as date)
order by class, rule, reason, key
