/*
about  = "Shots of each player of a game counted by zone, and shots of others that he blocked; also players who only blocked."
kind   = "view"
grain  = ["game_date", "game_id", "player_id"]
[reads]
shot_events = "same day"
[columns]
game_date                = "DATE: US Eastern date of the game"
game_id                  = "TEXT: league game id, 10 digits"
team_id                  = "INT: the player's team"
player_id                = "INT: shooter or blocker"
paint_attempts           = "BIGINT: attempts in the paint"
paint_makes              = "BIGINT: of them made"
mid_range_attempts       = "BIGINT: attempts from mid-range"
mid_range_makes          = "BIGINT: of them made"
three_attempts           = "BIGINT: attempts from behind the three-point line"
three_makes              = "BIGINT: of them made"
zone_unknown_attempts    = "BIGINT: attempts whose zone group the source does not say"
zone_unknown_makes       = "BIGINT: of them made"
restricted_area_attempts = "BIGINT: attempts in the restricted area"
restricted_area_makes    = "BIGINT: of them made"
paint_non_ra_attempts    = "BIGINT: attempts in the paint outside the restricted area"
paint_non_ra_makes       = "BIGINT: of them made"
left_corner_3_attempts   = "BIGINT: attempts from the left corner"
left_corner_3_makes      = "BIGINT: of them made"
right_corner_3_attempts  = "BIGINT: attempts from the right corner"
right_corner_3_makes     = "BIGINT: of them made"
above_break_3_attempts   = "BIGINT: threes from above the break"
above_break_3_makes      = "BIGINT: of them made"
backcourt_attempts       = "BIGINT: attempts from the own half"
backcourt_makes          = "BIGINT: of them made"
assisted_makes           = "BIGINT: makes with an assister"
unassisted_makes         = "BIGINT: makes whose event names no assister"
uncredited_makes         = "BIGINT: makes without an event that could name one"
paint_blocks             = "BIGINT: opponents' shots in the paint that he blocked"
mid_range_blocks         = "BIGINT: from mid-range"
three_blocks             = "BIGINT: from behind the three-point line"
*/
with
taken as (
    select
        game_date, game_id, team_id, player_id, zone, zone_group,
        1 as attempt,
        case when made then 1 else 0 end as make,
        case when made and assister_id is not null then 1 else 0 end as assisted,
        case when made and credit_source is null then 1 else 0 end as uncredited,
        0 as block
    from shot_events
    where game_date between @start and @end
    union all
    select
        game_date, game_id, blocker_team_id, blocker_id, null, zone_group,
        0, 0, 0, 0, 1
    from shot_events
    where game_date between @start and @end and blocker_id is not null
)
select
    game_date,
    game_id,
    team_id,
    player_id,
    cast(sum(case when zone_group = 'paint' then attempt else 0 end) as bigint) as paint_attempts,
    cast(sum(case when zone_group = 'paint' then make else 0 end) as bigint) as paint_makes,
    cast(
        sum(case when zone_group = 'mid_range' then attempt else 0 end) as bigint
    ) as mid_range_attempts,
    cast(sum(case when zone_group = 'mid_range' then make else 0 end) as bigint) as mid_range_makes,
    cast(sum(case when zone_group = 'three' then attempt else 0 end) as bigint) as three_attempts,
    cast(sum(case when zone_group = 'three' then make else 0 end) as bigint) as three_makes,
    cast(
        sum(case when zone_group is null then attempt else 0 end) as bigint
    ) as zone_unknown_attempts,
    cast(sum(case when zone_group is null then make else 0 end) as bigint) as zone_unknown_makes,
    cast(
        sum(case when zone = 'restricted_area' then attempt else 0 end) as bigint
    ) as restricted_area_attempts,
    cast(
        sum(case when zone = 'restricted_area' then make else 0 end) as bigint
    ) as restricted_area_makes,
    cast(
        sum(case when zone = 'paint_non_ra' then attempt else 0 end) as bigint
    ) as paint_non_ra_attempts,
    cast(sum(case when zone = 'paint_non_ra' then make else 0 end) as bigint) as paint_non_ra_makes,
    cast(
        sum(case when zone = 'left_corner_3' then attempt else 0 end) as bigint
    ) as left_corner_3_attempts,
    cast(
        sum(case when zone = 'left_corner_3' then make else 0 end) as bigint
    ) as left_corner_3_makes,
    cast(
        sum(case when zone = 'right_corner_3' then attempt else 0 end) as bigint
    ) as right_corner_3_attempts,
    cast(
        sum(case when zone = 'right_corner_3' then make else 0 end) as bigint
    ) as right_corner_3_makes,
    cast(
        sum(case when zone = 'above_break_3' then attempt else 0 end) as bigint
    ) as above_break_3_attempts,
    cast(
        sum(case when zone = 'above_break_3' then make else 0 end) as bigint
    ) as above_break_3_makes,
    cast(sum(case when zone = 'backcourt' then attempt else 0 end) as bigint) as backcourt_attempts,
    cast(sum(case when zone = 'backcourt' then make else 0 end) as bigint) as backcourt_makes,
    cast(sum(assisted) as bigint) as assisted_makes,
    cast(sum(make - assisted - uncredited) as bigint) as unassisted_makes,
    cast(sum(uncredited) as bigint) as uncredited_makes,
    cast(sum(case when zone_group = 'paint' then block else 0 end) as bigint) as paint_blocks,
    cast(
        sum(case when zone_group = 'mid_range' then block else 0 end) as bigint
    ) as mid_range_blocks,
    cast(sum(case when zone_group = 'three' then block else 0 end) as bigint) as three_blocks
from taken
group by game_date, game_id, team_id, player_id
