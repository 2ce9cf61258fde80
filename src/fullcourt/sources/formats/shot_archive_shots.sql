-- Feet from the baseline, x mirrored -> tenths of a foot from the basket, negative x = left corner.
with sides as (
    select
        count(*) filter (where (BASIC_ZONE = 'Left Corner 3') = (LOC_X > 0))
            >= 0.99 * count(*) as true_sides
    from {rows}
    where BASIC_ZONE in ('Left Corner 3', 'Right Corner 3') and LOC_X is not null
)
select
    GAME_ID as unit,
    GAME_DATE as unit_date,
    GAME_ID as game_id,
    row_number() over (partition by GAME_ID order by _row) as shot_seq,
    null as source_event_id,
    PLAYER_ID as player_id,
    TEAM_ID as team_id,
    QUARTER as period,
    (MINS_LEFT * 60 + SECS_LEFT) * 10 as clock_ds,
    BASIC_ZONE as zone_basic,
    case when true_sides then cast(round(-LOC_X * 10) as integer) end as x,
    case when true_sides then cast(round((LOC_Y - 5.25) * 10) as integer) end as y,
    SHOT_DISTANCE as distance_ft,
    ACTION_TYPE as action_text,
    SHOT_MADE as made,
    case SHOT_TYPE when '2PT Field Goal' then 2 when '3PT Field Goal' then 3 end as shot_value
from {rows}
cross join sides
