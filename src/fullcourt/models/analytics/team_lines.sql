/*
about  = "The box line of every team of a played game: the team box score, or the sum of its players where that is missing and both teams' player lines are complete."
kind   = "view"
grain  = ["game_date", "game_id", "team_id"]
[reads]
team_games         = "same day"
player_games       = "same day"
nbac_gamebook      = "same day"
nbac_team_boxscore = "same day"
[columns]
game_date     = "DATE: US Eastern date of the game"
game_id       = "TEXT: league game id, 10 digits"
team_id       = "INT: the team"
points        = "BIGINT: points"
fgm           = "BIGINT: field goals made"
fga           = "BIGINT: field goals attempted"
fg3m          = "BIGINT: threes made"
fg3a          = "BIGINT: threes attempted"
ftm           = "BIGINT: free throws made"
fta           = "BIGINT: free throws attempted"
oreb          = "BIGINT: offensive rebounds"
dreb          = "BIGINT: defensive rebounds"
ast           = "BIGINT: assists"
stl           = "BIGINT: steals"
blk           = "BIGINT: blocks"
tov           = "BIGINT: turnovers"
pf            = "BIGINT: personal fouls"
team_seconds  = "BIGINT: playing time of all players, seconds"
minutes_basis = "TEXT: seconds or whole_minutes"
box_source    = "TEXT: nbac_team_boxscore or sum_of_players"
*/
with
played as (
    select game_date, game_id, team_id, points
    from team_games
    where game_date between @start and @end
),
boxes as (
    select *
    from nbac_team_boxscore
    where game_date between @start and @end
),
boxless_games as (
    select distinct p.game_date, p.game_id
    from played p
    left join boxes b on b.game_id = p.game_id and b.team_id = p.team_id
    where b.game_id is null
),
sums as (
    select
        a.game_date, a.game_id, a.team_id,
        count(*) as players,
        count(l.points + l.seconds) as lines,
        cast(sum(l.points) as bigint) as points,
        cast(sum(l.fgm) as bigint) as fgm,
        cast(sum(l.fga) as bigint) as fga,
        cast(sum(l.fg3m) as bigint) as fg3m,
        cast(sum(l.fg3a) as bigint) as fg3a,
        cast(sum(l.ftm) as bigint) as ftm,
        cast(sum(l.fta) as bigint) as fta,
        cast(sum(l.oreb) as bigint) as oreb,
        cast(sum(l.dreb) as bigint) as dreb,
        cast(sum(l.ast) as bigint) as ast,
        cast(sum(l.stl) as bigint) as stl,
        cast(sum(l.blk) as bigint) as blk,
        cast(sum(l.tov) as bigint) as tov,
        cast(sum(l.pf) as bigint) as pf,
        cast(sum(l.seconds) as bigint) as team_seconds,
        -- one line in whole minutes makes the sum as rough as that
        max(l.minutes_basis) as minutes_basis
    from player_games a
    join boxless_games g on g.game_id = a.game_id
    left join nbac_gamebook l
        on l.game_date = a.game_date and l.game_id = a.game_id and l.player_id = a.player_id
    where a.game_date between @start and @end and a.appearance = 'yes'
    group by a.game_date, a.game_id, a.team_id
),
-- the final score tells whether a lost line has left no trace anywhere else either
complete_games as (
    select s.game_id
    from sums s
    join played p on p.game_id = s.game_id and p.team_id = s.team_id
    where s.players >= 5 and s.lines = s.players and s.points = coalesce(p.points, s.points)
    group by s.game_id
    having count(*) = 2
)
select
    b.game_date, b.game_id, b.team_id, b.points, b.fgm, b.fga, b.fg3m, b.fg3a, b.ftm, b.fta,
    b.oreb, b.dreb, b.ast, b.stl, b.blk, b.tov, b.pf, b.team_seconds, b.minutes_basis,
    'nbac_team_boxscore' as box_source
from played p
join boxes b on b.game_id = p.game_id and b.team_id = p.team_id
union all
select
    s.game_date, s.game_id, s.team_id, s.points, s.fgm, s.fga, s.fg3m, s.fg3a, s.ftm, s.fta,
    s.oreb, s.dreb, s.ast, s.stl, s.blk, s.tov, s.pf, s.team_seconds, s.minutes_basis,
    'sum_of_players'
from sums s
join complete_games c on c.game_id = s.game_id
left join boxes b on b.game_id = s.game_id and b.team_id = s.team_id
where b.game_id is null
