-- Predictions for a player's coming game, the ensemble's first, with what came of them.
select
    p.market, p.system, p.predicted_points, p.q10, p.q25, p.q50, p.q75, p.q90, p.predicted_minutes,
    p.predicted_rate, p.line, p.line_book, p.over_price, p.under_price, p.p_over, p.p_under, p.p_push,
    p.calibration, p.recommendation, p.confidence, p.edge, p.model_id, p.trained_through, p.basis,
    p.made_before_tip
from wh.main.points_predictions as p
where p.player_id = $player_id and p.game_date = cast($day as date)
order by
    p.market = 'points' desc, p.market,
    case p.system
        when 'ensemble' then 0 when 'boosted' then 1 when 'ridge' then 2 when 'network' then 3
        when 'zone_matchup' then 4 when 'similarity' then 5 else 6
    end
