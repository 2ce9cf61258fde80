select
    'duplicate_row' as rule,
    'more than one line for a team and game; all are kept, the box rules decide' as message,
    min(_row) as "row",
    'TEAM_ID' as "column",
    TEAM_ID as "value",
    GAME_ID as unit,
    count(*) - 1 as "count"
from {rows}
group by GAME_ID, TEAM_ID
having count(*) > 1
