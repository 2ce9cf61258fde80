/*
about  = """Which play-by-play names assisters and blockers of each game: the first whose assists \
and blocks equal the box score, else the nearest."""
kind   = "view"
grain  = ["game_date", "game_id"]
[reads]
games              = "same day"
nbac_play_by_play  = "same day"
bigdataball_pbp    = "same day"
nbac_team_boxscore = "same day"
[columns]
season        = "TEXT: season, such as 2021-22"
game_date     = "DATE: US Eastern date of the game"
game_id       = "TEXT: league game id, 10 digits"
credit_source = "TEXT: format of the chosen play-by-play"
deviation     = "INT: assists and blocks by which it differs from the box score, both teams added"
*/
with
sides as (
    select season, game_date, game_id, home_team_id as team_id, away_team_id as opponent_team_id
    from games
    where game_date between @start and @end
    union all
    select season, game_date, game_id, away_team_id, home_team_id
    from games
    where game_date between @start and @end
),
-- per shooting team: its assists, and the blocks made against it
counted as (
    select
        game_id, source, team_id,
        count(case when made then assister_id end) as assists,
        count(case when not made then blocker_id end) as blocks_against
    from nbac_play_by_play
    where game_date between @start and @end and event_type = 'shot'
    group by game_id, source, team_id
    union all
    select
        game_id, 'bigdataball', team_id,
        count(case when made then assister_id end),
        count(case when not made then blocker_id end)
    from bigdataball_pbp
    where game_date between @start and @end and event_type = 'shot'
    group by game_id, team_id
),
candidates as (
    select
        game_id,
        source,
        case source
            when 'v2' then 1
            when 'v3' then 2
            when 'cdn' then 3
            when 'bigdataball' then 4
            when 'cdn_reduced' then 5
            else 6
        end as source_rank
    from counted
    group by game_id, source
),
fullest as (
    select game_id, team_id, max(assists) as assists, max(blocks_against) as blocks_against
    from counted
    group by game_id, team_id
),
yardstick as (
    select
        s.season,
        s.game_date,
        s.game_id,
        s.team_id,
        coalesce(own.ast, f.assists, 0) as assists,
        coalesce(other.blk, f.blocks_against, 0) as blocks_against
    from sides s
    left join nbac_team_boxscore own
        on own.game_date = s.game_date and own.game_id = s.game_id and own.team_id = s.team_id
    left join nbac_team_boxscore other
        on other.game_date = s.game_date
        and other.game_id = s.game_id
        and other.team_id = s.opponent_team_id
    left join fullest f on f.game_id = s.game_id and f.team_id = s.team_id
),
deviations as (
    select
        y.season,
        y.game_date,
        y.game_id,
        c.source,
        c.source_rank,
        cast(
            sum(
                abs(y.assists - coalesce(n.assists, 0))
                + abs(y.blocks_against - coalesce(n.blocks_against, 0))
            ) as bigint
        ) as deviation
    from yardstick y
    join candidates c on c.game_id = y.game_id
    left join counted n
        on n.game_id = y.game_id and n.source = c.source and n.team_id = y.team_id
    group by y.season, y.game_date, y.game_id, c.source, c.source_rank
),
ranked as (
    select
        season, game_date, game_id, source, deviation,
        row_number() over (
            partition by game_id
            order by deviation, source_rank, source
        ) as choice
    from deviations
)
select season, game_date, game_id, source as credit_source, deviation
from ranked
where choice = 1
