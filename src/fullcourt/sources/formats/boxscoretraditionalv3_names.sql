select distinct
    'nbac_gamebook/' || gameId as unit,
    game_date as unit_date,
    personId as player_id,
    personName as player_name,
    fc_fold(personName) as player_lookup,
    game_date as first_date,
    game_date as last_date
from {rows}
where personName is not null
