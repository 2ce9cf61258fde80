-- Every proved line of every player, oldest first, with what the market expected of his team.
select
    cast(date_diff('day', date '2000-01-01', s.game_date) as integer) as day,
    cast(s.game_id as bigint) as game,
    s.player_id as player,
    s.team_id as team,
    s.opponent_team_id as opponent,
    cast(left(s.season, 4) as integer) as season_start,
    s.seconds / 60.0 as minutes,
    s.points, s.fgm, s.fga, s.fg3m, s.fg3a, s.ftm, s.fta, s.ast, s.tov, s.pf, s.plus_minus,
    s.oreb + s.dreb as reb,
    s.used_x100 / 100.0 as used,
    s.paint_attempts,
    coalesce(g.overtimes, 0) as overtimes,
    case when i.starter_ids is not null
        then case
            when '|' || i.starter_ids || '|' like '%|' || cast(s.player_id as varchar) || '|%' then 1
            else 0
        end
    end as started,
    o.game_poss_x100 / 100.0 as possessions,
    o.margin,
    u.implied_team_total
from player_game_summary as s
left join games as g on g.game_date = s.game_date and g.game_id = s.game_id
left join game_info as i on i.game_date = s.game_date and i.game_id = s.game_id
left join team_offense_game_summary as o
    on o.game_date = s.game_date and o.game_id = s.game_id and o.team_id = s.team_id
left join upcoming_team_game_context as u
    on u.game_date = s.game_date and u.game_id = s.game_id and u.team_id = s.team_id
where s.seconds is not null and s.points is not null
    and s.game_date >= $start and s.game_date < $end
order by s.player_id, s.game_date, s.game_id
