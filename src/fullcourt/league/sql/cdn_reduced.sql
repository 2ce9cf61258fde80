-- cdn play-by-play reduced to ten action types, as one published copy has it: no coordinates,
-- blocks and steals told twice, ids without leading zeros, float text.
with e as (
    select
        ev.*, g.game_id,
        case when ev.side = 0 then g.home.team_id else g.away.team_id end as team_id,
        case when (ev.p2 // 15) % 2 = 0 then g.home.team_id else g.away.team_id end as b_team_id,
        case when (ev.p3 // 15) % 2 = 0 then g.home.team_id else g.away.team_id end as c_team_id,
        a.player_id as a_id, a.first_name[1] || '. ' || a.last_name as a_name, a.last_name as a_last,
        b.player_id as b_id, b.first_name[1] || '. ' || b.last_name as b_name, b.last_name as b_last,
        c.player_id as c_id, c.first_name[1] || '. ' || c.last_name as c_name, c.last_name as c_last,
        lower(s.words) as words
    from ev
    join g on g.game = ev.game and g.known
    left join p as a on a.player = ev.p1_player
    left join p as b on b.player = ev.p2_player
    left join p as c on c.player = ev.p3_player
    left join style as s on s.style = ev.style
    where ev.kind in (1, 2, 3, 4, 5, 6, 8, 9)
),
told as (
    select
        e.*, 0 as telling,
        case kind
            when 3 then 'freethrow' when 4 then 'rebound' when 5 then 'turnover' when 6 then 'foul'
            when 8 then 'substitution' when 9 then 'timeout'
            else value || 'pt' end as action_type,
        case
            when kind in (1, 2) then
                case when kind = 2 then 'MISS ' else '' end || a_name
                || case when told >= 0 and style % 5 > 0 then ' ' || told || '''' else '' end
                || case when value = 3 then ' 3PT ' else ' ' end || words
                || case when kind = 1 then ' (' || count1 || ' PTS)' else '' end
                || case when kind = 1 and b_id is not null
                    then ' (' || b_name || ' ' || count2 || ' AST)' else '' end
                || case when kind = 2 and c_id is not null then ' - blocked' else '' end
            when kind = 3 then case when made = 1 then '' else 'MISS ' end || a_name || ' Free Throw '
                || greatest(action - case extra when 1 then 9 when 2 then 10 else 12 end, 1)
                || ' of ' || extra
            when kind = 4 then coalesce(a_name || ' REBOUND (Off:' || offensive || ' Def:'
                || defensive || ')', 'TEAM rebound')
            when kind = 5 then coalesce(a_name || ' TURNOVER (' || count1 || ' TO)', 'TEAM shot clock')
            when kind = 6 then a_name || ' FOUL (' || count1 || ' PF)'
            when kind = 8 then 'SUB out: ' || a_name || ' in: ' || b_name
            else 'TEAM Timeout' end as text,
        a_id as person_id, a_last as person, team_id as person_team
    from e
    union all
    select e.*, 1, 'block', c_name || ' BLOCK (' || count3 || ' BLK)', c_id, c_last, c_team_id
    from e where kind = 2 and c_id is not null
    union all
    select e.*, 1, 'steal', b_name || ' STEAL (' || count2 || ' STL)', b_id, b_last, b_team_id
    from e where kind = 5 and b_id is not null
)
select
    period::varchar as period,
    'PT' || lpad((clock // 60)::varchar, 2, '0') || 'M' || lpad((clock % 60)::varchar, 2, '0')
        || '.00S' as clock,
    lpad((clock // 60)::varchar, 2, '0') || ':' || lpad((clock % 60)::varchar, 2, '0')
        as clock_display,
    case when period > 4 then 'OT' || (period - 4) else 'Q' || period end || ' '
        || lpad((clock // 60)::varchar, 2, '0') || ':' || lpad((clock % 60)::varchar, 2, '0')
        as game_clock,
    ((4 - period) * 12 + clock / 60)::varchar as minutes_left_in_game,
    (number + telling)::varchar as actionNumber,
    action_type as actionType,
    text as description,
    '[]' as qualifier,
    coalesce(person, '') as playerName,
    home_score::varchar as scoreHome,
    away_score::varchar as scoreAway,
    case when kind in (1, 2, 3) and telling = 0
        then case when made = 1 then 'Made' else 'Missed' end else '' end as shotResult,
    case when kind in (1, 2) and telling = 0 then 'True' else 'False' end as isFieldGoal,
    case when kind = 1 and b_id is not null then 'True' else 'False' end as assisted,
    coalesce(person_id, 0)::varchar as person_id,
    case when kind = 1 and b_id is not null then b_id || '.0' else '' end as assister_id,
    '' as previous_action,
    '' as next_action,
    case when kind = 6 and b_id is not null then b_id || '.0' else '' end as foulDrawnPersonId,
    case when kind = 5 and telling = 0 and b_id is not null then b_id || '.0' else '' end
        as stealPersonId,
    case when kind = 2 and telling = 0 and c_id is not null then c_id || '.0' else '' end
        as blockPersonId,
    '' as players_on,
    person_team || '.0' as teamId,
    ltrim(game_id, '0') as game_id
from told
order by told.game_id, seq, telling
