/*
about = "Official injury reports, every snapshot: a player's status for a game and when it was published. A row without a player says that a team had not submitted."
due   = "horizon"
grain = ["game_date", "team_id", "player_name", "known_at", "line_number"]
[reads]
landing.payload       = "same day"
landing.injury_report = "same day"
nbac_schedule         = "same day"
player_aliases        = "undated"
[columns]
season      = "TEXT: season such as 2021-22"
game_date   = "DATE: US Eastern date of the game"
game_id     = "TEXT: NBA game id; NULL when the team plays no planned game"
team_id     = "INT: NBA team id"
player_id   = "INT: NBA player id; NULL when not submitted, unknown or ambiguous"
player_name = "TEXT: as the source wrote it; empty on a not-submitted row"
status      = "TEXT: out, doubtful, questionable, probable, available or not_submitted"
reason      = "TEXT: the source's words"
known_at    = "TIMESTAMP: when the report was published, UTC"
line_number = "INT: tells rows apart that one report gave twice, from 1"
[critical]
player_id = { not_null = true, null_if = { no_player_named = "status = 'not_submitted'" } }
known_at  = { not_null = true }
[rules]
known_status = "status in ('out', 'doubtful', 'questionable', 'probable', 'available', 'not_submitted')"
[warnings]
known_game = "game_id is not null"
*/
with reports as (
    select
        r.*,
        r.report_date as row_date
    from landing.injury_report as r
    inner join landing.payload as p on r.payload_id = p.payload_id
    where p.is_current and r.report_date between @start and @end
),

team_plans as (
    select season, game_date, game_id, home_team_id as team_id, moved_to, known_at
    from nbac_schedule
    where fact = 'plan' and game_date between @start and @end
    union all
    select season, game_date, game_id, away_team_id as team_id, moved_to, known_at
    from nbac_schedule
    where fact = 'plan' and game_date between @start and @end
),

games_of_date as (
    select
        *,
        row_number() over (
            partition by game_date, team_id
            order by case when moved_to is null then 1 else 2 end, known_at desc, game_id
        ) as preference
    from team_plans
),

names as (
    select distinct player_lookup, row_date from reports
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
    select distinct
        coalesce(
            g.season,
            substr(cast(extract(year from r.row_date - 212) as varchar), 1, 4) || '-'
    || substr(cast(extract(year from r.row_date + 153) as varchar), 3, 2)
        ) as season,
        r.row_date as game_date,
        g.game_id,
        r.team_id,
        n.player_id,
        coalesce(r.player_name, '') as player_name,
        r.status,
        r.reason,
        r.known_at
    from reports as r
    left join games_of_date as g
        on r.row_date = g.game_date and r.team_id = g.team_id and g.preference = 1
    left join resolved as n on r.player_lookup = n.player_lookup and r.row_date = n.row_date
)

select
    *,
    row_number() over (
        partition by game_date, team_id, player_name, known_at
        order by coalesce(status, ''), coalesce(reason, '')
    ) as line_number
from placed
