-- The latest date a player is expected on, and its neighbours around a chosen one.
select
    max(game_date) as latest,
    max(game_date) filter (where game_date < cast($day as date)) as before,
    min(game_date) filter (where game_date > cast($day as date)) as after
from wh.main.upcoming_player_game_context
where player_id = $player_id
