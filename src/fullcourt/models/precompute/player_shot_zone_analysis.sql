/*
about = """Where a player's shots come from and how they fall over his last 10 and 20 appearances, as known
before game_date; league-wide, for every date with a game, whether he plays on it or not."""
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "player_id"]

[reads]
game_dates          = "same day"
player_games        = "season by player_id"
player_game_summary = "last 20 by player_id"

[columns]
season                         = "TEXT: season of game_date"
game_date                      = "DATE: US Eastern date for which the row holds; it reads games before it"
player_id                      = "INT: the player"
paint_attempts_10              = "INT: paint shots in the last 10 appearances"
paint_makes_10                 = "INT: those made"
paint_rate_10                  = "DOUBLE: share of his zoned shots, percent; the three sum to 100"
paint_pct_10                   = "DOUBLE: makes per attempt, percent"
paint_attempts_per_game_10     = "DOUBLE: attempts per game found"
mid_range_attempts_10          = "INT: mid_range shots in the last 10 appearances"
mid_range_makes_10             = "INT: those made"
mid_range_rate_10              = "DOUBLE: share of his zoned shots, percent; the three sum to 100"
mid_range_pct_10               = "DOUBLE: makes per attempt, percent"
mid_range_attempts_per_game_10 = "DOUBLE: attempts per game found"
three_attempts_10              = "INT: three shots in the last 10 appearances"
three_makes_10                 = "INT: those made"
three_rate_10                  = "DOUBLE: share of his zoned shots, percent; the three sum to 100"
three_pct_10                   = "DOUBLE: makes per attempt, percent"
three_attempts_per_game_10     = "DOUBLE: attempts per game found"
fga_10                         = "INT: field goals attempted in the last 10, box score"
points_per_shot_10             = "DOUBLE: points from field goals per attempt"
assisted_rate_10               = "DOUBLE: assisted share of his makes, percent; NULL if one game's assists are unknown"
paint_attempts_20              = "INT: paint shots in the last 20 appearances"
paint_makes_20                 = "INT: those made"
paint_rate_20                  = "DOUBLE: share of his zoned shots, percent; the three sum to 100"
paint_pct_20                   = "DOUBLE: makes per attempt, percent"
paint_attempts_per_game_20     = "DOUBLE: attempts per game found"
mid_range_attempts_20          = "INT: mid_range shots in the last 20 appearances"
mid_range_makes_20             = "INT: those made"
mid_range_rate_20              = "DOUBLE: share of his zoned shots, percent; the three sum to 100"
mid_range_pct_20               = "DOUBLE: makes per attempt, percent"
mid_range_attempts_per_game_20 = "DOUBLE: attempts per game found"
three_attempts_20              = "INT: three shots in the last 20 appearances"
three_makes_20                 = "INT: those made"
three_rate_20                  = "DOUBLE: share of his zoned shots, percent; the three sum to 100"
three_pct_20                   = "DOUBLE: makes per attempt, percent"
three_attempts_per_game_20     = "DOUBLE: attempts per game found"
fga_20                         = "INT: field goals attempted in the last 20, box score"
points_per_shot_20             = "DOUBLE: points from field goals per attempt"
assisted_rate_20               = "DOUBLE: assisted share of his makes, percent; NULL if one game's assists are unknown"
primary_zone                   = "TEXT: zone with the largest rate_10 if that is 40 or more, else balanced"
appearances                    = "INT: proved appearances this season before t"
games_expected_10              = "INT: min(10, games of the spine this season before t)"
games_found_10                 = "INT: those with complete zones"
games_expected_20              = "INT: min(20, games of the spine this season before t)"
games_found_20                 = "INT: those with complete zones"
games_expected                 = "INT: as games_expected_20"
games_found                    = "INT: as games_found_20"
window_complete                = "BOOL: every game of both windows is found"

[decimals]
paint_rate_10                  = 3
paint_pct_10                   = 3
paint_attempts_per_game_10     = 3
mid_range_rate_10              = 3
mid_range_pct_10               = 3
mid_range_attempts_per_game_10 = 3
three_rate_10                  = 3
three_pct_10                   = 3
three_attempts_per_game_10     = 3
points_per_shot_10             = 3
assisted_rate_10               = 3
paint_rate_20                  = 3
paint_pct_20                   = 3
paint_attempts_per_game_20     = 3
mid_range_rate_20              = 3
mid_range_pct_20               = 3
mid_range_attempts_per_game_20 = 3
three_rate_20                  = 3
three_pct_20                   = 3
three_attempts_per_game_20     = 3
points_per_shot_20             = 3
assisted_rate_20               = 3

[expect]
keys = """
    select d.game_date, p.player_id, count(*) as appearances
    from game_dates as d
    join player_games as p on p.season = d.season and p.game_date < d.game_date
    where d.game_date between @start and @end and p.appearance = 'yes'
    group by d.game_date, p.player_id
"""
absent_if = { insufficient_history = "appearances < 5" }
detail    = "cast(appearances as varchar) || ' of 5'"

[critical]
appearances  = { not_null = true, between = [5, 112] }
paint_rate_10 = { not_null = true, between = [0, 100], null_if = { zero_denominator = "fga_10 = 0" }, hole_if = "games_found_10 < 5" }
mid_range_rate_10 = { not_null = true, between = [0, 100], null_if = { zero_denominator = "fga_10 = 0" }, hole_if = "games_found_10 < 5" }
three_rate_10 = { not_null = true, between = [0, 100], null_if = { zero_denominator = "fga_10 = 0" }, hole_if = "games_found_10 < 5" }
points_per_shot_10 = { not_null = true, between = [0, 3], null_if = { zero_denominator = "fga_10 = 0" }, hole_if = "games_found_10 < 5" }
assisted_rate_10 = { between = [0, 100] }
paint_rate_20 = { not_null = true, between = [0, 100], null_if = { zero_denominator = "fga_20 = 0" }, hole_if = "games_found_20 < 5" }
mid_range_rate_20 = { not_null = true, between = [0, 100], null_if = { zero_denominator = "fga_20 = 0" }, hole_if = "games_found_20 < 5" }
three_rate_20 = { not_null = true, between = [0, 100], null_if = { zero_denominator = "fga_20 = 0" }, hole_if = "games_found_20 < 5" }
points_per_shot_20 = { not_null = true, between = [0, 3], null_if = { zero_denominator = "fga_20 = 0" }, hole_if = "games_found_20 < 5" }
assisted_rate_20 = { between = [0, 100] }
primary_zone = { not_null = true, null_if = { zero_denominator = "fga_10 = 0" }, hole_if = "games_found_10 < 5" }

[rules]
rates_sum_10 = "abs(paint_rate_10 + mid_range_rate_10 + three_rate_10 - 100) <= 0.01"
rates_together_10 = "(paint_rate_10 is null) = (mid_range_rate_10 is null) and (paint_rate_10 is null) = (three_rate_10 is null)"
zones_within_fga_10 = "abs(paint_attempts_10 + mid_range_attempts_10 + three_attempts_10 - fga_10) <= greatest(2, 0.1 * fga_10)"
makes_within_attempts_10 = "paint_makes_10 <= paint_attempts_10 and mid_range_makes_10 <= mid_range_attempts_10 and three_makes_10 <= three_attempts_10"
found_within_expected_10 = "games_found_10 <= games_expected_10 and games_expected_10 <= 10"
rates_sum_20 = "abs(paint_rate_20 + mid_range_rate_20 + three_rate_20 - 100) <= 0.01"
rates_together_20 = "(paint_rate_20 is null) = (mid_range_rate_20 is null) and (paint_rate_20 is null) = (three_rate_20 is null)"
zones_within_fga_20 = "abs(paint_attempts_20 + mid_range_attempts_20 + three_attempts_20 - fga_20) <= greatest(2, 0.1 * fga_20)"
makes_within_attempts_20 = "paint_makes_20 <= paint_attempts_20 and mid_range_makes_20 <= mid_range_attempts_20 and three_makes_20 <= three_attempts_20"
found_within_expected_20 = "games_found_20 <= games_expected_20 and games_expected_20 <= 20"
short_within_long = "fga_10 <= fga_20 and games_found_10 <= games_found_20"
complete_means_found = "window_complete = (games_found_10 = games_expected_10 and games_found_20 = games_expected_20)"
zones_vocabulary = "primary_zone in ('paint', 'mid_range', 'three', 'balanced')"

[guards]
paint_not_constant = "count(paint_rate_10) < 50 or min(paint_rate_10) < max(paint_rate_10)"
three_not_constant = "count(three_rate_10) < 50 or min(three_rate_10) < max(three_rate_10)"

[consistent]
expected_from_the_spine = """select a.game_date, a.player_id
    from player_shot_zone_analysis as a
    left join player_games as g
        on g.player_id = a.player_id and g.season = a.season and g.game_date < a.game_date
    where a.game_date between @start and @end
    group by a.game_date, a.player_id, a.games_expected_20, a.appearances
    having least(20, count(g.game_id)) <> a.games_expected_20
        or sum(case when g.appearance = 'yes' then 1 else 0 end) <> a.appearances"""
*/
with due as (
    select season, game_date
    from game_dates
    where game_date between @start and @end
),
spine as (
    select
        season, game_date, game_id, player_id, appearance,
        row_number() over (
            partition by season, player_id order by game_date, game_id
        ) as place,
        lead(game_date) over (
            partition by season, player_id order by game_date, game_id
        ) as next_game_date,
        sum(case when appearance = 'yes' then 1 else 0 end) over (
            partition by season, player_id order by game_date, game_id rows unbounded preceding
        ) as appearances,
        count(case when game_date < @start then game_id end) over (
            partition by season, player_id
        ) as places_before
    from player_games
    where season in (select season from due) and game_date < @end
),
-- a game is found only if the box and all its zones are there and agree
facts as (
    select
        game_id, player_id, paint_attempts, paint_makes, mid_range_attempts, mid_range_makes,
        three_attempts, three_makes, fga, 2 * fgm + fg3m as field_goal_points,
        assisted_makes, assisted_makes + unassisted_makes as credited_makes,
        case when assisted_makes + unassisted_makes is null then 0 else 1 end as credited
    from player_game_summary
    where season in (select season from due) and game_date < @end
        and zones_complete
        and paint_attempts >= paint_makes
        and mid_range_attempts >= mid_range_makes
        and three_attempts >= three_makes
        and fga >= fgm and fgm >= fg3m
),
framed as (
    select
        s.season, s.game_date, s.player_id, s.next_game_date, s.place, s.appearances,
        case when f.game_id is null then 0 else 1 end as found,
        f.paint_attempts, f.paint_makes, f.mid_range_attempts, f.mid_range_makes,
        f.three_attempts, f.three_makes, f.fga, f.field_goal_points,
        f.assisted_makes, f.credited_makes, f.credited
    from spine as s
    left join facts as f on f.game_id = s.game_id and f.player_id = s.player_id
    -- older games are in no window of the dates asked for
    where s.place > s.places_before - 20
),
summed as (
    select
        season, game_date, player_id, next_game_date, place, appearances,
        sum(found) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as found_10,
        sum(paint_attempts) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as paint_attempts_10,
        sum(paint_makes) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as paint_makes_10,
        sum(mid_range_attempts) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as mid_range_attempts_10,
        sum(mid_range_makes) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as mid_range_makes_10,
        sum(three_attempts) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as three_attempts_10,
        sum(three_makes) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as three_makes_10,
        sum(fga) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as fga_10,
        sum(field_goal_points) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as field_goal_points_10,
        sum(assisted_makes) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as assisted_makes_10,
        sum(credited_makes) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as credited_makes_10,
        sum(credited) over (
            partition by season, player_id order by place rows between 9 preceding and current row
        ) as credited_10,
        sum(found) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as found_20,
        sum(paint_attempts) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as paint_attempts_20,
        sum(paint_makes) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as paint_makes_20,
        sum(mid_range_attempts) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as mid_range_attempts_20,
        sum(mid_range_makes) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as mid_range_makes_20,
        sum(three_attempts) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as three_attempts_20,
        sum(three_makes) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as three_makes_20,
        sum(fga) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as fga_20,
        sum(field_goal_points) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as field_goal_points_20,
        sum(assisted_makes) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as assisted_makes_20,
        sum(credited_makes) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as credited_makes_20,
        sum(credited) over (
            partition by season, player_id order by place rows between 19 preceding and current row
        ) as credited_20
    from framed
),
-- fewer than 5 facts where the spine has 5 games: the row stays, its metrics are NULL
windows as (
    select
        d.season, d.game_date, s.player_id, s.place, s.appearances, s.found_10, s.found_20,
        case when s.found_10 >= 5 then cast(s.paint_attempts_10 as bigint) end as paint_attempts_10,
        case when s.found_10 >= 5 then cast(s.paint_makes_10 as bigint) end as paint_makes_10,
        case when s.found_10 >= 5 then cast(s.mid_range_attempts_10 as bigint) end as mid_range_attempts_10,
        case when s.found_10 >= 5 then cast(s.mid_range_makes_10 as bigint) end as mid_range_makes_10,
        case when s.found_10 >= 5 then cast(s.three_attempts_10 as bigint) end as three_attempts_10,
        case when s.found_10 >= 5 then cast(s.three_makes_10 as bigint) end as three_makes_10,
        case when s.found_10 >= 5 then cast(s.fga_10 as bigint) end as fga_10,
        case when s.found_10 >= 5 then cast(s.field_goal_points_10 as bigint) end as field_goal_points_10,
        case
            when s.found_10 >= 5 and s.credited_10 = s.found_10
                then cast(s.assisted_makes_10 as bigint)
        end as assisted_makes_10,
        case
            when s.found_10 >= 5 and s.credited_10 = s.found_10
                then cast(s.credited_makes_10 as bigint)
        end as credited_makes_10,
        case when s.found_20 >= 5 then cast(s.paint_attempts_20 as bigint) end as paint_attempts_20,
        case when s.found_20 >= 5 then cast(s.paint_makes_20 as bigint) end as paint_makes_20,
        case when s.found_20 >= 5 then cast(s.mid_range_attempts_20 as bigint) end as mid_range_attempts_20,
        case when s.found_20 >= 5 then cast(s.mid_range_makes_20 as bigint) end as mid_range_makes_20,
        case when s.found_20 >= 5 then cast(s.three_attempts_20 as bigint) end as three_attempts_20,
        case when s.found_20 >= 5 then cast(s.three_makes_20 as bigint) end as three_makes_20,
        case when s.found_20 >= 5 then cast(s.fga_20 as bigint) end as fga_20,
        case when s.found_20 >= 5 then cast(s.field_goal_points_20 as bigint) end as field_goal_points_20,
        case
            when s.found_20 >= 5 and s.credited_20 = s.found_20
                then cast(s.assisted_makes_20 as bigint)
        end as assisted_makes_20,
        case
            when s.found_20 >= 5 and s.credited_20 = s.found_20
                then cast(s.credited_makes_20 as bigint)
        end as credited_makes_20
    from due as d
    join summed as s
        on s.season = d.season and s.game_date < d.game_date
        and d.game_date <= coalesce(s.next_game_date, date '9999-12-31')
    where s.appearances >= 5
),
zoned as (
    select
        *,
        paint_attempts_10 + mid_range_attempts_10 + three_attempts_10 as zoned_10,
        paint_attempts_20 + mid_range_attempts_20 + three_attempts_20 as zoned_20
    from windows
)
select
    season, game_date, player_id,
    paint_attempts_10, paint_makes_10,
    @ratio(100 * paint_attempts_10, zoned_10, 3) as paint_rate_10,
    @ratio(100 * paint_makes_10, paint_attempts_10, 3) as paint_pct_10,
    @ratio(paint_attempts_10, found_10, 3) as paint_attempts_per_game_10,
    mid_range_attempts_10, mid_range_makes_10,
    @ratio(100 * mid_range_attempts_10, zoned_10, 3) as mid_range_rate_10,
    @ratio(100 * mid_range_makes_10, mid_range_attempts_10, 3) as mid_range_pct_10,
    @ratio(mid_range_attempts_10, found_10, 3) as mid_range_attempts_per_game_10,
    three_attempts_10, three_makes_10,
    @ratio(100 * three_attempts_10, zoned_10, 3) as three_rate_10,
    @ratio(100 * three_makes_10, three_attempts_10, 3) as three_pct_10,
    @ratio(three_attempts_10, found_10, 3) as three_attempts_per_game_10,
    fga_10,
    @ratio(field_goal_points_10, fga_10, 3) as points_per_shot_10,
    @ratio(100 * assisted_makes_10, credited_makes_10, 3) as assisted_rate_10,
    paint_attempts_20, paint_makes_20,
    @ratio(100 * paint_attempts_20, zoned_20, 3) as paint_rate_20,
    @ratio(100 * paint_makes_20, paint_attempts_20, 3) as paint_pct_20,
    @ratio(paint_attempts_20, found_20, 3) as paint_attempts_per_game_20,
    mid_range_attempts_20, mid_range_makes_20,
    @ratio(100 * mid_range_attempts_20, zoned_20, 3) as mid_range_rate_20,
    @ratio(100 * mid_range_makes_20, mid_range_attempts_20, 3) as mid_range_pct_20,
    @ratio(mid_range_attempts_20, found_20, 3) as mid_range_attempts_per_game_20,
    three_attempts_20, three_makes_20,
    @ratio(100 * three_attempts_20, zoned_20, 3) as three_rate_20,
    @ratio(100 * three_makes_20, three_attempts_20, 3) as three_pct_20,
    @ratio(three_attempts_20, found_20, 3) as three_attempts_per_game_20,
    fga_20,
    @ratio(field_goal_points_20, fga_20, 3) as points_per_shot_20,
    @ratio(100 * assisted_makes_20, credited_makes_20, 3) as assisted_rate_20,
    -- 40 percent of the shots, in whole numbers; ties go to the earlier zone
    case
        when zoned_10 is null or zoned_10 = 0 then null
        when 5 * greatest(paint_attempts_10, mid_range_attempts_10, three_attempts_10)
            < 2 * zoned_10 then 'balanced'
        when paint_attempts_10 >= greatest(mid_range_attempts_10, three_attempts_10) then 'paint'
        when mid_range_attempts_10 >= three_attempts_10 then 'mid_range'
        else 'three'
    end as primary_zone,
    appearances,
    least(10, place) as games_expected_10,
    found_10 as games_found_10,
    least(20, place) as games_expected_20,
    found_20 as games_found_20,
    least(20, place) as games_expected,
    found_20 as games_found,
    found_10 = least(10, place) and found_20 = least(20, place) as window_complete
from zoned
