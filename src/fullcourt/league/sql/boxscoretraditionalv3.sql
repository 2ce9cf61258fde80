-- boxscoretraditionalv3, flattened: MM:SS minutes, everybody on the card, reasons in `comment`.
with lines as (
    select row, player, starter, seconds, plus_minus, points, fgm, fga, fg3m, fg3a, ftm, fta, oreb,
        dreb, ast, stl, blk, tov, pf, '' as comment
    from pg
    union all
    select row, player, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        case
            when reason in (0, 1, 2, 3, 4) then 'DND - Injury/Illness'
            when reason = 5 then 'DND - Rest'
            when reason = 6 then 'NWT - Personal'
            when reason = 7 or inactive = 1 then 'NWT - Not With Team'
            else 'DNP - Coach''s Decision'
        end
    from others
)
select
    g.season as season_year,
    g.date::varchar as game_date,
    ltrim(g.game_id, '0') as gameId,
    t.team_id::varchar as teamId,
    t.city as teamCity,
    t.nickname as teamName,
    t.tricode as teamTricode,
    lower(replace(t.nickname, ' ', '-')) as teamSlug,
    p.player_id::varchar as personId,
    p.full_name as personName,
    case when l.starter then ['G', 'F', 'C'][p.role + 1] else '' end as position,
    l.comment,
    (p.player_id % 56)::varchar as jerseyNum,
    case when l.seconds = 0 then ''
        else (l.seconds // 60) || ':' || lpad((l.seconds % 60)::varchar, 2, '0') end as minutes,
    l.fgm::varchar as fieldGoalsMade,
    l.fga::varchar as fieldGoalsAttempted,
    round(case when l.fga = 0 then 0 else l.fgm / l.fga end, 3)::varchar as fieldGoalsPercentage,
    l.fg3m::varchar as threePointersMade,
    l.fg3a::varchar as threePointersAttempted,
    round(case when l.fg3a = 0 then 0 else l.fg3m / l.fg3a end, 3)::varchar
        as threePointersPercentage,
    l.ftm::varchar as freeThrowsMade,
    l.fta::varchar as freeThrowsAttempted,
    round(case when l.fta = 0 then 0 else l.ftm / l.fta end, 3)::varchar as freeThrowsPercentage,
    l.oreb::varchar as reboundsOffensive,
    l.dreb::varchar as reboundsDefensive,
    (l.oreb + l.dreb)::varchar as reboundsTotal,
    l.ast::varchar as assists,
    l.stl::varchar as steals,
    l.blk::varchar as blocks,
    l.tov::varchar as turnovers,
    l.pf::varchar as foulsPersonal,
    l.points::varchar as points,
    l.plus_minus::varchar as plusMinusPoints
from lines as l
join g on g.game = l.row // 2 and g.known
join teams as t on t.team = case when l.row % 2 = 0 then g.home.team else g.away.team end
join p on p.player = l.player
order by g.date, g.game_id, l.row, l.comment, p.player_id
