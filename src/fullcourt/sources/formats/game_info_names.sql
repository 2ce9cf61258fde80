with listed as (
    select game_id, "date", players_json, unnest(json_keys(players_json)) as id
    from {rows}
    where json_valid(players_json)
)
select
    'game_info/' || game_id as unit,
    "date" as unit_date,
    try_cast(id as integer) as player_id,
    json_extract_string(players_json, '$."' || id || '"') as player_name,
    fc_fold(json_extract_string(players_json, '$."' || id || '"')) as player_lookup,
    "date" as first_date,
    "date" as last_date
from listed
where try_cast(id as integer) is not null
