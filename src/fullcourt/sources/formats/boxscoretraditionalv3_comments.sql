select
    'unknown_vocabulary' as rule,
    'a comment that begins with none of DNP, DND, NWT; status by the minutes' as message,
    _row as "row",
    'comment' as "column",
    comment as "value",
    gameId as unit,
    1 as "count"
from {rows}
where not (comment like 'DNP%' or comment like 'DND%' or comment like 'NWT%')
