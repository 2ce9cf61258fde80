/*
about = """The vector a model may see: 60 features of every roster player of every upcoming game, as known before
tip-off, with where each comes from, why the missing ones are missing, and whether the row may be used."""
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "game_id", "player_id"]

[reads]
feature_values  = "same day"
feature_quality = "same day"

[columns]
season           = "TEXT: season of the game"
game_date        = "DATE: US Eastern date of the game"
game_id          = "TEXT: game"
player_id        = "INT: player"
team_id          = "INT: his team by the as-of roster"
opponent_team_id = "INT: the other team"
tip_utc          = "TIMESTAMP: planned tip-off, UTC; everything here was known before it"
feature_schema   = "TEXT: version of the feature list"
schema_hash      = "TEXT: digest of the 60 names in order, compared when a model is loaded"
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
provenance             = "TEXT: 60 letters: O observed, D derived, S shrunk, M missing"
reasons                = "TEXT: JSON object, index of each missing feature -> reason, in index order"
prior_basis            = "TEXT: own_prior, newcomer_prior, league_to_date, or NULL: what 24-27 and 50 lean on"
injury_status          = "TEXT: latest status known before tip-off"
games_expected         = "INT: min(20, his games this season before game_date)"
games_found            = "INT: of these, found"
window_complete        = "BOOL: every window of at most 20 games behind the row is complete"
season_games_expected  = "INT: his games this season before game_date"
season_games_found     = "INT: of these, found"
prior_games_expected   = "INT: his games of the previous season"
prior_games_found      = "INT: of these, found"
core_windows_complete  = "BOOL: those behind the sets this row needs are complete"
opponent_distribution  = "BOOL: the opponent has a zone row with a league distribution, so set C is asked for"
season_holed           = "BOOL: his season lacks more than 2 games and more than 10 %"
prior_holed            = "BOOL: the same of his previous season"
team_season_holed      = "BOOL: the same of his team's season"
feature_count_observed = "INT: letters O or D"
quality_score          = "DOUBLE: weighted credit of the letters, percent, capped by holes and defects"
quality_tier           = "TEXT: gold, silver, bronze, poor or unusable"
ready                  = "BOOL: whether the row may be predicted and trained on"
ready_basis            = "TEXT: full, cold_start (under 5 appearances) or offseason_roster"
not_ready_reasons      = "TEXT: JSON list of the conditions that fail"

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
quality_score            = 1

[expect]
keys = """select game_date, game_id, player_id from upcoming_player_game_context
          where game_date between @start and @end"""

[critical]
points_avg_3             = { between = [0, 80] }
points_avg_5             = { between = [0, 70] }
points_avg_10            = { between = [0, 60] }
points_avg_season        = { between = [0, 50] }
points_std_10            = { between = [0, 30] }
points_slope_10          = { between = [-15, 15] }
minutes_avg_5            = { between = [0, 48] }
minutes_avg_10           = { between = [0, 48] }
minutes_avg_season       = { between = [0, 48] }
minutes_std_10           = { between = [0, 25] }
points_per_36_10         = { between = [0, 90] }
fga_per_36_10            = { between = [0, 60] }
fg3a_per_36_10           = { between = [0, 40] }
fta_per_36_10            = { between = [0, 40] }
usage_rate_season        = { between = [0, 60] }
ts_pct_10                = { between = [0, 150] }
ft_points_share_10       = { between = [0, 100] }
games_played_season      = { not_null = true, between = [0, 110] }
appearance_rate_10       = { between = [0, 100] }
usage_spike_score        = { between = [-3, 3] }
prior_points_avg         = { between = [0, 40] }
prior_games              = { between = [0, 110] }
points_shrunk            = { not_null = true, between = [0, 50], null_if = { season_not_loaded = "prior_basis is null" }, hole_if = "prior_games_found < prior_games_expected" }
minutes_shrunk           = { not_null = true, between = [0, 44], null_if = { season_not_loaded = "prior_basis is null" }, hole_if = "prior_games_found < prior_games_expected" }
usage_shrunk             = { not_null = true, between = [0, 50], null_if = { season_not_loaded = "prior_basis is null" }, hole_if = "prior_games_found < prior_games_expected" }
points_per_36_shrunk     = { not_null = true, between = [0, 60], null_if = { season_not_loaded = "prior_basis is null" }, hole_if = "prior_games_found < prior_games_expected" }
pct_paint_10             = { between = [0, 100] }
pct_mid_range_10         = { between = [0, 100] }
pct_three_10             = { between = [0, 100] }
points_per_shot_20       = { between = [0, 3] }
assisted_rate_10         = { between = [0, 100] }
days_rest                = { not_null = true, between = [0, 10] }
back_to_back             = { not_null = true, between = [0, 1] }
games_last_7             = { not_null = true, between = [0, 5] }
games_last_14            = { not_null = true, between = [0, 9] }
minutes_last_7           = { between = [0, 240] }
fatigue_score            = { between = [0, 100] }
rest_advantage           = { between = [-3, 3] }
home_game                = { not_null = true, between = [0, 1] }
team_game_number         = { not_null = true, between = [1, 110] }
is_playoff               = { not_null = true, between = [0, 1] }
opponent_strength_score  = { between = [0.0013, 0.9987] }
shot_zone_mismatch_score = { between = [0.0013, 0.9987] }
pace_score               = { between = [0.0013, 0.9987] }
opp_def_rating_15        = { between = [85, 135] }
opp_paint_vs_league      = { between = [-20, 20] }
opp_mid_range_vs_league  = { between = [-25, 25] }
opp_three_vs_league      = { between = [-20, 20] }
points_vs_opp_shrunk     = { between = [0, 50] }
team_pace_10             = { between = [85, 120] }
team_off_rating_10       = { between = [85, 140] }
team_win_pct             = { between = [0, 100] }
teammates_out            = { between = [0, 12] }
game_total               = { between = [170, 280] }
team_spread              = { between = [-30, 30] }
implied_team_total       = { between = [80, 150] }
quality_score            = { not_null = true, between = [0, 100] }
ready                    = { not_null = true }
window_complete          = { not_null = true }

[rules]
one_letter_a_feature  = "length(provenance) = 60"
schema_is_v1          = "feature_schema = 'v1' and schema_hash = 'df247ab3181f2e7e'"
missing_has_no_value  = """length(provenance) - length(replace(provenance, 'M', '')) =
    cast(points_avg_3 is null as integer) + cast(points_avg_5 is null as integer) +
    cast(points_avg_10 is null as integer) + cast(points_avg_season is null as integer) +
    cast(points_std_10 is null as integer) + cast(points_slope_10 is null as integer) +
    cast(minutes_avg_5 is null as integer) + cast(minutes_avg_10 is null as integer) +
    cast(minutes_avg_season is null as integer) + cast(minutes_std_10 is null as integer) +
    cast(points_per_36_10 is null as integer) + cast(fga_per_36_10 is null as integer) +
    cast(fg3a_per_36_10 is null as integer) + cast(fta_per_36_10 is null as integer) +
    cast(usage_rate_5 is null as integer) + cast(usage_rate_season is null as integer) +
    cast(ts_pct_10 is null as integer) + cast(ft_points_share_10 is null as integer) +
    cast(games_played_season is null as integer) + cast(appearance_rate_10 is null as integer) +
    cast(usage_spike_score is null as integer) + cast(prior_points_avg is null as integer) +
    cast(prior_minutes_avg is null as integer) + cast(prior_games is null as integer) +
    cast(points_shrunk is null as integer) + cast(minutes_shrunk is null as integer) +
    cast(usage_shrunk is null as integer) + cast(points_per_36_shrunk is null as integer) +
    cast(pct_paint_10 is null as integer) + cast(pct_mid_range_10 is null as integer) +
    cast(pct_three_10 is null as integer) + cast(points_per_shot_20 is null as integer) +
    cast(assisted_rate_10 is null as integer) + cast(days_rest is null as integer) +
    cast(back_to_back is null as integer) + cast(games_last_7 is null as integer) +
    cast(games_last_14 is null as integer) + cast(minutes_last_7 is null as integer) +
    cast(fatigue_score is null as integer) + cast(rest_advantage is null as integer) +
    cast(home_game is null as integer) + cast(team_game_number is null as integer) +
    cast(is_playoff is null as integer) + cast(opponent_strength_score is null as integer) +
    cast(shot_zone_mismatch_score is null as integer) + cast(pace_score is null as integer) +
    cast(opp_def_rating_15 is null as integer) + cast(opp_paint_vs_league is null as integer) +
    cast(opp_mid_range_vs_league is null as integer) +
    cast(opp_three_vs_league is null as integer) +
    cast(points_vs_opp_shrunk is null as integer) + cast(team_pace_10 is null as integer) +
    cast(team_off_rating_10 is null as integer) + cast(team_win_pct is null as integer) +
    cast(teammates_out is null as integer) + cast(usage_vacated is null as integer) +
    cast(minutes_vacated is null as integer) + cast(game_total is null as integer) +
    cast(team_spread is null as integer) + cast(implied_team_total is null as integer)"""
missing_has_a_reason  = "length(provenance) - length(replace(provenance, 'M', '')) = length(reasons) - length(replace(reasons, ':', ''))"
found_within_expected = "games_found <= games_expected and season_games_found <= season_games_expected and prior_games_found <= prior_games_expected"
core_within_all       = "core_windows_complete or not window_complete"
incomplete_is_capped  = "window_complete and not season_holed and not prior_holed and not team_season_holed or quality_score <= 69"
incomplete_not_ready  = "(core_windows_complete and not season_holed) or not ready"
ready_or_reasons      = "ready = (not_ready_reasons = '[]')"
tier_from_score       = "quality_tier = case when quality_score >= 95 then 'gold' when quality_score >= 85 then 'silver' when quality_score >= 70 then 'bronze' when quality_score >= 45 then 'poor' else 'unusable' end"
usage_of_regulars     = "usage_rate_5 between 0 and 60 or minutes_avg_5 < 10"
basis_vocabulary      = "ready_basis in ('full', 'cold_start', 'offseason_roster')"

[warnings]
usage_rate_5_range      = "usage_rate_5 between 0 and 60"
prior_minutes_avg_range = "prior_minutes_avg between 0 and 42"
usage_vacated_range     = "usage_vacated between 0 and 80"
minutes_vacated_range   = "minutes_vacated between 0 and 200"

[guards]
points_avg_5             = "count(points_avg_5) < 50 or min(points_avg_5) < max(points_avg_5)"
points_avg_10            = "count(points_avg_10) < 50 or min(points_avg_10) < max(points_avg_10)"
points_avg_season        = "count(points_avg_season) < 50 or min(points_avg_season) < max(points_avg_season)"
points_std_10            = "count(points_std_10) < 50 or min(points_std_10) < max(points_std_10)"
minutes_avg_5            = "count(minutes_avg_5) < 50 or min(minutes_avg_5) < max(minutes_avg_5)"
minutes_avg_10           = "count(minutes_avg_10) < 50 or min(minutes_avg_10) < max(minutes_avg_10)"
minutes_avg_season       = "count(minutes_avg_season) < 50 or min(minutes_avg_season) < max(minutes_avg_season)"
points_per_36_10         = "count(points_per_36_10) < 50 or min(points_per_36_10) < max(points_per_36_10)"
usage_rate_5             = "count(usage_rate_5) < 50 or min(usage_rate_5) < max(usage_rate_5)"
usage_rate_season        = "count(usage_rate_season) < 50 or min(usage_rate_season) < max(usage_rate_season)"
ts_pct_10                = "count(ts_pct_10) < 50 or min(ts_pct_10) < max(ts_pct_10)"
games_played_season      = "count(*) < 50 or max(games_played_season) <= 5 or min(games_played_season) < max(games_played_season)"
appearance_rate_10       = "count(appearance_rate_10) < 50 or max(team_game_number) <= 10 or min(appearance_rate_10) < max(appearance_rate_10)"
usage_spike_score        = "count(usage_spike_score) < 50 or min(usage_spike_score) < max(usage_spike_score)"
pct_paint_10             = "count(pct_paint_10) < 50 or min(pct_paint_10) < max(pct_paint_10)"
pct_mid_range_10         = "count(pct_mid_range_10) < 50 or min(pct_mid_range_10) < max(pct_mid_range_10)"
pct_three_10             = "count(pct_three_10) < 50 or min(pct_three_10) < max(pct_three_10)"
minutes_last_7           = "count(minutes_last_7) < 50 or max(games_last_7) = 0 or min(minutes_last_7) < max(minutes_last_7)"
fatigue_score            = "count(fatigue_score) < 50 or min(fatigue_score) < max(fatigue_score)"
opponent_strength_score  = "count(opponent_strength_score) < 50 or min(opponent_strength_score) < max(opponent_strength_score)"
shot_zone_mismatch_score = "count(shot_zone_mismatch_score) < 50 or min(shot_zone_mismatch_score) < max(shot_zone_mismatch_score)"
pace_score               = "count(pace_score) < 50 or min(pace_score) < max(pace_score)"
opp_def_rating_15        = "count(opp_def_rating_15) < 50 or min(opp_def_rating_15) < max(opp_def_rating_15)"
team_pace_10             = "count(team_pace_10) < 50 or min(team_pace_10) < max(team_pace_10)"
team_off_rating_10       = "count(team_off_rating_10) < 50 or min(team_off_rating_10) < max(team_off_rating_10)"

[consistent]
season_sums_as_cached = """select f.game_date, f.game_id, f.player_id
    from ml_feature_store as f
    inner join player_daily_cache as c on c.game_date = f.game_date and c.player_id = f.player_id
    where f.game_date between @start and @end
        and (f.season_games_expected <> c.season_games_expected
            or f.season_games_found <> c.season_games_found
            or coalesce(f.prior_points_avg, -1) <> coalesce(c.prior_points_avg, -1)
            or coalesce(f.prior_games, -1) <> coalesce(c.prior_games, -1))"""
context_as_published = """select f.game_date, f.game_id, f.player_id
    from ml_feature_store as f
    left join upcoming_player_game_context as u
        on u.game_date = f.game_date and u.game_id = f.game_id and u.player_id = f.player_id
    where f.game_date between @start and @end
        and (u.player_id is null or u.team_id <> f.team_id
            or u.opponent_team_id <> f.opponent_team_id
            or u.appearances_season <> f.games_played_season)"""
*/
select
    v.season, v.game_date, v.game_id, v.player_id, v.team_id, v.opponent_team_id, v.tip_utc,
    'v1' as feature_schema,
    'df247ab3181f2e7e' as schema_hash,
    v.points_avg_3, v.points_avg_5, v.points_avg_10, v.points_avg_season, v.points_std_10,
    v.points_slope_10, v.minutes_avg_5, v.minutes_avg_10, v.minutes_avg_season, v.minutes_std_10,
    v.points_per_36_10, v.fga_per_36_10, v.fg3a_per_36_10, v.fta_per_36_10, v.usage_rate_5,
    v.usage_rate_season, v.ts_pct_10, v.ft_points_share_10, v.games_played_season,
    v.appearance_rate_10, v.usage_spike_score, v.prior_points_avg, v.prior_minutes_avg,
    v.prior_games, v.points_shrunk, v.minutes_shrunk, v.usage_shrunk, v.points_per_36_shrunk,
    v.pct_paint_10, v.pct_mid_range_10, v.pct_three_10, v.points_per_shot_20, v.assisted_rate_10,
    v.days_rest, v.back_to_back, v.games_last_7, v.games_last_14, v.minutes_last_7,
    v.fatigue_score, v.rest_advantage, v.home_game, v.team_game_number, v.is_playoff,
    v.opponent_strength_score, v.shot_zone_mismatch_score, v.pace_score, v.opp_def_rating_15,
    v.opp_paint_vs_league, v.opp_mid_range_vs_league, v.opp_three_vs_league,
    v.points_vs_opp_shrunk, v.team_pace_10, v.team_off_rating_10, v.team_win_pct,
    v.teammates_out, v.usage_vacated, v.minutes_vacated, v.game_total, v.team_spread,
    v.implied_team_total,
    q.provenance, q.reasons, v.prior_basis, v.injury_status,
    v.games_expected, v.games_found, v.window_complete,
    v.season_games_expected, v.season_games_found, v.prior_games_expected, v.prior_games_found,
    q.core_windows_complete, v.opponent_distribution, q.season_holed, q.prior_holed, q.team_season_holed,
    q.feature_count_observed, q.quality_score,
    case
        when q.quality_score >= 95 then 'gold'
        when q.quality_score >= 85 then 'silver'
        when q.quality_score >= 70 then 'bronze'
        when q.quality_score >= 45 then 'poor'
        else 'unusable'
    end as quality_tier,
    q.not_ready_reasons = '[]' as ready,
    q.ready_basis, q.not_ready_reasons
from feature_values as v
inner join feature_quality as q
    on q.game_date = v.game_date and q.game_id = v.game_id and q.player_id = v.player_id
where v.game_date between @start and @end
