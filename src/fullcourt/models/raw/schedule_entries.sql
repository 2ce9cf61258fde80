/*
about = "Everything that says when a game is to be played, in order: snapshots, postponement lists, and last the date on which facts show it was played."
kind  = "view"
grain = ["game_id", "entry_number"]
[reads]
schedule_snapshots = "scheduled"
postponements      = "scheduled"
fact_games         = "scheduled"
[columns]
game_id      = "TEXT: NBA game id, ten digits"
entry_number = "INT: order among the entries of the game, from 1"
entry_kind   = "TEXT: list_old, snapshot, list_new or fact"
plan_date    = "DATE: US Eastern date of the plan"
tip_utc      = "TIMESTAMP: tip-off, UTC; NULL when not announced"
home_team_id = "INT: NBA team id"
away_team_id = "INT: NBA team id"
status_text  = "TEXT: the source's own words; NULL when only facts speak"
plan_status  = "TEXT: scheduled, postponed or cancelled"
captured_at  = "TIMESTAMP: when the source was the truth, UTC; NULL when nothing says so"
file_id      = "BIGINT: the snapshot's file"
*/
with listed as (
    select
        p.*,
        max(case when s.plan_date = p.previous_date then 1 else 0 end) as old_is_known,
        max(case when s.plan_date = p.rescheduled_date then 1 else 0 end) as new_is_known,
        max(case when s.plan_date = p.previous_date then s.captured_order end) as old_order,
        max(case when s.plan_date = p.previous_date then s.sequence end) as old_sequence
    from postponements as p
    left join schedule_snapshots as s on p.game_id = s.game_id
    where p.game_id is not null
    group by
        p.game_id, p.home_team_id, p.away_team_id, p.previous_date, p.rescheduled_date,
        p.rescheduled_tip_utc, p.captured_at, p.sequence
),

announced as (
    select
        game_id,
        captured_order as entry_order,
        sequence,
        'snapshot' as entry_kind,
        plan_date,
        tip_utc,
        home_team_id,
        away_team_id,
        status_text,
        case when status in ('postponed', 'cancelled') then status else 'scheduled' end as plan_status,
        captured_at,
        file_id
    from schedule_snapshots
    union all
    -- The final schedule shows a postponed game only where it was played: the list has the old plan.
    select
        game_id,
        timestamp '1800-01-01 00:00:00' as entry_order,
        0 as sequence,
        'list_old' as entry_kind,
        previous_date as plan_date,
        cast(null as timestamp) as tip_utc,
        home_team_id,
        away_team_id,
        'postponement list' as status_text,
        'scheduled' as plan_status,
        cast(null as timestamp) as captured_at,
        cast(null as bigint) as file_id
    from listed
    where old_is_known = 0
    union all
    select
        game_id,
        coalesce(captured_at, old_order, timestamp '1800-01-01 00:00:00') as entry_order,
        case when captured_at is null then coalesce(old_sequence, 0) else sequence end as sequence,
        'list_new' as entry_kind,
        coalesce(rescheduled_date, previous_date) as plan_date,
        rescheduled_tip_utc as tip_utc,
        home_team_id,
        away_team_id,
        'postponement list' as status_text,
        case when rescheduled_date is null then 'postponed' else 'scheduled' end as plan_status,
        captured_at,
        cast(null as bigint) as file_id
    from listed
    where new_is_known = 0
),

numbered as (
    select
        *,
        row_number() over (partition by game_id order by entry_order, sequence, entry_kind desc, plan_date)
            as entry_number,
        count(*) over (partition by game_id) as entries
    from announced
),

played_elsewhere as (
    select f.*, coalesce(n.entries, 0) as entries, n.home_team_id as plan_home, n.away_team_id as plan_away
    from fact_games as f
    left join numbered as n on f.game_id = n.game_id and n.entry_number = n.entries
    where f.game_date is not null and (n.game_id is null or n.plan_date <> f.game_date)
)

select
    game_id, entry_number, entry_kind, plan_date, tip_utc, home_team_id, away_team_id, status_text,
    plan_status, captured_at, file_id
from numbered
union all
select
    game_id,
    entries + 1 as entry_number,
    'fact' as entry_kind,
    game_date as plan_date,
    cast(null as timestamp) as tip_utc,
    coalesce(home_team_id, plan_home) as home_team_id,
    coalesce(away_team_id, plan_away) as away_team_id,
    cast(null as varchar) as status_text,
    'scheduled' as plan_status,
    cast(null as timestamp) as captured_at,
    cast(null as bigint) as file_id
from played_elsewhere
