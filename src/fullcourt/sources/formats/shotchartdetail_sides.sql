-- Corner threes must lie on the side their label says.
with corners as (
    select
        count(*) as shots,
        count(*) filter (
            where (SHOT_ZONE_BASIC = 'Left Corner 3') = (LOC_X < 0)
        ) as on_their_side
    from {rows}
    where SHOT_ZONE_BASIC in ('Left Corner 3', 'Right Corner 3') and LOC_X is not null
)
select
    'mirrored_coordinates' as rule,
    'corner threes lie on the other side than their label says; x and y are read as NULL' as message,
    null as "row",
    'LOC_X' as "column",
    on_their_side || ' of ' || shots as "value",
    '' as unit,
    shots - on_their_side as "count"
from corners
where on_their_side < 0.99 * shots
