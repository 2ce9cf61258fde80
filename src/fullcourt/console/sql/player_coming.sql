-- A player's coming game on a date: its context, and the windows of his form.
select
    c.*, d.points_avg_3, d.points_avg_5, d.games_expected_3, d.games_found_3, d.games_expected_5,
    d.games_found_5
from wh.main.upcoming_player_game_context as c
left join wh.main.player_daily_cache as d
    on d.game_date = c.game_date and d.player_id = c.player_id
where c.player_id = $player_id and c.game_date = cast($day as date)
order by c.game_id
limit 1
