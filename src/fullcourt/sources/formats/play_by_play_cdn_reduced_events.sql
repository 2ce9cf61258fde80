with told as (
    select
        *,
        actionType in ('2pt', '3pt') as is_shot,
        case
            when actionType = 'substitution' and description like 'SUB in%' then 'in'
            when actionType = 'substitution' and description like 'SUB out%' then 'out'
        end as direction
    from {rows}
)
select
    game_id as unit,
    null as unit_date,
    game_id,
    row_number() over (partition by game_id order by _row) as event_seq,
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
        when 'substitution' then 'substitution'
        when 'timeout' then 'timeout'
        when 'steal' then 'steal'
        when 'block' then 'block'
        else 'other'
    end as event_type,
    coalesce(direction, actionType) as sub_type,
    case when direction is distinct from 'in' and person_id < 1610000000 then person_id end
        as player_id,
    case when direction = 'in' then person_id end as other_player_id,
    case when is_shot then assister_id end as assister_id,
    case when is_shot then blockPersonId end as blocker_id,
    case when actionType = 'turnover' then stealPersonId end as stealer_id,
    teamId as team_id,
    case actionType when '2pt' then 2 when '3pt' then 3 when 'freethrow' then 1 end as shot_value,
    case when is_shot or actionType = 'freethrow' then shotResult = 'Made' end as made,
    case when is_shot then try_cast(regexp_extract(description, '(\d+)''', 1) as integer) end
        as distance_ft,
    null as x,
    null as y,
    null as area_label,
    description,
    scoreHome as score_home,
    scoreAway as score_away
from told
