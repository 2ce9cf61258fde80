-- stats.nba.com shotchartdetail: one row a field-goal attempt, native units (tenths of feet).
select
    'Shot Chart Detail' as GRID_TYPE,
    g.game_id as GAME_ID,
    ev.number::bigint as GAME_EVENT_ID,
    p.player_id::bigint as PLAYER_ID,
    p.full_name as PLAYER_NAME,
    team.team_id::bigint as TEAM_ID,
    team.full_name as TEAM_NAME,
    ev.period::bigint as PERIOD,
    (ev.clock // 60)::bigint as MINUTES_REMAINING,
    (ev.clock % 60)::bigint as SECONDS_REMAINING,
    case when ev.made = 1 then 'Made Shot' else 'Missed Shot' end as EVENT_TYPE,
    style.label as ACTION_TYPE,
    case when ev.value = 3 then '3PT Field Goal' else '2PT Field Goal' end as SHOT_TYPE,
    zone.label as SHOT_ZONE_BASIC,
    area.label as SHOT_ZONE_AREA,
    reach.label as SHOT_ZONE_RANGE,
    ev.distance::bigint as SHOT_DISTANCE,
    ev.x::bigint as LOC_X,
    ev.y::bigint as LOC_Y,
    1::bigint as SHOT_ATTEMPTED_FLAG,
    greatest(ev.made, 0)::bigint as SHOT_MADE_FLAG,
    replace(g.date::varchar, '-', '') as GAME_DATE,
    g.home.tricode as HTM,
    g.away.tricode as VTM
from (
    select ev.*, case when ev.side = 0 then g.home else g.away end as team
    from ev join g on g.game = ev.game
    where ev.kind in (1, 2)
) as ev
join g on g.game = ev.game and g.known
join p on p.player = ev.p1_player
join style on style.style = ev.style
join zone on zone.zone = ev.zone
join area on area.area = ev.area
join reach on reach.reach = ev.reach
order by g.game_id, ev.seq
