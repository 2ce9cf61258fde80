/*
about = "Box score totals of both teams; one source a game, complete pairs first."
grain = ["game_date", "game_id", "team_id"]
[reads]
landing.payload            = "same day"
landing.nbac_team_boxscore = "same day"
game_index                 = "same day"
[columns]
season        = "TEXT: season such as 2021-22"
game_date     = "DATE: US Eastern date of the game"
game_id       = "TEXT: NBA game id, ten digits"
team_id       = "INT: NBA team id"
source        = "TEXT: format of the file the game was taken from"
is_home       = "BOOL: home team of the game"
team_seconds  = "INT: summed playing time of the players, seconds (14400, 240 minutes, in regulation)"
minutes_basis = "TEXT: seconds or whole_minutes, how exact the playing time is"
points        = "INT: points scored"
fgm           = "INT: field goals made"
fga           = "INT: field goals attempted"
fg3m          = "INT: three-pointers made"
fg3a          = "INT: three-pointers attempted"
ftm           = "INT: free throws made"
fta           = "INT: free throws attempted"
oreb          = "INT: offensive rebounds"
dreb          = "INT: defensive rebounds"
ast           = "INT: assists"
stl           = "INT: steals"
blk           = "INT: blocks"
tov           = "INT: turnovers"
pf            = "INT: personal fouls"
[expect]
keys      = """
    select game_date, game_id, team_id from team_games
    where game_date between @start and @end"""
defect_if = { source_missing = "true" }
[critical]
points  = { not_null = true, between = [50, 200] }
is_home = { not_null = true }
fga     = { not_null = true, between = [50, 150] }
fg3a    = { not_null = true, between = [5, 80] }
[rules]
points_identity = "points = 2 * fgm + fg3m + ftm"
fgm_within_fga  = "fgm <= fga"
threes_in_order = "fg3m <= fg3a and fg3a <= fga and fg3m <= fgm"
ftm_within_fta  = "ftm <= fta"
[consistent]
two_rows_one_home = """
    select game_date, game_id, cast(count(*) as varchar) || ' rows' as detail
    from nbac_team_boxscore
    where game_date between @start and @end
    group by game_date, game_id
    having count(*) <> 2 or sum(case when is_home then 1 else 0 end) <> 1"""
one_winner        = """
    select game_date, game_id
    from nbac_team_boxscore
    where game_date between @start and @end
    group by game_date, game_id
    having count(*) = 2 and min(points) = max(points)"""
teams_as_planned  = """
    select b.game_date, b.game_id, b.team_id
    from nbac_team_boxscore as b
    inner join games as g on b.game_date = g.game_date and b.game_id = g.game_id
    where
        b.game_date between @start and @end
        and b.team_id <> case when b.is_home then g.home_team_id else g.away_team_id end"""
*/
with game_payloads as (
    select i.season, i.game_date, i.game_id, p.payload_id, p.format
    from game_index as i
    inner join landing.payload as p on p.unit = i.game_id
    where
        p.table_name = 'nbac_team_boxscore'
        and p.is_current
        and i.game_date between @start and @end
),

lines as (
    select g.season, g.game_date, g.format, g.payload_id as payload, b.*
    from game_payloads as g
    inner join landing.nbac_team_boxscore as b on g.payload_id = b.payload_id
),

coverage as (
    select game_id, payload, format, least(count(*), 2) as teams
    from lines
    group by game_id, payload, format
),

choice as (
    select
        payload,
        row_number() over (
            partition by game_id
            order by
                teams desc,
                case format when 'boxscoretraditionalv3' then 1 when 'leaguegamelog' then 3 else 2 end,
                format,
                payload desc
        ) as preference
    from coverage
)

select
    l.season,
    l.game_date,
    l.game_id,
    l.team_id,
    l.format as source,
    l.is_home,
    l.team_seconds,
    l.minutes_basis,
    l.points, l.fgm, l.fga, l.fg3m, l.fg3a, l.ftm, l.fta,
    l.oreb, l.dreb, l.ast, l.stl, l.blk, l.tov, l.pf
from lines as l
inner join choice as c on l.payload = c.payload
where c.preference = 1
