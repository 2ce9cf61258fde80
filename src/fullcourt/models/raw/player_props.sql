/*
about = "Bookmakers' lines on players. Sources know names only: player_id is NULL where a name fits nobody or several, and the row stays."
due   = "horizon"
grain = ["game_date", "event_id", "player_name", "book", "market", "known_at", "line_number"]
[reads]
landing.payload      = "same day"
landing.player_props = "same day"
nbac_schedule        = "same day"
player_aliases       = "undated"
[columns]
season      = "TEXT: season such as 2021-22"
game_date   = "DATE: US Eastern date of the game"
event_id    = "TEXT: the source's id of the game"
game_id     = "TEXT: NBA game id; NULL when no planned game fits"
home_team_id = "INT: NBA team id"
away_team_id = "INT: NBA team id"
player_id   = "INT: NBA player id; NULL when the name is unknown or ambiguous"
player_name = "TEXT: as the source wrote it"
team_id     = "INT: NULL, the source does not say which team"
book        = "TEXT: bookmaker"
market      = "TEXT: points, or pra (points + rebounds + assists)"
line        = "DOUBLE: threshold, points"
over_price  = "INT: American odds for more than the line"
under_price = "INT: American odds for less than the line"
known_at    = "TIMESTAMP: when the offer was seen, UTC; one minute before tip where the source has no time"
known_at_basis = "TEXT: published or assumed"
line_number = "INT: tells rows apart that the source gave twice for one moment, from 1"
[decimals]
line = 1
[critical]
player_id = { not_null = true }
line      = { not_null = true, between = [0.5, 80] }
[rules]
half_points  = "2 * line = floor(2 * line)"
known_market = "market in ('points', 'pra')"
[warnings]
known_game = "game_id is not null"
[guards]
lines_differ = "count(distinct player_name) < 10 or min(line) < max(line)"
*/
with offers as (
    select
        o.*,
        o.event_date as row_date
    from landing.player_props as o
    inner join landing.payload as p on o.payload_id = p.payload_id
    where p.is_current and o.event_date between @start and @end
),

-- One game for a date and pairing, also at the old date of a moved game.
games_of_date as (
    select
        season, game_date, home_team_id, away_team_id, game_id, tip_utc,
        row_number() over (
            partition by game_date, home_team_id, away_team_id
            order by case when moved_to is null then 1 else 2 end, known_at desc, game_id
        ) as preference
    from nbac_schedule
    where fact = 'plan' and game_date between @start and @end
),

names as (
    select distinct player_lookup, row_date from offers
),

-- Exactly one player, or nobody: a name is never guessed.
resolved as (
    select n.player_lookup, n.row_date, min(a.player_id) as player_id
    from names as n
    inner join player_aliases as a on n.player_lookup = a.alias
    where
        n.row_date >= coalesce(a.valid_from, date '1900-01-01')
        and n.row_date <= coalesce(a.valid_to, date '9999-12-31')
    group by n.player_lookup, n.row_date
    having count(distinct a.player_id) = 1
),

placed as (
    select
        coalesce(
            g.season,
            substr(cast(extract(year from o.row_date - 212) as varchar), 1, 4) || '-'
    || substr(cast(extract(year from o.row_date + 153) as varchar), 3, 2)
        ) as season,
        o.row_date as game_date,
        o.event_id,
        g.game_id,
        o.home_team_id,
        o.away_team_id,
        r.player_id,
        o.player_name,
        cast(null as integer) as team_id,
        coalesce(o.book, 'unnamed') as book,
        o.market,
        o.line,
        o.over_price,
        o.under_price,
        coalesce(o.known_at, g.tip_utc - interval 1 minute) as known_at,
        case when o.known_at is null then 'assumed' else 'published' end as known_at_basis
    from offers as o
    left join games_of_date as g
        on
            o.row_date = g.game_date
            and o.home_team_id = g.home_team_id
            and o.away_team_id = g.away_team_id
            and g.preference = 1
    left join resolved as r on o.player_lookup = r.player_lookup and o.row_date = r.row_date
)

select
    *,
    row_number() over (
        partition by game_date, event_id, player_name, book, market, known_at
        order by coalesce(line, 0), coalesce(over_price, 0), coalesce(under_price, 0)
    ) as line_number
from placed
