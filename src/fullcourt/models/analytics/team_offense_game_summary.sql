/*
about  = """What every team did in a game: box score, shots by zone, tempo. Exactly two rows a game. Known \
after the game."""
grain  = ["game_date", "game_id", "team_id"]
[reads]
team_games         = "same day"
team_lines         = "same day"
player_shot_counts = "same day"
shot_coverage      = "same day"
[columns]
season                     = "TEXT: season, such as 2021-22"
game_date                  = "DATE: US Eastern date of the game"
game_id                    = "TEXT: league game id, 10 digits"
team_id                    = "INT: the team"
opponent_team_id           = "INT: the other team"
game_type                  = "INT: 2 regular, 4 playoffs, 5 play-in, 6 Cup final"
is_home                    = "BOOL: whether it is the home team"
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
team_seconds               = "INT: playing time of all players, seconds; 14,400 and 1,500 an overtime"
minutes_basis              = "TEXT: seconds or whole_minutes"
overtimes                  = "INT: overtimes played"
won                        = "BOOL: whether the team won"
margin                     = "INT: points minus the opponent's; NULL without the opponent's line"
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
points_in_paint            = "INT: 2 points a make in the paint"
assisted_makes             = "INT: makes with an assister"
unassisted_makes           = "INT: makes without; both NULL where no play-by-play can say"
paint_blocks               = "INT: opponents' shots in the paint blocked; NULL where no source names blockers"
mid_range_blocks           = "INT: from mid-range"
three_blocks               = "INT: from behind the three-point line"
blocks_unzoned             = "INT: blocks of the box score whose shot is not known"
own_poss_x100              = "INT: possessions, hundredths: 100 (fga + tov - oreb) + 44 fta"
game_poss_x100             = "INT: mean of both teams' own_poss_x100, the same for both; NULL without the opponent's line"
pace                       = "DOUBLE: possessions a team per 48 minutes"
offensive_rating           = "DOUBLE: points per 100 possessions"
box_source                 = "TEXT: nbac_team_boxscore, or sum_of_players where that is missing"
shot_source                = "TEXT: format that tells the shots; NULL where none does"
zones_complete             = "BOOL: zones miss fga by at most 2 % of it, unknown ones likewise"
[decimals]
pace             = 3
offensive_rating = 3
[expect]
keys      = """
    select game_date, game_id, team_id
    from team_games
    where game_date between @start and @end"""
defect_if = { source_missing = "true" }
[critical]
points           = { not_null = true, between = [50, 200] }
fga              = { not_null = true, between = [50, 150] }
fta              = { not_null = true, between = [0, 90] }
tov              = { not_null = true, between = [0, 45] }
oreb             = { not_null = true, between = [0, 45] }
team_seconds     = { not_null = true, between = [14100, 24000] }
overtimes        = { not_null = true, between = [0, 6] }
# Without shots the finding is that of shot_events, without the opponent's line it is his missing row.
paint_attempts     = { not_null = true, between = [10, 90], hole_if = "shot_source is null" }
mid_range_attempts = { not_null = true, between = [0, 45], hole_if = "shot_source is null" }
three_attempts     = { not_null = true, between = [8, 75], hole_if = "shot_source is null" }
game_poss_x100     = { not_null = true, between = [6500, 16000], hole_if = "margin is null" }
pace               = { not_null = true, between = [80, 125], hole_if = "margin is null" }
offensive_rating   = { not_null = true, between = [60, 170], hole_if = "margin is null" }
[rules]
rival             = "team_id <> opponent_team_id"
points_identity   = "points = 2 * fgm + fg3m + ftm"
makes_in_attempts = "fgm <= fga and fg3m <= fg3a and fg3a <= fga and fg3m <= fgm and ftm <= fta"
one_winner        = "won = (margin > 0)"
zones_complete    = "zones_complete or shot_source is null"
# Exact times are rounded to seconds player by player, so their sum may be some seconds off.
minutes_nominal   = """abs(team_seconds - 14400 - 1500 * overtimes)
    <= case minutes_basis when 'seconds' then 5 else 240 end"""
blocks_unzoned    = "blocks_unzoned >= 0"
zone_of_group     = """restricted_area_attempts + paint_non_ra_attempts = paint_attempts
    and left_corner_3_attempts + right_corner_3_attempts + above_break_3_attempts
        + backcourt_attempts = three_attempts"""
assists_of_makes  = """assisted_makes + unassisted_makes
    = paint_makes + mid_range_makes + three_makes + zone_unknown_makes"""
[warnings]
shot_count_mismatch = """
    paint_attempts + mid_range_attempts + three_attempts + zone_unknown_attempts = fga
    and paint_makes + mid_range_makes + three_makes + zone_unknown_makes = fgm
    and three_attempts = fg3a"""
unzoned_blocks      = "blocks_unzoned = 0 or paint_blocks is null"
assisted_is_assists = "assisted_makes = ast"
[guards]
points_vary = "count(points) < 8 or min(points) < max(points)"
paint_vary  = "count(paint_attempts) < 8 or min(paint_attempts) < max(paint_attempts)"
mid_vary    = "count(mid_range_attempts) < 8 or min(mid_range_attempts) < max(mid_range_attempts)"
mean_pace   = "count(pace) < 8 or avg(pace) between 88 and 115"
mean_paint  = "count(paint_attempts) < 8 or avg(paint_attempts) between 30 and 60"
mean_points = "count(points) < 8 or avg(points) between 90 and 135"
[consistent]
two_rows = """
    select game_date, game_id, cast(count(*) as varchar) || ' rows' as detail
    from team_offense_game_summary
    where game_date between @start and @end
    group by game_date, game_id
    having count(*) > 2 or (count(*) = 2 and (
        min(team_id) = max(team_id)
        or sum(case when is_home then 1 else 0 end) <> 1
        or sum(case when won then 1 else 0 end) <> 1
        or min(game_poss_x100) <> max(game_poss_x100)
        or min(pace) <> max(pace)))"""
final_score = """
    select o.game_date, o.game_id, o.team_id,
        cast(o.points as varchar) || ' points, ' || cast(t.points as varchar) || ' by the final score'
            as detail
    from team_offense_game_summary o
    join team_games t
        on t.game_date = o.game_date and t.game_id = o.game_id and t.team_id = o.team_id
    where o.game_date between @start and @end and o.points <> t.points"""
shots_are_the_teams = """
    select o.game_date, o.game_id, o.team_id,
        cast(s.shots as varchar) || ' shot events' as detail
    from team_offense_game_summary o
    join (
        select game_date, game_id, team_id, count(*) as shots
        from shot_events
        where game_date between @start and @end
        group by game_date, game_id, team_id
    ) s on s.game_date = o.game_date and s.game_id = o.game_id and s.team_id = o.team_id
    where o.game_date between @start and @end and (o.paint_attempts is null or s.shots
        <> o.paint_attempts + o.mid_range_attempts + o.three_attempts + o.zone_unknown_attempts)"""
*/
with
lines as (
    select *, 100 * (fga + tov - oreb) + 44 * fta as own_poss_x100
    from team_lines
),
shots as (
    select
        game_id,
        team_id,
        cast(sum(paint_attempts) as bigint) as paint_attempts,
        cast(sum(paint_makes) as bigint) as paint_makes,
        cast(sum(mid_range_attempts) as bigint) as mid_range_attempts,
        cast(sum(mid_range_makes) as bigint) as mid_range_makes,
        cast(sum(three_attempts) as bigint) as three_attempts,
        cast(sum(three_makes) as bigint) as three_makes,
        cast(sum(zone_unknown_attempts) as bigint) as zone_unknown_attempts,
        cast(sum(zone_unknown_makes) as bigint) as zone_unknown_makes,
        cast(sum(restricted_area_attempts) as bigint) as restricted_area_attempts,
        cast(sum(restricted_area_makes) as bigint) as restricted_area_makes,
        cast(sum(paint_non_ra_attempts) as bigint) as paint_non_ra_attempts,
        cast(sum(paint_non_ra_makes) as bigint) as paint_non_ra_makes,
        cast(sum(left_corner_3_attempts) as bigint) as left_corner_3_attempts,
        cast(sum(left_corner_3_makes) as bigint) as left_corner_3_makes,
        cast(sum(right_corner_3_attempts) as bigint) as right_corner_3_attempts,
        cast(sum(right_corner_3_makes) as bigint) as right_corner_3_makes,
        cast(sum(above_break_3_attempts) as bigint) as above_break_3_attempts,
        cast(sum(above_break_3_makes) as bigint) as above_break_3_makes,
        cast(sum(backcourt_attempts) as bigint) as backcourt_attempts,
        cast(sum(backcourt_makes) as bigint) as backcourt_makes,
        cast(sum(assisted_makes) as bigint) as assisted_makes,
        cast(sum(unassisted_makes) as bigint) as unassisted_makes,
        cast(sum(uncredited_makes) as bigint) as uncredited_makes,
        cast(sum(paint_blocks) as bigint) as paint_blocks,
        cast(sum(mid_range_blocks) as bigint) as mid_range_blocks,
        cast(sum(three_blocks) as bigint) as three_blocks
    from player_shot_counts
    group by game_id, team_id
),
joined as (
    select
        t.season,
        t.game_date,
        t.game_id,
        t.team_id,
        t.opponent_team_id,
        t.game_type,
        t.is_home,
        l.points, l.fgm, l.fga, l.fg3m, l.fg3a, l.ftm, l.fta,
        l.oreb, l.dreb, l.ast, l.stl, l.blk, l.tov, l.pf,
        l.team_seconds,
        l.minutes_basis,
        t.overtimes,
        t.points > t.opponent_points as won,
        l.points - o.points as margin,
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
        l.own_poss_x100,
        -- 100 and 44 are even, so the halves are whole
        (l.own_poss_x100 + o.own_poss_x100) // 2 as game_poss_x100,
        l.box_source,
        g.shot_source
    from team_games t
    join lines l on l.game_id = t.game_id and l.team_id = t.team_id
    left join lines o on o.game_id = t.game_id and o.team_id = t.opponent_team_id
    left join shots s on s.game_id = t.game_id and s.team_id = t.team_id
    left join shot_coverage g on g.game_id = t.game_id
    where t.game_date between @start and @end
)
select
    *,
    2 * paint_makes as points_in_paint,
    @ratio(240 * game_poss_x100, 100 * (240 + 25 * overtimes), 3) as pace,
    @ratio(10000 * points, game_poss_x100, 3) as offensive_rating,
    coalesce(
        50 * abs(paint_attempts + mid_range_attempts + three_attempts + zone_unknown_attempts - fga)
            <= fga
        and 50 * zone_unknown_attempts <= fga,
        false
    ) as zones_complete
from joined
