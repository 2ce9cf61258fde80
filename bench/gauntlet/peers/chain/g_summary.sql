with lines as (${lines}),
teams as (
    select game_date, game_id, team_id,
        cast(sum(points) as bigint) as team_points, cast(sum(fga) as bigint) as team_fga
    from lines
    group by game_date, game_id, team_id
)
select l.game_date, l.game_id, l.player_id, l.team_id, l.points, l.fga, t.team_points, t.team_fga
from lines as l
inner join teams as t
    on t.game_date = l.game_date and t.game_id = l.game_id and t.team_id = l.team_id
where l.game_date between ${first} and ${last}
