/*
about = "The thirty teams, by their NBA ids. Ships with the package; aliases live in the source modules."
kind  = "seed"
dated = false
grain = ["team_id"]
[columns]
team_id    = "INT: NBA team id"
tricode    = "TEXT: three letters, for display only (sources disagree)"
city       = "TEXT: city or region of the name"
nickname   = "TEXT: the name without the city"
full_name  = "TEXT: city and nickname"
conference = "TEXT: East or West"
[consistent]
thirty_teams = "select count(*) as teams from teams having count(*) <> 30"
*/
