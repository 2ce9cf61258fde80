-- The feature row of a player's coming game.
select *
from wh.main.ml_feature_store
where player_id = $player_id and game_date = cast($day as date)
order by game_id
limit 1
