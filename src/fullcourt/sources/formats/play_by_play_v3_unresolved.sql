with spelled as (
    select gameId, teamId, playerName as name, personId
    from {rows} where personId < 1610000000 and playerName is not null
    union
    select gameId, teamId, playerNameI, personId
    from {rows} where personId < 1610000000 and playerNameI is not null
),
known as (
    select gameId, teamId, name
    from spelled
    group by gameId, teamId, name
    having count(distinct personId) = 1
),
named as (
    select
        _row,
        gameId,
        teamId,
        case
            when actionType = 'Made Shot'
                then nullif(regexp_extract(description, '\(([^()]+) \d+ AST\)', 1), '')
            when actionType = 'Substitution'
                then nullif(regexp_extract(description, '^SUB: (.+) FOR ', 1), '')
        end as name
    from {rows}
)
select
    'unresolved_name' as rule,
    'not exactly one player of the team has this name in the game; read as NULL' as message,
    n._row as "row",
    'description' as "column",
    n.name as "value",
    n.gameId as unit,
    1 as "count"
from named as n
where
    n.name is not null
    and not exists (
        select 1 from known as k
        where k.gameId = n.gameId and k.teamId = n.teamId and k.name = n.name
    )
