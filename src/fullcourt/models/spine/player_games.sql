/*
about = "One row per player and played game in which he appeared, proved by any source; where no source names players, one row for everyone on the as-of roster, as unknown."
grain = ["game_date", "game_id", "player_id"]
[reads]
proved_appearances  = "same day"
appearance_evidence = ["30 days before", "last 10 by team_id"]
games               = ["same day", "30 days before", "last 10 by team_id"]
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
with proved as (
    select *
    from proved_appearances
    where game_date between @start and @end
),

team_rows as (
    select season, game_date, game_id, game_type, home_team_id as team_id
    from games
    where status = 'played'
    union all
    select season, game_date, game_id, game_type, away_team_id as team_id
    from games
    where status = 'played'
),

nameless as (
    select t.season, t.game_date, t.game_id, t.game_type, t.team_id
    from team_rows as t
    where
        t.game_date between @start and @end
        and not exists (
            select 1 from proved as p
            where p.game_date = t.game_date and p.game_id = t.game_id
        )
),

-- The rest is the as-of roster of those games, from raw: this table must not read itself.
earlier_games as (
    select
        n.game_date,
        n.team_id,
        t.game_date as earlier_date,
        row_number() over (
            partition by n.game_date, n.team_id order by t.game_date desc, t.game_id desc
        ) as games_ago
    from nameless as n
    inner join team_rows as t on n.team_id = t.team_id
    where t.game_date < n.game_date
),

reach as (
    select game_date, team_id, least(min(earlier_date), game_date - 30) as from_date
    from earlier_games
    where games_ago <= 10
    group by game_date, team_id
),

reach_of_dates as (
    select game_date, min(from_date) as from_date
    from reach
    group by game_date
),

past_dates as (
    select distinct g.game_date as past_date
    from games as g
    inner join reach_of_dates as r on g.game_date >= r.from_date and g.game_date < r.game_date
),

past as (
    select distinct e.game_date, e.game_id, e.player_id, e.team_id, e.trace
    from appearance_evidence as e
    inner join past_dates as d on e.game_date = d.past_date
    where e.team_id is not null
),

last_seen as (
    select
        r.game_date,
        p.player_id,
        p.team_id,
        p.game_date as last_date,
        row_number() over (
            partition by r.game_date, p.player_id
            order by p.game_date desc, p.game_id desc, p.trace, p.team_id
        ) as preference
    from reach_of_dates as r
    inner join past as p on p.game_date >= r.from_date and p.game_date < r.game_date
    inner join games as g on p.game_date = g.game_date and p.game_id = g.game_id
)

select
    season, game_date, game_id, player_id, team_id, game_type,
    'yes' as appearance,
    evidence,
    box_present
from proved
union all
select
    n.season, n.game_date, n.game_id, s.player_id, n.team_id, n.game_type,
    'unknown' as appearance,
    'as-of roster' as evidence,
    false as box_present
from nameless as n
inner join reach as r on n.game_date = r.game_date and n.team_id = r.team_id
inner join last_seen as s
    on n.game_date = s.game_date and n.team_id = s.team_id and s.last_date >= r.from_date
where s.preference = 1
