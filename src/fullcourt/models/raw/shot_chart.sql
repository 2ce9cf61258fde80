/*
about = "Field-goal attempts with the source's own zone label and place, in every format that was loaded (column source). Look-alike rows are real: nothing is de-duplicated."
grain = ["game_date", "game_id", "source", "shot_seq"]
[reads]
landing.payload    = "same day"
landing.shot_chart = "same day"
game_index         = "same day"
[columns]
season          = "TEXT: season such as 2021-22"
game_date       = "DATE: US Eastern date of the game"
game_id         = "TEXT: NBA game id, ten digits"
source          = "TEXT: shotchartdetail (native, with event ids) or shot_archive"
shot_seq        = "INT: the file's own row order in the game, from 1"
source_event_id = "INT: number of the play-by-play event; NULL where the source has none"
player_id       = "INT: shooter"
team_id         = "INT: shooter's team"
period          = "INT: 1 to 4, overtimes from 5"
clock_ds        = "INT: time left in the period, tenths of a second"
zone_basic      = "TEXT: native SHOT_ZONE_BASIC text"
x               = "INT: tenths of a foot from the basket, negative is the left side"
y               = "INT: tenths of a foot from the basket, towards mid-court"
distance_ft     = "INT: shot distance, feet"
action_text     = "TEXT: the source's words for the kind of shot"
made            = "BOOL: shot went in"
shot_value      = "INT: points a made shot is worth, 2 or 3"
[critical]
player_id  = { not_null = true }
team_id    = { not_null = true }
made       = { not_null = true }
shot_value = { not_null = true, between = [2, 3] }
[rules]
label_known = """
    zone_basic in (
        'Restricted Area', 'In The Paint (Non-RA)', 'Mid-Range', 'Left Corner 3', 'Right Corner 3',
        'Above the Break 3', 'Backcourt'
    )"""
[warnings]
label_fits_value = """
    zone_basic = 'Backcourt'
    or (shot_value = 3) = (zone_basic in ('Left Corner 3', 'Right Corner 3', 'Above the Break 3'))"""
corner_side      = "(zone_basic <> 'Left Corner 3' or x < 0) and (zone_basic <> 'Right Corner 3' or x > 0)"
[consistent]
source_missing = """
    select g.game_date, g.game_id
    from games as g
    where
        g.game_date between @start and @end
        and g.status = 'played'
        and not exists (
            select 1 from shot_chart as s
            where s.game_date = g.game_date and s.game_id = g.game_id
        )"""
shots_near_fga = """
    select
        s.game_date, s.game_id, s.source, s.team_id,
        cast(count(*) as varchar) || ' shots, ' || cast(max(b.fga) as varchar) || ' attempts' as detail
    from shot_chart as s
    inner join nbac_team_boxscore as b
        on s.game_date = b.game_date and s.game_id = b.game_id and s.team_id = b.team_id
    where s.game_date between @start and @end
    group by s.game_date, s.game_id, s.source, s.team_id
    having abs(count(*) - max(b.fga)) * 50 > max(b.fga)"""
*/
with game_payloads as (
    select i.season, i.game_date, i.game_id, p.payload_id, p.format
    from game_index as i
    inner join landing.payload as p on p.unit = i.game_id
    where
        p.table_name = 'shot_chart'
        and p.is_current
        and i.game_date between @start and @end
)

select
    g.season,
    g.game_date,
    g.game_id,
    g.format as source,
    s.shot_seq,
    s.source_event_id,
    s.player_id,
    s.team_id,
    s.period,
    s.clock_ds,
    s.zone_basic,
    s.x,
    s.y,
    s.distance_ft,
    s.action_text,
    s.made,
    s.shot_value
from game_payloads as g
inner join landing.shot_chart as s on g.payload_id = s.payload_id
