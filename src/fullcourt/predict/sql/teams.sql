-- Both teams of every upcoming or played game with the lines known before its tip-off.
select
    cast(date_diff('day', date '2000-01-01', u.game_date) as integer) as day,
    cast(u.game_id as bigint) as game,
    u.team_id as team,
    u.opponent_team_id as opponent,
    cast(u.is_home as integer) as home,
    u.team_spread as spread,
    u.implied_team_total as implied,
    u.game_total as total
from upcoming_team_game_context as u
where u.game_date >= $start and u.game_date <= $end
order by u.game_date, u.game_id, u.team_id
