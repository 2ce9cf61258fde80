select coalesce(m.game_date, l.game_date) as game_date
from ${this} as m
full join (${lines}) as l
    on l.game_date = m.game_date and l.game_id = m.game_id and l.player_id = m.player_id
where m.player_id is null or l.player_id is null
