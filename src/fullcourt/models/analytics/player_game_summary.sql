/*
about  = """The line of every player who appeared in a game: box score, shots and blocks by zone, load and \
rates. Known after the game."""
grain  = ["game_date", "game_id", "player_id"]
[reads]
player_games       = "same day"
team_games         = "same day"
nbac_gamebook      = "same day"
team_lines         = "same day"
player_shot_counts = "same day"
shot_coverage      = "same day"
[columns]
season                     = "TEXT: season, such as 2021-22"
game_date                  = "DATE: US Eastern date of the game"
game_id                    = "TEXT: league game id, 10 digits"
player_id                  = "INT: the player"
game_type                  = "INT: 2 regular, 4 playoffs, 5 play-in, 6 Cup final"
team_id                    = "INT: his team in this game"
opponent_team_id           = "INT: the other team"
is_home                    = "BOOL: whether his team is the home team"
starter                    = "BOOL: whether he started; NULL where the source does not say"
seconds                    = "INT: playing time, seconds"
minutes                    = "DOUBLE: playing time, minutes"
points                     = "INT: points"
fgm                        = "INT: field goals made"
fga                        = "INT: field goals attempted"
fg3m                       = "INT: threes made"
fg3a                       = "INT: threes attempted"
ftm                        = "INT: free throws made"
fta                        = "INT: free throws attempted"
oreb                       = "INT: offensive rebounds"
dreb                       = "INT: defensive rebounds"
ast                        = "INT: assists"
stl                        = "INT: steals"
blk                        = "INT: blocks"
tov                        = "INT: turnovers"
pf                         = "INT: personal fouls"
plus_minus                 = "INT: score margin while on court, points"
won                        = "BOOL: whether his team won"
paint_attempts             = "INT: attempts in the paint"
paint_makes                = "INT: of them made"
mid_range_attempts         = "INT: attempts from mid-range"
mid_range_makes            = "INT: of them made"
three_attempts             = "INT: attempts from behind the three-point line"
three_makes                = "INT: of them made"
zone_unknown_attempts      = "INT: attempts whose zone group the source does not say"
zone_unknown_makes         = "INT: of them made"
restricted_area_attempts   = "INT: attempts in the restricted area; NULL where only groups are known"
restricted_area_makes      = "INT: of them made"
paint_non_ra_attempts      = "INT: attempts in the paint outside the restricted area; NULL where only groups are known"
paint_non_ra_makes         = "INT: of them made"
left_corner_3_attempts     = "INT: attempts from the left corner; NULL where only groups are known"
left_corner_3_makes        = "INT: of them made"
right_corner_3_attempts    = "INT: attempts from the right corner; NULL where only groups are known"
right_corner_3_makes       = "INT: of them made"
above_break_3_attempts     = "INT: attempts from above the break; NULL where only groups are known"
above_break_3_makes        = "INT: of them made"
backcourt_attempts         = "INT: attempts from the own half; NULL where only groups are known"
backcourt_makes            = "INT: of them made"
assisted_makes             = "INT: makes with an assister"
unassisted_makes           = "INT: makes without; both NULL where no play-by-play can say"
paint_blocks               = "INT: shots in the paint that he blocked; NULL where no source names blockers"
mid_range_blocks           = "INT: from mid-range"
three_blocks               = "INT: from behind the three-point line"
blocks_unzoned             = "INT: blocks of the box score whose shot is not known"
used_x100                  = "INT: possessions used, hundredths: 100 fga + 44 fta + 100 tov"
team_used_on_x100          = "INT: his share, by playing time, of 5 times the team's used_x100"
usage_rate                 = "DOUBLE: percent of the team's possessions he used while on court; NULL if no minutes"
ts_pct                     = "DOUBLE: true shooting percentage, 2 (fga + 0.44 fta) is 100; NULL without attempts"
efg_pct                    = "DOUBLE: effective field goal percentage; NULL without attempts"
fg_pct                     = "DOUBLE: field goal percentage; NULL without attempts"
zones_complete             = "BOOL: zones miss fga by at most 2 % of the team's attempts, unknown ones likewise"
minutes_basis              = "TEXT: seconds or whole_minutes"
box_source                 = "TEXT: format of the box line; NULL where it is missing"
shot_source                = "TEXT: format that tells the shots; NULL where none does"
[decimals]
minutes    = 3
usage_rate = 3
ts_pct     = 3
efg_pct    = 3
fg_pct     = 3
[expect]
keys      = """
    select game_date, game_id, player_id, appearance
    from player_games
    where game_date between @start and @end"""
defect_if = { source_missing = "appearance = 'unknown'" }
[critical]
# A lost box line is the finding of nbac_gamebook; here its row is only holed.
seconds    = { not_null = true, between = [0, 4080], hole_if = "box_source is null" }
points     = { not_null = true, between = [0, 100], hole_if = "box_source is null" }
fga        = { not_null = true, between = [0, 60], hole_if = "box_source is null" }
fta        = { not_null = true, between = [0, 50], hole_if = "box_source is null" }
tov        = { not_null = true, between = [0, 20], hole_if = "box_source is null" }
usage_rate = { not_null = true, null_if = { zero_denominator = "seconds = 0" }, hole_if = "team_used_on_x100 is null" }
paint_attempts = { not_null = true, between = [0, 60], hole_if = "shot_source is null" }
[rules]
rival             = "team_id <> opponent_team_id"
points_identity   = "points = 2 * fgm + fg3m + ftm"
makes_in_attempts = "fgm <= fga and fg3m <= fg3a and fg3a <= fga and fg3m <= fgm and ftm <= fta"
zones_complete    = "zones_complete or shot_source is null or box_source is null"
usage_range       = "seconds < 600 or usage_rate between 0 and 100"
blocks_unzoned    = "blocks_unzoned >= 0"
zone_of_group     = """restricted_area_attempts + paint_non_ra_attempts = paint_attempts
    and left_corner_3_attempts + right_corner_3_attempts + above_break_3_attempts + backcourt_attempts
        = three_attempts"""
assists_of_makes  = """assisted_makes + unassisted_makes
    = paint_makes + mid_range_makes + three_makes + zone_unknown_makes"""
[warnings]
shot_count_mismatch = """
    paint_attempts + mid_range_attempts + three_attempts + zone_unknown_attempts = fga
    and paint_makes + mid_range_makes + three_makes + zone_unknown_makes = fgm
    and three_attempts = fg3a"""
unzoned_blocks      = "blocks_unzoned = 0 or paint_blocks is null"
[guards]
mean_points    = "count(points) < 50 or avg(points) between 5 and 20"
points_vary    = "count(points) < 20 or min(points) < max(points)"
seconds_vary   = "count(seconds) < 20 or min(seconds) < max(seconds)"
paint_vary     = "count(paint_attempts) < 20 or min(paint_attempts) < max(paint_attempts)"
usage_centre   = """count(usage_rate) < 50 or 100.0 * sum(used_x100)
    between 18 * sum(team_used_on_x100) and 22 * sum(team_used_on_x100)"""
[consistent]
one_game_a_day = """
    select game_date, player_id, cast(count(*) as varchar) || ' games' as detail
    from player_game_summary
    where game_date between @start and @end
    group by game_date, player_id
    having count(*) > 1"""
team_is_sum_of_players = """
    select b.game_date, b.game_id, b.team_id,
        cast(p.points as varchar) || ' points of players, '
        || cast(b.points as varchar) || ' of the team' as detail
    from nbac_team_boxscore b
    join (
        select game_date, game_id, team_id, count(*) - count(box_source) as lost,
            sum(points) as points, sum(fgm) as fgm, sum(fga) as fga, sum(fg3a) as fg3a,
            sum(fta) as fta, sum(oreb) as oreb, sum(ast) as ast, sum(blk) as blk, sum(tov) as tov,
            sum(pf) as pf
        from player_game_summary
        where game_date between @start and @end
        group by game_date, game_id, team_id
    ) p on p.game_date = b.game_date and p.game_id = b.game_id and p.team_id = b.team_id
    where b.game_date between @start and @end and p.lost = 0
        -- sources may charge turnovers to the team
        and (p.points <> b.points or p.fgm <> b.fgm or p.fga <> b.fga or p.fg3a <> b.fg3a
            or p.fta <> b.fta or p.oreb <> b.oreb or p.ast <> b.ast or p.blk <> b.blk
            or p.tov > b.tov or p.pf <> b.pf)"""
usage_adds_up = """
    select game_date, game_id, team_id,
        'mean usage ' || cast(100.0 * sum(used_x100) / sum(team_used_on_x100) as varchar) as detail
    from player_game_summary
    where game_date between @start and @end
    group by game_date, game_id, team_id
    having min(minutes_basis) = 'seconds' and max(minutes_basis) = 'seconds'
        and count(*) = count(used_x100)
        and 100.0 * sum(used_x100) not between 19 * sum(team_used_on_x100)
            and 21 * sum(team_used_on_x100)"""
*/
with
appeared as (
    select season, game_date, game_id, player_id, team_id, game_type
    from player_games
    where game_date between @start and @end and appearance = 'yes'
),
sides as (
    select game_id, team_id, opponent_team_id, is_home, points > opponent_points as won
    from team_games
    where game_date between @start and @end
),
box_lines as (
    select *
    from nbac_gamebook
    where game_date between @start and @end
),
teams_used as (
    select
        game_id, team_id, team_seconds, fga as team_fga,
        100 * fga + 44 * fta + 100 * tov as used_x100
    from team_lines
),
joined as (
    select
        a.season,
        a.game_date,
        a.game_id,
        a.player_id,
        a.game_type,
        a.team_id,
        t.opponent_team_id,
        t.is_home,
        l.starter,
        l.seconds,
        l.points, l.fgm, l.fga, l.fg3m, l.fg3a, l.ftm, l.fta,
        l.oreb, l.dreb, l.ast, l.stl, l.blk, l.tov, l.pf,
        l.plus_minus,
        t.won,
        coalesce(s.paint_attempts, 0) + g.shot_zero as paint_attempts,
        coalesce(s.paint_makes, 0) + g.shot_zero as paint_makes,
        coalesce(s.mid_range_attempts, 0) + g.shot_zero as mid_range_attempts,
        coalesce(s.mid_range_makes, 0) + g.shot_zero as mid_range_makes,
        coalesce(s.three_attempts, 0) + g.shot_zero as three_attempts,
        coalesce(s.three_makes, 0) + g.shot_zero as three_makes,
        coalesce(s.zone_unknown_attempts, 0) + g.shot_zero as zone_unknown_attempts,
        coalesce(s.zone_unknown_makes, 0) + g.shot_zero as zone_unknown_makes,
        coalesce(s.restricted_area_attempts, 0) + g.zone_zero as restricted_area_attempts,
        coalesce(s.restricted_area_makes, 0) + g.zone_zero as restricted_area_makes,
        coalesce(s.paint_non_ra_attempts, 0) + g.zone_zero as paint_non_ra_attempts,
        coalesce(s.paint_non_ra_makes, 0) + g.zone_zero as paint_non_ra_makes,
        coalesce(s.left_corner_3_attempts, 0) + g.zone_zero as left_corner_3_attempts,
        coalesce(s.left_corner_3_makes, 0) + g.zone_zero as left_corner_3_makes,
        coalesce(s.right_corner_3_attempts, 0) + g.zone_zero as right_corner_3_attempts,
        coalesce(s.right_corner_3_makes, 0) + g.zone_zero as right_corner_3_makes,
        coalesce(s.above_break_3_attempts, 0) + g.zone_zero as above_break_3_attempts,
        coalesce(s.above_break_3_makes, 0) + g.zone_zero as above_break_3_makes,
        coalesce(s.backcourt_attempts, 0) + g.zone_zero as backcourt_attempts,
        coalesce(s.backcourt_makes, 0) + g.zone_zero as backcourt_makes,
        -- one make without its event, and how many were assisted is not known
        case when coalesce(s.uncredited_makes, 0) = 0 then coalesce(s.assisted_makes, 0) end
            + g.credit_zero as assisted_makes,
        case when coalesce(s.uncredited_makes, 0) = 0 then coalesce(s.unassisted_makes, 0) end
            + g.credit_zero as unassisted_makes,
        coalesce(s.paint_blocks, 0) + g.credit_zero as paint_blocks,
        coalesce(s.mid_range_blocks, 0) + g.credit_zero as mid_range_blocks,
        coalesce(s.three_blocks, 0) + g.credit_zero as three_blocks,
        l.blk - coalesce(s.paint_blocks, 0) - coalesce(s.mid_range_blocks, 0)
            - coalesce(s.three_blocks, 0) as blocks_unzoned,
        100 * l.fga + 44 * l.fta + 100 * l.tov as used_x100,
        cast(@ratio(5 * u.used_x100 * l.seconds, u.team_seconds, 0) as integer) as team_used_on_x100,
        u.team_fga,
        l.minutes_basis,
        l.source as box_source,
        g.shot_source
    from appeared a
    left join sides t on t.game_id = a.game_id and t.team_id = a.team_id
    left join box_lines l on l.game_id = a.game_id and l.player_id = a.player_id
    left join teams_used u on u.game_id = a.game_id and u.team_id = a.team_id
    left join shot_coverage g on g.game_id = a.game_id
    left join player_shot_counts s
        on s.game_id = a.game_id and s.player_id = a.player_id and s.team_id = a.team_id
)
select
    *,
    @ratio(seconds, 60, 3) as minutes,
    @ratio(100 * used_x100, team_used_on_x100, 3) as usage_rate,
    @ratio(10000 * points, 2 * (100 * fga + 44 * fta), 3) as ts_pct,
    @ratio(100 * (2 * fgm + fg3m), 2 * fga, 3) as efg_pct,
    @ratio(100 * fgm, fga, 3) as fg_pct,
    coalesce(
        50 * abs(paint_attempts + mid_range_attempts + three_attempts + zone_unknown_attempts - fga)
            <= coalesce(team_fga, 0)
        and 50 * zone_unknown_attempts <= coalesce(team_fga, 0),
        false
    ) as zones_complete
from joined
