-- Half a game would replace the other half.
select
    _row,
    'one_team_only' as rule,
    'shots of one team only; join both teams'' shots in one file. Left out' as message,
    GAME_ID as unit,
    true as lost
from {rows}
where GAME_ID in (
    select GAME_ID from {rows} group by GAME_ID having count(distinct TEAM_ID) = 1
)
