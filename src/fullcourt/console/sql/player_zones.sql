-- Attempts and makes by zone this season before a date: the player's, and everybody's.
with lines as (
    select
        player_id = $player_id as own,
        restricted_area_attempts, restricted_area_makes, paint_non_ra_attempts, paint_non_ra_makes,
        mid_range_attempts, mid_range_makes, left_corner_3_attempts, left_corner_3_makes,
        right_corner_3_attempts, right_corner_3_makes, above_break_3_attempts, above_break_3_makes,
        paint_attempts, paint_makes, three_attempts, three_makes
    from wh.main.player_game_summary
    where season = $season and game_date < cast($day as date)
)
select
    zone,
    cast(coalesce(sum(case when own then attempts else 0 end), 0) as bigint) as attempts,
    cast(coalesce(sum(case when own then makes else 0 end), 0) as bigint) as makes,
    cast(coalesce(sum(attempts), 0) as bigint) as league_attempts,
    cast(coalesce(sum(makes), 0) as bigint) as league_makes
from (
    select own, 'restricted_area' as zone, restricted_area_attempts as attempts, restricted_area_makes as makes from lines
    union all select own, 'paint_non_ra', paint_non_ra_attempts, paint_non_ra_makes from lines
    union all select own, 'mid_range', mid_range_attempts, mid_range_makes from lines
    union all select own, 'left_corner_3', left_corner_3_attempts, left_corner_3_makes from lines
    union all select own, 'right_corner_3', right_corner_3_attempts, right_corner_3_makes from lines
    union all select own, 'above_break_3', above_break_3_attempts, above_break_3_makes from lines
    union all select own, 'paint', paint_attempts, paint_makes from lines
    union all select own, 'three', three_attempts, three_makes from lines
)
group by zone
