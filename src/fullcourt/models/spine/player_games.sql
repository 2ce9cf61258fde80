/*
about = "One row per player and played game in which he appeared, proved by any source; where no source names players, one row for everyone on the as-of roster, as unknown."
frames = "player_id"
grain = ["game_date", "game_id", "player_id"]
[reads]
proved_appearances  = "same day"
unknown_appearances = "same day"
[columns]
season      = "TEXT: season such as 2021-22"
game_date   = "DATE: US Eastern date of the game"
game_id     = "TEXT: NBA game id, ten digits"
player_id   = "INT: NBA player id"
team_id     = "INT: his team in this game"
game_type   = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
appearance  = "TEXT: yes (proved) or unknown (played game, no source names players)"
evidence    = "TEXT: sources that name him: box, shots, pbp; as-of roster for unknown rows"
box_present = "BOOL: nbac_gamebook has his line"
[expect]
keys       = """
    select game_date, game_id, player_id from proved_appearances
    where game_date between @start and @end"""
present_if = "appearance = 'yes'"
defect_if  = { upstream_missing = "true" }
[critical]
team_id = { not_null = true }
[rules]
known_appearance = "appearance in ('yes', 'unknown')"
[consistent]
team_of_game   = """
    select p.game_date, p.game_id, p.player_id
    from player_games as p
    inner join games as g on p.game_date = g.game_date and p.game_id = g.game_id
    where
        p.game_date between @start and @end
        and p.team_id <> g.home_team_id and p.team_id <> g.away_team_id"""
players_a_team = """
    select game_date, game_id, team_id, cast(count(*) as varchar) || ' players' as detail
    from player_games
    where game_date between @start and @end and appearance = 'yes'
    group by game_date, game_id, team_id
    having count(*) < 5 or count(*) > 15"""
one_game_a_date = """
    select game_date, player_id, cast(count(*) as varchar) || ' games' as detail
    from player_games
    where game_date between @start and @end and appearance = 'yes'
    group by game_date, player_id
    having count(*) > 1"""
both_teams     = """
    select game_date, game_id, cast(count(distinct team_id) as varchar) || ' teams' as detail
    from player_games
    where game_date between @start and @end and appearance = 'yes'
    group by game_date, game_id
    having count(distinct team_id) <> 2"""
*/
select
    season, game_date, game_id, player_id, team_id, game_type,
    'yes' as appearance,
    evidence,
    box_present
from proved_appearances
where game_date between @start and @end
union all
select
    season, game_date, game_id, player_id, team_id, game_type,
    'unknown' as appearance,
    'as-of roster' as evidence,
    false as box_present
from unknown_appearances
where game_date between @start and @end
