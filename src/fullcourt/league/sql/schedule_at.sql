-- The schedule as it stood at one moment: dates, results and postponements known by then, and the
-- exhibition games that only schedules show.
create or replace temp table s as
with every_team as (select * from teams union all select * from stars)
select
    g.game_id, g.season, g.opening, g.home, g.away, g.tip_minute, g.home_score, g.away_score,
    s_raw.moment::date as date,
    s_raw.known,
    s_raw.postponed
from g
join s_raw on s_raw.game = g.game
where s_raw.announced
union all
select
    x_raw.game_id, o.season, o.opening, home, away, x_raw.tip_minute, x_raw.home_score,
    x_raw.away_score,
    x_raw.moment::date,
    x_raw.known,
    false
from x_raw
join (select distinct season, opening from g) as o on true
join every_team as home on home.team = x_raw.home_index
join every_team as away on away.team = x_raw.away_index
