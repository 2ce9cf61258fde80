-- cdn scheduleLeagueV2, flattened. Times end in Z but are Eastern; postponedStatus says nothing.
select
    s.game_id as gameId,
    replace(s.date::varchar, '-', '') || '/' || s.away.tricode || s.home.tricode as gameCode,
    case
        when s.known then 'Final'
        when s.postponed then 'PPD'
        else ((s.tip_minute // 60 + 11) % 12 + 1) || ':'
            || lpad((s.tip_minute % 60)::varchar, 2, '0') || ' pm ET'
    end as gameStatusText,
    s.date || 'T' || lpad((s.tip_minute // 60)::varchar, 2, '0') || ':'
        || lpad((s.tip_minute % 60)::varchar, 2, '0') || ':00Z' as gameDateTimeEst,
    (date_diff('day', s.opening, s.date) // 7 + 1)::varchar as weekNumber,
    'Week ' || (date_diff('day', s.opening, s.date) // 7 + 1) as weekName,
    'False' as ifNecessary,
    '' as seriesText,
    '' as seriesGameNumber,
    s.home.nickname || ' Arena' as arenaName,
    s.home.city as arenaCity,
    'A' as postponedStatus,
    '' as branchLink,
    s.home.tricode as "homeTeam.teamTricode",
    s.away.tricode as "awayTeam.teamTricode",
    s.home.team_id::varchar as "homeTeam.teamId",
    s.away.team_id::varchar as "awayTeam.teamId",
    case when s.known then s.home_score else 0 end::varchar as "homeTeam.score",
    case when s.known then s.away_score else 0 end::varchar as "awayTeam.score"
from s
order by s.game_id
