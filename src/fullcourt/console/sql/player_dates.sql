-- The date to show (the latest a player is expected on, when none is asked for), and its neighbours.
with dates as materialized (
    select game_date from wh.main.upcoming_player_game_context where player_id = $player_id
),
shown as (
    select coalesce(cast($day as date), max(game_date)) as day from dates
)
select
    s.day as shown,
    max(d.game_date) filter (where d.game_date < s.day) as before,
    min(d.game_date) filter (where d.game_date > s.day) as after
from dates as d
cross join shown as s
group by s.day
