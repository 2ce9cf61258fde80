-- Where a player's latest shots of a season before a date were taken; only shots with a place.
select x, y, made
from wh.main.shot_events
where player_id = $player_id and game_date < cast($day as date) and game_date >= cast($day as date) - 240
    and x is not null and y is not null
order by game_date desc, game_id desc, shot_number desc
limit 600
