-- data.nba.com schedule as it stood at one moment: status, scores and dates known by then.
select
    s.game_id as gid,
    replace(s.date::varchar, '-', '') || '/' || s.away.tricode || s.home.tricode as gcode,
    s.date::varchar as etdate,
    lpad((s.tip_minute // 60)::varchar, 2, '0') || ':' || lpad((s.tip_minute % 60)::varchar, 2, '0')
        || ':00' as ettime,
    '' as seri,
    s.home.nickname || ' Arena' as an,
    s.home.city as ac,
    case when s.known then '3' else '1' end as st,
    case
        when s.known then 'Final'
        when s.postponed then 'PPD'
        else ((s.tip_minute // 60 + 11) % 12 + 1) || ':'
            || lpad((s.tip_minute % 60)::varchar, 2, '0') || ' pm ET'
    end as stt,
    s.home.team_id::varchar as "h.tid",
    s.away.team_id::varchar as "v.tid",
    s.home.tricode as "h.ta",
    s.away.tricode as "v.ta",
    case when s.known then s.home_score::varchar else '' end as "h.s",
    case when s.known then s.away_score::varchar else '' end as "v.s",
    s.season[3:] as seas
from s
order by s.game_id
