-- Every roster row of every upcoming game and whether the player then appeared for that team.
-- Appearances of a game are used for later games only.
select
    cast(date_diff('day', date '2000-01-01', u.game_date) as integer) as day,
    cast(u.game_id as bigint) as game,
    u.player_id as player,
    u.team_id as team,
    cast(left(u.season, 4) as integer) as season_start,
    cast(u.missed_team_games as double) as missed,
    s.seconds is not null as appeared
from upcoming_player_game_context as u
left join player_game_summary as s
    on s.game_date = u.game_date and s.game_id = u.game_id and s.player_id = u.player_id
where u.game_date >= $start and u.game_date <= $end
order by u.game_date, u.game_id, u.player_id
