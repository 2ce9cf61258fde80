/*
about = "The counted games that were played as two rows, one for each team: the frame of every team window."
kind  = "view"
frames = "team_id"
grain = ["game_date", "game_id", "team_id"]
[reads]
games = "same day"
[columns]
season           = "TEXT: season such as 2021-22"
game_date        = "DATE: US Eastern date played"
game_id          = "TEXT: NBA game id, ten digits"
game_type        = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
team_id          = "INT: NBA team id"
opponent_team_id = "INT: the other team"
is_home          = "BOOL: team_id played at home"
points           = "INT: final score of the team"
opponent_points  = "INT: final score of the other team"
overtimes        = "INT: number of overtimes"
*/
select
    season, game_date, game_id, game_type,
    home_team_id as team_id,
    away_team_id as opponent_team_id,
    true as is_home,
    home_points as points,
    away_points as opponent_points,
    overtimes
from games
where status = 'played'
union all
select
    season, game_date, game_id, game_type,
    away_team_id as team_id,
    home_team_id as opponent_team_id,
    false as is_home,
    away_points as points,
    home_points as opponent_points,
    overtimes
from games
where status = 'played'
