/*
about = "Play-by-play of the paid feed with the five players a side on court, for the games the user supplies."
grain = ["game_date", "game_id", "source", "event_seq"]
[reads]
landing.payload = "same day"
landing.bigdataball_pbp = "same day"
game_index      = "same day"
[columns]
season          = "TEXT: season such as 2021-22"
game_date       = "DATE: US Eastern date of the game"
game_id         = "TEXT: NBA game id, ten digits"
source          = "TEXT: format of the feed"
event_seq       = "INT: the feed's own row order in the game, from 1"
source_event_id = "INT: the feed's own number of the event (not chronological)"
period          = "INT: 1 to 4, overtimes from 5"
clock_ds        = "INT: time left in the period, tenths of a second"
event_type      = "TEXT: what happened, one vocabulary for all feeds"
sub_type        = "TEXT: the feed's finer kind"
player_id       = "INT: who did it; NULL for teams"
other_player_id = "INT: who comes in on a substitution; the second jumper"
assister_id     = "INT: assister of a made shot"
blocker_id      = "INT: blocker of a missed shot"
stealer_id      = "INT: who stole the ball on a turnover"
team_id         = "INT: team of player_id, or the team itself"
shot_value      = "INT: points a made shot is worth, 1 to 3"
made            = "BOOL: shot or free throw went in"
distance_ft     = "INT: shot distance, feet"
x               = "INT: tenths of a foot from the basket, negative is the left side"
y               = "INT: tenths of a foot from the basket, towards mid-court"
area_label      = "TEXT: the feed's own zone text"
description     = "TEXT: the feed's own words"
score_home      = "INT: home score after the event, points"
score_away      = "INT: away score after the event, points"
home_on_court   = "TEXT: five home player ids, sorted, joined by |"
away_on_court   = "TEXT: five away player ids, sorted, joined by |"
[critical]
event_type = { not_null = true }
period     = { not_null = true, between = [1, 10] }
clock_ds   = { not_null = true, between = [0, 7200] }
[rules]
shot_value_known = "event_type <> 'shot' or shot_value in (2, 3)"
shot_decided     = "event_type not in ('shot', 'free_throw') or made is not null"
[consistent]
too_few_events = """
    select game_date, game_id, source, cast(count(*) as varchar) || ' events' as detail
    from bigdataball_pbp
    where game_date between @start and @end
    group by game_date, game_id, source
    having count(*) < 300"""
duplicate_event = """
    select game_date, game_id, source, source_event_id
    from bigdataball_pbp
    where game_date between @start and @end and source <> 'v3' and source_event_id is not null
    group by game_date, game_id, source, source_event_id
    having count(*) > 1"""
period_missing = """
    select game_date, game_id, source, cast(count(distinct period) as varchar) || ' periods' as detail
    from bigdataball_pbp
    where game_date between @start and @end
    group by game_date, game_id, source
    having count(distinct period) < 4 or count(distinct period) < max(period)"""
final_score    = """
    select
        e.game_date, e.game_id, e.source,
        cast(max(e.score_home) as varchar) || '-' || cast(max(e.score_away) as varchar) as detail
    from bigdataball_pbp as e
    inner join games as g on e.game_date = g.game_date and e.game_id = g.game_id
    where e.game_date between @start and @end
    group by e.game_date, e.game_id, e.source
    having max(e.score_home) <> max(g.home_points) or max(e.score_away) <> max(g.away_points)"""
*/
with game_payloads as (
    select i.season, i.game_date, i.game_id, p.payload_id, p.format
    from game_index as i
    inner join landing.payload as p on p.unit = i.game_id
    where
        p.table_name = 'bigdataball_pbp'
        and p.is_current
        and i.game_date between @start and @end
)

select
    g.season,
    g.game_date,
    g.game_id,
    g.format as source,
    e.event_seq,
    e.source_event_id,
    e.period,
    e.clock_ds,
    e.event_type,
    e.sub_type,
    e.player_id,
    e.other_player_id,
    e.assister_id,
    e.blocker_id,
    e.stealer_id,
    e.team_id,
    e.shot_value,
    e.made,
    e.distance_ft,
    e.x,
    e.y,
    e.area_label,
    e.description,
    e.score_home,
    e.score_away,
    e.home_on_court,
    e.away_on_court
from game_payloads as g
inner join landing.bigdataball_pbp as e on g.payload_id = e.payload_id
