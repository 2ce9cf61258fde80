-- Who an id is, as this log spells him, one row a player and game.
select distinct
    'nbac_gamebook/' || GAME_ID as unit,
    GAME_DATE as unit_date,
    PLAYER_ID as player_id,
    PLAYER_NAME as player_name,
    fc_fold(PLAYER_NAME) as player_lookup,
    GAME_DATE as first_date,
    GAME_DATE as last_date
from {rows}
where PLAYER_NAME is not null
