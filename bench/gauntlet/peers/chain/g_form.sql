with frames as (
    select player_id, team_id, game_date,
        cast(sum(points) over (partition by player_id order by game_date
            rows between 9 preceding and current row) as bigint) as points_10,
        cast(count(*) over (partition by player_id order by game_date
            rows between 9 preceding and current row) as bigint) as games_10,
        lead(game_date) over (partition by player_id order by game_date) as next_date
    from ${g_summary_before}
),
schedule as (${schedule})
select s.game_date, s.game_id, f.player_id, f.team_id,
    case when f.team_id = s.home_team_id then s.away_team_id else s.home_team_id end
        as opponent_team_id,
    f.points_10, f.games_10
from schedule as s
inner join frames as f
    on (f.team_id = s.home_team_id or f.team_id = s.away_team_id)
    and f.game_date < s.game_date
    and s.game_date <= coalesce(f.next_date, date '9999-12-31')
where s.game_date between ${first} and ${last}
