/*
about = "The planned games as two rows, one for each team."
kind  = "view"
grain = ["game_date", "game_id", "team_id"]
[reads]
planned_games = "same day"
[columns]
season           = "TEXT: season such as 2021-22"
game_date        = "DATE: US Eastern date of the plan"
game_id          = "TEXT: NBA game id, ten digits"
game_type        = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
tip_utc          = "TIMESTAMP: tip-off, UTC"
home_team_id     = "INT: NBA team id"
away_team_id     = "INT: NBA team id"
team_id          = "INT: NBA team id"
opponent_team_id = "INT: the other team"
is_home          = "BOOL: team_id plays at home"
*/
select
    season, game_date, game_id, game_type, tip_utc, home_team_id, away_team_id,
    home_team_id as team_id,
    away_team_id as opponent_team_id,
    true as is_home
from planned_games
union all
select
    season, game_date, game_id, game_type, tip_utc, home_team_id, away_team_id,
    away_team_id as team_id,
    home_team_id as opponent_team_id,
    false as is_home
from planned_games
