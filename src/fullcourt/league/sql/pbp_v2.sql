-- stats.nba.com playbyplayv2: one row an event, in time order; every column is text.
-- Games are joined in id order, as in the published season files.
with e as (
    select
        ev.*, g.game_id, g.tip_minute,
        case when ev.side = 0 then g.home else g.away end as team,
        a.player_id as a_id, a.full_name as a_name, a.last_name as a_last,
        b.player_id as b_id, b.full_name as b_name, b.last_name as b_last,
        c.player_id as c_id, c.full_name as c_name, c.last_name as c_last,
        case when (ev.p1 // 15) % 2 = 0 then g.home else g.away end as a_team,
        case when (ev.p2 // 15) % 2 = 0 then g.home else g.away end as b_team,
        case when (ev.p3 // 15) % 2 = 0 then g.home else g.away end as c_team,
        (ev.p1 // 15) % 2 as a_side, (ev.p2 // 15) % 2 as b_side, (ev.p3 // 15) % 2 as c_side,
        least(ev.period, 4) * 720 + greatest(ev.period - 4, 0) * 300 - ev.clock as elapsed,
        s.words, s.code
    from ev
    join g on g.game = ev.game and g.known
    left join p as a on a.player = ev.p1_player
    left join p as b on b.player = ev.p2_player
    left join p as c on c.player = ev.p3_player
    left join style as s on s.style = ev.style
),
t as (
    select
        e.*,
        (tip_minute + 10 + elapsed * 13 // 360) % 1440 as wall,
        case
            when period <= 4 then ['1st', '2nd', '3rd', '4th'][period] || ' Period'
            else ['1st', '2nd', '3rd', '4th', '5th', '6th'][least(period - 4, 6)] || ' OT'
        end as period_name,
        case
            when kind in (1, 2) then
                case when kind = 2 then 'MISS ' else '' end || a_last
                || case when told >= 0 then ' ' || told || '''' else '' end
                || case when value = 3 then ' 3PT ' else ' ' end || words
                || case when kind = 1 then ' (' || count1 || ' PTS)' else '' end
                || case when kind = 1 and b_id is not null
                    then ' (' || b_last || ' ' || count2 || ' AST)' else '' end
            when kind = 3 then
                case when made = 1 then '' else 'MISS ' end || a_last || ' Free Throw '
                || case when action = 16 then 'Technical'
                    else (action - case extra when 1 then 9 when 2 then 10 else 12 end)
                        || ' of ' || extra end
                || case when made = 1 then ' (' || count1 || ' PTS)' else '' end
            when kind = 4 and a_id is null then team.nickname || ' Rebound'
            when kind = 4 then a_last || ' REBOUND (Off:' || offensive || ' Def:' || defensive || ')'
            when kind = 5 and a_id is null then team.nickname || ' Turnover: Shot Clock (T#1)'
            when kind = 5 then
                a_last || ' '
                || case action
                    when 1 then 'Bad Pass' when 2 then 'Lost Ball' when 4 then 'Traveling'
                    when 8 then '3 Second Violation' when 13 then 'Backcourt'
                    when 21 then 'Palming' when 37 then 'Offensive Foul'
                    when 39 then 'Step Out of Bounds' when 40 then 'Out of Bounds Lost Ball'
                    else 'Out of Bounds - Bad Pass Turnover' end
                || ' Turnover (P' || count1 || '.T' || count1 || ')'
            when kind = 6 then
                a_last || ' '
                || case action
                    when 1 then 'P.FOUL' when 2 then 'S.FOUL' when 3 then 'L.B.FOUL'
                    when 4 then 'OFF.Foul' when 11 then 'T.FOUL' else 'Offensive Charge Foul' end
                || case
                    when action = 11 then ''
                    when action in (4, 26) then ' (P' || count1 || ')'
                    else ' (P' || count1 || '.' || case when extra > 4 then 'PN' else 'T' || extra end
                        || ')' end
                || ' (A.Referee)'
            when kind = 8 then 'SUB: ' || b_last || ' FOR ' || a_last
            when kind = 9 then team.nickname || ' Timeout: Regular (Full 1 Short 0)'
            when kind = 10 then
                'Jump Ball ' || a_last || ' vs. ' || b_last || ': Tip to ' || c_last
        end as told_text,
        case
            when kind = 2 and c_id is not null then c_last || ' BLOCK (' || count3 || ' BLK)'
            when kind = 5 and b_id is not null then b_last || ' STEAL (' || count2 || ' STL)'
        end as other_text,
        made = 1 and kind in (1, 3) as scores,
        kind = 13 or (kind = 12 and period > 1) as marks
    from e
)
select
    game_id as GAME_ID,
    number::varchar as EVENTNUM,
    kind::varchar as EVENTMSGTYPE,
    case when kind in (1, 2) then code else greatest(action, 0) end::varchar as EVENTMSGACTIONTYPE,
    period::varchar as PERIOD,
    ((wall // 60 + 11) % 12 + 1) || ':' || lpad((wall % 60)::varchar, 2, '0')
        || case when wall >= 720 then ' PM' else ' AM' end as WCTIMESTRING,
    (clock // 60) || ':' || lpad((clock % 60)::varchar, 2, '0') as PCTIMESTRING,
    coalesce(case when side = 0 then told_text else other_text end, '') as HOMEDESCRIPTION,
    case kind when 12 then 'Start of ' || period_name when 13 then 'End of ' || period_name else '' end
        as NEUTRALDESCRIPTION,
    coalesce(case when side = 1 then told_text when side = 0 then other_text end, '')
        as VISITORDESCRIPTION,
    case when scores or marks then away_score || ' - ' || home_score else '' end as SCORE,
    case when not (scores or marks) then ''
        when home_score = away_score then 'TIE'
        else (home_score - away_score)::varchar end as SCOREMARGIN,
    case when a_id is not null then (4 + a_side)::varchar
        when kind in (4, 5, 9) then (2 + side)::varchar else '0' end as PERSON1TYPE,
    case when a_id is not null then a_id::varchar
        when kind in (4, 5, 9) then team.team_id::varchar else '0' end as PLAYER1_ID,
    coalesce(a_name, '') as PLAYER1_NAME,
    case when a_id is null then '' else a_team.team_id || '.0' end as PLAYER1_TEAM_ID,
    case when a_id is null then '' else a_team.city end as PLAYER1_TEAM_CITY,
    case when a_id is null then '' else a_team.nickname end as PLAYER1_TEAM_NICKNAME,
    case when a_id is null then '' else a_team.tricode end as PLAYER1_TEAM_ABBREVIATION,
    case when b_id is null then '0' else (4 + b_side)::varchar end as PERSON2TYPE,
    coalesce(b_id, 0)::varchar as PLAYER2_ID,
    coalesce(b_name, '') as PLAYER2_NAME,
    case when b_id is null then '' else b_team.team_id || '.0' end as PLAYER2_TEAM_ID,
    case when b_id is null then '' else b_team.city end as PLAYER2_TEAM_CITY,
    case when b_id is null then '' else b_team.nickname end as PLAYER2_TEAM_NICKNAME,
    case when b_id is null then '' else b_team.tricode end as PLAYER2_TEAM_ABBREVIATION,
    case when c_id is not null then (4 + c_side)::varchar
        when kind = 6 or (kind = 5 and b_id is null) then '1' else '0' end as PERSON3TYPE,
    coalesce(c_id, 0)::varchar as PLAYER3_ID,
    coalesce(c_name, '') as PLAYER3_NAME,
    case when c_id is null then '' else c_team.team_id || '.0' end as PLAYER3_TEAM_ID,
    case when c_id is null then '' else c_team.city end as PLAYER3_TEAM_CITY,
    case when c_id is null then '' else c_team.nickname end as PLAYER3_TEAM_NICKNAME,
    case when c_id is null then '' else c_team.tricode end as PLAYER3_TEAM_ABBREVIATION,
    case when kind in (8, 12, 13) then '0' else '1' end as VIDEO_AVAILABLE_FLAG
from t
order by game_id, seq
