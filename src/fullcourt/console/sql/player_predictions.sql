-- Predictions for a player's coming game, with what came of them where it is known.
select
    system, predicted_points, q10, q25, q50, q75, q90, p_over, line, recommendation, confidence,
    basis
from wh.main.points_predictions
where player_id = $player_id and game_date = cast($day as date) and market = 'points'
order by system
