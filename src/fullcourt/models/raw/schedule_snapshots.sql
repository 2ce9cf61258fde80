/*
about = "Every row of every schedule snapshot that differs from its predecessor, with the moment it was captured. The order of snapshots is capture moment, then ingest."
kind  = "view"
grain = ["game_id", "captured_order", "sequence"]
[reads]
landing.payload       = "scheduled"
landing.nbac_schedule = "scheduled"
[columns]
game_id        = "TEXT: NBA game id, ten digits"
plan_date      = "DATE: US Eastern date this snapshot gives"
tip_utc        = "TIMESTAMP: tip-off, UTC; NULL when not announced"
home_team_id   = "INT: NBA team id"
away_team_id   = "INT: NBA team id"
status_text    = "TEXT: the source's own words"
status         = "TEXT: scheduled, live, final, postponed or cancelled"
home_score     = "INT: points; NULL before the game"
away_score     = "INT: points; NULL before the game"
captured_at    = "TIMESTAMP: when the snapshot was the truth, UTC; NULL when nothing says so"
captured_order = "TIMESTAMP: captured_at, unknown moments first"
sequence       = "BIGINT: order of ingest"
file_id        = "BIGINT: the file it came from"
*/
with captures as (
    -- The moment of ingest says nothing about when the schedule was true.
    select
        payload_id,
        sequence,
        file_id,
        case when captured_basis <> 'ingest' then captured_at end as captured_at
    from landing.payload
    where table_name = 'nbac_schedule' and is_current
)

select
    s.game_id,
    s.plan_date,
    s.tip_utc,
    s.home_team_id,
    s.away_team_id,
    coalesce(s.status_text, s.status, 'unknown') as status_text,
    coalesce(s.status, 'scheduled') as status,
    s.home_score,
    s.away_score,
    c.captured_at,
    coalesce(c.captured_at, timestamp '1900-01-01 00:00:00') as captured_order,
    c.sequence,
    c.file_id
from landing.nbac_schedule as s
inner join captures as c on s.payload_id = c.payload_id
where s.plan_date is not null
