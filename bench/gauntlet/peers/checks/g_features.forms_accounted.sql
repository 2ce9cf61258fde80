select coalesce(m.game_date, f.game_date) as game_date
from ${this} as m
full join ${g_form_same_day} as f
    on f.game_date = m.game_date and f.game_id = m.game_id and f.player_id = m.player_id
where m.player_id is null or f.player_id is null
