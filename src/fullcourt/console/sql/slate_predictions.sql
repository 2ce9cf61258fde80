-- One prediction of points for each player of a date: the ensemble's, else the best there is.
select
    game_id, player_id, system, predicted_points, q10, q90, line, line_book, p_over, p_under,
    recommendation, confidence, edge
from wh.main.points_predictions
where game_date = cast($day as date) and market = 'points'
qualify row_number() over (
    partition by game_id, player_id
    order by case system
        when 'ensemble' then 0 when 'boosted' then 1 when 'ridge' then 2 when 'network' then 3
        when 'zone_matchup' then 4 when 'similarity' then 5 else 6
    end
) = 1
order by game_id, player_id
