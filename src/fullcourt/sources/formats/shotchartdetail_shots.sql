with sides as (
    select
        count(*) filter (where (SHOT_ZONE_BASIC = 'Left Corner 3') = (LOC_X < 0))
            >= 0.99 * count(*) as true_sides
    from {rows}
    where SHOT_ZONE_BASIC in ('Left Corner 3', 'Right Corner 3') and LOC_X is not null
)
select
    GAME_ID as unit,
    GAME_DATE as unit_date,
    GAME_ID as game_id,
    row_number() over (partition by GAME_ID order by _row) as shot_seq,
    GAME_EVENT_ID as source_event_id,
    PLAYER_ID as player_id,
    TEAM_ID as team_id,
    PERIOD as period,
    (MINUTES_REMAINING * 60 + SECONDS_REMAINING) * 10 as clock_ds,
    SHOT_ZONE_BASIC as zone_basic,
    case when true_sides then LOC_X end as x,
    case when true_sides then LOC_Y end as y,
    SHOT_DISTANCE as distance_ft,
    ACTION_TYPE as action_text,
    SHOT_MADE_FLAG as made,
    case SHOT_TYPE when '2PT Field Goal' then 2 when '3PT Field Goal' then 3 end as shot_value
from {rows}
cross join sides
