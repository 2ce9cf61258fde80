/*
about = "Players proved to have appeared in a counted game by any source, each for one team."
kind  = "view"
grain = ["game_date", "game_id", "player_id"]
[reads]
appearance_evidence  = "same day"
substitution_moments = "same day"
games                = "same day"
[columns]
season      = "TEXT: season such as 2021-22"
game_date   = "DATE: US Eastern date of the game"
game_id     = "TEXT: NBA game id, ten digits"
player_id   = "INT: NBA player id"
team_id     = "INT: his team in this game, from his box line, else his shots, else most of his events"
game_type   = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
evidence    = "TEXT: which kinds of source name him: box, shots, pbp"
box_present = "BOOL: he has a box line"
*/
with substitutions as (
    select game_date, game_id, player_id, team_id
    from substitution_moments
    group by game_date, game_id, source, is_live, period, clock_ds, player_id, team_id
    having sum(step) <> 0 or not is_live
),

evidence as (
    select game_date, game_id, player_id, team_id, against_team_id, trace
    from appearance_evidence
    union all
    select
        game_date, game_id, player_id, team_id, cast(null as integer) as against_team_id, 3 as trace
    from substitutions
),

traces as (
    select
        game_date,
        game_id,
        player_id,
        team_id,
        against_team_id,
        min(trace) as trace,
        count(*) as times,
        max(case when trace = 1 then 1 else 0 end) as by_box,
        max(case when trace = 2 then 1 else 0 end) as by_shots,
        max(case when trace > 2 then 1 else 0 end) as by_events
    from evidence
    group by game_date, game_id, player_id, team_id, against_team_id
),

sided as (
    select
        g.season,
        g.game_type,
        t.*,
        coalesce(
            t.team_id,
            case t.against_team_id
                when g.home_team_id then g.away_team_id when g.away_team_id then g.home_team_id
            end
        ) as side
    from traces as t
    inner join games as g on t.game_date = g.game_date and t.game_id = g.game_id
),

ranked as (
    select
        *,
        max(by_box) over (partition by game_date, game_id, player_id) as any_box,
        max(by_shots) over (partition by game_date, game_id, player_id) as any_shots,
        max(by_events) over (partition by game_date, game_id, player_id) as any_events,
        row_number() over (
            partition by game_date, game_id, player_id
            order by
                case when side is null then 1 else 0 end, trace, times desc, coalesce(side, 0),
                coalesce(team_id, 0), coalesce(against_team_id, 0)
        ) as preference
    from sided
)

select
    season,
    game_date,
    game_id,
    player_id,
    side as team_id,
    game_type,
    substr(
        case when any_box = 1 then ', box' else '' end
        || case when any_shots = 1 then ', shots' else '' end
        || case when any_events = 1 then ', pbp' else '' end,
        3
    ) as evidence,
    any_box = 1 as box_present
from ranked
where preference = 1
