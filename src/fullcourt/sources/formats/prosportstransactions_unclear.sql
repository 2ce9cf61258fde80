select
    _row,
    'unclear_direction' as rule,
    'a move names one player, either acquired or relinquished; the row is left out' as message,
    cast("Date" as varchar) as unit,
    true as lost
from {rows}
where (Acquired is null) = (Relinquished is null)
