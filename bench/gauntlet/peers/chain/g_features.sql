with frames as (
    select team_id, game_date,
        cast(sum(points_allowed) over (partition by team_id order by game_date
            rows between 9 preceding and current row) as bigint) as allowed_10,
        cast(count(*) over (partition by team_id order by game_date
            rows between 9 preceding and current row) as bigint) as games_10,
        lead(game_date) over (partition by team_id order by game_date) as next_date
    from ${g_team_before}
)
select f.game_date, f.game_id, f.player_id, f.team_id, f.opponent_team_id, f.points_10,
    f.games_10, a.allowed_10 as opponent_allowed_10, a.games_10 as opponent_games_10
from ${g_form_same_day} as f
left join frames as a
    on a.team_id = f.opponent_team_id
    and a.game_date < f.game_date
    and f.game_date <= coalesce(a.next_date, date '9999-12-31')
where f.game_date between ${first} and ${last}
