select
    'unknown_vocabulary' as rule,
    'a status text we do not know; read as scheduled' as message,
    _row as "row",
    'gameStatusText' as "column",
    gameStatusText as "value",
    gameId as unit,
    1 as "count"
from {rows}
where not fc_status_known(gameStatusText)
