/*
about  = """Every field-goal attempt of a game: who took it, from where, whether it went in, who assisted \
or blocked it. One source is chosen per game; credits come from a play-by-play of it. Known after the game."""
grain  = ["game_date", "game_id", "shot_number"]
[reads]
games                = "same day"
shot_chart           = "same day"
nbac_play_by_play    = "same day"
bigdataball_pbp      = "same day"
shot_source_choice   = "same day"
credit_source_choice = "same day"
[columns]
season           = "TEXT: season, such as 2021-22"
game_date        = "DATE: US Eastern date of the game"
game_id          = "TEXT: league game id, 10 digits"
shot_number      = "INT: number of the shot in the game, by period, clock running down, source order"
game_type        = "INT: 2 regular, 4 playoffs, 5 play-in, 6 Cup final"
player_id        = "INT: the shooter"
team_id          = "INT: the shooter's team"
opponent_team_id = "INT: the other team of the game"
period           = "INT: quarter 1 to 4, overtimes from 5"
clock_ds         = "INT: time left in the period, tenths of a second"
made             = "BOOL: whether it went in"
shot_value       = "INT: 2 or 3 points, by the source's label or text, never by distance"
distance_ft      = "DOUBLE: distance from the basket, feet; NULL where the source does not say"
x                = "DOUBLE: tenths of a foot from the basket, negative is left; NULL if not in source"
y                = "DOUBLE: tenths of a foot from the basket, up the court; NULL if not in source"
zone             = "TEXT: one of seven zones; NULL where only the group is known"
zone_group       = "TEXT: paint, mid_range or three; NULL where the source does not say"
zone_method      = "TEXT: how the zone was found: label, geometry or text"
assister_id      = "INT: who assisted; NULL is nobody, unless credit_source is NULL"
blocker_id       = "INT: who blocked; NULL is nobody, unless credit_source is NULL"
blocker_team_id  = "INT: the blocker's team: always the opponent"
shot_source      = "TEXT: format that tells the shots of this game"
credit_source    = "TEXT: format that names assister and blocker; NULL where it lacks the shot"
[decimals]
distance_ft = 0
x           = 0
y           = 0
[expect]
# The first shot stands for its game; how many there are is checked against the box score below.
keys       = """
    select distinct game_date, game_id, 1 as shot_number
    from team_games
    where game_date between @start and @end"""
present_if = "shot_number = 1"
defect_if  = { source_missing = "true" }
[critical]
player_id        = { not_null = true }
team_id          = { not_null = true }
opponent_team_id = { not_null = true }
period           = { not_null = true, between = [1, 14] }
clock_ds         = { not_null = true, between = [0, 7200] }
made             = { not_null = true }
shot_value       = { not_null = true, between = [2, 3] }
[rules]
zone_group_of_zone = """case zone_group
    when 'paint' then zone is null or zone in ('restricted_area', 'paint_non_ra')
    when 'mid_range' then zone is null or zone = 'mid_range'
    when 'three' then zone is null
        or zone in ('left_corner_3', 'right_corner_3', 'above_break_3', 'backcourt')
    else zone is null end"""
credit_by_outcome  = "case when made then blocker_id is null else assister_id is null end"
blocker_is_rival   = "blocker_id is null or blocker_team_id = opponent_team_id"
no_self_assist     = "assister_id is null or assister_id <> player_id"
[warnings]
corner_side = """zone not in ('left_corner_3', 'right_corner_3') or x is null
    or (zone = 'left_corner_3') = (x < 0)"""
value_of_zone = "shot_value = case when zone_group = 'three' then 3 else 2 end"
[guards]
makes_and_misses = "count(*) < 100 or avg(case when made then 1 else 0 end) between 0.30 and 0.65"
zone_shares = """count(*) < 300 or (
    avg(case when zone_group = 'paint' then 1 else 0 end) between 0.25 and 0.75
    and avg(case when zone_group = 'mid_range' then 1 else 0 end) between 0.02 and 0.35
    and avg(case when zone_group = 'three' then 1 else 0 end) between 0.15 and 0.65)"""
[consistent]
both_teams_shoot = """
    select t.game_date, t.game_id, t.team_id
    from team_games t
    join (
        select game_date, game_id, min(team_id) as one, max(team_id) as other
        from shot_events
        where game_date between @start and @end
        group by game_date, game_id
    ) s on s.game_date = t.game_date and s.game_id = t.game_id
    where t.game_date between @start and @end and t.team_id <> s.one and t.team_id <> s.other"""
# Beyond 2 % of a team's attempts; what is less is the summaries' warning shot_count_mismatch.
shots_match_box = """
    select b.game_date, b.game_id, b.team_id,
        cast(s.shots as varchar) || ' shots, ' || cast(b.fga as varchar) || ' fga' as detail
    from nbac_team_boxscore b
    join (
        select game_date, game_id, team_id, count(*) as shots,
            sum(case when made then 1 else 0 end) as makes,
            sum(case when zone_group = 'three' then 1 else 0 end) as threes,
            count(zone_group) as zoned
        from shot_events
        where game_date between @start and @end
        group by game_date, game_id, team_id
    ) s on s.game_date = b.game_date and s.game_id = b.game_id and s.team_id = b.team_id
    where b.game_date between @start and @end
        and (50 * abs(s.shots - b.fga) > b.fga or 50 * abs(s.makes - b.fgm) > b.fga
            or 50 * abs(s.threes - b.fg3a) > b.fga or 50 * (s.shots - s.zoned) > b.fga)"""
# A shot that the chart lacks takes its credit along: so many may differ, they are reported there.
credits_match_box = """
    select b.game_date, b.game_id, b.team_id,
        cast(s.assists as varchar) || ' assisted, ' || cast(b.ast as varchar) || ' assists; '
        || cast(s.blocked as varchar) || ' blocked, '
        || cast(o.blk as varchar) || ' opponent blocks' as detail
    from nbac_team_boxscore b
    join nbac_team_boxscore o
        on o.game_date = b.game_date and o.game_id = b.game_id and o.team_id <> b.team_id
    join (
        select game_date, game_id, team_id, count(*) as shots, count(credit_source) as credited,
            count(assister_id) as assists, count(blocker_id) as blocked
        from shot_events
        where game_date between @start and @end
        group by game_date, game_id, team_id
    ) s on s.game_date = b.game_date and s.game_id = b.game_id and s.team_id = b.team_id
    where b.game_date between @start and @end and s.credited > 0
        and abs(s.assists - b.ast) + abs(s.blocked - o.blk)
            > abs(s.shots - b.fga) + s.shots - s.credited"""
*/
-- Keys are whole numbers (game id, then number inside the game): several times faster than text.
with
chosen as (
    select
        s.game_id,
        cast(s.game_id as bigint) * 100000 + s.shot_seq as shot_key,
        cast(s.game_id as bigint) * 100000 + s.source_event_id as event_key,
        s.source as shot_source,
        s.player_id,
        s.team_id,
        s.period,
        s.clock_ds,
        s.made,
        s.shot_value,
        s.distance_ft,
        s.x,
        s.y,
        s.zone_basic as label,
        s.action_text as told
    from shot_chart s
    join shot_source_choice c on c.game_id = s.game_id and c.shot_source = s.source
    where s.game_date between @start and @end
    union all
    select
        e.game_id,
        cast(e.game_id as bigint) * 100000 + e.event_seq,
        cast(e.game_id as bigint) * 100000 + e.source_event_id,
        e.source, e.player_id, e.team_id, e.period, e.clock_ds, e.made, e.shot_value,
        e.distance_ft, e.x, e.y, e.area_label, e.description
    from nbac_play_by_play e
    join shot_source_choice c on c.game_id = e.game_id and c.shot_source = e.source
    where e.game_date between @start and @end and e.event_type = 'shot'
    union all
    select
        e.game_id,
        cast(e.game_id as bigint) * 100000 + e.event_seq,
        cast(e.game_id as bigint) * 100000 + e.source_event_id,
        'bigdataball', e.player_id, e.team_id, e.period, e.clock_ds, e.made, e.shot_value,
        e.distance_ft, e.x, e.y, e.area_label, e.description
    from bigdataball_pbp e
    join shot_source_choice c on c.game_id = e.game_id and c.shot_source = 'bigdataball'
    where e.game_date between @start and @end and e.event_type = 'shot'
),
credits as (
    select
        cast(e.game_id as bigint) * 100000 + e.event_seq as credit_key,
        cast(e.game_id as bigint) * 100000 + e.source_event_id as event_key,
        cast(e.game_id as bigint) as game_number,
        e.source as credit_source, e.player_id, e.period, e.clock_ds // 10 as clock_s, e.made,
        e.assister_id, e.blocker_id
    from nbac_play_by_play e
    join credit_source_choice c on c.game_id = e.game_id and c.credit_source = e.source
    where e.game_date between @start and @end and e.event_type = 'shot'
    union all
    select
        cast(e.game_id as bigint) * 100000 + e.event_seq,
        cast(e.game_id as bigint) * 100000 + e.source_event_id,
        cast(e.game_id as bigint),
        'bigdataball', e.player_id, e.period, e.clock_ds // 10, e.made, e.assister_id, e.blocker_id
    from bigdataball_pbp e
    join credit_source_choice c on c.game_id = e.game_id and c.credit_source = 'bigdataball'
    where e.game_date between @start and @end and e.event_type = 'shot'
),
-- First by event id. Player and outcome must agree too: the feeds number some events differently.
by_event as (
    select s.shot_key, min(c.credit_key) as credit_key
    from chosen s
    join credits c
        on c.event_key = s.event_key and c.player_id = s.player_id and c.made = s.made
    group by s.shot_key
),
-- Then the rest by player, moment and outcome; two tips in one second pair in their order.
shots_left as (
    select
        s.shot_key, cast(s.game_id as bigint) as game_number, s.player_id, s.period, s.made,
        s.clock_ds // 10 as clock_s,
        row_number() over (
            partition by s.game_id, s.player_id, s.period, s.clock_ds // 10, s.made
            order by s.shot_key
        ) as nth
    from chosen s
    left join by_event m on m.shot_key = s.shot_key
    where m.shot_key is null
),
credits_left as (
    select
        c.credit_key, c.game_number, c.player_id, c.period, c.made, c.clock_s,
        row_number() over (
            partition by c.game_number, c.player_id, c.period, c.clock_s, c.made
            order by c.credit_key
        ) as nth
    from credits c
    left join by_event m on m.credit_key = c.credit_key
    where m.credit_key is null
),
matched as (
    select shot_key, credit_key
    from by_event
    union all
    select s.shot_key, c.credit_key
    from shots_left s
    join credits_left c
        on c.game_number = s.game_number
        and c.player_id = s.player_id
        and c.period = s.period
        and c.clock_s = s.clock_s
        and c.made = s.made
        and c.nth = s.nth
),
credited as (
    select m.shot_key, c.credit_source, c.assister_id, c.blocker_id
    from matched m
    join credits c on c.credit_key = m.credit_key
),
labelled as (
    select
        s.*,
        case lower(s.label)
            when 'restricted area' then 'restricted_area'
            when 'in the paint (non-ra)' then 'paint_non_ra'
            when 'mid-range' then 'mid_range'
            when 'left corner 3' then 'left_corner_3'
            when 'right corner 3' then 'right_corner_3'
            when 'above the break 3' then 'above_break_3'
            when 'backcourt' then 'backcourt'
        end as label_zone
    from chosen s
),
zoned as (
    select
        s.*,
        case
            when s.label_zone is not null then s.label_zone
            when s.x is null or s.y is null or s.shot_value is null then null
            when s.y > 417 then 'backcourt'
            when s.shot_value = 3 and s.y > 87 then 'above_break_3'
            when s.shot_value = 3 and s.x < 0 then 'left_corner_3'
            when s.shot_value = 3 then 'right_corner_3'
            when s.x * s.x + s.y * s.y <= 1600 then 'restricted_area'
            when abs(s.x) <= 80 and s.y <= 138 then 'paint_non_ra'
            else 'mid_range'
        end as zone,
        ' ' || lower(s.told) as words
    from labelled s
)
select
    g.season,
    g.game_date,
    g.game_id,
    -- shot_key ends in the source's own order; all three in one number sort faster
    row_number() over (
        partition by g.game_id
        order by cast(s.period as bigint) * 10000000000 - s.clock_ds * cast(100000 as bigint)
            + s.shot_key % 100000
    ) as shot_number,
    g.game_type,
    s.player_id,
    s.team_id,
    case s.team_id
        when g.home_team_id then g.away_team_id
        when g.away_team_id then g.home_team_id
    end as opponent_team_id,
    s.period,
    s.clock_ds,
    s.made,
    s.shot_value,
    s.distance_ft,
    s.x,
    s.y,
    s.zone,
    case
        when s.zone in ('restricted_area', 'paint_non_ra') then 'paint'
        when s.zone = 'mid_range' then 'mid_range'
        when s.zone is not null or s.shot_value = 3 then 'three'
        when s.shot_value is null then null
        when s.distance_ft <= 11 then 'paint'
        when s.words like '%layup%' or s.words like '%dunk%' or s.words like '% tip %'
            or s.words like '%alley oop%' or s.words like '%alley-oop%'
            or s.words like '%finger roll%' then 'paint'
        when s.distance_ft >= 12 then 'mid_range'
    end as zone_group,
    case
        when s.label_zone is not null then 'label'
        when s.zone is not null then 'geometry'
        else 'text'
    end as zone_method,
    case when s.made then c.assister_id end as assister_id,
    case when not s.made then c.blocker_id end as blocker_id,
    -- the paid feed does not name the blocker's team and live feeds give a wrong one
    case
        when s.made or c.blocker_id is null then null
        when s.team_id = g.home_team_id then g.away_team_id
        when s.team_id = g.away_team_id then g.home_team_id
    end as blocker_team_id,
    s.shot_source,
    c.credit_source
from zoned s
join games g on g.game_id = s.game_id
left join credited c on c.shot_key = s.shot_key
where g.game_date between @start and @end
