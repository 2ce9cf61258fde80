/*
about = "Bookmakers' lines: spread, total and money line, each with the moment it was known. A closing line without a time counts as known one minute before tip."
due   = "horizon"
grain = ["game_date", "home_team_id", "away_team_id", "book", "market", "side", "known_at", "line_number"]
[reads]
landing.payload    = "same day"
landing.game_lines = "same day"
nbac_schedule      = "same day"
[columns]
season         = "TEXT: season such as 2021-22"
game_date      = "DATE: US Eastern date of the game"
game_id        = "TEXT: NBA game id; NULL when no planned game fits"
home_team_id   = "INT: NBA team id"
away_team_id   = "INT: NBA team id"
book           = "TEXT: bookmaker"
market         = "TEXT: spread, total or moneyline"
side           = "TEXT: home, away or game (totals)"
team_id        = "INT: team of a spread or money line; NULL for totals"
point          = "DOUBLE: points; a spread below 0 means this team is the favourite"
price          = "INT: American odds"
known_at       = "TIMESTAMP: when the line was known, UTC"
known_at_basis = "TEXT: published (the source gives a time) or assumed"
source         = "TEXT: format of the file"
line_number    = "INT: tells rows apart that the source gave twice for one moment, from 1"
[decimals]
point = 1
[rules]
known_market = "market in ('spread', 'total', 'moneyline')"
total_range  = "market <> 'total' or point between 170 and 280"
spread_range = "market <> 'spread' or abs(point) <= 30"
[warnings]
known_game = "game_id is not null"
[consistent]
spread_agrees_with_moneyline = """
    select s.game_date, s.game_id, s.team_id
    from game_lines as s
    inner join game_lines as m
        on
            s.game_date = m.game_date and s.game_id = m.game_id and s.book = m.book
            and s.team_id = m.team_id and s.known_at = m.known_at
    where
        s.game_date between @start and @end
        and s.market = 'spread' and m.market = 'moneyline'
        and s.point * m.price < 0 and abs(s.point) >= 3 and abs(m.price) >= 120"""
*/
with lines as (
    select
        l.*,
        p.format as source,
        coalesce(l.book, 'unnamed') as bookmaker,
        case
            when l.team_id is null then 'game' when l.team_id = l.home_team_id then 'home' else 'away'
        end as side
    from landing.game_lines as l
    inner join landing.payload as p on l.payload_id = p.payload_id
    where p.is_current and l.line_date between @start and @end
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

placed as (
    select
        coalesce(
            g.season,
            substr(cast(extract(year from l.line_date - 212) as varchar), 1, 4) || '-'
    || substr(cast(extract(year from l.line_date + 153) as varchar), 3, 2)
        ) as season,
        l.line_date as game_date,
        g.game_id,
        l.home_team_id,
        l.away_team_id,
        l.bookmaker as book,
        l.market,
        l.side,
        l.team_id,
        l.point,
        l.price,
        coalesce(l.known_at, g.tip_utc - interval 1 minute) as known_at,
        case when l.known_at is null then 'assumed' else 'published' end as known_at_basis,
        l.source
    from lines as l
    left join games_of_date as g
        on
            l.line_date = g.game_date
            and l.home_team_id = g.home_team_id
            and l.away_team_id = g.away_team_id
            and g.preference = 1
)

select
    *,
    row_number() over (
        partition by game_date, home_team_id, away_team_id, book, market, side, known_at
        order by source, coalesce(point, 0), coalesce(price, 0)
    ) as line_number
from placed
