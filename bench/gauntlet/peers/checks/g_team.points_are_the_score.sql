select m.game_date
from ${this} as m
inner join (${schedule}) as s on s.game_date = m.game_date and s.game_id = m.game_id
where m.points <> case when m.team_id = s.home_team_id then s.home_points else s.away_points end
