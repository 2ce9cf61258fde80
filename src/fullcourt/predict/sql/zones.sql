-- What the zone matchup needs: the player's shot diet and what the opponent allows by zone.
select
    cast(date_diff('day', date '2000-01-01', p.game_date) as integer) as day,
    p.player_id as player,
    cast(u.game_id as bigint) as game,
    p.paint_attempts_per_game_10 as paint_pg, p.mid_range_attempts_per_game_10 as mid_range_pg,
    p.three_attempts_per_game_10 as three_pg,
    p.paint_attempts_20, p.paint_makes_20, p.mid_range_attempts_20, p.mid_range_makes_20,
    p.three_attempts_20, p.three_makes_20,
    d.paint_pps_allowed, d.mid_range_pps_allowed, d.three_pps_allowed,
    d.league_paint_pps, d.league_mid_range_pps, d.league_three_pps,
    d.games_found_15 as opponent_games, d.pace_15 as opponent_pace,
    l.league_pace
from upcoming_player_game_context as u
join player_shot_zone_analysis as p on p.game_date = u.game_date and p.player_id = u.player_id
join team_defense_zone_analysis as d
    on d.game_date = u.game_date and d.team_id = u.opponent_team_id
join (
    select game_date, avg(pace_15) as league_pace
    from team_defense_zone_analysis
    group by game_date
) as l on l.game_date = u.game_date
where u.game_date >= $start and u.game_date <= $end
order by p.game_date, u.game_id, p.player_id
