/*
about = "How many counted games each of the thirty teams had played this season before each game date."
kind  = "view"
grain = ["game_date", "team_id"]
[reads]
game_dates = "same day"
team_games = "season before"
teams      = "undated"
[columns]
season       = "TEXT: season such as 2021-22"
game_date    = "DATE: US Eastern date"
team_id      = "INT: NBA team id"
games_before = "BIGINT: counted games played this season before game_date"
*/
with played as (
    select
        season,
        team_id,
        game_date,
        count(*) over (partition by season, team_id order by game_date, game_id) as games_so_far,
        lead(game_date) over (partition by season, team_id order by game_date, game_id) as next_date
    from team_games
)

select
    d.season,
    d.game_date,
    t.team_id,
    coalesce(p.games_so_far, 0) as games_before
from game_dates as d
cross join teams as t
left join played as p
    on
        d.season = p.season
        and t.team_id = p.team_id
        and d.game_date > p.game_date
        and d.game_date <= coalesce(p.next_date, date '9999-12-31')
