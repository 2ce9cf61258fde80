/*
about = """How each team's defence fared by zone over its last 15 games, as known before game_date, and how
that compares with the league. A window holds games that were played; one without facts stays a hole."""
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "team_id"]

[reads]
team_counts               = "same day"
team_games                = "season before"
team_defense_game_summary = "last 15 by team_id"

[columns]
season    = "TEXT: season of game_date"
game_date = "DATE: US Eastern date for which the row holds; it reads games before it"
team_id   = "INT: the defending team"
paint_attempts                  = "INT: paint shots the opponents took in the last 15 games"
paint_makes                     = "INT: those made"
paint_blocks                    = "INT: those blocked; NULL if the blocks of one game are unknown"
paint_pct_allowed               = "DOUBLE: makes per attempt, percent"
paint_attempts_per_game         = "DOUBLE: attempts per game found"
paint_blocks_per_game           = "DOUBLE: blocks per game found"
paint_pps_allowed               = "DOUBLE: points per attempt (2 x makes / attempts)"
paint_defense_vs_league_avg     = "DOUBLE: pct_allowed minus the league's, percentage points; positive = weak defence"
mid_range_attempts              = "INT: mid_range shots the opponents took in the last 15 games"
mid_range_makes                 = "INT: those made"
mid_range_blocks                = "INT: those blocked; NULL if the blocks of one game are unknown"
mid_range_pct_allowed           = "DOUBLE: makes per attempt, percent"
mid_range_attempts_per_game     = "DOUBLE: attempts per game found"
mid_range_blocks_per_game       = "DOUBLE: blocks per game found"
mid_range_pps_allowed           = "DOUBLE: points per attempt (2 x makes / attempts)"
mid_range_defense_vs_league_avg = "DOUBLE: pct_allowed minus the league's, percentage points; positive = weak defence"
three_attempts                  = "INT: three shots the opponents took in the last 15 games"
three_makes                     = "INT: those made"
three_blocks                    = "INT: those blocked; NULL if the blocks of one game are unknown"
three_pct_allowed               = "DOUBLE: makes per attempt, percent"
three_attempts_per_game         = "DOUBLE: attempts per game found"
three_blocks_per_game           = "DOUBLE: blocks per game found"
three_pps_allowed               = "DOUBLE: points per attempt (3 x makes / attempts)"
three_defense_vs_league_avg     = "DOUBLE: pct_allowed minus the league's, percentage points; positive = weak defence"
league_paint_pct                = "DOUBLE: makes per paint attempt over all league teams' windows, percent"
league_paint_pps                = "DOUBLE: points per attempt over the same windows"
league_paint_pps_sd             = "DOUBLE: sample SD of the teams' points per attempt"
league_mid_range_pct            = "DOUBLE: makes per mid_range attempt over all league teams' windows, percent"
league_mid_range_pps            = "DOUBLE: points per attempt over the same windows"
league_mid_range_pps_sd         = "DOUBLE: sample SD of the teams' points per attempt"
league_three_pct                = "DOUBLE: makes per three attempt over all league teams' windows, percent"
league_three_pps                = "DOUBLE: points per attempt over the same windows"
league_three_pps_sd             = "DOUBLE: sample SD of the teams' points per attempt"
league_teams                    = "INT: teams with at least 5 games and a complete window; below 20 no league value exists"
teams_with_5_games              = "INT: teams that have played 5 games this season before t, by the spine"
def_rating_15                   = "DOUBLE: points allowed per 100 possessions"
points_allowed_per_game         = "DOUBLE: points allowed per game found"
pace_15                         = "DOUBLE: possessions per 48 minutes"
possessions_x100_15             = "BIGINT: game possessions of the window, hundredths"
nominal_minutes_15              = "BIGINT: 240 + 25 x overtimes, summed over the window"
strongest_zone                  = "TEXT: zone where the team allows least against the league, in league SDs"
weakest_zone                    = "TEXT: zone where it allows most"
games_expected_15               = "INT: min(15, games this season before t)"
games_found_15                  = "INT: those with complete zones"
rating_games_found_15           = "INT: those with points allowed and possessions"
games_expected                  = "INT: as games_expected_15"
games_found                     = "INT: the smaller of the two found counts"
window_complete                 = "BOOL: every game of the window is found, for zones and for ratings"

[decimals]
paint_pct_allowed               = 3
paint_attempts_per_game         = 3
paint_blocks_per_game           = 3
paint_pps_allowed               = 3
paint_defense_vs_league_avg     = 3
mid_range_pct_allowed           = 3
mid_range_attempts_per_game     = 3
mid_range_blocks_per_game       = 3
mid_range_pps_allowed           = 3
mid_range_defense_vs_league_avg = 3
three_pct_allowed               = 3
three_attempts_per_game         = 3
three_blocks_per_game           = 3
three_pps_allowed               = 3
three_defense_vs_league_avg     = 3
league_paint_pct                = 3
league_paint_pps                = 3
league_paint_pps_sd             = 6
league_mid_range_pct            = 3
league_mid_range_pps            = 3
league_mid_range_pps_sd         = 6
league_three_pct                = 3
league_three_pps                = 3
league_three_pps_sd             = 6
def_rating_15                   = 3
points_allowed_per_game         = 3
pace_15                         = 3

[expect]
keys      = """select game_date, team_id, games_before from team_counts
               where game_date between @start and @end"""
absent_if = { insufficient_history = "games_before < 5" }
detail    = "cast(games_before as varchar) || ' of 5'"

[critical]
paint_pct_allowed = { not_null = true, between = [20, 80], hole_if = "games_found_15 < 5" }
mid_range_pct_allowed = { not_null = true, between = [5, 85], hole_if = "games_found_15 < 5" }
three_pct_allowed = { not_null = true, between = [15, 65], hole_if = "games_found_15 < 5" }
paint_pps_allowed = { not_null = true, between = [0.1, 1.95], hole_if = "games_found_15 < 5" }
mid_range_pps_allowed = { not_null = true, between = [0.1, 1.95], hole_if = "games_found_15 < 5" }
three_pps_allowed = { not_null = true, between = [0.1, 1.95], hole_if = "games_found_15 < 5" }
paint_defense_vs_league_avg = { not_null = true, between = [-40, 40], null_if = { league_distribution_insufficient = "teams_with_5_games < 20" }, hole_if = "games_found_15 < 5 or league_teams < 20" }
mid_range_defense_vs_league_avg = { not_null = true, between = [-40, 40], null_if = { league_distribution_insufficient = "teams_with_5_games < 20" }, hole_if = "games_found_15 < 5 or league_teams < 20" }
three_defense_vs_league_avg = { not_null = true, between = [-40, 40], null_if = { league_distribution_insufficient = "teams_with_5_games < 20" }, hole_if = "games_found_15 < 5 or league_teams < 20" }
def_rating_15 = { not_null = true, between = [80, 145], hole_if = "rating_games_found_15 < 5" }
pace_15 = { not_null = true, between = [80, 125], hole_if = "rating_games_found_15 < 5" }
strongest_zone = { not_null = true, null_if = { league_distribution_insufficient = "teams_with_5_games < 20" }, hole_if = "games_found_15 < 5 or league_teams < 20" }
league_teams = { not_null = true, between = [0, 30] }

[rules]
found_within_expected = "games_found_15 <= games_expected_15 and rating_games_found_15 <= games_expected_15 and games_expected_15 between 5 and 15"
complete_means_found  = "window_complete = (games_found = games_expected)"
makes_within_attempts = "paint_makes <= paint_attempts and mid_range_makes <= mid_range_attempts and three_makes <= three_attempts"
blocks_are_misses     = "paint_blocks <= paint_attempts - paint_makes and mid_range_blocks <= mid_range_attempts - mid_range_makes and three_blocks <= three_attempts - three_makes"
difference_agrees     = "abs(paint_pct_allowed - league_paint_pct - paint_defense_vs_league_avg) < 0.0016 and abs(mid_range_pct_allowed - league_mid_range_pct - mid_range_defense_vs_league_avg) < 0.0016 and abs(three_pct_allowed - league_three_pct - three_defense_vs_league_avg) < 0.0016"
no_small_league       = "league_teams >= 20 or (league_paint_pps is null and paint_defense_vs_league_avg is null)"
zones_vocabulary      = "strongest_zone in ('paint', 'mid_range', 'three') and weakest_zone in ('paint', 'mid_range', 'three')"
zones_differ          = "strongest_zone <> weakest_zone"

[warnings]
vs_league_usual = "games_found_15 < 10 or (abs(paint_defense_vs_league_avg) <= 15 and abs(mid_range_defense_vs_league_avg) <= 20 and abs(three_defense_vs_league_avg) <= 15)"

[guards]
paint_not_constant     = "count(paint_defense_vs_league_avg) < 20 or min(paint_defense_vs_league_avg) < max(paint_defense_vs_league_avg)"
mid_range_not_constant = "count(mid_range_defense_vs_league_avg) < 20 or min(mid_range_defense_vs_league_avg) < max(mid_range_defense_vs_league_avg)"
three_not_constant     = "count(three_defense_vs_league_avg) < 20 or min(three_defense_vs_league_avg) < max(three_defense_vs_league_avg)"
one_league_a_date      = "min(league_teams) = max(league_teams) and coalesce(min(league_paint_pct) = max(league_paint_pct), true)"
at_most_thirty_teams   = "count(*) <= 30"

[consistent]
expected_from_the_spine = """select a.game_date, a.team_id
    from team_defense_zone_analysis as a
    left join team_counts as c on c.game_date = a.game_date and c.team_id = a.team_id
    where a.game_date between @start and @end
        and (c.team_id is null or least(15, c.games_before) <> a.games_expected_15)"""
*/
with due as (
    select season, game_date, team_id, games_before
    from team_counts
    where game_date between @start and @end and games_before >= 5
),
facts as (
    select
        game_date, game_id, team_id,
        opp_paint_attempts, opp_paint_makes, blocks_paint,
        opp_mid_range_attempts, opp_mid_range_makes, blocks_mid_range,
        opp_three_attempts, opp_three_makes, blocks_three,
        points_allowed, game_poss_x100, 240 + 25 * overtimes as nominal_minutes,
        -- a row counts for a group of metrics only if every field summed there is known
        case
            when zones_complete and opp_paint_attempts >= opp_paint_makes
                and opp_mid_range_attempts >= opp_mid_range_makes
                and opp_three_attempts >= opp_three_makes then 1
            else 0
        end as zones_found,
        case
            when blocks_paint is not null and blocks_mid_range is not null
                and blocks_three is not null then 1
            else 0
        end as blocks_found,
        case
            when points_allowed is not null and game_poss_x100 > 0 and overtimes is not null
                then 1
            else 0
        end as rating_found
    from team_defense_game_summary
    where season in (select season from due) and game_date < @end
),
spine as (
    select
        season, game_date, game_id, team_id,
        row_number() over (
            partition by season, team_id order by game_date, game_id
        ) as place
    from team_games
    where season in (select season from due) and game_date < @end
),
-- the team's last 15 games before t; a game without facts takes its place and adds nothing
summed as (
    select
        d.season, d.game_date, d.team_id, least(15, d.games_before) as games_expected,
        coalesce(sum(f.zones_found), 0) as zones_found,
        coalesce(sum(f.zones_found * f.blocks_found), 0) as blocks_found,
        coalesce(sum(f.rating_found), 0) as rating_found,
        sum(f.zones_found * f.opp_paint_attempts) as paint_attempts,
        sum(f.zones_found * f.opp_paint_makes) as paint_makes,
        sum(f.zones_found * f.blocks_paint) as paint_blocks,
        sum(f.zones_found * f.opp_mid_range_attempts) as mid_range_attempts,
        sum(f.zones_found * f.opp_mid_range_makes) as mid_range_makes,
        sum(f.zones_found * f.blocks_mid_range) as mid_range_blocks,
        sum(f.zones_found * f.opp_three_attempts) as three_attempts,
        sum(f.zones_found * f.opp_three_makes) as three_makes,
        sum(f.zones_found * f.blocks_three) as three_blocks,
        sum(f.rating_found * f.points_allowed) as points_allowed,
        sum(f.rating_found * f.game_poss_x100) as possessions,
        sum(f.rating_found * f.nominal_minutes) as minutes
    from due as d
    left join spine as g
        on g.season = d.season and g.team_id = d.team_id
        and g.game_date < d.game_date and g.place > d.games_before - 15
    left join facts as f
        on f.game_date = g.game_date and f.game_id = g.game_id and f.team_id = g.team_id
    group by d.season, d.game_date, d.team_id, d.games_before
),
-- fewer than 5 facts where the spine has 5 games: the row stays, its metrics are NULL
windows as (
    select
        season, game_date, team_id, games_expected, zones_found, rating_found,
        case
            when zones_found = games_expected and rating_found = games_expected then 1
            else 0
        end as complete,
        case when zones_found >= 5 then cast(paint_attempts as bigint) end as paint_attempts,
        case when zones_found >= 5 then cast(paint_makes as bigint) end as paint_makes,
        case
            when zones_found >= 5 and blocks_found = zones_found then cast(paint_blocks as bigint)
        end as paint_blocks,
        case when zones_found >= 5 then cast(mid_range_attempts as bigint) end as mid_range_attempts,
        case when zones_found >= 5 then cast(mid_range_makes as bigint) end as mid_range_makes,
        case
            when zones_found >= 5 and blocks_found = zones_found then cast(mid_range_blocks as bigint)
        end as mid_range_blocks,
        case when zones_found >= 5 then cast(three_attempts as bigint) end as three_attempts,
        case when zones_found >= 5 then cast(three_makes as bigint) end as three_makes,
        case
            when zones_found >= 5 and blocks_found = zones_found then cast(three_blocks as bigint)
        end as three_blocks,
        case when rating_found >= 5 then cast(points_allowed as bigint) end as points_allowed,
        case when rating_found >= 5 then cast(possessions as bigint) end as possessions,
        case when rating_found >= 5 then cast(minutes as bigint) end as minutes
    from summed
),
rated as (
    select
        *,
        cast(@ratio(2000000 * paint_makes, paint_attempts, 0) as bigint) as paint_pps,
        cast(@ratio(2000000 * mid_range_makes, mid_range_attempts, 0) as bigint) as mid_range_pps,
        cast(@ratio(3000000 * three_makes, three_attempts, 0) as bigint) as three_pps
    from windows
),
-- the league: teams whose own windows are complete; rates as integer millionths, then sums
league as (
    select
        game_date,
        count(*) as teams_with_5_games,
        sum(in_league) as league_teams,
        sum(case when in_league = 1 then paint_attempts end) as paint_attempts,
        sum(case when in_league = 1 then paint_makes end) as paint_makes,
        sum(case when in_league = 1 then paint_pps end) as paint_pps_sum,
        sum(case when in_league = 1 then paint_pps * paint_pps end) as paint_pps_squares,
        sum(case when in_league = 1 then mid_range_attempts end) as mid_range_attempts,
        sum(case when in_league = 1 then mid_range_makes end) as mid_range_makes,
        sum(case when in_league = 1 then mid_range_pps end) as mid_range_pps_sum,
        sum(case when in_league = 1 then mid_range_pps * mid_range_pps end) as mid_range_pps_squares,
        sum(case when in_league = 1 then three_attempts end) as three_attempts,
        sum(case when in_league = 1 then three_makes end) as three_makes,
        sum(case when in_league = 1 then three_pps end) as three_pps_sum,
        sum(case when in_league = 1 then three_pps * three_pps end) as three_pps_squares
    from (
        select
            *,
            case
                when complete = 1 and paint_pps is not null and mid_range_pps is not null
                    and three_pps is not null then 1
                else 0
            end as in_league
        from rated
    ) as members
    group by game_date
),
distribution as (
    select
        game_date, teams_with_5_games, league_teams,
        case
            when league_teams >= 20 then cast(paint_attempts as bigint)
        end as league_paint_attempts,
        case
            when league_teams >= 20 then cast(paint_makes as bigint)
        end as league_paint_makes,
        case
            when league_teams >= 20
                then @sd(league_teams, paint_pps_sum, paint_pps_squares, 0)
        end as league_paint_sd,
        case
            when league_teams >= 20 then cast(mid_range_attempts as bigint)
        end as league_mid_range_attempts,
        case
            when league_teams >= 20 then cast(mid_range_makes as bigint)
        end as league_mid_range_makes,
        case
            when league_teams >= 20
                then @sd(league_teams, mid_range_pps_sum, mid_range_pps_squares, 0)
        end as league_mid_range_sd,
        case
            when league_teams >= 20 then cast(three_attempts as bigint)
        end as league_three_attempts,
        case
            when league_teams >= 20 then cast(three_makes as bigint)
        end as league_three_makes,
        case
            when league_teams >= 20
                then @sd(league_teams, three_pps_sum, three_pps_squares, 0)
        end as league_three_sd
    from league
),
placed as (
    select
        r.*, l.teams_with_5_games, l.league_teams,
        l.league_paint_attempts, l.league_paint_makes, l.league_paint_sd,
        l.league_mid_range_attempts, l.league_mid_range_makes, l.league_mid_range_sd,
        l.league_three_attempts, l.league_three_makes, l.league_three_sd,
        -- how far from the league, in its SDs
        (r.paint_pps - @ratio(2000000 * l.league_paint_makes, l.league_paint_attempts, 0))
            / nullif(l.league_paint_sd, 0) as paint_z,
        (r.mid_range_pps - @ratio(2000000 * l.league_mid_range_makes, l.league_mid_range_attempts, 0))
            / nullif(l.league_mid_range_sd, 0) as mid_range_z,
        (r.three_pps - @ratio(3000000 * l.league_three_makes, l.league_three_attempts, 0))
            / nullif(l.league_three_sd, 0) as three_z
    from rated as r
    join distribution as l on l.game_date = r.game_date
)
select
    season, game_date, team_id,
    paint_attempts, paint_makes, paint_blocks,
    @ratio(100 * paint_makes, paint_attempts, 3) as paint_pct_allowed,
    @ratio(paint_attempts, zones_found, 3) as paint_attempts_per_game,
    @ratio(paint_blocks, zones_found, 3) as paint_blocks_per_game,
    @ratio(2 * paint_makes, paint_attempts, 3) as paint_pps_allowed,
    @ratio(
        100 * (paint_makes * league_paint_attempts - league_paint_makes * paint_attempts),
        paint_attempts * league_paint_attempts, 3
    ) as paint_defense_vs_league_avg,
    mid_range_attempts, mid_range_makes, mid_range_blocks,
    @ratio(100 * mid_range_makes, mid_range_attempts, 3) as mid_range_pct_allowed,
    @ratio(mid_range_attempts, zones_found, 3) as mid_range_attempts_per_game,
    @ratio(mid_range_blocks, zones_found, 3) as mid_range_blocks_per_game,
    @ratio(2 * mid_range_makes, mid_range_attempts, 3) as mid_range_pps_allowed,
    @ratio(
        100 * (mid_range_makes * league_mid_range_attempts - league_mid_range_makes * mid_range_attempts),
        mid_range_attempts * league_mid_range_attempts, 3
    ) as mid_range_defense_vs_league_avg,
    three_attempts, three_makes, three_blocks,
    @ratio(100 * three_makes, three_attempts, 3) as three_pct_allowed,
    @ratio(three_attempts, zones_found, 3) as three_attempts_per_game,
    @ratio(three_blocks, zones_found, 3) as three_blocks_per_game,
    @ratio(3 * three_makes, three_attempts, 3) as three_pps_allowed,
    @ratio(
        100 * (three_makes * league_three_attempts - league_three_makes * three_attempts),
        three_attempts * league_three_attempts, 3
    ) as three_defense_vs_league_avg,
    @ratio(100 * league_paint_makes, league_paint_attempts, 3) as league_paint_pct,
    @ratio(2 * league_paint_makes, league_paint_attempts, 3) as league_paint_pps,
    league_paint_sd / 1e6 as league_paint_pps_sd,
    @ratio(100 * league_mid_range_makes, league_mid_range_attempts, 3) as league_mid_range_pct,
    @ratio(2 * league_mid_range_makes, league_mid_range_attempts, 3) as league_mid_range_pps,
    league_mid_range_sd / 1e6 as league_mid_range_pps_sd,
    @ratio(100 * league_three_makes, league_three_attempts, 3) as league_three_pct,
    @ratio(3 * league_three_makes, league_three_attempts, 3) as league_three_pps,
    league_three_sd / 1e6 as league_three_pps_sd,
    league_teams, teams_with_5_games,
    @ratio(10000 * points_allowed, possessions, 3) as def_rating_15,
    @ratio(points_allowed, rating_found, 3) as points_allowed_per_game,
    @ratio(240 * possessions, 100 * minutes, 3) as pace_15,
    possessions as possessions_x100_15, minutes as nominal_minutes_15,
    -- ties go to the earlier zone
    case
        when paint_z <= mid_range_z and paint_z <= three_z then 'paint'
        when mid_range_z <= three_z then 'mid_range'
        when three_z is not null then 'three'
    end as strongest_zone,
    case
        when three_z > mid_range_z and three_z > paint_z then 'three'
        when mid_range_z > paint_z then 'mid_range'
        when three_z is not null then 'paint'
    end as weakest_zone,
    games_expected as games_expected_15,
    zones_found as games_found_15,
    rating_found as rating_games_found_15,
    games_expected,
    least(zones_found, rating_found) as games_found,
    complete = 1 as window_complete
from placed
