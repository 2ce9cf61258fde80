/*
about = "One row per counted game: when it was first announced, when it was played or now stands, what proves that it took place, score and overtimes."
due   = "announced"
grain = ["game_date", "game_id"]
[reads]
nbac_schedule      = "same day"
nbac_team_boxscore = "same day"
nbac_gamebook      = "same day"
nbac_play_by_play  = "same day"
bigdataball_pbp    = "same day"
shot_chart         = "same day"
game_info          = "same day"
[columns]
season          = "TEXT: season such as 2021-22"
game_date       = "DATE: US Eastern date played, else the current scheduled date"
game_id         = "TEXT: NBA game id, ten digits"
scheduled_date  = "DATE: first announced date"
status          = "TEXT: played, scheduled, postponed or cancelled; never depends on the clock"
status_evidence = "TEXT: what proves a played game: box, pbp, shots, score, game_info; status text for postponed and cancelled ones"
tip_utc         = "TIMESTAMP: tip-off, UTC; 19:00 Eastern where not announced"
home_team_id    = "INT: NBA team id"
away_team_id    = "INT: NBA team id"
game_type       = "INT: 2 regular, 4 playoffs, 5 play-in, 6 NBA Cup final"
home_points     = "INT: final score; NULL unless played"
away_points     = "INT: final score; NULL unless played"
overtimes       = "INT: overtimes; NULL unless played, or where neither events nor minutes nor the status text tell"
[expect]
keys      = """
    select game_date, game_id from nbac_schedule
    where game_type in (2, 4, 5, 6) and fact = 'plan' and superseded_at is null
        and game_date between @start and @end
    union
    select game_date, game_id from nbac_team_boxscore
    where substr(game_id, 3, 1) in ('2', '4', '5', '6') and game_date between @start and @end
    union
    select game_date, game_id from nbac_gamebook
    where substr(game_id, 3, 1) in ('2', '4', '5', '6') and game_date between @start and @end
    union
    select game_date, game_id from nbac_play_by_play
    where substr(game_id, 3, 1) in ('2', '4', '5', '6') and game_date between @start and @end
    union
    select game_date, game_id from bigdataball_pbp
    where substr(game_id, 3, 1) in ('2', '4', '5', '6') and game_date between @start and @end
    union
    select game_date, game_id from shot_chart
    where substr(game_id, 3, 1) in ('2', '4', '5', '6') and game_date between @start and @end
    union
    select game_date, game_id from game_info
    where substr(game_id, 3, 1) in ('2', '4', '5', '6') and game_date between @start and @end"""
defect_if = { upstream_missing = "true" }
[critical]
tip_utc      = { not_null = true }
home_team_id = { not_null = true, null_if = { not_decided = "status <> 'played'" } }
away_team_id = { not_null = true, null_if = { not_decided = "status <> 'played'" } }
home_points  = { not_null = true, between = [50, 200], null_if = { not_played = "status <> 'played'" } }
away_points  = { not_null = true, between = [50, 200], null_if = { not_played = "status <> 'played'" } }
overtimes    = { between = [0, 6] }
[rules]
teams_differ    = "home_team_id <> away_team_id"
one_winner      = "home_points <> away_points"
proved          = "status = 'scheduled' or length(status_evidence) > 0"
counted         = "game_type in (2, 4, 5, 6)"
[settled]
game_unproved   = "status <> 'scheduled'"
[warnings]
overtimes_known = "status <> 'played' or overtimes is not null"
[consistent]
one_date_a_game    = """
    select g.game_date, g.game_id
    from games as g
    inner join games as other on g.game_id = other.game_id and g.game_date <> other.game_date
    where g.game_date between @start and @end"""
one_game_a_team    = """
    select game_date, team_id, cast(count(*) as varchar) || ' games' as detail
    from team_games
    where game_date between @start and @end
    group by game_date, team_id
    having count(*) > 1"""
score_of_sources   = """
    select g.game_date, g.game_id,
        cast(r.home_score as varchar) || '-' || cast(r.away_score as varchar) || ' in the schedule' as detail
    from games as g
    inner join nbac_schedule as r on g.game_date = r.game_date and g.game_id = r.game_id
    where
        g.game_date between @start and @end and r.fact = 'result'
        and (g.home_points <> r.home_score or g.away_points <> r.away_score)"""
overtimes_of_minutes = """
    select g.game_date, g.game_id, b.team_id,
        cast(b.team_seconds // 60 as varchar) || ' team minutes' as detail
    from games as g
    inner join nbac_team_boxscore as b on g.game_date = b.game_date and g.game_id = b.game_id
    where
        g.game_date between @start and @end
        and abs(b.team_seconds - 60 * (240 + 25 * g.overtimes))
        > case b.minutes_basis when 'whole_minutes' then 240 else 0 end"""
*/
with plans as (
    select *
    from nbac_schedule
    where
        fact = 'plan'
        and superseded_at is null
        and game_type in (2, 4, 5, 6)
        and game_date between @start and @end
),

results as (
    select game_date, game_id, status_text, home_score, away_score
    from nbac_schedule
    where fact = 'result' and game_date between @start and @end
),

team_boxes as (
    select
        game_date,
        game_id,
        max(case when is_home then points end) as home_points,
        max(case when not is_home then points end) as away_points,
        max(team_seconds) as team_seconds
    from nbac_team_boxscore
    where game_date between @start and @end
    group by game_date, game_id
),

player_totals as (
    select
        game_date,
        game_id,
        team_id,
        cast(sum(points) as integer) as points,
        cast(sum(seconds) as integer) as team_seconds,
        sum(case when player_status = 'active' then 1 else 0 end) as players
    from nbac_gamebook
    where game_date between @start and @end
    group by game_date, game_id, team_id
),

player_boxes as (
    select
        t.game_date,
        t.game_id,
        max(case when t.team_id = p.home_team_id and t.players >= 5 then t.points end) as home_points,
        max(case when t.team_id = p.away_team_id and t.players >= 5 then t.points end) as away_points,
        max(t.team_seconds) as team_seconds
    from player_totals as t
    inner join plans as p on t.game_date = p.game_date and t.game_id = p.game_id
    group by t.game_date, t.game_id
),

event_rows as (
    select game_date, game_id, period, score_home, score_away
    from nbac_play_by_play
    where game_date between @start and @end
    union all
    select game_date, game_id, period, score_home, score_away
    from bigdataball_pbp
    where game_date between @start and @end
),

events as (
    select
        game_date,
        game_id,
        max(period) as periods,
        max(score_home) as home_points,
        max(score_away) as away_points
    from event_rows
    group by game_date, game_id
),

shots as (
    select game_date, game_id, max(period) as periods
    from shot_chart
    where game_date between @start and @end
    group by game_date, game_id
),

proofs as (
    select
        p.*,
        t.game_id is not null or b.game_id is not null as by_box,
        e.game_id is not null as by_events,
        s.game_id is not null as by_shots,
        coalesce(r.home_score, 0) > 0 and coalesce(r.away_score, 0) > 0 as by_score,
        i.game_id is not null as by_info,
        coalesce(
            t.home_points, case when r.home_score > 0 then r.home_score end, b.home_points, e.home_points,
            i.home_score
        ) as home_points,
        coalesce(
            t.away_points, case when r.away_score > 0 then r.away_score end, b.away_points, e.away_points,
            i.away_score
        ) as away_points,
        greatest(e.periods, s.periods) as periods,
        coalesce(t.team_seconds, b.team_seconds) as team_seconds,
        r.status_text as result_text
    from plans as p
    left join results as r on p.game_date = r.game_date and p.game_id = r.game_id
    left join team_boxes as t on p.game_date = t.game_date and p.game_id = t.game_id
    left join player_boxes as b on p.game_date = b.game_date and p.game_id = b.game_id
    left join events as e on p.game_date = e.game_date and p.game_id = e.game_id
    left join shots as s on p.game_date = s.game_date and p.game_id = s.game_id
    left join game_info as i on p.game_date = i.game_date and p.game_id = i.game_id
),

-- Fewer than four periods means a feed cut short, which tells nothing about overtimes.
decided as (
    select
        *,
        by_box or by_events or by_shots or by_score or by_info as was_played,
        case when by_box then ', box' else '' end
        || case when by_events then ', pbp' else '' end
        || case when by_shots then ', shots' else '' end
        || case when by_score then ', score' else '' end
        || case when by_info then ', game_info' else '' end as proved_by,
        case
            when periods >= 4 then periods - 4
            when team_seconds > 13500 then (team_seconds - 14400 + 750) // 1500
            when result_text = 'Final/OT' then 1
            when result_text like 'Final/OT%' then cast(substr(result_text, 9, 1) as integer)
        end as extra_periods
    from proofs
)

select
    season,
    game_date,
    game_id,
    first_date as scheduled_date,
    case when was_played then 'played' else status end as status,
    case
        when was_played then substr(proved_by, 3)
        when status in ('postponed', 'cancelled') then 'status text'
        else ''
    end as status_evidence,
    tip_utc,
    home_team_id,
    away_team_id,
    game_type,
    case when was_played then home_points end as home_points,
    case when was_played then away_points end as away_points,
    case when was_played then extra_periods end as overtimes
from decided
