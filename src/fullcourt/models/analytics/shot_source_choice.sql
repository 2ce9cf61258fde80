/*
about  = """Which source tells the shots of each game: chosen by what it can say about zones, then by how \
well its attempts match the box score."""
kind   = "view"
grain  = ["game_date", "game_id"]
[reads]
games              = "same day"
shot_chart         = "same day"
nbac_play_by_play  = "same day"
bigdataball_pbp    = "same day"
nbac_team_boxscore = "same day"
[columns]
season      = "TEXT: season, such as 2021-22"
game_date   = "DATE: US Eastern date of the game"
game_id     = "TEXT: league game id, 10 digits"
shot_source = "TEXT: format of the chosen source"
zone_class  = "INT: what the source says about zones: 1 label, 2 coordinates, 3 full text, 4 reduced text"
deviation   = "INT: attempts by which the source differs from the box score, both teams added"
*/
with
teams_of_games as (
    select season, game_date, game_id, home_team_id as team_id
    from games
    where game_date between @start and @end
    union all
    select season, game_date, game_id, away_team_id
    from games
    where game_date between @start and @end
),
counted as (
    select
        game_id, source, team_id,
        count(*) as attempts, count(zone_basic) as labelled, count(x + y) as located
    from shot_chart
    where game_date between @start and @end
    group by game_id, source, team_id
    union all
    select game_id, source, team_id, count(*), count(area_label), count(x + y)
    from nbac_play_by_play
    where game_date between @start and @end and event_type = 'shot'
    group by game_id, source, team_id
    union all
    select game_id, 'bigdataball', team_id, count(*), count(area_label), count(x + y)
    from bigdataball_pbp
    where game_date between @start and @end and event_type = 'shot'
    group by game_id, team_id
),
classed as (
    select
        game_id,
        source,
        -- 98 % must carry the better notion; single shots without it fall back one by one
        case
            when 50 * sum(labelled) >= 49 * sum(attempts) then 1
            when 50 * sum(located) >= 49 * sum(attempts) then 2
            when source = 'cdn_reduced' then 4
            else 3
        end as zone_class,
        case source
            when 'shotchartdetail' then 1
            when 'shot_archive' then 2
            when 'cdn' then 3
            when 'v3' then 4
            when 'bigdataball' then 5
            when 'v2' then 6
            when 'cdn_reduced' then 7
            else 8
        end as source_rank
    from counted
    group by game_id, source
),
-- without a box score the fullest source is the yardstick, so that a cut file still loses
fullest as (
    select game_id, team_id, max(attempts) as attempts
    from counted
    group by game_id, team_id
),
yardstick as (
    select t.season, t.game_date, t.game_id, t.team_id, coalesce(b.fga, f.attempts, 0) as fga
    from teams_of_games t
    left join nbac_team_boxscore b
        on b.game_date = t.game_date and b.game_id = t.game_id and b.team_id = t.team_id
    left join fullest f on f.game_id = t.game_id and f.team_id = t.team_id
),
deviations as (
    select
        y.season,
        y.game_date,
        y.game_id,
        c.source,
        c.zone_class,
        c.source_rank,
        cast(sum(abs(y.fga - coalesce(n.attempts, 0))) as bigint) as deviation,
        cast(sum(y.fga) as bigint) as fga
    from yardstick y
    join classed c on c.game_id = y.game_id
    left join counted n
        on n.game_id = y.game_id and n.source = c.source and n.team_id = y.team_id
    group by y.season, y.game_date, y.game_id, c.source, c.zone_class, c.source_rank
),
ranked as (
    select
        season, game_date, game_id, source, zone_class, deviation,
        row_number() over (
            partition by game_id
            -- a class that misses more than 2 % yields; where all do, the nearest count wins
            order by
                case when 50 * deviation <= fga then zone_class else 9 end,
                deviation, zone_class, source_rank, source
        ) as choice
    from deviations
)
select season, game_date, game_id, source as shot_source, zone_class, deviation
from ranked
where choice = 1
