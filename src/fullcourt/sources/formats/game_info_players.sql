select
    'bad_json' as rule,
    'not a JSON object of ids and names; no names taken' as message,
    _row as "row",
    'players_json' as "column",
    players_json as "value",
    game_id as unit,
    1 as "count"
from {rows}
where not json_valid(players_json)
