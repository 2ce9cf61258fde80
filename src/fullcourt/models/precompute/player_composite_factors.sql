/*
about = """How hard the coming game is for a player: the opponent's defence against his shot diet, zones, pace,
his fatigue and his usage lately, as known before game_date. A score whose input is absent is NULL, never a
neutral value; an exact 0 in opponent_strength_score is impossible."""
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "game_id", "player_id"]

[reads]
upcoming_player_game_context = "same day"
player_shot_zone_analysis    = "same day"
team_defense_zone_analysis   = "same day"
team_counts                  = "same day"
player_load_windows          = "season by player_id"
normal_cdf                   = "undated"

[columns]
season                     = "TEXT: season of the game to be played"
game_date                  = "DATE: US Eastern date it is planned on"
game_id                    = "TEXT: the game to be played"
player_id                  = "INT: the player"
team_id                    = "INT: the team whose roster he is on"
opponent_team_id           = "INT: the other team"
opponent_strength_score    = "DOUBLE: 0-1, 0.5 average, 1 = hardest league team for his shot diet"
shot_zone_mismatch_score   = "DOUBLE: 0-1, above 0.5: his favourite zones are the opponent's weak ones"
pace_score                 = "DOUBLE: 0-1, above 0.5: the opponent plays faster than the league"
fatigue_score              = "DOUBLE: 0-100, 100 = fresh"
usage_spike_score          = "DOUBLE: -3..3, usage of the last 3 games against his season, in standard errors"
total_composite_adjustment = "DOUBLE: points, at most a fifth of his last-10 average either way"
league_teams               = "INT: teams in the league distribution; 0 without a row of the opponent's date"
teams_with_5_games         = "INT: teams that have played 5 games this season, by the spine"
opponent_games_before      = "INT: games the opponent has played this season, by the spine"
opponent_games_found       = "INT: games with complete zones in the opponent's window of 15; NULL without a row"
w_paint                    = "DOUBLE: 0-1, share of his last-10 zoned shots from the paint"
w_mid_range                = "DOUBLE: 0-1, share from mid-range"
w_three                    = "DOUBLE: 0-1, share of threes"
zone_games_found_10        = "INT: appearances with complete zones behind the shares; NULL without a row"
games_expected_3           = "INT: min(3, games of the spine this season before t)"
games_found_3              = "INT: those with a complete box line"
games_expected_10          = "INT: min(10, games of the spine this season before t)"
games_found_10             = "INT: those with a complete box line"
season_games_expected      = "INT: games of the spine this season before t"
season_games_found         = "INT: those with a complete box line"
games_expected             = "INT: as games_expected_10"
games_found                = "INT: as games_found_10"
window_complete            = "BOOL: his box and zone windows and the opponent's window of 15 have no hole"

[decimals]
opponent_strength_score    = 4
shot_zone_mismatch_score   = 4
pace_score                 = 4
fatigue_score              = 4
usage_spike_score          = 4
total_composite_adjustment = 4
w_paint                    = 4
w_mid_range                = 4
w_three                    = 4

[expect]
# Roster keys, so that a thinned-out context table cannot shrink what is expected here.
keys = """
    with roster as (
        select r.season, r.game_date, r.game_id, r.player_id, u.appearances_season
        from asof_roster as r
        left join upcoming_player_game_context as u
            on u.game_date = r.game_date and u.game_id = r.game_id and u.player_id = r.player_id
        where r.game_date between @start and @end
    ),
    orphans as (
        select * from roster where appearances_season is null
    )
    select game_date, game_id, player_id, appearances_season as appearances, 0 as orphan
    from roster
    where appearances_season is not null
    union all
    select o.game_date, o.game_id, o.player_id, count(g.game_id) as appearances, 1 as orphan
    from orphans as o
    left join player_games as g
        on g.player_id = o.player_id and g.season = o.season and g.game_date < o.game_date
        and g.appearance = 'yes'
    group by o.game_date, o.game_id, o.player_id
"""
absent_if = { insufficient_history = "appearances < 5" }
defect_if = { upstream_missing = "orphan = 1" }
detail    = "cast(appearances as varchar) || ' of 5'"

[critical.opponent_strength_score]
not_null = true
between  = [0.001, 0.999]
null_if  = { insufficient_history = "opponent_games_before < 5", league_distribution_insufficient = "teams_with_5_games < 20", zero_denominator = "w_paint is null and zone_games_found_10 >= 5" }
hole_if  = "not window_complete or league_teams < 20"

[critical.shot_zone_mismatch_score]
not_null = true
between  = [0.001, 0.999]
null_if  = { insufficient_history = "opponent_games_before < 5", league_distribution_insufficient = "teams_with_5_games < 20", zero_denominator = "w_paint is null and zone_games_found_10 >= 5" }
hole_if  = "not window_complete or league_teams < 20"

[critical.pace_score]
not_null = true
between  = [0.001, 0.999]
null_if  = { insufficient_history = "opponent_games_before < 5", league_distribution_insufficient = "teams_with_5_games < 20" }
hole_if  = "not window_complete or league_teams < 20"

[critical.fatigue_score]
not_null = true
between  = [0, 100]
hole_if  = "not window_complete"

[critical.usage_spike_score]
not_null = true
between  = [-3, 3]
null_if  = { zero_denominator = "games_found_3 = games_expected_3" }
hole_if  = "not window_complete"

[critical.total_composite_adjustment]
between = [-20, 20]

[rules]
teams_differ          = "team_id <> opponent_team_id"
weights_sum           = "abs(w_paint + w_mid_range + w_three - 1) <= 0.0002"
total_needs_scores    = "total_composite_adjustment is null or (opponent_strength_score is not null and pace_score is not null and fatigue_score is not null)"
no_league_no_score    = "league_teams >= 20 or (opponent_strength_score is null and shot_zone_mismatch_score is null and pace_score is null)"
found_within_expected = "games_found_3 <= games_expected_3 and games_found_10 <= games_expected_10 and season_games_found <= season_games_expected"
enough_games          = "games_expected_10 >= 5"

[guards]
strength_not_constant = "count(distinct game_id) < 2 or count(opponent_strength_score) < 20 or min(opponent_strength_score) < max(opponent_strength_score)"
fatigue_not_constant  = "count(fatigue_score) < 100 or min(fatigue_score) < max(fatigue_score)"
strength_centred      = "count(opponent_strength_score) < 100 or avg(opponent_strength_score) between 0.2 and 0.8"

[consistent]
keys_are_upcoming = """select c.game_date, c.game_id, c.player_id
    from player_composite_factors as c
    left join upcoming_player_game_context as u
        on u.game_date = c.game_date and u.game_id = c.game_id and u.player_id = c.player_id
    where c.game_date between @start and @end
        and (u.player_id is null or u.opponent_team_id <> c.opponent_team_id)"""
*/
with due as (
    select
        season, game_date, game_id, player_id, team_id, opponent_team_id,
        back_to_back, games_last_3, games_last_7, seconds_last_7, back_to_backs_last_14
    from upcoming_player_game_context
    where game_date between @start and @end and appearances_season >= 5
),
counts as (
    select game_date, team_id, games_before
    from team_counts
    where game_date between @start and @end
),
young_league as (
    select game_date, sum(case when games_before >= 5 then 1 else 0 end) as teams_with_5_games
    from counts
    group by game_date
),
-- rates as integer millionths; the pace less 100, which no SD notices, to stay within 64 bits
defences as (
    select
        game_date, team_id, games_found_15, window_complete,
        paint_attempts, mid_range_attempts, three_attempts,
        cast(@ratio(2000000 * paint_makes, paint_attempts, 0) as bigint) as paint,
        cast(@ratio(2000000 * mid_range_makes, mid_range_attempts, 0) as bigint) as mid_range,
        cast(@ratio(3000000 * three_makes, three_attempts, 0) as bigint) as three,
        cast(
            @ratio(
                2400000 * possessions_x100_15 - 100000000 * nominal_minutes_15,
                nominal_minutes_15, 0
            ) as bigint
        ) as pace
    from team_defense_zone_analysis
    where game_date between @start and @end
),
members as (
    select *
    from defences
    where window_complete and paint is not null and mid_range is not null
        and three is not null and pace is not null
),
-- deviations from a whole-number centre keep the products below small
centres as (
    select
        game_date, count(*) as league_teams,
        cast(sum(paint) as bigint) // count(*) as paint_centre,
        cast(sum(mid_range) as bigint) // count(*) as mid_range_centre,
        cast(sum(three) as bigint) // count(*) as three_centre
    from members
    group by game_date
),
league as (
    select
        c.game_date, c.league_teams, c.paint_centre, c.mid_range_centre, c.three_centre,
        cast(sum(m.paint_attempts) as bigint) as paint_attempts,
        cast(sum(m.mid_range_attempts) as bigint) as mid_range_attempts,
        cast(sum(m.three_attempts) as bigint) as three_attempts,
        cast(sum(m.paint - c.paint_centre) as bigint) as p,
        cast(sum(m.mid_range - c.mid_range_centre) as bigint) as m,
        cast(sum(m.three - c.three_centre) as bigint) as t,
        cast(sum((m.paint - c.paint_centre) * (m.paint - c.paint_centre)) as bigint) as pp,
        cast(sum((m.mid_range - c.mid_range_centre) * (m.mid_range - c.mid_range_centre)) as bigint)
            as mm,
        cast(sum((m.three - c.three_centre) * (m.three - c.three_centre)) as bigint) as tt,
        cast(sum((m.paint - c.paint_centre) * (m.mid_range - c.mid_range_centre)) as bigint) as pm,
        cast(sum((m.paint - c.paint_centre) * (m.three - c.three_centre)) as bigint) as pt,
        cast(sum((m.mid_range - c.mid_range_centre) * (m.three - c.three_centre)) as bigint) as mt,
        cast(sum(m.pace) as bigint) as pace_sum,
        cast(sum(m.pace * m.pace) as bigint) as pace_squares
    from centres as c
    join members as m on m.game_date = c.game_date
    where c.league_teams >= 20
    group by
        c.game_date, c.league_teams, c.paint_centre, c.mid_range_centre, c.three_centre
),
distribution as (
    select
        *,
        nullif(@sd(league_teams, p, pp, 3), 0) as paint_sd,
        nullif(@sd(league_teams, m, mm, 3), 0) as mid_range_sd,
        nullif(@sd(league_teams, t, tt, 3), 0) as three_sd,
        nullif(@sd(league_teams, pace_sum, pace_squares, 3), 0) as pace_sd,
        paint_attempts + mid_range_attempts + three_attempts as attempts
    from league
),
matchups as (
    select
        d.*, n.games_before as opponent_games_before, y.teams_with_5_games,
        coalesce(c.league_teams, 0) as league_teams,
        o.games_found_15 as opponent_games_found,
        -- r shrinks a short sample towards average: a half at 15 games
        cast(o.games_found_15 as double) / (o.games_found_15 + 15) as r,
        case when o.team_id is null then n.games_before < 5 else o.window_complete end
            as opponent_complete,
        o.paint - l.paint_centre as opp_p,
        o.mid_range - l.mid_range_centre as opp_m,
        o.three - l.three_centre as opp_t,
        o.pace as opp_pace,
        l.p, l.m, l.t, l.pp, l.mm, l.tt, l.pm, l.pt, l.mt, l.pace_sum,
        l.paint_sd, l.mid_range_sd, l.three_sd, l.pace_sd,
        l.paint_attempts as league_p, l.mid_range_attempts as league_m,
        l.three_attempts as league_t, l.attempts as league_attempts
    from due as d
    join counts as n on n.game_date = d.game_date and n.team_id = d.opponent_team_id
    join young_league as y on y.game_date = d.game_date
    left join centres as c on c.game_date = d.game_date
    left join distribution as l on l.game_date = d.game_date
    left join defences as o on o.game_date = d.game_date and o.team_id = d.opponent_team_id
),
diets as (
    select
        m.*,
        z.games_found_10 as zone_games_found_10,
        coalesce(z.window_complete, false) as zones_complete,
        cast(z.paint_attempts_10 as bigint) as a_p,
        cast(z.mid_range_attempts_10 as bigint) as a_m,
        cast(z.three_attempts_10 as bigint) as a_t,
        nullif(z.paint_attempts_10 + z.mid_range_attempts_10 + z.three_attempts_10, 0) as shots,
        w.games, w.games_found, w.games_found_3, w.games_found_10,
        w.points_10, w.seconds_10, w.used_3, w.team_used_3, w.used_season, w.team_used_season,
        w.usage_games, w.usage_sum, w.usage_sq
    from matchups as m
    left join player_shot_zone_analysis as z
        on z.game_date = m.game_date and z.player_id = m.player_id
    left join player_load_windows as w
        on w.player_id = m.player_id and w.season = m.season and w.game_date < m.game_date
        and m.game_date <= w.next_game_date
),
-- x(o) = sum of a_z x p_z(o): its mean and SD over the league follow from the zones' sums and products
spreads as (
    select
        *,
        a_p * p + a_m * m + a_t * t as x_sum,
        a_p * opp_p + a_m * opp_m + a_t * opp_t as x_opponent,
        a_p * a_p * pp + a_m * a_m * mm + a_t * a_t * tt
            + 2 * (a_p * a_m * pm + a_p * a_t * pt + a_m * a_t * mt) as x_squares
    from diets
),
deviations as (
    select
        *,
        (x_sum - league_teams * x_opponent)
            / (league_teams * nullif(@sd(league_teams, x_sum, x_squares, 3), 0)) as hardness,
        (cast(a_p as double) / shots - cast(league_p as double) / league_attempts)
            * (opp_p - cast(p as double) / league_teams) / paint_sd
        + (cast(a_m as double) / shots - cast(league_m as double) / league_attempts)
            * (opp_m - cast(m as double) / league_teams) / mid_range_sd
        + (cast(a_t as double) / shots - cast(league_t as double) / league_attempts)
            * (opp_t - cast(t as double) / league_teams) / three_sd as mismatch,
        (opp_pace - cast(pace_sum as double) / league_teams) / pace_sd as tempo,
        case when games_found_10 >= 5 then cast(points_10 as double) / games_found_10 end as base,
        case when games_found_10 >= 5 then cast(seconds_10 as double) / (60 * games_found_10) end
            as minutes,
        @sd(usage_games, usage_sum, usage_sq, 0) as usage_sd,
        case
            when games_found_10 >= 5 and games_found >= 5 and team_used_3 > 0
                and team_used_season > 0
                then 100 * (
                    cast(used_3 as double) / team_used_3
                    - cast(used_season as double) / team_used_season
                )
        end as usage_change
    from spreads
),
-- greatest and least skip a NULL in some engines: what is absent is left out before them
scores as (
    select
        *,
        case when r * hardness is not null then @phi(@round(1000 * r * hardness, 0)) end
            as strength_score,
        case when r * mismatch is not null then @phi(@round(3000 * r * mismatch, 0)) end
            as mismatch_score,
        case when r * tempo is not null then @phi(@round(1000 * r * tempo, 0)) end as tempo_score,
        case when seconds_last_7 is not null and minutes is not null then @round(
            greatest(
                0,
                100
                - case when back_to_back then 15 else 0 end
                - case when games_last_3 >= 2 then 8 else 0 end
                - case when games_last_7 >= 4 then 8 else 0 end
                - least(12, greatest(0, seconds_last_7 - 6000) / 600.0)
                - least(10, 2 * greatest(0, minutes - 34))
                - 4 * least(3, back_to_backs_last_14)
            ), 4
        ) end as fatigue,
        case when usage_change is not null then @round(
            greatest(
                -3,
                least(
                    3,
                    usage_change * sqrt(3)
                    / case when usage_sd > 2000 then usage_sd / 1000 else 2 end
                )
            ), 4
        ) end as spike
    from deviations
)
select
    season, game_date, game_id, player_id, team_id, opponent_team_id,
    strength_score as opponent_strength_score,
    mismatch_score as shot_zone_mismatch_score,
    tempo_score as pace_score,
    fatigue as fatigue_score,
    spike as usage_spike_score,
    -- NULL without strength, pace or fatigue; a missing mismatch or spike adds nothing. The parts have
    -- four decimals, so their sum is exact in ten-millionths: doubles would miss the ties.
    case when base * strength_score * tempo_score * fatigue is not null then @ratio(
        points_10 * greatest(
            -2000000,
            least(
                2000000,
                200 * (5000 - cast(@round(10000 * strength_score, 0) as bigint))
                + 100 * coalesce(cast(@round(10000 * mismatch_score, 0) as bigint) - 5000, 0)
                + 150 * (cast(@round(10000 * tempo_score, 0) as bigint) - 5000)
                + (cast(@round(10000 * fatigue, 0) as bigint) - 1000000)
                + 30 * coalesce(cast(@round(10000 * spike, 0) as bigint), 0)
            )
        ), 10000000 * games_found_10, 4
    ) end as total_composite_adjustment,
    league_teams, teams_with_5_games, opponent_games_before, opponent_games_found,
    @ratio(a_p, shots, 4) as w_paint,
    @ratio(a_m, shots, 4) as w_mid_range,
    @ratio(a_t, shots, 4) as w_three,
    zone_games_found_10,
    least(3, games) as games_expected_3,
    games_found_3,
    least(10, games) as games_expected_10,
    games_found_10,
    games as season_games_expected,
    games_found as season_games_found,
    least(10, games) as games_expected,
    games_found_10 as games_found,
    least(10, games) = games_found_10 and zones_complete and opponent_complete as window_complete
from scores
