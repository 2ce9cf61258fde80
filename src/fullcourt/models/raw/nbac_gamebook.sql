/*
about = "Box score lines of players, did-not-play rows included where the source has them; one source a game, the one that names more players who appeared."
grain = ["game_date", "game_id", "player_id"]
[reads]
landing.payload       = "same day"
landing.nbac_gamebook = "same day"
game_index            = "same day"
[columns]
season         = "TEXT: season such as 2021-22"
game_date      = "DATE: US Eastern date of the game"
game_id        = "TEXT: NBA game id, ten digits"
player_id      = "INT: NBA player id"
team_id        = "INT: his team in this game"
source         = "TEXT: format of the file the game was taken from"
player_status  = "TEXT: active, dnp, inactive or unknown"
status_comment = "TEXT: the source's reason for not playing"
starter        = "BOOL: started; NULL where the source does not say"
seconds        = "INT: playing time, seconds; NULL for players who did not play"
minutes_basis  = "TEXT: seconds or whole_minutes, how exact the playing time is"
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
plus_minus    = "INT: score margin while on court, points"
[expect]
keys       = """
    select game_date, game_id, player_id from player_games
    where game_date between @start and @end"""
present_if = "player_status = 'active'"
defect_if  = { source_missing = "true" }
[critical]
team_id = { not_null = true }
seconds = { not_null = true, between = [0, 4500], null_if = { did_not_play = "player_status <> 'active'" } }
points  = { not_null = true, between = [0, 110], null_if = { did_not_play = "player_status <> 'active'" } }
[rules]
known_status    = "player_status in ('active', 'dnp', 'inactive', 'unknown')"
points_identity = "points = 2 * fgm + fg3m + ftm"
fgm_within_fga  = "fgm <= fga"
threes_in_order = "fg3m <= fg3a and fg3a <= fga and fg3m <= fgm"
ftm_within_fta  = "ftm <= fta"
[consistent]
players_a_team = """
    select game_date, game_id, team_id, cast(count(*) as varchar) || ' active players' as detail
    from nbac_gamebook
    where game_date between @start and @end and player_status = 'active'
    group by game_date, game_id, team_id
    having count(*) < 5 or count(*) > 15"""
*/
with game_payloads as (
    select i.season, i.game_date, i.game_id, p.payload_id, p.format
    from game_index as i
    inner join landing.payload as p on p.unit = i.game_id
    where
        p.table_name = 'nbac_gamebook'
        and p.is_current
        and i.game_date between @start and @end
),

lines as (
    select g.season, g.game_date, g.format, g.payload_id as payload, b.*
    from game_payloads as g
    inner join landing.nbac_gamebook as b on g.payload_id = b.payload_id
),

-- Coverage decides, not existence; where coverage is equal, the source that says more.
coverage as (
    select
        game_id,
        payload,
        format,
        sum(case when player_status = 'active' then 1 else 0 end) as active_lines
    from lines
    group by game_id, payload, format
),

choice as (
    select
        payload,
        row_number() over (
            partition by game_id
            order by
                active_lines desc,
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
    l.player_id,
    l.team_id,
    l.format as source,
    l.player_status,
    l.status_comment,
    l.starter,
    l.seconds,
    l.minutes_basis,
    l.points, l.fgm, l.fga, l.fg3m, l.fg3a, l.ftm, l.fta,
    l.oreb, l.dreb, l.ast, l.stl, l.blk, l.tov, l.pf,
    l.plus_minus
from lines as l
inner join choice as c on l.payload = c.payload
where c.preference = 1
