-- Game and date pairs that were planned and will not, or did not, take place: moved or called off.
with latest as (
    select s.game_id, s.plan_date, s.status, row_number() over (
        partition by s.game_id order by p.captured_at desc nulls last, p.sequence desc) as newest
    from landing.nbac_schedule s join landing.payload p using (payload_id)
)
select distinct s.game_id, s.plan_date as game_date
from landing.nbac_schedule s join game_index g using (game_id)
where g.game_type in (2, 4, 5, 6) and s.plan_date is distinct from g.game_date
union
select g.game_id, p.previous_date
from landing.postponed_games p
join landing.nbac_schedule s
    on s.home_team_id = p.home_team_id and s.away_team_id = p.away_team_id
join game_index g on g.game_id = s.game_id and g.game_date = p.rescheduled_date
where p.previous_date is distinct from g.game_date
union
select game_id, plan_date from latest
where newest = 1 and status in ('postponed', 'cancelled')
