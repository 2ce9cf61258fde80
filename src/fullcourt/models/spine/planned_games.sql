/*
about = "Counted games to be played on a date by the latest plan known before their tip. A postponed or moved game is never planned at its old date, whatever was known when; one whose teams are not decided is not planned yet."
kind  = "view"
grain = ["game_date", "game_id"]
[reads]
nbac_schedule = "same day"
[columns]
season       = "TEXT: season such as 2021-22"
game_date    = "DATE: US Eastern date of the plan"
game_id      = "TEXT: NBA game id, ten digits"
game_type    = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
tip_utc      = "TIMESTAMP: tip-off, UTC; 19:00 Eastern where not announced"
home_team_id = "INT: NBA team id"
away_team_id = "INT: NBA team id"
*/
with standing as (
    select
        *,
        row_number() over (partition by game_date, game_id order by known_at desc) as preference
    from nbac_schedule
    where
        fact = 'plan'
        and game_type in (2, 4, 5, 6)
        and moved_to is null
        and known_at < tip_utc
        and (superseded_at is null or superseded_at >= tip_utc)
)

select season, game_date, game_id, game_type, tip_utc, home_team_id, away_team_id
from standing
where
    preference = 1
    and status = 'scheduled'
    and home_team_id is not null
    and away_team_id is not null
