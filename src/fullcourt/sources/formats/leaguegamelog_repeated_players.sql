select
    'duplicate_row' as rule,
    'more than one line for a player and game; all are kept, the box rules decide' as message,
    min(_row) as "row",
    'PLAYER_ID' as "column",
    PLAYER_ID as "value",
    GAME_ID as unit,
    count(*) - 1 as "count"
from {rows}
group by GAME_ID, PLAYER_ID
having count(*) > 1
