-- Players by name, or the best scorers of the latest date when nothing is searched.
with latest as (
    select
        player_id, team_id, game_date, points_avg_10, minutes_avg_10, appearances_season,
        row_number() over (partition by player_id order by game_date desc, game_id desc) as n
    from wh.main.upcoming_player_game_context
    where game_date > (select max(game_date) from wh.main.upcoming_player_game_context) - 60
        or $wanted <> ''
)
select
    p.player_id, p.display_name, l.team_id, l.game_date, l.points_avg_10, l.minutes_avg_10,
    l.appearances_season
from wh.main.players as p
left join latest as l on l.player_id = p.player_id and l.n = 1
where ($wanted = '' and l.points_avg_10 is not null) or ($wanted <> '' and p.player_lookup like '%' || $wanted || '%')
order by l.points_avg_10 desc nulls last, p.display_name
limit 60
