-- One row per Eastern date on which a game stands or stood: what the league planned and what became of it.
with latest as (
    select s.game_id, s.plan_date, s.status, s.tip_utc, row_number() over (
        partition by s.game_id order by p.captured_at desc nulls last, p.sequence desc) as newest
    from landing.nbac_schedule s join landing.payload p using (payload_id)
), stands as (
    select g.game_date, g.season,
        cast(g.game_type in (2, 4, 5, 6) as integer) as counted,
        cast(coalesce(l.status, '') in ('postponed', 'cancelled') as integer) as called_off,
        l.tip_utc
    from game_index g left join latest l on l.game_id = g.game_id and l.newest = 1
), stood as (
    select distinct s.game_id, s.plan_date, g.season
    from landing.nbac_schedule s join game_index g using (game_id)
    where g.game_type in (2, 4, 5, 6) and s.plan_date is distinct from g.game_date
    union
    select distinct concat(p.home_team_id, '/', p.away_team_id), p.previous_date, g.season
    from landing.postponed_games p
    join game_index g on p.rescheduled_date = g.game_date
), moves as (
    select plan_date as game_date, min(season) as season, count(*) as moved from stood group by plan_date
), days as (
    select game_date, min(season) as season,
        cast(sum(counted) as bigint) as counted,
        cast(sum(counted * called_off) as bigint) as called_off,
        cast(sum(1 - counted) as bigint) as uncounted,
        max(case when counted = 1 then tip_utc end) as last_tip_utc
    from stands where game_date is not null group by game_date
)
select coalesce(d.game_date, m.game_date) as game_date, coalesce(d.season, m.season) as season,
    coalesce(d.counted, 0) as counted, coalesce(d.called_off, 0) as called_off,
    coalesce(d.uncounted, 0) as uncounted, coalesce(m.moved, 0) as moved,
    coalesce(d.last_tip_utc, cast(coalesce(d.game_date, m.game_date) as timestamp) + interval 28 hour)
        as last_tip_utc
from days d full join moves m on m.game_date = d.game_date
