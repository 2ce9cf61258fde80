select s.game_date
from (${schedule}) as s
left join ${this} as m on m.game_date = s.game_date and m.game_id = s.game_id
group by s.game_date, s.game_id
having count(m.team_id) <> 2
