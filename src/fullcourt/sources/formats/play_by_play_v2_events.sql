with told as (
    select
        *,
        concat_ws('; ', HOMEDESCRIPTION, NEUTRALDESCRIPTION, VISITORDESCRIPTION) as told_text,
        EVENTMSGTYPE in (1, 2) as is_shot,
        PLAYER1_ID >= 1610000000 as first_is_team
    from {rows}
)
select
    GAME_ID as unit,
    null as unit_date,
    GAME_ID as game_id,
    row_number() over (partition by GAME_ID order by _row) as event_seq,
    EVENTNUM as source_event_id,
    PERIOD as period,
    PCTIMESTRING as clock_ds,
    case EVENTMSGTYPE
        when 1 then 'shot'
        when 2 then 'shot'
        when 3 then 'free_throw'
        when 4 then 'rebound'
        when 5 then 'turnover'
        when 6 then 'foul'
        when 7 then 'violation'
        when 8 then 'substitution'
        when 9 then 'timeout'
        when 10 then 'jump_ball'
        when 11 then 'ejection'
        when 12 then 'period_start'
        when 13 then 'period_end'
        when 18 then 'replay'
        else 'other'
    end as event_type,
    EVENTMSGACTIONTYPE as sub_type,
    case when not first_is_team then PLAYER1_ID end as player_id,
    case when EVENTMSGTYPE in (8, 10) and PLAYER2_ID < 1610000000 then PLAYER2_ID end
        as other_player_id,
    case when EVENTMSGTYPE = 1 and contains(told_text, ' AST)') then PLAYER2_ID end as assister_id,
    case when EVENTMSGTYPE = 2 and PERSON3TYPE in (4, 5) then PLAYER3_ID end as blocker_id,
    case when EVENTMSGTYPE = 5 and PERSON2TYPE in (4, 5) then PLAYER2_ID end as stealer_id,
    coalesce(PLAYER1_TEAM_ID, case when first_is_team then PLAYER1_ID end) as team_id,
    case
        when is_shot then case when contains(told_text, '3PT') then 3 else 2 end
        when EVENTMSGTYPE = 3 then 1
    end as shot_value,
    case
        when is_shot then EVENTMSGTYPE = 1
        when EVENTMSGTYPE = 3 then not contains(told_text, 'MISS')
    end as made,
    case when is_shot then try_cast(regexp_extract(told_text, '(\d+)''', 1) as integer) end
        as distance_ft,
    null as x,
    null as y,
    null as area_label,
    nullif(told_text, '') as description,
    try_cast(split_part(SCORE, ' - ', 2) as integer) as score_home,
    try_cast(split_part(SCORE, ' - ', 1) as integer) as score_away
from told
