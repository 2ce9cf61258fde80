/*
about = """What a player's last 3, 5 and 10 games and his season add up to, line by line of the box score,
as known once that game is over; for a date t the row with game_date < t <= next_game_date counts."""
kind  = "view"
grain = ["game_date", "player_id"]

[reads]
player_box_frames = ["same day", "season by player_id"]

[columns]
season           = "TEXT: season of the game"
game_date        = "DATE: US Eastern date of the game"
player_id        = "INT: the player"
next_game_date   = "DATE: date of his next game of the season, 9999-12-31 when none is known"
games            = "BIGINT: games of the spine this season up to this one"
games_found      = "BIGINT: games of the season with a complete box line"
games_found_3    = "BIGINT: of the last 3 games, those with one"
games_found_5    = "BIGINT: of the last 5 games, those with one"
games_found_10   = "BIGINT: of the last 10 games, those with one"
points_3         = "BIGINT: points, last 3"
points_5         = "BIGINT: points, last 5"
points_10        = "BIGINT: points, last 10"
points_season    = "BIGINT: points, this season"
points_sq_10     = "BIGINT: squared points, last 10"
place_10         = "BIGINT: game numbers of the season, last 10"
place_sq_10      = "BIGINT: their squares"
place_points_10  = "BIGINT: game number x points, last 10"
seconds_5        = "BIGINT: seconds, last 5"
seconds_10       = "BIGINT: seconds, last 10"
seconds_season   = "BIGINT: seconds, this season"
seconds_sq_10    = "BIGINT: squared seconds, last 10"
fga_10           = "BIGINT: field goals attempted, last 10"
fg3a_10          = "BIGINT: threes attempted, last 10"
fta_10           = "BIGINT: free throws attempted, last 10"
ftm_10           = "BIGINT: free throws made, last 10"
used_3           = "BIGINT: possessions used in hundredths, last 3"
used_5           = "BIGINT: possessions used in hundredths, last 5"
used_10          = "BIGINT: possessions used in hundredths, last 10"
used_season      = "BIGINT: possessions used in hundredths, this season"
team_used_3      = "BIGINT: his share of the team's possessions while on court in hundredths, last 3"
team_used_5      = "BIGINT: his share of the team's possessions while on court in hundredths, last 5"
team_used_10     = "BIGINT: his share of the team's possessions while on court in hundredths, last 10"
team_used_season = "BIGINT: his share of the team's possessions while on court in hundredths, this season"
*/
select
    season, game_date, player_id, next_game_date, place as games,
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
    cast(sum(points_sq) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as points_sq_10,
    cast(sum(place_found) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as place_10,
    cast(sum(place_sq) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as place_sq_10,
    cast(sum(place_points) over (
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
    cast(sum(seconds_sq) over (
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
    ) as bigint) as team_used_season
from player_box_frames
