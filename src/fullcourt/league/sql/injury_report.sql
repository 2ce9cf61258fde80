-- Official injury report: who is listed for a game at each report, names as Last, First.
select
    strftime(g.date, '%m/%d/%Y') as "Game Date",
    lpad((g.tip_minute // 60 - case when g.tip_minute >= 780 then 12 else 0 end)::varchar, 2, '0')
        || ':' || lpad((g.tip_minute % 60)::varchar, 2, '0') || ' (ET)' as "Game Time",
    g.away.tricode || '@' || g.home.tricode as "Matchup",
    case when r.row % 2 = 0 then g.home.full_name else g.away.full_name end as "Team",
    case when r.player < 0 then '' else p.last_name || ', ' || p.first_name end as "Player Name",
    case r.status
        when 0 then 'Out' when 1 then 'Doubtful' when 2 then 'Questionable' when 3 then 'Probable'
        when 4 then 'Available' else '' end as "Current Status",
    case when r.player < 0 then 'NOT YET SUBMITTED' else reason.label end as "Reason",
    strftime(r.report_et, '%Y-%m-%d %H:%M') as "Report Time"
from (
    select
        reports.*,
        g.date + to_minutes(reports.report_minute) as report_et,
        g.tip_utc - to_minutes(g.tip_minute - reports.report_minute) as report_utc
    from reports join g on g.game = reports.row // 2
) as r
join g on g.game = r.row // 2
left join p on p.player = r.player
left join reason on reason.reason = r.reason
where r.report_utc <= (select moment from moment)
order by r.report_et, g.date, g.game_id, r.row, r.player
