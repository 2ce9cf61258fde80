-- Who an id is, as this feed spells him: players only (types 4 and 5), no coaches, no teams.
with named as (
    select GAME_ID, PLAYER1_ID as player_id, PLAYER1_NAME as player_name
    from {rows} where PERSON1TYPE in (4, 5)
    union
    select GAME_ID, PLAYER2_ID, PLAYER2_NAME from {rows} where PERSON2TYPE in (4, 5)
    union
    select GAME_ID, PLAYER3_ID, PLAYER3_NAME from {rows} where PERSON3TYPE in (4, 5)
)
select
    'nbac_play_by_play/' || GAME_ID as unit,
    null as unit_date,
    player_id,
    player_name,
    fc_fold(player_name) as player_lookup,
    null as first_date,
    null as last_date
from named
where player_id < 1610000000 and player_name is not null
