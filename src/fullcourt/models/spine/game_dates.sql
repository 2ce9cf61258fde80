/*
about = "Dates with at least one counted game that was played or is planned."
kind  = "view"
grain = ["game_date"]
[reads]
games = "same day"
[columns]
season    = "TEXT: season such as 2021-22"
game_date = "DATE: US Eastern date"
*/
select distinct season, game_date
from games
where status in ('played', 'scheduled')
