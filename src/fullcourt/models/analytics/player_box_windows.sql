/*
about = """Running sums of a player's box lines over his games of a season, one row per game of the spine
(`unknown` appearances too: they take a place in a window and are never found). Row d holds what is
known once d is over; it is the newest knowledge for every date t with d < t <= next_game_date. A game
is found only if all summed fields are there and the points identity holds, so no sum skips a NULL."""
kind  = "view"
grain = ["game_date", "game_id", "player_id"]

[reads]
game_dates          = "same day"
player_games        = ["same day", "season by player_id"]
player_game_summary = ["same day", "season by player_id"]

[columns]
season            = "TEXT: season of the game"
game_date         = "DATE: US Eastern date of the game"
game_id           = "TEXT: the game"
player_id         = "INT: the player"
next_game_date    = "DATE: date of his next game of the season, NULL when none is known"
games             = "INT: games of the spine this season up to this one"
appearances       = "INT: proved appearances among them"
games_found       = "INT: games among them with a complete box line"
games_found_3     = "INT: of the last 3 games of the spine, those found"
games_found_5     = "INT: of the last 5, those found"
games_found_10    = "INT: of the last 10, those found"
points_3          = "BIGINT: points in the last 3"
points_5          = "BIGINT: points in the last 5"
points_10         = "BIGINT: points in the last 10"
points_season     = "BIGINT: points this season"
points_sq_10      = "BIGINT: sum of squared points in the last 10"
place_10          = "BIGINT: sum of the game numbers (1 = first of the season) found in the last 10"
place_sq_10       = "BIGINT: sum of their squares"
place_points_10   = "BIGINT: sum of game number x points"
seconds_5         = "BIGINT: seconds in the last 5"
seconds_10        = "BIGINT: seconds in the last 10"
seconds_season    = "BIGINT: seconds this season"
seconds_sq_10     = "BIGINT: sum of squared seconds in the last 10"
fga_10            = "BIGINT: field goals attempted in the last 10"
fg3a_10           = "BIGINT: threes attempted in the last 10"
fta_10            = "BIGINT: free throws attempted in the last 10"
ftm_10            = "BIGINT: free throws made in the last 10"
used_3            = "BIGINT: possessions used in the last 3, hundredths"
used_5            = "BIGINT: in the last 5"
used_10           = "BIGINT: in the last 10"
used_season       = "BIGINT: this season"
team_used_3       = "BIGINT: his share of the team's possessions while on court, last 3, hundredths"
team_used_5       = "BIGINT: in the last 5"
team_used_10      = "BIGINT: in the last 10"
team_used_season  = "BIGINT: this season"
usage_games       = "BIGINT: games found this season in which a usage rate exists"
usage_sum         = "BIGINT: sum of the games' usage rates, thousandths of a percent"
usage_sq          = "BIGINT: sum of their squares"
*/
with batch_seasons as (
    select distinct season
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
        ) as next_game_date
    from player_games
    where season in (select season from batch_seasons) and game_date < @end
),
lines as (
    select
        season, game_date, game_id, player_id, points, seconds, fga, fg3a, fta, ftm,
        used_x100, team_used_on_x100,
        cast(@round(1000 * usage_rate, 0) as bigint) as usage_thousandths
    from player_game_summary
    where season in (select season from batch_seasons) and game_date < @end
        and seconds is not null
        and fg3a is not null
        and used_x100 is not null
        and team_used_on_x100 is not null
        and points = 2 * fgm + fg3m + ftm
        and fta >= ftm
        and fga >= fgm
),
framed as (
    select
        s.season, s.game_date, s.game_id, s.player_id, s.next_game_date, s.place,
        case when s.appearance = 'yes' then 1 else 0 end as appeared,
        case when l.game_id is null then 0 else 1 end as found,
        coalesce(l.points, 0) as points,
        coalesce(l.seconds, 0) as seconds,
        coalesce(l.fga, 0) as fga,
        coalesce(l.fg3a, 0) as fg3a,
        coalesce(l.fta, 0) as fta,
        coalesce(l.ftm, 0) as ftm,
        coalesce(l.used_x100, 0) as used,
        coalesce(l.team_used_on_x100, 0) as team_used,
        case when l.game_id is null then 0 else s.place end as found_place,
        case when l.usage_thousandths is null then 0 else 1 end as has_usage,
        coalesce(l.usage_thousandths, 0) as usage_thousandths
    from spine as s
    left join lines as l on l.game_id = s.game_id and l.player_id = s.player_id
)
select
    season, game_date, game_id, player_id, next_game_date,
    place as games,
    cast(sum(appeared) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as appearances,
    cast(sum(found) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as games_found,
    cast(sum(found) over (
        partition by season, player_id order by place rows between 2 preceding and current row
    ) as bigint) as games_found_3,
    cast(sum(found) over (
        partition by season, player_id order by place rows between 4 preceding and current row
    ) as bigint) as games_found_5,
    cast(sum(found) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as games_found_10,
    cast(sum(points) over (
        partition by season, player_id order by place rows between 2 preceding and current row
    ) as bigint) as points_3,
    cast(sum(points) over (
        partition by season, player_id order by place rows between 4 preceding and current row
    ) as bigint) as points_5,
    cast(sum(points) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as points_10,
    cast(sum(points) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as points_season,
    cast(sum(points * points) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as points_sq_10,
    cast(sum(found_place) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as place_10,
    cast(sum(found_place * found_place) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as place_sq_10,
    cast(sum(found_place * points) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as place_points_10,
    cast(sum(seconds) over (
        partition by season, player_id order by place rows between 4 preceding and current row
    ) as bigint) as seconds_5,
    cast(sum(seconds) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as seconds_10,
    cast(sum(seconds) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as seconds_season,
    cast(sum(seconds * seconds) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as seconds_sq_10,
    cast(sum(fga) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as fga_10,
    cast(sum(fg3a) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as fg3a_10,
    cast(sum(fta) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as fta_10,
    cast(sum(ftm) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as ftm_10,
    cast(sum(used) over (
        partition by season, player_id order by place rows between 2 preceding and current row
    ) as bigint) as used_3,
    cast(sum(used) over (
        partition by season, player_id order by place rows between 4 preceding and current row
    ) as bigint) as used_5,
    cast(sum(used) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as used_10,
    cast(sum(used) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as used_season,
    cast(sum(team_used) over (
        partition by season, player_id order by place rows between 2 preceding and current row
    ) as bigint) as team_used_3,
    cast(sum(team_used) over (
        partition by season, player_id order by place rows between 4 preceding and current row
    ) as bigint) as team_used_5,
    cast(sum(team_used) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as team_used_10,
    cast(sum(team_used) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as team_used_season,
    cast(sum(has_usage) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as usage_games,
    cast(sum(usage_thousandths) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as usage_sum,
    cast(sum(usage_thousandths * usage_thousandths) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as usage_sq
from framed
