/*
about = "What the league announced. Each game has a plan for every date it was planned on, with the moment that plan was known and superseded, and a result known three hours after tip."
due   = "announced"
grain = ["game_date", "game_id", "fact", "known_at"]
[reads]
schedule_plans     = "scheduled"
schedule_snapshots = "scheduled"
game_index         = "scheduled"
[columns]
season         = "TEXT: season such as 2021-22"
game_date      = "DATE: US Eastern date of the plan; of a result, the date played"
game_id        = "TEXT: NBA game id, ten digits"
fact           = "TEXT: plan or result"
known_at       = "TIMESTAMP: when this was known, UTC"
known_at_basis = "TEXT: captured (a snapshot says so) or assumed"
tip_utc        = "TIMESTAMP: tip-off, UTC; 19:00 Eastern where not announced"
home_team_id   = "INT: NBA team id"
away_team_id   = "INT: NBA team id"
game_type      = "INT: 1 preseason, 2 regular, 3 All-Star, 4 playoffs, 5 play-in, 6 NBA Cup final"
status_text    = "TEXT: the source's own words; NULL when only facts prove the game"
status         = "TEXT: a plan is scheduled, postponed or cancelled; a result is final"
home_score     = "INT: final score, points; NULL for plans"
away_score     = "INT: final score, points; NULL for plans"
first_date     = "DATE: first announced date of the game"
superseded_at  = "TIMESTAMP: when the next plan was known, UTC; NULL for the latest plan and for results"
moved_to       = "DATE: date of the latest plan, when this plan was superseded by another date"
[critical]
tip_utc      = { not_null = true }
known_at     = { not_null = true }
home_team_id = { not_null = true, null_if = { not_decided = "fact = 'plan' and (game_type in (1, 3) or game_date > cast(known_at as date) or superseded_at is not null)" } }
away_team_id = { not_null = true, null_if = { not_decided = "fact = 'plan' and (game_type in (1, 3) or game_date > cast(known_at as date) or superseded_at is not null)" } }
[rules]
teams_differ   = "home_team_id <> away_team_id"
teams_exist    = """
    game_type in (1, 3)
    or (home_team_id between 1610612737 and 1610612766 and away_team_id between 1610612737 and 1610612766)"""
inside_season  = """
    game_date between cast('20' || substr(season, 3, 2) || '-07-01' as date)
    and cast('20' || substr(season, 6, 2) || '-10-31' as date)"""
tip_on_date    = "date_diff('day', game_date, cast(tip_utc - interval 4 hour as date)) between 0 and 1"
status_of_fact = "(fact = 'result') = (status = 'final')"
result_after_tip = "fact = 'plan' or known_at > tip_utc"
one_winner     = "home_score <> away_score"
[warnings]
announced      = "fact = 'result' or status_text is not null"
*/
with results as (
    select
        i.season,
        i.game_date,
        i.game_type,
        s.*,
        row_number() over (
            partition by s.game_id order by s.captured_order desc, s.sequence desc, s.file_id desc
        ) as preference
    from schedule_snapshots as s
    inner join game_index as i on s.game_id = i.game_id
    where s.status = 'final' and i.game_date between @start and @end
),

-- A result belongs to the plan that was played: the latest one on its date.
last_plans as (
    select
        *,
        row_number() over (partition by game_id, plan_date order by known_at desc) as preference
    from schedule_plans
    where plan_date between @start and @end
)

select
    season,
    plan_date as game_date,
    game_id,
    'plan' as fact,
    known_at,
    known_at_basis,
    tip_utc,
    home_team_id,
    away_team_id,
    game_type,
    status_text,
    plan_status as status,
    cast(null as integer) as home_score,
    cast(null as integer) as away_score,
    first_date,
    superseded_at,
    moved_to
from last_plans
union all
select
    r.season,
    r.game_date,
    r.game_id,
    'result' as fact,
    p.tip_utc + interval 3 hour as known_at,
    'assumed' as known_at_basis,
    p.tip_utc,
    r.home_team_id,
    r.away_team_id,
    r.game_type,
    r.status_text,
    'final' as status,
    r.home_score,
    r.away_score,
    p.first_date,
    cast(null as timestamp) as superseded_at,
    cast(null as date) as moved_to
from results as r
inner join last_plans as p on r.game_id = p.game_id and r.game_date = p.plan_date
where r.preference = 1 and p.preference = 1
