/*
about = """What a player's games of the season add up to in playing time, scoring and usage,
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
appearances      = "BIGINT: proved appearances this season"
games_found      = "BIGINT: games of the season with a complete box line"
games_found_3    = "BIGINT: of the last 3 games, those with one"
games_found_10   = "BIGINT: of the last 10 games, those with one"
points_10        = "BIGINT: points, last 10"
seconds_10       = "BIGINT: seconds, last 10"
used_3           = "BIGINT: possessions used in hundredths, last 3"
team_used_3      = "BIGINT: his share of the team's possessions while on court in hundredths, last 3"
used_season      = "BIGINT: possessions used in hundredths, this season"
team_used_season = "BIGINT: his share of the team's possessions while on court in hundredths, this season"
usage_games      = "BIGINT: games of the season with a usage rate"
usage_sum        = "BIGINT: sum of those rates, thousandths of a percent"
usage_sq         = "BIGINT: sum of their squares"
*/
select
    season, game_date, player_id, next_game_date, place as games,
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
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as games_found_10,
    cast(sum(points) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as points_10,
    cast(sum(seconds) over (
        partition by season, player_id order by place rows between 9 preceding and current row
    ) as bigint) as seconds_10,
    cast(sum(used) over (
        partition by season, player_id order by place rows between 2 preceding and current row
    ) as bigint) as used_3,
    cast(sum(team_used) over (
        partition by season, player_id order by place rows between 2 preceding and current row
    ) as bigint) as team_used_3,
    cast(sum(used) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as used_season,
    cast(sum(team_used) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as team_used_season,
    cast(sum(usage_games) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as usage_games,
    cast(sum(usage) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as usage_sum,
    cast(sum(usage_sq) over (
        partition by season, player_id order by place rows unbounded preceding
    ) as bigint) as usage_sq
from player_box_frames
