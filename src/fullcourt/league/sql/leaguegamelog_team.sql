-- stats.nba.com leaguegamelog, teams: MIN is the sum of the players' whole minutes.
select
    g.season_id as SEASON_ID,
    b.team.team_id::varchar as TEAM_ID,
    b.team.tricode as TEAM_ABBREVIATION,
    b.team.full_name as TEAM_NAME,
    g.game_id as GAME_ID,
    g.date::varchar as GAME_DATE,
    b.team.tricode || case when b.side = 0 then ' vs. ' else ' @ ' end || b.other.tricode as MATCHUP,
    case when (g.home_score > g.away_score) = (b.side = 0) then 'W' else 'L' end as WL,
    coalesce(m.minutes, b.seconds // 60)::varchar as MIN,
    b.points::varchar as PTS,
    b.fgm::varchar as FGM,
    b.fga::varchar as FGA,
    round(b.fgm / b.fga, 3)::varchar as FG_PCT,
    b.fg3m::varchar as FG3M,
    b.fg3a::varchar as FG3A,
    round(b.fg3m / b.fg3a, 3)::varchar as FG3_PCT,
    b.ftm::varchar as FTM,
    b.fta::varchar as FTA,
    case when b.fta = 0 then '' else round(b.ftm / b.fta, 3)::varchar end as FT_PCT,
    b.oreb::varchar as OREB,
    b.dreb::varchar as DREB,
    (b.oreb + b.dreb)::varchar as REB,
    b.ast::varchar as AST,
    b.stl::varchar as STL,
    b.blk::varchar as BLK,
    b.tov::varchar as TOV,
    b.pf::varchar as PF,
    b.plus_minus || '.0' as PLUS_MINUS,
    g.season as SEASON
from (
    select
        tg.*, tg.row % 2 as side,
        case when tg.row % 2 = 0 then g.home else g.away end as team,
        case when tg.row % 2 = 0 then g.away else g.home end as other
    from tg join g on g.game = tg.game
) as b
join g on g.game = b.game and g.known
left join (select row, sum((seconds + 30) // 60) as minutes from pg group by row) as m on m.row = b.row
order by g.date, g.game_id, b.row
