-- The games of a league with both teams as structs; `known`: the result is known at the moment.
create or replace temp table g as
select
    g_raw.* exclude (moment, home_index, away_index),
    moment::date as date,
    game_type || substr(season, 1, 4) as season_id,
    home,
    away
from g_raw
join teams as home on home.team = home_index
join teams as away on away.team = away_index
order by game
