with sides as (
    select _row, game_id, "date", 'home_name' as side, home_name as name, home_logo as logo
    from {rows}
    union all
    select _row, game_id, "date", 'away_name', away_name, away_logo from {rows}
)
select
    'unknown_team' as rule,
    'none of the thirty teams goes by this name; the row is kept' as message,
    _row as "row",
    side as "column",
    name as "value",
    game_id as unit,
    1 as "count"
from sides
where
    fc_is_counted(game_id)
    and fc_team(name, "date") is null
    and not coalesce(regexp_matches(logo, '/16106127[0-9]{2}/'), false)
