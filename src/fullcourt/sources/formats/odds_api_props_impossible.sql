select
    'impossible_value' as rule,
    'a line is 0.5 to 80 in halves; kept, and left to the contract' as message,
    _row as "row",
    'line' as "column",
    "line" as "value",
    event_date || '/' || event_id as unit,
    1 as "count"
from {rows}
where "line" not between 0.5 and 80 or "line" * 2 <> floor("line" * 2)
