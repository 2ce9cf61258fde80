/*
about = """The 60 feature values of every player of every upcoming game, gathered from the tables that own
them, each rounded where it was made. Nothing is imputed: a group of fields that can be NULL together has
one cause letter (absence_reasons.reason_code), read only where a field is NULL."""
kind  = "view"
grain = ["game_date", "game_id", "player_id"]

[reads]
upcoming_player_game_context = "same day"
upcoming_team_game_context   = "same day"
player_daily_cache           = "same day"
player_composite_factors     = "same day"
player_shot_zone_analysis    = "same day"
team_defense_zone_analysis   = "same day"
shrinkage_inputs             = "same day"

[columns]
season                = "TEXT: season of the game"
game_date             = "DATE: US Eastern date of the game"
game_id               = "TEXT: game"
player_id             = "INT: player"
team_id               = "INT: his team"
opponent_team_id      = "INT: the other team"
tip_utc               = "TIMESTAMP: planned tip-off, UTC"
injury_status         = "TEXT: latest status known before tip-off"
roster_basis          = "TEXT: season_roster, or offseason_roster until his first appearance of the season"
points_avg_3             = "DOUBLE: mean points over the last 3 games, points"
points_avg_5             = "DOUBLE: mean points over the last 5 games, points"
points_avg_10            = "DOUBLE: mean points over the last 10 games, points"
points_avg_season        = "DOUBLE: mean points this season to date, points"
points_std_10            = "DOUBLE: sample standard deviation of points over the last 10 games, points"
points_slope_10          = "DOUBLE: least-squares slope of points over the last 10 games, points per game"
minutes_avg_5            = "DOUBLE: mean minutes over the last 5 games, minutes"
minutes_avg_10           = "DOUBLE: mean minutes over the last 10 games, minutes"
minutes_avg_season       = "DOUBLE: mean minutes this season to date, minutes"
minutes_std_10           = "DOUBLE: sample standard deviation of minutes over the last 10 games, minutes"
points_per_36_10         = "DOUBLE: points per 36 minutes over the last 10 games, points per 36 minutes"
fga_per_36_10            = "DOUBLE: field-goal attempts per 36 minutes over the last 10 games, attempts per 36 minutes"
fg3a_per_36_10           = "DOUBLE: three-point attempts per 36 minutes over the last 10 games, attempts per 36 minutes"
fta_per_36_10            = "DOUBLE: free-throw attempts per 36 minutes over the last 10 games, attempts per 36 minutes"
usage_rate_5             = "DOUBLE: share of the team's possessions the player ends while on court over the last 5 games, percent"
usage_rate_season        = "DOUBLE: the same over this season to date, percent"
ts_pct_10                = "DOUBLE: true shooting over the last 10 games, percent"
ft_points_share_10       = "DOUBLE: share of points made from free throws over the last 10 games, percent"
games_played_season      = "DOUBLE: games the player appeared in this season before game_date, games"
appearance_rate_10       = "DOUBLE: share of the team's last 10 games in which he appeared, percent"
usage_spike_score        = "DOUBLE: usage of the last 3 games against the season's; 0 = usual, standard errors"
prior_points_avg         = "DOUBLE: mean points of the previous season, points"
prior_minutes_avg        = "DOUBLE: mean minutes of the previous season, minutes"
prior_games              = "DOUBLE: games the player appeared in the previous season, games"
points_shrunk            = "DOUBLE: mean points this season mixed with 5 games of the prior basis, points"
minutes_shrunk           = "DOUBLE: mean minutes this season mixed with 4 games of the prior basis, minutes"
usage_shrunk             = "DOUBLE: usage this season mixed with 200 minutes of the prior basis, percent"
points_per_36_shrunk     = "DOUBLE: points per 36 minutes this season mixed with 300 minutes of the prior basis, points per 36 minutes"
pct_paint_10             = "DOUBLE: share of shots from the paint over the last 10 games, percent"
pct_mid_range_10         = "DOUBLE: share of shots from mid-range over the last 10 games, percent"
pct_three_10             = "DOUBLE: share of shots from three over the last 10 games, percent"
points_per_shot_20       = "DOUBLE: field-goal points per attempt over the last 20 games, points per shot"
assisted_rate_10         = "DOUBLE: share of made shots that were assisted over the last 10 games, percent"
days_rest                = "DOUBLE: days since his last game minus one; clipped at 10; 0 = back-to-back, days"
back_to_back             = "DOUBLE: 1 when days_rest is 0, 0/1"
games_last_7             = "DOUBLE: his games in the 7 days before game_date, games"
games_last_14            = "DOUBLE: his games in the 14 days before game_date, games"
minutes_last_7           = "DOUBLE: his minutes in the 7 days before game_date, minutes"
fatigue_score            = "DOUBLE: 100 = fresh; lower with back-to-backs and heavy minutes, score"
rest_advantage           = "DOUBLE: team's days of rest minus the opponent's; clipped at 3, days"
home_game                = "DOUBLE: 1 at home, 0/1"
team_game_number         = "DOUBLE: number of this game in the team's season, games"
is_playoff               = "DOUBLE: 1 for playoff and play-in games, 0/1"
opponent_strength_score  = "DOUBLE: how hard the opponent's defence is for his shot diet; 0.5 = average, score"
shot_zone_mismatch_score = "DOUBLE: above 0.5 when his favourite zones are the opponent's weak ones, score"
pace_score               = "DOUBLE: above 0.5 when the opponent plays faster than the league, score"
opp_def_rating_15        = "DOUBLE: points the opponent allows per 100 possessions over its last 15 games, points per 100 possessions"
opp_paint_vs_league      = "DOUBLE: paint percentage the opponent allows minus the league's; positive = weak defence, percentage points"
opp_mid_range_vs_league  = "DOUBLE: the same from mid-range, percentage points"
opp_three_vs_league      = "DOUBLE: the same from three, percentage points"
points_vs_opp_shrunk     = "DOUBLE: mean points against this opponent over two seasons mixed with 5 games of points_shrunk, points"
team_pace_10             = "DOUBLE: pace of the team's last 10 games, possessions per 48 minutes"
team_off_rating_10       = "DOUBLE: points the team scores per 100 possessions over its last 10 games, points per 100 possessions"
team_win_pct             = "DOUBLE: share of the team's games won this season, percent"
teammates_out            = "DOUBLE: regular teammates expected to miss the game, players"
usage_vacated            = "DOUBLE: usage freed by the teammates who are out, percentage points"
minutes_vacated          = "DOUBLE: minutes freed by the teammates who are out, minutes"
game_total               = "DOUBLE: expected sum of points by the market, points"
team_spread              = "DOUBLE: expected margin by the market; negative = favourite, points"
implied_team_total       = "DOUBLE: expected points of the team by the market, points"
prior_basis           = "TEXT: what the shrunk features lean on"
games_expected        = "INT: min(20, his games this season before game_date)"
games_found           = "INT: of these, found"
window_complete       = "BOOL: every window of at most 20 games behind the row is complete"
own_windows_complete  = "BOOL: the windows of at most 20 games behind set B are complete"
team_windows_complete = "BOOL: the windows of at most 20 games behind set C are complete"
season_games_expected = "INT: his games this season before game_date"
season_games_found    = "INT: of these, found"
prior_games_expected  = "INT: his games of the previous season"
prior_games_found     = "INT: of these, found"
team_games_lacking    = "INT: games of the team's season window that lack their score"
team_games_expected   = "INT: games of the team's season window"
opponent_distribution = "BOOL: the opponent has a zone row with a league distribution"
score_letter          = "TEXT: S when the opponent's window is shorter than 15 games, else D"
out_letter            = "TEXT: O when the out set is read from a report, D when from absences"
cache_cause           = "TEXT: why a field of player_daily_cache is NULL"
factor_cause          = "TEXT: why a field of player_composite_factors is NULL that needs no opponent"
zones_10_cause        = "TEXT: why a field over the last 10 games of player_shot_zone_analysis is NULL"
zones_20_cause        = "TEXT: the same over the last 20 games"
opponent_cause        = "TEXT: why the opponent's defensive rating is NULL"
league_cause          = "TEXT: why a value against the league is NULL"
matchup_cause         = "TEXT: why a score over zones and league is NULL"
pace_cause            = "TEXT: why the pace score is NULL"
prior_cause           = "TEXT: why a mean of the previous season is NULL"
basis_cause           = "TEXT: why a shrunk value is NULL"
team_cause            = "TEXT: why a value of the team's form is NULL"
out_cause             = "TEXT: why the out set is NULL"
line_cause            = "TEXT: why a line is NULL"

[decimals]
points_avg_3             = 3
points_avg_5             = 3
points_avg_10            = 3
points_avg_season        = 3
points_std_10            = 3
points_slope_10          = 3
minutes_avg_5            = 3
minutes_avg_10           = 3
minutes_avg_season       = 3
minutes_std_10           = 3
points_per_36_10         = 3
fga_per_36_10            = 3
fg3a_per_36_10           = 3
fta_per_36_10            = 3
usage_rate_5             = 3
usage_rate_season        = 3
ts_pct_10                = 3
ft_points_share_10       = 3
games_played_season      = 3
appearance_rate_10       = 3
usage_spike_score        = 4
prior_points_avg         = 3
prior_minutes_avg        = 3
prior_games              = 3
points_shrunk            = 3
minutes_shrunk           = 3
usage_shrunk             = 3
points_per_36_shrunk     = 3
pct_paint_10             = 3
pct_mid_range_10         = 3
pct_three_10             = 3
points_per_shot_20       = 3
assisted_rate_10         = 3
days_rest                = 3
back_to_back             = 3
games_last_7             = 3
games_last_14            = 3
minutes_last_7           = 3
fatigue_score            = 4
rest_advantage           = 3
home_game                = 3
team_game_number         = 3
is_playoff               = 3
opponent_strength_score  = 4
shot_zone_mismatch_score = 4
pace_score               = 4
opp_def_rating_15        = 3
opp_paint_vs_league      = 3
opp_mid_range_vs_league  = 3
opp_three_vs_league      = 3
points_vs_opp_shrunk     = 3
team_pace_10             = 3
team_off_rating_10       = 3
team_win_pct             = 3
teammates_out            = 3
usage_vacated            = 3
minutes_vacated          = 3
game_total               = 3
team_spread              = 3
implied_team_total       = 3
*/
with contexts as (
    select
        season, game_date, game_id, player_id, team_id, opponent_team_id, is_home,
        injury_status, days_rest, back_to_back, games_last_7, games_last_14, seconds_last_7,
        appearances_season, roster_basis, teammates_out, usage_vacated, minutes_vacated,
        window_complete,
        sum(case when appearances_season >= 5 then 1 else 0 end) over (
            partition by game_date, game_id, team_id
        ) - case when appearances_season >= 5 then 1 else 0 end as regular_teammates
    from upcoming_player_game_context
    where game_date between @start and @end
),
gathered as (
    select
        u.season, u.game_date, u.game_id, u.player_id, u.team_id, u.opponent_team_id,
        t.tip_utc, u.injury_status, u.roster_basis,
        c.points_avg_3, c.points_avg_5, c.points_avg_10, c.points_avg_season,
        c.points_std_10, c.points_slope_10,
        c.minutes_avg_5, c.minutes_avg_10, c.minutes_avg_season, c.minutes_std_10,
        c.points_per_36_10, c.fga_per_36_10, c.fg3a_per_36_10, c.fta_per_36_10,
        c.usage_rate_5, c.usage_rate_season, c.ts_pct_10, c.ft_points_share_10,
        u.appearances_season as games_played_season,
        c.appearance_rate_10,
        f.usage_spike_score,
        @ratio(b.prior_points, b.prior_games_found, 3) as prior_points_avg,
        @ratio(b.prior_seconds, 60 * b.prior_games_found, 3) as prior_minutes_avg,
        case when b.prior_season_loaded then b.prior_games end as prior_games,
        @ratio(
            b.season_points * b.basis_games + 5 * b.basis_points,
            b.basis_games * (b.season_games_found + 5), 3
        ) as points_shrunk,
        @ratio(
            b.season_seconds * b.basis_games + 4 * b.basis_seconds,
            60 * b.basis_games * (b.season_games_found + 4), 3
        ) as minutes_shrunk,
        -- 200 minutes = 12,000 seconds of the basis; billionths of a fraction -> percent
        @ratio(
            coalesce(b.season_usage_e9, 0) * b.season_seconds + 12000 * b.basis_usage_e9,
            10000000 * (b.season_seconds + 12000), 3
        ) as usage_shrunk,
        -- 300 minutes = 18,000 seconds of the basis
        @ratio(
            2160 * (b.season_points * b.basis_seconds + 18000 * b.basis_points),
            b.basis_seconds * (b.season_seconds + 18000), 3
        ) as points_per_36_shrunk,
        z.paint_rate_10 as pct_paint_10,
        z.mid_range_rate_10 as pct_mid_range_10,
        z.three_rate_10 as pct_three_10,
        z.points_per_shot_20, z.assisted_rate_10,
        u.days_rest,
        case when u.back_to_back then 1 when not u.back_to_back then 0 end as back_to_back,
        u.games_last_7, u.games_last_14,
        @ratio(u.seconds_last_7, 60, 3) as minutes_last_7,
        f.fatigue_score,
        case
            when t.days_rest - t.opponent_days_rest > 3 then 3
            when t.days_rest - t.opponent_days_rest < -3 then -3
            else t.days_rest - t.opponent_days_rest
        end as rest_advantage,
        case when u.is_home then 1 else 0 end as home_game,
        t.team_game_number,
        case when t.is_playoff then 1 when not t.is_playoff then 0 end as is_playoff,
        f.opponent_strength_score, f.shot_zone_mismatch_score, f.pace_score,
        d.def_rating_15 as opp_def_rating_15,
        d.paint_defense_vs_league_avg as opp_paint_vs_league,
        d.mid_range_defense_vs_league_avg as opp_mid_range_vs_league,
        d.three_defense_vs_league_avg as opp_three_vs_league,
        -- leans on points_shrunk as a fraction, so that there is one division
        @ratio(
            b.opponent_points * b.basis_games * (b.season_games_found + 5)
                + 5 * (b.season_points * b.basis_games + 5 * b.basis_points),
            b.basis_games * (b.season_games_found + 5) * (b.opponent_games + 5), 3
        ) as points_vs_opp_shrunk,
        t.pace_10 as team_pace_10,
        t.off_rating_10 as team_off_rating_10,
        t.win_pct as team_win_pct,
        u.teammates_out, u.usage_vacated, u.minutes_vacated,
        t.game_total, t.team_spread, t.implied_team_total,
        b.prior_basis,
        coalesce(z.games_expected_20, least(20, b.season_games_expected)) as games_expected,
        coalesce(z.games_found_20, least(20, b.season_games_found)) as games_found,
        b.season_games_expected, b.season_games_found,
        b.prior_games_expected, b.prior_games_found,
        t.season_games_expected - t.season_games_found as team_games_lacking,
        t.season_games_expected as team_games_expected,
        coalesce(d.league_teams >= 20, false) as opponent_distribution,
        case when d.games_found_15 < 15 then 'S' else 'D' end as score_letter,
        case when t.injury_source = 'report' then 'O' else 'D' end as out_letter,
        case
            when u.appearances_season < 5 then 'H'
            when c.player_id is null then 'U'
            when not c.window_complete or c.season_games_found < c.season_games_expected then 'W'
            else 'Z'
        end as cache_cause,
        case
            when u.appearances_season < 5 then 'H'
            when z.player_id is null then 'U'
            when z.games_found_10 < z.games_expected_10 then 'W'
            else 'Z'
        end as zones_10_cause,
        case
            when u.appearances_season < 5 then 'H'
            when z.player_id is null then 'U'
            when z.games_found_20 < z.games_expected_20 then 'W'
            else 'Z'
        end as zones_20_cause,
        case
            when o.season_games_expected < 5 then 'H'
            when d.team_id is null then 'U'
            else 'W'
        end as opponent_cause,
        case
            when o.season_games_expected < 5 then 'H'
            when d.team_id is null then 'U'
            when d.teams_with_5_games < 20 then 'Y'
            when d.league_teams < 20 then 'V'
            else 'W'
        end as league_cause,
        case
            when t.team_id is null then 'U'
            when t.season_games_expected < 5 then 'H'
            else 'W'
        end as team_cause,
        case
            when t.team_id is null then 'U'
            when t.injury_source = 'none' then 'N'
            when u.regular_teammates = 0 then 'H'
            else 'W'
        end as out_cause,
        case when t.team_id is null then 'U' else 'L' end as line_cause,
        coalesce(u.window_complete, false)
            and coalesce(c.window_complete, u.appearances_season < 5)
            and coalesce(z.window_complete, u.appearances_season < 5)
            and coalesce(t.window_complete, false)
            and coalesce(d.window_complete, o.season_games_expected < 5, false)
            as window_complete,
        coalesce(c.window_complete and z.games_found_10 = z.games_expected_10, false)
            as own_windows_complete,
        coalesce(t.window_complete and d.window_complete, false) as team_windows_complete,
        case when f.player_id is null then 0 else 1 end as has_factors,
        f.w_paint,
        case when not b.prior_season_loaded then 'X' when b.prior_games_expected = 0 then 'P' else 'W'
        end as prior_cause,
        case when b.prior_basis is null then 'X' else 'W' end as basis_cause
    from contexts as u
    inner join shrinkage_inputs as b
        on b.game_date = u.game_date and b.game_id = u.game_id and b.player_id = u.player_id
    left join upcoming_team_game_context as t
        on t.game_date = u.game_date and t.game_date between @start and @end
        and t.game_id = u.game_id and t.team_id = u.team_id
    left join upcoming_team_game_context as o
        on o.game_date = u.game_date and o.game_date between @start and @end
        and o.game_id = u.game_id and o.team_id = u.opponent_team_id
    left join player_daily_cache as c
        on c.game_date = u.game_date and c.game_date between @start and @end
        and c.player_id = u.player_id
    left join player_composite_factors as f
        on f.game_date = u.game_date and f.game_date between @start and @end
        and f.player_id = u.player_id
    left join player_shot_zone_analysis as z
        on z.game_date = u.game_date and z.game_date between @start and @end
        and z.player_id = u.player_id
    left join team_defense_zone_analysis as d
        on d.game_date = u.game_date and d.game_date between @start and @end
        and d.team_id = u.opponent_team_id
)
select
    g.*,
    case when cache_cause <> 'H' and has_factors = 0 then 'U' else cache_cause end as factor_cause,
    case
        when cache_cause = 'H' then 'H'
        when has_factors = 0 then 'U'
        when league_cause <> 'W' then league_cause
        -- without a share of zones the reason is his own window, else the opponent's
        when w_paint is null then zones_10_cause
        else 'W'
    end as matchup_cause,
    case
        when cache_cause = 'H' then 'H'
        when has_factors = 0 then 'U'
        else league_cause
    end as pace_cause
from gathered as g
