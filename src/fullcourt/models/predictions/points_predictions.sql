/*
about = """What each system says of every ready player of every game, from models trained before the game's month:
points, how far off it may be, and the chances against the line where one is offered. `pra` rows predict points +
rebounds + assists for players with such a line. Rebuilt like any other table; what was really issued before tip is
kept in issued_predictions."""
kind    = "python"
builder = "fullcourt.predict.warehouse:build_points_predictions"
grain   = ["game_date", "game_id", "player_id", "market", "system"]

[reads]
ml_feature_store             = ["same day", "career before"]
upcoming_player_game_context = ["same day", "career before"]
upcoming_team_game_context   = ["same day", "career before"]
player_composite_factors     = ["same day", "career before"]
player_shot_zone_analysis    = ["same day", "career before"]
team_defense_zone_analysis   = ["same day", "career before"]
player_props                 = ["same day", "career before"]
player_game_summary          = "career before"
team_offense_game_summary    = "career before"
games                        = "career before"
game_info                    = "career before"

[columns]
season            = "TEXT: season of the game"
game_date         = "DATE: US Eastern date of the game"
game_id           = "TEXT: game"
player_id         = "INT: player"
market            = "TEXT: points, or pra (points + rebounds + assists)"
system            = "TEXT: how it was predicted"
model_id          = "TEXT: the model: system, first day it may predict, content"
team_id           = "INT: his team by the as-of roster"
opponent_team_id  = "INT: the other team"
predicted_points  = "DOUBLE: prediction of the market's count, points"
q10               = "DOUBLE: 10 % quantile, points"
q25               = "DOUBLE: 25 % quantile, points"
q50               = "DOUBLE: median, points"
q75               = "DOUBLE: 75 % quantile, points"
q90               = "DOUBLE: 90 % quantile, points"
predicted_minutes = "DOUBLE: minutes the boosted system expects; NULL without it"
predicted_rate    = "DOUBLE: points a minute it expects; NULL without it"
line              = "DOUBLE: the middle one of the books' latest lines before tip-off; NULL if none is offered"
line_book         = "TEXT: whose line"
line_known_at     = "TIMESTAMP: when it was known, UTC"
over_price        = "INT: American odds for more than the line"
under_price       = "INT: American odds for less"
p_over            = "DOUBLE: chance of more than the line, 0-1; NULL without a line"
p_under           = "DOUBLE: chance of less"
p_push            = "DOUBLE: chance of exactly the line"
calibration       = "TEXT: what made the chances honest: lines, replayed (lines around the last-10 median) or none"
confidence        = "DOUBLE: the larger of p_over and p_under"
recommendation    = "TEXT: over, under, pass (not better than the price by 1 point) or no_line"
edge              = "DOUBLE: prediction minus line, points"
trained_through   = "DATE: nothing from after this date was learned from"
made_before_tip   = "BOOL: whether it was written down before tip-off; false here, see issued_predictions"
basis             = "TEXT: replay"

[decimals]
predicted_points  = 3
q10               = 3
q25               = 3
q50               = 3
q75               = 3
q90               = 3
predicted_minutes = 3
predicted_rate    = 4
line              = 1
p_over            = 4
p_under           = 4
p_push            = 4
confidence        = 4
edge              = 3

[expect]
keys = """
select f.game_date, f.game_id, f.player_id, s.market, s.system, s.needs, f.opponent_distribution, f.games_expected,
    n.rows_before
from ml_feature_store as f
cross join (
    select 'points' as market, 'moving_average' as system, 0 as needs
    union all select 'points', 'zone_matchup', 0
    union all select 'points', 'similarity', 0
    union all select 'points', 'ridge', 2000
    union all select 'points', 'boosted', 5000
    union all select 'points', 'network', 2000
    union all select 'points', 'ensemble', 2000
    union all select 'pra', 'moving_average', 0
    union all select 'pra', 'ridge', 2000
    union all select 'pra', 'network', 2000
    union all select 'pra', 'ensemble', 2000
) as s
left join (
    select p.game_date, p.game_id, p.player_id, count(*) as offers
    from player_props as p
    join upcoming_team_game_context as u on u.game_date = p.game_date and u.game_id = p.game_id and u.is_home
    where p.market = 'pra' and p.known_at < u.tip_utc
    group by p.game_date, p.game_id, p.player_id
) as o on o.game_date = f.game_date and o.game_id = f.game_id and o.player_id = f.player_id
left join (
    select d.game_date, cast(count(*) as bigint) as rows_before
    from (select distinct game_date from ml_feature_store where game_date between @start and @end) as d
    join player_game_summary as h on h.game_date < date_trunc('month', d.game_date)
    group by d.game_date
) as n on n.game_date = f.game_date
where f.ready and f.game_date between @start and @end and (s.market = 'points' or o.offers > 0)
"""
absent_if = { insufficient_history = """system in ('zone_matchup', 'similarity') or rows_before is null
    or rows_before < 1.2 * needs or (market = 'pra' and games_expected < 1)""" }

[critical]
predicted_points = { not_null = true, between = [0, 120] }
q10 = { not_null = true, between = [0, 120] }
q90 = { not_null = true, between = [0, 120] }

[rules]
never_crossing = "q10 <= q25 and q25 <= q50 and q50 <= q75 and q75 <= q90"
chances_sum    = "abs(p_over + p_under + p_push - 1) <= 0.0001"
line_complete  = "(line is null) = (recommendation = 'no_line') and (line is null) = (p_over is null)"
trained_before = "trained_through is null or trained_through < game_date"

[guards]
predictions_differ = "count(*) < 200 or stddev(predicted_points) > 2"
*/
