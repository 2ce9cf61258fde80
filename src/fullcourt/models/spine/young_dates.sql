/*
about = "Dates on which the league is young: not every team of the season has played five counted games before."
kind  = "view"
grain = ["game_date"]
[reads]
team_counts = "same day"
games       = "scheduled"
[columns]
season        = "TEXT: season such as 2021-22"
game_date     = "DATE: US Eastern date"
teams         = "BIGINT: teams that play this season"
teams_ready   = "BIGINT: teams with five counted games this season before game_date"
*/
with members as (
    select season, home_team_id as team_id from games
    union distinct
    select season, away_team_id from games
),
sizes as (
    select season, count(*) as teams from members where team_id is not null group by season
),
ready as (
    select season, game_date, sum(case when games_before >= 5 then 1 else 0 end) as teams_ready
    from team_counts
    group by season, game_date
)
select r.season, r.game_date, s.teams, cast(r.teams_ready as bigint) as teams_ready
from ready as r
join sizes as s on s.season = r.season
where r.teams_ready < s.teams
