/*
about = """What is known before tip-off about each player on the as-of roster of each game to be played:
rest, load, form, injury status and who of his teammates is missing. The rows come from the roster, never
from who then played; a row for date t reads facts before t and reports known before tip-off."""
due = "horizon"
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "game_id", "player_id"]

[reads]
asof_roster                = "same day"
upcoming_team_game_context = "same day"
player_load_windows        = "season by player_id"
player_games               = "season by player_id"
player_game_summary        = "season by player_id"
team_games                 = "career before"
injury_report              = "same day"

[columns]
season                 = "TEXT: season of the game to be played"
game_date              = "DATE: US Eastern date it is planned on"
game_id                = "TEXT: the game to be played"
game_type              = "INT: 2 regular, 4 playoffs, 5 play-in, 6 Cup final"
player_id              = "INT: the player"
team_id                = "INT: the team whose roster he is on"
opponent_team_id       = "INT: the other team"
is_home                = "BOOL: whether his team plays at home"
roster_basis           = "TEXT: season_roster, or offseason_roster until his first appearance of the season"
days_rest              = "INT: days between his latest appearance (any season) and t, minus 1; at most 10"
back_to_back           = "BOOL: days_rest = 0"
games_last_3           = "INT: appearances on t-3 to t-1"
games_last_7           = "INT: appearances on t-7 to t-1"
games_last_14          = "INT: appearances on t-14 to t-1"
seconds_last_7         = "BIGINT: seconds played on t-7 to t-1; NULL if one game's line is missing"
back_to_backs_last_14  = "INT: pairs of appearances on consecutive dates within t-14 to t-1"
appearances_season     = "INT: proved appearances this season before t"
points_avg_10          = "DOUBLE: points a game, last 10 appearances of the season"
minutes_avg_10         = "DOUBLE: minutes a game, last 10 appearances of the season"
usage_rate_season      = "DOUBLE: share of the team's possessions he ended while on court this season, percent"
missed_team_games      = "INT: games his team has played since his latest appearance"
injury_status          = "TEXT: out / doubtful / questionable / probable / available in his team's latest report known before tip-off; NULL if not listed or no report"
injury_known_at        = "TIMESTAMP: when that report became known, UTC"
teammates_out          = "INT: regulars of his team (at least 5 appearances, 12 minutes) who are out; NULL without a basis"
usage_vacated          = "DOUBLE: sum of usage_rate_season x minutes_avg_10 / 48 of those, percentage points"
minutes_vacated        = "DOUBLE: sum of minutes_avg_10 of those, minutes"
game_total             = "DOUBLE: as the team row, points"
team_spread            = "DOUBLE: as the team row, points; negative = his team is the favourite"
implied_team_total     = "DOUBLE: as the team row, points"
games_expected_10      = "INT: min(10, games of the spine this season before t)"
games_found_10         = "INT: those with a complete box line"
season_games_expected  = "INT: games of the spine this season before t, unknown appearances included"
season_games_found     = "INT: those with a complete box line"
games_expected         = "INT: as games_expected_10"
games_found            = "INT: as games_found_10"
window_complete        = "BOOL: every game of the last 10 is found"

[decimals]
points_avg_10      = 3
minutes_avg_10     = 3
usage_rate_season  = 3
usage_vacated      = 3
minutes_vacated    = 3
game_total         = 2
team_spread        = 2
implied_team_total = 2

[expect]
# A team without any loaded game has no roster: its absence is recorded under the team's own id.
keys = """
    select r.game_date, r.game_id, r.player_id, 'roster' as standing
    from asof_roster as r
    where r.game_date between @start and @end
    union all
    select p.game_date, p.game_id, p.player_id, 'appeared' as standing
    from player_games as p
    join planned_games as g on g.game_id = p.game_id and g.game_date = p.game_date
    left join asof_roster as r on r.game_id = p.game_id and r.player_id = p.player_id
    where p.game_date between @start and @end and p.appearance = 'yes' and r.player_id is null
    union all
    select t.game_date, t.game_id, t.team_id as player_id, 'no_history' as standing
    from planned_team_games as t
    left join (
        select team_id, min(game_date) as first_date from team_games group by team_id
    ) as f on f.team_id = t.team_id and f.first_date < t.game_date
    where t.game_date between @start and @end and f.team_id is null
"""
absent_if = { insufficient_history = "standing = 'no_history'", not_on_roster = "standing = 'appeared'" }
detail    = "case when standing = 'no_history' then '0 of 1' end"

[critical]
game_id               = { not_null = true }
team_id               = { not_null = true }
opponent_team_id      = { not_null = true }
roster_basis          = { not_null = true }
days_rest             = { not_null = true, between = [0, 10] }
games_last_3          = { not_null = true, between = [0, 3] }
games_last_7          = { not_null = true, between = [0, 7] }
games_last_14         = { not_null = true, between = [0, 14] }
seconds_last_7        = { not_null = true, between = [0, 28800], hole_if = "not window_complete" }
back_to_backs_last_14 = { not_null = true, between = [0, 13] }
appearances_season    = { not_null = true, between = [0, 112] }
missed_team_games     = { not_null = true, between = [0, 250] }
points_avg_10         = { not_null = true, between = [0, 80], null_if = { insufficient_history = "appearances_season = 0" }, hole_if = "not window_complete" }
minutes_avg_10        = { not_null = true, between = [0, 60], null_if = { insufficient_history = "appearances_season = 0" }, hole_if = "not window_complete" }
usage_rate_season     = { not_null = true, null_if = { insufficient_history = "appearances_season = 0", zero_denominator = "minutes_avg_10 = 0" }, hole_if = "not window_complete or season_games_found < season_games_expected" }

[rules]
teams_differ          = "team_id <> opponent_team_id"
back_to_back_is_rest0 = "back_to_back = (days_rest = 0)"
load_is_nested        = "games_last_3 <= games_last_7 and games_last_7 <= games_last_14"
rest_agrees_with_load = "games_last_7 = 0 or days_rest < 7"
found_within_expected = "games_found_10 <= games_expected_10 and games_expected_10 <= 10 and season_games_found <= season_games_expected"
appearances_in_spine  = "appearances_season <= season_games_expected"
complete_means_found  = "window_complete = (games_found_10 = games_expected_10)"
offseason_is_no_game  = "(roster_basis = 'offseason_roster') = (appearances_season = 0)"
status_vocabulary     = "injury_status in ('out', 'doubtful', 'questionable', 'probable', 'available')"
nobody_out_is_zero    = "teammates_out <> 0 or (usage_vacated = 0 and minutes_vacated = 0)"

[warnings]
vacated_in_range = "minutes_vacated <= 200 and usage_vacated <= 80"
usage_in_range   = "usage_rate_season between 0 and 100 or season_games_found < 5"

[guards]
rest_not_constant = "count(*) < 100 or max(appearances_season) <= 1 or min(days_rest) < max(days_rest)"

[consistent]
team_row_agrees = """select p.game_date, p.game_id, p.player_id
    from upcoming_player_game_context as p
    left join upcoming_team_game_context as t
        on t.game_date = p.game_date and t.game_id = p.game_id and t.team_id = p.team_id
    where p.game_date between @start and @end
        and (t.game_id is null or t.opponent_team_id <> p.opponent_team_id
            or t.is_home <> p.is_home
            or coalesce(t.implied_team_total, -1) <> coalesce(p.implied_team_total, -1))"""
appearances_count_the_spine = """select u.game_date, u.game_id, u.player_id
    from upcoming_player_game_context as u
    left join player_games as g
        on g.player_id = u.player_id and g.season = u.season and g.game_date < u.game_date
    where u.game_date between @start and @end
    group by u.game_date, u.game_id, u.player_id, u.appearances_season, u.season_games_expected
    having count(g.game_id) <> u.season_games_expected
        or sum(case when g.appearance = 'yes' then 1 else 0 end) <> u.appearances_season"""
one_team_a_date = """select game_date, min(game_id) as game_id, player_id
    from upcoming_player_game_context
    where game_date between @start and @end
    group by game_date, player_id
    having count(*) > 1"""
*/
with roster as (
    select
        season, game_date, game_id, player_id, team_id, opponent_team_id, is_home,
        last_game_date, first_of_season
    from asof_roster
    where game_date between @start and @end
),
teams_due as (
    select
        game_date, game_id, game_type, tip_utc, team_id, injury_source,
        game_total, team_spread, implied_team_total
    from upcoming_team_game_context
    where game_date between @start and @end
),
-- no two seasons are within 14 days of each other
recent as (
    select
        p.game_date, p.player_id, p.appearance, s.seconds,
        lag(p.game_date) over (
            partition by p.player_id, p.appearance order by p.game_date, p.game_id
        ) as previous_date
    from player_games as p
    left join player_game_summary as s
        on s.game_date = p.game_date and s.game_id = p.game_id and s.player_id = p.player_id
        and s.game_date >= @start - 14 and s.game_date < @end
    where p.season in (select season from roster)
        and p.game_date >= @start - 14 and p.game_date < @end
),
load as (
    select
        r.game_id, r.player_id,
        sum(case when p.appearance = 'yes' and p.game_date >= r.game_date - 3 then 1 else 0 end)
            as games_last_3,
        sum(case when p.appearance = 'yes' and p.game_date >= r.game_date - 7 then 1 else 0 end)
            as games_last_7,
        sum(case when p.appearance = 'yes' then 1 else 0 end) as games_last_14,
        sum(case when p.game_date >= r.game_date - 7 then p.seconds else 0 end) as seconds_last_7,
        -- an unknown appearance and a lost line both leave the sum open
        sum(case when p.game_date >= r.game_date - 7 and p.seconds is null then 1 else 0 end)
            as open_last_7,
        sum(
            case
                when p.appearance = 'yes' and p.previous_date = p.game_date - 1
                    and p.previous_date >= r.game_date - 14 then 1
                else 0
            end
        ) as back_to_backs_last_14
    from roster as r
    left join recent as p
        on p.player_id = r.player_id
        and p.game_date < r.game_date and p.game_date >= r.game_date - 14
    group by r.game_id, r.player_id
),
team_line as (
    select
        team_id, game_date,
        row_number() over (partition by team_id order by game_date, game_id) as place,
        lead(game_date) over (partition by team_id order by game_date, game_id) as next_game_date
    from team_games
    where game_date < @end
),
team_now as (
    select t.game_id, t.team_id, l.place
    from teams_due as t
    join team_line as l
        on l.team_id = t.team_id and l.game_date < t.game_date
        and t.game_date <= coalesce(l.next_game_date, date '9999-12-31')
),
snapshots as (
    select r.game_date, r.game_id, r.team_id, max(r.known_at) as known_at
    from injury_report as r
    join teams_due as t
        on t.game_date = r.game_date and t.game_id = r.game_id and t.team_id = r.team_id
    where r.known_at < t.tip_utc
    group by r.game_date, r.game_id, r.team_id
),
listed as (
    select
        r.game_id, r.player_id, r.status, r.known_at,
        row_number() over (
            partition by r.game_id, r.player_id
            order by
                r.known_at desc,
                case r.status
                    when 'out' then 1 when 'doubtful' then 2 when 'questionable' then 3
                    when 'probable' then 4 else 5
                end
        ) as choice
    from injury_report as r
    join snapshots as s
        on s.game_date = r.game_date and s.game_id = r.game_id and s.team_id = r.team_id
        and s.known_at = r.known_at
    where r.player_id is not null and r.status <> 'not_submitted'
),
known as (
    select
        r.season, r.game_date, r.game_id, t.game_type, r.player_id, r.team_id, r.opponent_team_id,
        r.is_home, r.last_game_date, r.first_of_season,
        t.injury_source, t.game_total, t.team_spread, t.implied_team_total,
        i.status as injury_status, i.known_at as injury_known_at,
        n.place - b.place as missed_team_games,
        coalesce(w.appearances, 0) as appearances_season,
        least(10, coalesce(w.games, 0)) as expected_10,
        coalesce(w.games_found_10, 0) as found_10,
        coalesce(w.games, 0) as season_expected,
        coalesce(w.games_found, 0) as season_found,
        w.points_10, w.seconds_10, w.used_season, w.team_used_season
    from roster as r
    join teams_due as t on t.game_id = r.game_id and t.team_id = r.team_id
    left join team_now as n on n.game_id = r.game_id and n.team_id = r.team_id
    left join team_line as b on b.team_id = r.team_id and b.game_date = r.last_game_date
    left join listed as i on i.game_id = r.game_id and i.player_id = r.player_id and i.choice = 1
    left join player_load_windows as w
        on w.player_id = r.player_id and w.season = r.season and w.game_date < r.game_date
        and r.game_date <= w.next_game_date
),
-- a small sample is shown as it is; fewer than 5 facts where the spine has 5 games is a hole
measured as (
    select
        *,
        case
            when found_10 > 0 and found_10 >= least(5, expected_10)
                then @ratio(points_10, found_10, 3)
        end as points_avg_10,
        case
            when found_10 > 0 and found_10 >= least(5, expected_10)
                then @ratio(seconds_10, 60 * found_10, 3)
        end as minutes_avg_10,
        case
            when season_found > 0 and season_found >= least(5, season_expected)
                then @ratio(100 * used_season, team_used_season, 3)
        end as usage_rate_season,
        case when appearances_season >= 5 then 1 else 0 end as regular,
        case injury_source
            when 'report' then case when injury_status in ('out', 'doubtful') then 1 else 0 end
            when 'absence_proxy' then case when missed_team_games > 0 then 1 else 0 end
        end as is_out
    from known
),
weighed as (
    select
        *,
        case when regular = 1 and is_out = 1 and minutes_avg_10 >= 12 then 1 else 0 end as counts,
        -- out, but the windows that would say how much he plays have holes
        case
            when regular = 1 and is_out = 1 and (
                minutes_avg_10 is null or (minutes_avg_10 >= 12 and usage_rate_season is null)
            ) then 1
            else 0
        end as unclear,
        cast(@round(1000 * minutes_avg_10, 0) as bigint) as minutes_thousandths,
        cast(@round(1000 * minutes_avg_10, 0) as bigint)
            * cast(@round(1000 * usage_rate_season, 0) as bigint) as usage_minutes
    from measured
),
missing as (
    select
        game_id, team_id,
        sum(regular) as regulars,
        sum(counts) as players,
        sum(unclear) as unclear,
        sum(counts * minutes_thousandths) as minutes_thousandths,
        sum(counts * usage_minutes) as usage_minutes
    from weighed
    group by game_id, team_id
),
others as (
    select
        p.game_id, p.player_id,
        -- nobody out is a true 0; without a basis or a regular teammate it is NULL
        case
            when p.is_out is not null and m.regulars > p.regular and m.unclear = p.unclear then 1
        end as has_basis,
        m.players - p.counts as players,
        case
            when p.counts = 1 then m.minutes_thousandths - p.minutes_thousandths
            else coalesce(m.minutes_thousandths, 0)
        end as minutes_thousandths,
        case
            when p.counts = 1 then m.usage_minutes - p.usage_minutes
            else coalesce(m.usage_minutes, 0)
        end as usage_minutes
    from weighed as p
    join missing as m on m.game_id = p.game_id and m.team_id = p.team_id
)
select
    p.season, p.game_date, p.game_id, p.game_type, p.player_id, p.team_id, p.opponent_team_id,
    p.is_home,
    case when p.first_of_season then 'offseason_roster' else 'season_roster' end as roster_basis,
    least(10, date_diff('day', p.last_game_date, p.game_date) - 1) as days_rest,
    date_diff('day', p.last_game_date, p.game_date) = 1 as back_to_back,
    l.games_last_3, l.games_last_7, l.games_last_14,
    case when l.open_last_7 = 0 then l.seconds_last_7 end as seconds_last_7,
    l.back_to_backs_last_14,
    p.appearances_season, p.points_avg_10, p.minutes_avg_10, p.usage_rate_season,
    p.missed_team_games, p.injury_status, p.injury_known_at,
    case when o.has_basis = 1 then o.players end as teammates_out,
    case when o.has_basis = 1 then @ratio(o.usage_minutes, 48000000, 3) end as usage_vacated,
    case when o.has_basis = 1 then @ratio(o.minutes_thousandths, 1000, 3) end as minutes_vacated,
    p.game_total, p.team_spread, p.implied_team_total,
    p.expected_10 as games_expected_10,
    p.found_10 as games_found_10,
    p.season_expected as season_games_expected,
    p.season_found as season_games_found,
    p.expected_10 as games_expected,
    p.found_10 as games_found,
    p.expected_10 = p.found_10 as window_complete
from weighed as p
join load as l on l.game_id = p.game_id and l.player_id = p.player_id
join others as o on o.game_id = p.game_id and o.player_id = p.player_id
