/*
about = "Entries of postponement lists on the date the game was planned for, with the game they mean."
grain = ["game_date", "home_team_id", "away_team_id"]
[reads]
postponements = "scheduled"
[columns]
season              = "TEXT: season such as 2021-22"
game_date           = "DATE: US Eastern date the game was planned for"
game_id             = "TEXT: NBA game id; NULL when no game fits"
home_team_id        = "INT: NBA team id"
away_team_id        = "INT: NBA team id"
rescheduled_date    = "DATE: new US Eastern date; NULL when none is announced"
rescheduled_tip_utc = "TIMESTAMP: new tip-off, UTC"
[critical]
game_id = { not_null = true }
[rules]
teams_differ = "home_team_id <> away_team_id"
date_changes = "rescheduled_date <> game_date"
*/
select
    substr(cast(extract(year from previous_date - 212) as varchar), 1, 4) || '-'
    || substr(cast(extract(year from previous_date + 153) as varchar), 3, 2) as season,
    previous_date as game_date,
    game_id,
    home_team_id,
    away_team_id,
    rescheduled_date,
    rescheduled_tip_utc
from postponements
where previous_date between @start and @end
