/*
about = "Who was on each team of each planned game, as known before: players whose latest appearance for any team was for this one, in its last 10 played games or the 30 days before."
kind  = "view"
grain = ["game_date", "game_id", "player_id"]
[reads]
planned_team_games = "same day"
team_games         = "career before"
player_games       = "career before"
[columns]
season           = "TEXT: season such as 2021-22"
game_date        = "DATE: US Eastern date of the planned game"
game_id          = "TEXT: NBA game id, ten digits"
team_id          = "INT: the player's team"
opponent_team_id = "INT: the other team"
is_home          = "BOOL: team_id plays at home"
player_id        = "INT: NBA player id"
last_game_date   = "DATE: his latest appearance before game_date, any season"
first_of_season  = "BOOL: he has not appeared this season yet"
*/
with planned as (
    select season, game_date, game_id, team_id, opponent_team_id, is_home
    from planned_team_games
    where game_date between @start and @end
),

-- The tenth game back: NULL while a team has fewer, then any earlier game counts.
tenths as (
    select
        team_id,
        game_date,
        lag(game_date, 9) over (partition by team_id order by game_date, game_id) as tenth_date,
        lead(game_date) over (partition by team_id order by game_date, game_id) as next_date
    from team_games
    where game_date < @end
),

reach as (
    select
        p.season, p.game_date, p.game_id, p.team_id, p.opponent_team_id, p.is_home,
        least(coalesce(t.tenth_date, date '1900-01-01'), p.game_date - 30) as from_date
    from planned as p
    inner join tenths as t
        on
            p.team_id = t.team_id
            and p.game_date > t.game_date
            and p.game_date <= coalesce(t.next_date, date '9999-12-31')
),

appearances as (
    select
        season,
        player_id,
        team_id,
        game_date,
        lead(game_date) over (partition by player_id order by game_date, game_id) as next_date
    from player_games
    where appearance = 'yes' and game_date < @end
)

select
    r.season,
    r.game_date,
    r.game_id,
    r.team_id,
    r.opponent_team_id,
    r.is_home,
    a.player_id,
    a.game_date as last_game_date,
    a.season <> r.season as first_of_season
from reach as r
inner join appearances as a
    on
        r.team_id = a.team_id
        and r.from_date <= a.game_date
        and r.game_date > a.game_date
        and r.game_date <= coalesce(a.next_date, date '9999-12-31')
