-- A player's games before a date, the newest first: what happened, and what is on record of it.
-- A game of the spine without a complete summary row is a hole.
select
    g.game_date, g.game_id, g.season, g.game_type, g.team_id, g.appearance,
    s.opponent_team_id, s.is_home, s.won, s.points, s.minutes, s.fgm, s.fga, s.fg3m, s.fg3a, s.ftm,
    s.fta, s.ast, s.oreb, s.dreb, s.starter, s.usage_rate,
    s.points is null as is_hole
from wh.main.player_games as g
left join wh.main.player_game_summary as s
    on s.game_date = g.game_date and s.game_id = g.game_id and s.player_id = g.player_id
where g.player_id = $player_id and g.game_date < cast($day as date)
order by g.game_date desc, g.game_id desc
limit 40
