/*
about = "The as-of rosters of played games for which no source names a player: who may have appeared. Mostly empty; player_games takes its unknown rows from here."
grain = ["game_date", "game_id", "player_id"]
[reads]
games                = ["same day", "30 days before", "last 10 by team_id"]
nbac_gamebook        = "same day"
appearance_evidence  = ["30 days before", "last 10 by team_id"]
substitution_moments = ["30 days before", "last 10 by team_id"]
[columns]
season    = "TEXT: season such as 2021-22"
game_date = "DATE: US Eastern date of the game"
game_id   = "TEXT: NBA game id, ten digits"
player_id = "INT: NBA player id"
team_id   = "INT: the team he was on before the game"
game_type = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
[critical]
team_id = { not_null = true }
*/
with team_rows as (
    select season, game_date, game_id, game_type, status_evidence, home_team_id as team_id
    from games
    where status = 'played'
    union all
    select season, game_date, game_id, game_type, status_evidence, away_team_id as team_id
    from games
    where status = 'played'
),

nameless as (
    select t.season, t.game_date, t.game_id, t.game_type, t.team_id
    from team_rows as t
    where
        t.game_date between @start and @end
        and t.status_evidence not like '%pbp%'
        and t.status_evidence not like '%shots%'
        and not exists (
            select 1 from nbac_gamebook as b
            where
                b.game_date between @start and @end
                and b.game_date = t.game_date
                and b.game_id = t.game_id
                and b.player_status = 'active'
        )
),

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

-- As in asof_roster: the last ten games or thirty days, whichever reaches further back.
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

past_substitutions as (
    select m.game_date, m.game_id, m.player_id, m.team_id
    from substitution_moments as m
    inner join past_dates as d on m.game_date = d.past_date
    where m.team_id is not null
    group by m.game_date, m.game_id, m.source, m.is_live, m.period, m.clock_ds, m.player_id, m.team_id
    having sum(m.step) <> 0 or not m.is_live
),

past_evidence as (
    select e.game_date, e.game_id, e.player_id, e.team_id, e.trace
    from appearance_evidence as e
    inner join past_dates as d on e.game_date = d.past_date
    where e.team_id is not null
    union all
    select game_date, game_id, player_id, team_id, 3 as trace
    from past_substitutions
),

past as (
    select distinct e.game_date, e.game_id, e.player_id, e.team_id, e.trace
    from past_evidence as e
    inner join games as g on e.game_date = g.game_date and e.game_id = g.game_id
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
)

select n.season, n.game_date, n.game_id, s.player_id, n.team_id, n.game_type
from nameless as n
inner join reach as r on n.game_date = r.game_date and n.team_id = r.team_id
inner join last_seen as s
    on n.game_date = s.game_date and n.team_id = s.team_id and s.last_date >= r.from_date
where s.preference = 1
