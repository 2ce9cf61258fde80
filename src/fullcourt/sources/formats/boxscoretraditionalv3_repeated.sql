select
    'duplicate_row' as rule,
    'more than one line for a player and game; all are kept, the box rules decide' as message,
    min(_row) as "row",
    'personId' as "column",
    personId as "value",
    gameId as unit,
    count(*) - 1 as "count"
from {rows}
group by gameId, personId
having count(*) > 1
