select
    'unknown_team' as rule,
    'none of the thirty teams goes by this name; the row is kept' as message,
    _row as "row",
    'Team' as "column",
    Team as "value",
    '' as unit,
    1 as "count"
from {rows}
where Team is not null and fc_team(Team, "Game Date") is null
