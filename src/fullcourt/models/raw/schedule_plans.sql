/*
about = "Every plan of every game with the moment it became known and the moment it was superseded. Where no snapshot was captured in time the moment is assumed: see docs/spine.md."
kind  = "view"
grain = ["game_id", "plan_date", "known_at"]
[reads]
schedule_entries   = "scheduled"
schedule_snapshots = "scheduled"
game_index         = "scheduled"
eastern_offsets    = "undated"
[columns]
season         = "TEXT: season such as 2021-22"
game_id        = "TEXT: NBA game id, ten digits"
game_type      = "INT: see game_index"
plan_date      = "DATE: US Eastern date of the plan"
known_at       = "TIMESTAMP: when the plan became known, UTC"
known_at_basis = "TEXT: captured or assumed"
tip_utc        = "TIMESTAMP: tip-off, UTC; 19:00 Eastern where not announced"
home_team_id   = "INT: NBA team id"
away_team_id   = "INT: NBA team id"
status_text    = "TEXT: the source's own words; NULL when only facts speak"
plan_status    = "TEXT: scheduled, postponed or cancelled"
first_date     = "DATE: first announced date of the game"
superseded_at  = "TIMESTAMP: known_at of the next plan; NULL for the latest"
moved_to       = "DATE: date of the latest plan, when this plan was superseded by another date"
*/
with season_starts as (
    select i.season, min(e.plan_date) as first_counted_date
    from schedule_entries as e
    inner join game_index as i on e.game_id = i.game_id
    where i.game_type in (2, 4, 5, 6)
    group by i.season
),

season_files as (
    select
        i.season,
        s.file_id,
        row_number() over (partition by i.season order by s.captured_order, s.sequence, s.game_id) as file_rank
    from schedule_snapshots as s
    inner join game_index as i on s.game_id = i.game_id
),

-- Games in the season's first snapshot were announced with the season; others came later.
first_announced as (
    select distinct s.game_id
    from schedule_snapshots as s
    inner join season_files as f on s.file_id = f.file_id and f.file_rank = 1
),

timed as (
    select
        e.*,
        i.season,
        i.game_type,
        coalesce(s.first_counted_date, e.plan_date) as season_start,
        case when a.game_id is not null or e.entry_kind = 'list_old' then 1 else 0 end as with_season,
        coalesce(
            e.tip_utc,
            cast(e.plan_date as timestamp) + interval 19 hour
            + case when o.hours = 4 then interval 4 hour else interval 5 hour end
        ) as tip
    from schedule_entries as e
    inner join game_index as i on e.game_id = i.game_id
    inner join eastern_offsets as o on e.plan_date between o.from_date and o.to_date
    left join season_starts as s on i.season = s.season
    left join first_announced as a on e.game_id = a.game_id
),

compared as (
    select
        *,
        lag(plan_date) over (partition by game_id order by entry_number) as last_date,
        lag(tip) over (partition by game_id order by entry_number) as last_tip,
        lag(plan_status) over (partition by game_id order by entry_number) as last_status,
        lag(home_team_id) over (partition by game_id order by entry_number) as last_home,
        lag(away_team_id) over (partition by game_id order by entry_number) as last_away,
        first_value(plan_date) over (partition by game_id order by entry_number) as first_date
    from timed
),

-- The first plan of a play-off, play-in or Cup final game cannot be as old as the season.
changes as (
    select
        *,
        case
            when last_date is not null then least(last_date, plan_date)
            when entry_kind = 'fact' then plan_date
            when with_season = 1 and game_type < 4 then least(season_start, plan_date)
            else plan_date - 7
        end as assumed_date,
        case
            when last_date is null and with_season = 1 and game_type < 4
                then cast(season_start as timestamp) + interval 4 hour
            else tip
        end as in_time_before
    from compared
    where
        last_date is null
        or plan_date <> last_date
        or tip <> last_tip
        or plan_status <> last_status
        or coalesce(home_team_id, 0) <> coalesce(last_home, 0)
        or coalesce(away_team_id, 0) <> coalesce(last_away, 0)
),

-- Midnight of a date has the offset of the evening before.
learnt as (
    select
        c.*,
        cast(c.assumed_date as timestamp)
        + case when o.hours = 4 then interval 4 hour else interval 5 hour end as assumed_at
    from changes as c
    inner join eastern_offsets as o on c.assumed_date - 1 between o.from_date and o.to_date
),

dated as (
    select
        *,
        case when captured_at < in_time_before then captured_at else assumed_at end as learnt_at,
        case when captured_at < in_time_before then 'captured' else 'assumed' end as basis
    from learnt
),

-- A plan is never known later than the one that replaced it.
ordered as (
    select
        *,
        min(learnt_at) over (
            partition by game_id order by entry_number rows between current row and unbounded following
        ) as known_at,
        lead(plan_date) over (partition by game_id order by entry_number) as next_date
    from dated
),

followed as (
    select
        *,
        lead(known_at) over (partition by game_id order by entry_number) as next_known_at
    from ordered
),

kept as (
    select
        *,
        row_number() over (partition by game_id, plan_date, known_at order by entry_number desc) as newest
    from followed
    where next_date is null or next_date <> plan_date or next_known_at > known_at
)

select
    season,
    game_id,
    game_type,
    plan_date,
    known_at,
    case when known_at < learnt_at then 'assumed' else basis end as known_at_basis,
    tip as tip_utc,
    home_team_id,
    away_team_id,
    status_text,
    plan_status,
    first_date,
    lead(known_at) over (partition by game_id order by entry_number) as superseded_at,
    case
        when entry_number < max(entry_number) over (partition by game_id)
            and plan_date <> first_value(plan_date) over (
                partition by game_id order by entry_number desc
            )
            then first_value(plan_date) over (partition by game_id order by entry_number desc)
    end as moved_to
from kept
where newest = 1
