/*
about = "The entries of postponement lists with the game each of them means: same teams, and a date of the game is the old or the new date of the entry."
kind  = "view"
grain = ["previous_date", "home_team_id", "away_team_id"]
[reads]
landing.payload         = "scheduled"
landing.postponed_games = "scheduled"
fact_games              = "scheduled"
schedule_snapshots      = "scheduled"
[columns]
game_id             = "TEXT: NBA game id; NULL when no game fits"
home_team_id        = "INT: NBA team id"
away_team_id        = "INT: NBA team id"
previous_date       = "DATE: US Eastern date the game was planned for"
rescheduled_date    = "DATE: new date; NULL when none is announced"
rescheduled_tip_utc = "TIMESTAMP: new tip-off, UTC"
captured_at         = "TIMESTAMP: when the list was the truth, UTC; NULL when nothing says so"
sequence            = "BIGINT: order of ingest"
*/
with entries as (
    select
        l.home_team_id,
        l.away_team_id,
        l.previous_date,
        l.rescheduled_date,
        l.rescheduled_tip_utc,
        case when p.captured_basis <> 'ingest' then p.captured_at end as captured_at,
        p.sequence,
        row_number() over (
            partition by l.home_team_id, l.away_team_id, l.previous_date
            order by
                coalesce(p.captured_at, timestamp '1900-01-01 00:00:00') desc,
                p.sequence desc,
                coalesce(l.rescheduled_date, date '1900-01-01') desc
        ) as preference
    from landing.postponed_games as l
    inner join landing.payload as p on l.payload_id = p.payload_id
    where p.is_current
),

pairings as (
    select game_id, home_team_id, away_team_id, plan_date as seen_date
    from schedule_snapshots
    union
    select game_id, home_team_id, away_team_id, game_date as seen_date
    from fact_games
),

candidates as (
    select
        e.home_team_id,
        e.away_team_id,
        e.previous_date,
        g.game_id,
        row_number() over (
            partition by e.home_team_id, e.away_team_id, e.previous_date
            order by case when g.seen_date = e.rescheduled_date then 1 else 2 end, g.game_id
        ) as preference
    from entries as e
    inner join pairings as g on e.home_team_id = g.home_team_id and e.away_team_id = g.away_team_id
    where
        e.preference = 1
        and (g.seen_date = e.previous_date or g.seen_date = e.rescheduled_date)
)

select
    c.game_id,
    e.home_team_id,
    e.away_team_id,
    e.previous_date,
    e.rescheduled_date,
    e.rescheduled_tip_utc,
    e.captured_at,
    e.sequence
from entries as e
left join candidates as c
    on
        e.home_team_id = c.home_team_id
        and e.away_team_id = c.away_team_id
        and e.previous_date = c.previous_date
        and c.preference = 1
where e.preference = 1
