/*
about = """What was said of a game before its tip-off, as it was said: every issue, kept for ever. `predict` appends; nothing
rewrites it, neither a better model nor a corrected box score, and grading prefers it to any later replay."""
due   = "landed"
grain = ["game_date", "game_id", "player_id", "market", "system", "issued_at"]
[reads]
landing.payload            = "same day"
landing.issued_predictions = "same day"
[columns]
season            = "TEXT: season of the game"
game_date         = "DATE: US Eastern date the game stood on when this was issued"
game_id           = "TEXT: game"
player_id         = "INT: player"
market            = "TEXT: points or pra"
system            = "TEXT: how it was predicted"
issued_at         = "TIMESTAMP: when it was said, UTC"
issued_at_basis   = "TEXT: clock, or option where the moment was given (--now, FULLCOURT_NOW) and the clock said another"
tip_utc           = "TIMESTAMP: tip-off as planned then, UTC"
model_id          = "TEXT: the model"
team_id           = "INT: his team by the roster of then"
opponent_team_id  = "INT: the other team"
predicted_points  = "DOUBLE: prediction of the market's count, points"
q10               = "DOUBLE: 10 % quantile, points"
q25               = "DOUBLE: 25 % quantile, points"
q50               = "DOUBLE: median, points"
q75               = "DOUBLE: 75 % quantile, points"
q90               = "DOUBLE: 90 % quantile, points"
predicted_minutes = "DOUBLE: minutes expected; NULL without them"
predicted_rate    = "DOUBLE: points a minute expected; NULL without it"
line              = "DOUBLE: the line it was held against; NULL if none was offered"
line_book         = "TEXT: whose line"
line_known_at     = "TIMESTAMP: when it was known, UTC"
over_price        = "INT: American odds for more than the line"
under_price       = "INT: American odds for less"
p_over            = "DOUBLE: chance of more than the line, 0-1"
p_under           = "DOUBLE: chance of less"
p_push            = "DOUBLE: chance of exactly the line"
calibration       = "TEXT: what made the chances honest"
confidence        = "DOUBLE: the larger of p_over and p_under"
recommendation    = "TEXT: over, under, pass or no_line"
edge              = "DOUBLE: prediction minus line, points"
trained_through   = "DATE: nothing from after this date was learned from"
made_before_tip   = "BOOL: whether it was said before the tip-off planned then"
basis             = "TEXT: issued"
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
[critical]
predicted_points = { not_null = true, between = [0, 120] }
issued_at        = { not_null = true }
[rules]
said_before_tip = "made_before_tip"
line_known_then = "line_known_at is null or line_known_at < tip_utc"
trained_before  = "trained_through is null or trained_through < game_date"
*/
select
    i.season,
    i.game_date,
    i.game_id,
    i.player_id,
    i.market,
    i.system,
    p.captured_at as issued_at,
    p.captured_basis as issued_at_basis,
    i.tip_utc,
    i.model_id,
    i.team_id,
    i.opponent_team_id,
    i.predicted_points,
    i.q10,
    i.q25,
    i.q50,
    i.q75,
    i.q90,
    i.predicted_minutes,
    i.predicted_rate,
    i.line,
    i.line_book,
    i.line_known_at,
    i.over_price,
    i.under_price,
    i.p_over,
    i.p_under,
    i.p_push,
    i.calibration,
    i.confidence,
    i.recommendation,
    i.edge,
    i.trained_through,
    p.captured_at < i.tip_utc as made_before_tip,
    'issued' as basis
from landing.issued_predictions as i
inner join landing.payload as p on i.payload_id = p.payload_id
where p.is_current and i.game_date between @start and @end
