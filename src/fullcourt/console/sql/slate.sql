-- The games of a date as planned, with lines and how many rows are ready.
with ready as (
    select game_id, team_id, count(*) as players, count(*) filter (where ready) as ready
    from wh.main.ml_feature_store
    where game_date = cast($day as date)
    group by game_id, team_id
)
select
    c.game_id, c.tip_utc, c.team_id, c.opponent_team_id, c.is_home, c.days_rest, c.win_pct,
    c.off_rating_10, c.def_rating_10, c.pace_10, c.game_total, c.team_spread, c.implied_team_total,
    c.window_complete, g.status, g.home_points, g.away_points, r.players, r.ready
from wh.main.upcoming_team_game_context as c
left join wh.main.games as g on g.game_id = c.game_id and g.game_date = c.game_date
left join ready as r on r.game_id = c.game_id and r.team_id = c.team_id
where c.game_date = cast($day as date)
order by c.tip_utc, c.game_id, c.is_home
