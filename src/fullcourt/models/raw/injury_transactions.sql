/*
about = "Players put on and taken off injury lists, from a transaction list: hints, not reports, since it names no game and no status."
due   = "horizon"
grain = ["game_date", "team_id", "player_lookup", "direction", "line_number"]
[reads]
landing.payload             = "same day"
landing.injury_transactions = "same day"
player_aliases              = "undated"
[columns]
season        = "TEXT: season such as 2021-22"
game_date     = "DATE: US Eastern date of the transaction"
team_id       = "INT: NBA team id"
player_id     = "INT: NBA player id; NULL when the name is unknown or ambiguous"
player_name   = "TEXT: as the source wrote it"
player_lookup = "TEXT: folded name"
direction     = "TEXT: out (put on the list) or in (taken off)"
notes         = "TEXT: the source's words"
line_number   = "INT: tells repeated rows apart, from 1"
[rules]
known_direction = "direction in ('out', 'in')"
[warnings]
resolved_name   = "player_id is not null"
*/
with moves as (
    select
        m.*,
        m.transaction_date as row_date,
        coalesce(m.player_lookup, '') as lookup
    from landing.injury_transactions as m
    inner join landing.payload as p on m.payload_id = p.payload_id
    where p.is_current and m.transaction_date between @start and @end
),

names as (
    select distinct lookup, row_date from moves
),

-- Exactly one player, or nobody: a name is never guessed.
resolved as (
    select n.lookup, n.row_date, min(a.player_id) as player_id
    from names as n
    inner join player_aliases as a on n.lookup = a.alias
    where
        n.row_date >= coalesce(a.valid_from, date '1900-01-01')
        and n.row_date <= coalesce(a.valid_to, date '9999-12-31')
    group by n.lookup, n.row_date
    having count(distinct a.player_id) = 1
)

select
    substr(cast(extract(year from m.row_date - 212) as varchar), 1, 4) || '-'
    || substr(cast(extract(year from m.row_date + 153) as varchar), 3, 2) as season,
    m.row_date as game_date,
    m.team_id,
    n.player_id,
    m.player_name,
    m.lookup as player_lookup,
    m.direction,
    m.notes,
    row_number() over (
        partition by m.row_date, m.team_id, m.lookup, m.direction
        order by coalesce(m.notes, ''), coalesce(m.player_name, '')
    ) as line_number
from moves as m
left join resolved as n on m.lookup = n.lookup and m.row_date = n.row_date
