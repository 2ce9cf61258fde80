with teams as (
    select game_date, game_id, team_id, cast(sum(points) as bigint) as points
    from ${g_summary_same_day}
    group by game_date, game_id, team_id
)
select a.game_date, a.game_id, a.team_id, b.team_id as opponent_team_id, a.points,
    b.points as points_allowed
from teams as a
inner join teams as b
    on b.game_date = a.game_date and b.game_id = a.game_id and b.team_id <> a.team_id
where a.game_date between ${first} and ${last}
