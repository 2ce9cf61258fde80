-- The list of games with a new date: full names, dates in words.
select
    g.away.full_name as away_team,
    g.home.full_name as home_team,
    strftime(g.planned::date, '%b') || case month(g.planned) when 5 then '' else '.' end
        || ' ' || day(g.planned) || ', ' || year(g.planned) as previous_date,
    case month(g.date)
        when 3 then 'March' when 4 then 'April' when 5 then 'May' when 6 then 'June'
        else strftime(g.date, '%b') || '.' end
        || ' ' || day(g.date) || ', ' || year(g.date) as rescheduled_date,
    ((g.tip_minute // 60 + 11) % 12 + 1)
        || case when g.tip_minute % 60 = 0 then '' else ':' || (g.tip_minute % 60) end
        || ' p.m. ET' as rescheduled_time
from g
where g.rescheduled_at <= (select moment from moment)
order by g.planned, g.game_id
