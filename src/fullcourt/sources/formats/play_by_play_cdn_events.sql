with told as (
    select
        *,
        actionType in ('2pt', '3pt') as is_shot,
        actionType = 'substitution' and subType = 'in' as comes_in
    from {rows}
)
select
    gameId as unit,
    null as unit_date,
    gameId as game_id,
    row_number() over (partition by gameId order by orderNumber, _row) as event_seq,
    actionNumber as source_event_id,
    period,
    clock as clock_ds,
    case actionType
        when '2pt' then 'shot'
        when '3pt' then 'shot'
        when 'freethrow' then 'free_throw'
        when 'rebound' then 'rebound'
        when 'turnover' then 'turnover'
        when 'foul' then 'foul'
        when 'violation' then 'violation'
        when 'substitution' then 'substitution'
        when 'timeout' then 'timeout'
        when 'jumpball' then 'jump_ball'
        when 'ejection' then 'ejection'
        when 'period' then case when subType = 'end' then 'period_end' else 'period_start' end
        when 'instantreplay' then 'replay'
        when 'steal' then 'steal'
        when 'block' then 'block'
        else 'other'
    end as event_type,
    lower(subType) as sub_type,
    case
        when actionType = 'jumpball' then jumpBallWonPersonId
        when not coalesce(comes_in, false) then personId
    end as player_id,
    case
        when actionType = 'jumpball' then jumpBallLostPersonId
        when comes_in then personId
    end as other_player_id,
    case when is_shot then assistPersonId end as assister_id,
    case when is_shot then blockPersonId end as blocker_id,
    case when actionType = 'turnover' then stealPersonId end as stealer_id,
    teamId as team_id,
    case actionType when '2pt' then 2 when '3pt' then 3 when 'freethrow' then 1 end as shot_value,
    case when is_shot or actionType = 'freethrow' then shotResult = 'Made' end as made,
    case when is_shot then cast(floor(shotDistance) as integer) end as distance_ft,
    case when is_shot then xLegacy end as x,
    case when is_shot then yLegacy end as y,
    case when is_shot then area end as area_label,
    description,
    scoreHome as score_home,
    scoreAway as score_away
from told
