-- A team's games before a date, the newest first, with what it allowed.
select
    g.game_date, g.game_id, g.home_team_id, g.away_team_id, g.home_points, g.away_points,
    d.opp_paint_attempts, d.opp_paint_makes, d.opp_mid_range_attempts, d.opp_mid_range_makes,
    d.opp_three_attempts, d.opp_three_makes, d.points_allowed
from wh.main.games as g
left join wh.main.team_defense_game_summary as d
    on d.game_date = g.game_date and d.game_id = g.game_id and d.team_id = $team_id
where g.status = 'played' and g.game_date < cast($day as date)
    and (g.home_team_id = $team_id or g.away_team_id = $team_id)
order by g.game_date desc, g.game_id desc
limit 15
