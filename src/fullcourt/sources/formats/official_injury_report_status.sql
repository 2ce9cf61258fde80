select
    'unknown_vocabulary' as rule,
    'a status we do not know; read as NULL, the row is kept' as message,
    _row as "row",
    'Current Status' as "column",
    "Current Status" as "value",
    '' as unit,
    1 as "count"
from {rows}
where
    lower("Current Status") not in ('out', 'doubtful', 'questionable', 'probable', 'available')
    and lower("Current Status") not like '%not yet submitted%'
