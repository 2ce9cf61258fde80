select s.game_date
from (${schedule}) as s
left join ${this} as m on m.game_date = s.game_date and m.game_id = s.game_id
where s.game_date >= ${by_then}
group by s.game_date, s.game_id
having count(m.player_id) < 10 or count(distinct m.team_id) <> 2
