/*
about = """What is known before tip-off about each team of each game to be played: schedule, form over the
last 10 games, market lines and where availability comes from. A row for date t reads games before t and
schedule, lines and injury reports known before that game's tip-off."""
due = "horizon"
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "game_id", "team_id"]

[reads]
planned_team_games        = "same day"
team_games                = "career before"
team_offense_game_summary = "last 10 by team_id"
team_defense_game_summary = "last 10 by team_id"
player_games              = "last 1 by team_id"
game_lines                = "same day"
injury_report             = "same day"

[columns]
season               = "TEXT: season of the game to be played"
game_date            = "DATE: US Eastern date it is planned on"
game_id              = "TEXT: the game to be played"
game_type            = "INT: 2 regular, 4 playoffs, 5 play-in, 6 Cup final"
tip_utc              = "TIMESTAMP: planned tip-off, UTC, the cut-off for everything known"
team_id              = "INT: the team"
opponent_team_id     = "INT: the other team"
is_home              = "BOOL: whether the team plays at home"
team_game_number     = "INT: 1 + counted games the team has played this season before t"
days_rest            = "INT: days between its previous loaded game (any season) and t, minus 1; NULL before the first"
back_to_back         = "BOOL: days_rest = 0"
games_last_7         = "INT: games played on t-7 to t-1"
games_last_14        = "INT: games played on t-14 to t-1"
opponent_days_rest   = "INT: days_rest of the other team"
is_playoff           = "BOOL: game type 4 or 5"
wins                 = "INT: games won this season; NULL below 5 games, like all form columns"
losses               = "INT: games lost this season"
win_pct              = "DOUBLE: games won this season, percent"
win_streak           = "INT: games won in a row up to now, 0 after a loss"
last_margin          = "INT: points minus opponent's points in the latest game"
pace_10              = "DOUBLE: possessions per 48 minutes, last 10"
off_rating_10        = "DOUBLE: points per 100 possessions, last 10"
def_rating_10        = "DOUBLE: points allowed per 100 possessions, last 10"
game_total           = "DOUBLE: latest total known before tip-off, points"
team_spread          = "DOUBLE: latest spread known before tip-off, points; negative = this team is the favourite"
implied_team_total   = "DOUBLE: game_total / 2 - team_spread / 2, points"
line_known_at        = "TIMESTAMP: when the newer of the two became known, UTC"
line_basis           = "TEXT: captured / published / assumed; the weakest of the two"
injury_source        = "TEXT: report, absence_proxy (who missed the latest game) or none"
games_expected_10    = "INT: min(10, games this season before t)"
games_found_10       = "INT: those with a complete offence and defence row"
season_games_expected = "INT: games this season before t"
season_games_found   = "INT: those with a known score"
games_expected       = "INT: as games_expected_10"
games_found          = "INT: as games_found_10"
window_complete      = "BOOL: every game of the last 10 is found"

[decimals]
win_pct            = 3
pace_10            = 3
off_rating_10      = 3
def_rating_10      = 3
game_total         = 2
team_spread        = 2
implied_team_total = 2

[expect]
keys = """select game_date, game_id, team_id from planned_team_games
          where game_date between @start and @end"""

[critical]
opponent_team_id   = { not_null = true }
game_id            = { not_null = true }
tip_utc            = { not_null = true }
injury_source      = { not_null = true }
days_rest          = { not_null = true, between = [0, 400], null_if = { insufficient_history = "team_game_number = 1" } }
team_game_number   = { not_null = true, between = [1, 112] }
games_last_7       = { not_null = true, between = [0, 7] }
games_last_14      = { not_null = true, between = [0, 14] }
win_pct            = { not_null = true, between = [0, 100], null_if = { insufficient_history = "team_game_number <= 5" }, hole_if = "season_games_found < season_games_expected" }
last_margin        = { not_null = true, between = [-90, 90], null_if = { insufficient_history = "team_game_number <= 5" }, hole_if = "season_games_found < season_games_expected" }
pace_10            = { not_null = true, between = [80, 125], null_if = { insufficient_history = "team_game_number <= 5" }, hole_if = "not window_complete" }
off_rating_10      = { not_null = true, between = [70, 150], null_if = { insufficient_history = "team_game_number <= 5" }, hole_if = "not window_complete" }
def_rating_10      = { not_null = true, between = [70, 150], null_if = { insufficient_history = "team_game_number <= 5" }, hole_if = "not window_complete" }
game_total         = { between = [170, 280] }
team_spread        = { between = [-30, 30] }
implied_team_total = { between = [80, 150] }

[rules]
teams_differ          = "team_id <> opponent_team_id"
counted_game          = "game_type in (2, 4, 5, 6)"
back_to_back_is_rest0 = "back_to_back = (days_rest = 0)"
found_within_expected = "games_found_10 <= games_expected_10 and games_expected_10 <= 10 and season_games_found <= season_games_expected"
expected_from_number  = "season_games_expected = team_game_number - 1 and games_expected_10 = least(10, team_game_number - 1)"
complete_means_found  = "window_complete = (games_found_10 = games_expected_10)"
no_form_below_five    = "team_game_number > 5 or (win_pct is null and pace_10 is null and off_rating_10 is null)"
line_before_tip       = "line_known_at < tip_utc"
implied_from_lines    = "abs(implied_team_total - (game_total - team_spread) / 2) < 0.006"
wins_and_losses       = "wins + losses = season_games_found"
injury_vocabulary     = "injury_source in ('report', 'absence_proxy', 'none')"

[consistent]
two_rows_a_game = """select game_date, game_id from upcoming_team_game_context
    where game_date between @start and @end
    group by game_date, game_id
    having count(*) <> 2 or sum(case when is_home then 1 else 0 end) <> 1"""
rows_mirror_each_other = """select a.game_date, a.game_id, a.team_id
    from upcoming_team_game_context as a
    join upcoming_team_game_context as b
        on b.game_date = a.game_date and b.game_id = a.game_id and b.team_id = a.opponent_team_id
    where a.game_date between @start and @end
        and (b.opponent_team_id <> a.team_id or b.game_total <> a.game_total
            or a.team_spread + b.team_spread <> 0
            or coalesce(a.opponent_days_rest, -1) <> coalesce(b.days_rest, -1))"""
number_counts_the_spine = """select u.game_date, u.game_id, u.team_id
    from upcoming_team_game_context as u
    left join team_games as g
        on g.team_id = u.team_id and g.season = u.season and g.game_date < u.game_date
    where u.game_date between @start and @end
    group by u.game_date, u.game_id, u.team_id, u.team_game_number
    having count(g.game_id) + 1 <> u.team_game_number"""
*/
with due as (
    select
        season, game_date, game_id, game_type, tip_utc, team_id, opponent_team_id, is_home
    from planned_team_games
    where game_date between @start and @end
),
facts as (
    select
        o.game_date, o.game_id, o.team_id, o.points as scored, d.points_allowed as allowed,
        o.game_poss_x100 as possessions, 240 + 25 * o.overtimes as nominal_minutes
    from team_offense_game_summary as o
    join team_defense_game_summary as d
        on d.game_date = o.game_date and d.game_id = o.game_id and d.team_id = o.team_id
    where o.season in (select season from due) and o.game_date < @end
        and o.points = 2 * o.fgm + o.fg3m + o.ftm
        and o.game_poss_x100 > 0 and o.overtimes is not null and d.points_allowed is not null
),
played as (
    select
        g.season, g.game_date, g.game_id, g.team_id, g.points, g.opponent_points,
        f.scored, f.allowed, f.possessions, f.nominal_minutes,
        case when f.game_id is null then 0 else 1 end as found,
        case when g.points is null or g.opponent_points is null then 0 else 1 end as known,
        case when g.points > g.opponent_points then 1 else 0 end as won
    from team_games as g
    left join facts as f
        on f.game_date = g.game_date and f.game_id = g.game_id and f.team_id = g.team_id
    where g.game_date < @end
),
numbered as (
    select
        *,
        row_number() over (partition by season, team_id order by game_date, game_id) as place,
        -- rest is counted across seasons, form within one
        lead(game_date) over (partition by team_id order by game_date, game_id) as next_game_date
    from played
),
form as (
    select
        season, game_date, game_id, team_id, next_game_date, place,
        case when known = 1 then points - opponent_points end as last_margin,
        sum(known) over (
            partition by season, team_id order by place rows unbounded preceding
        ) as known_games,
        sum(won) over (
            partition by season, team_id order by place rows unbounded preceding
        ) as wins,
        -- a streak ends at the latest game that was lost, and is unknown behind an unknown score
        max(case when known = 1 and won = 0 then place else 0 end) over (
            partition by season, team_id order by place rows unbounded preceding
        ) as last_loss,
        max(case when known = 0 then place else 0 end) over (
            partition by season, team_id order by place rows unbounded preceding
        ) as last_unknown,
        sum(found) over (
            partition by season, team_id order by place rows between 9 preceding and current row
        ) as found_10,
        sum(found * scored) over (
            partition by season, team_id order by place rows between 9 preceding and current row
        ) as scored_10,
        sum(found * allowed) over (
            partition by season, team_id order by place rows between 9 preceding and current row
        ) as allowed_10,
        sum(found * possessions) over (
            partition by season, team_id order by place rows between 9 preceding and current row
        ) as possessions_10,
        sum(found * nominal_minutes) over (
            partition by season, team_id order by place rows between 9 preceding and current row
        ) as minutes_10
    from numbered
),
latest as (
    select
        d.game_id, d.team_id, f.game_id as latest_game_id,
        cast(date_diff('day', f.game_date, d.game_date) as integer) - 1 as days_rest,
        case when f.season = d.season then f.place else 0 end as games_before,
        case when f.season = d.season then least(10, f.place) else 0 end as expected_10,
        case when f.season = d.season then f.found_10 else 0 end as found_10,
        case when f.season = d.season then f.known_games else 0 end as known_games,
        -- NULL below 5 games and, for the last 10, below 5 found
        case when f.season = d.season and f.place >= 5 and f.known_games >= 5 then 1 end as has_record,
        case when f.season = d.season and f.place >= 5 and f.found_10 >= 5 then 1 end as has_form,
        f.place, f.wins, f.last_loss, f.last_unknown, f.last_margin,
        f.scored_10, f.allowed_10, f.possessions_10, f.minutes_10
    from due as d
    left join form as f
        on f.team_id = d.team_id and f.game_date < d.game_date
        and d.game_date <= coalesce(f.next_game_date, date '9999-12-31')
),
load as (
    select
        d.game_id, d.team_id,
        sum(case when p.game_date >= d.game_date - 7 then 1 else 0 end) as games_last_7,
        count(p.game_id) as games_last_14
    from due as d
    left join played as p
        on p.team_id = d.team_id and p.game_date >= d.game_date - 14 and p.game_date < d.game_date
    group by d.game_id, d.team_id
),
offers as (
    select
        l.game_id, l.market, l.team_id, l.point, l.known_at, l.known_at_basis,
        row_number() over (
            partition by l.game_id, l.market, l.team_id order by l.known_at desc, l.book, l.point
        ) as newest
    from game_lines as l
    join due as d on d.game_id = l.game_id and d.game_date = l.game_date and d.is_home
    -- an impossible line is a finding in raw, and no line here
    where l.known_at < d.tip_utc
        and ((l.market = 'total' and l.point between 170 and 280)
            or (l.market = 'spread' and l.point between -30 and 30))
),
market as (
    select
        d.game_id, d.team_id,
        max(case when o.market = 'total' then o.point end) as game_total,
        max(case when o.market = 'spread' then o.point end) as team_spread,
        max(o.known_at) as line_known_at,
        min(o.known_at_basis) as line_basis
    from due as d
    join offers as o
        on o.game_id = d.game_id and o.newest = 1
        and (o.market = 'total' or o.team_id = d.team_id)
    group by d.game_id, d.team_id
),
reports as (
    select
        d.game_id, d.team_id,
        count(*) as rows_known,
        max(case when r.status <> 'not_submitted' then 1 else 0 end) as any_submitted,
        max(case when r.team_id = d.team_id and r.status <> 'not_submitted' then r.known_at end)
            as submitted_at,
        max(case when r.team_id = d.team_id and r.status = 'not_submitted' then r.known_at end)
            as unsubmitted_at
    from due as d
    join injury_report as r on r.game_id = d.game_id and r.game_date = d.game_date
    where r.known_at < d.tip_utc
    group by d.game_id, d.team_id
),
listed as (
    -- the latest game can stand in for a report only if some source names its players
    select l.game_id, l.team_id
    from latest as l
    join player_games as p
        on p.game_id = l.latest_game_id and p.team_id = l.team_id and p.appearance = 'yes'
    where l.games_before > 0
    group by l.game_id, l.team_id
)
select
    d.season, d.game_date, d.game_id, d.game_type, d.tip_utc, d.team_id, d.opponent_team_id, d.is_home,
    s.games_before + 1 as team_game_number,
    s.days_rest,
    s.days_rest = 0 as back_to_back,
    w.games_last_7, w.games_last_14,
    o.days_rest as opponent_days_rest,
    d.game_type in (4, 5) as is_playoff,
    case when s.has_record = 1 then s.wins end as wins,
    case when s.has_record = 1 then s.known_games - s.wins end as losses,
    case when s.has_record = 1 then @ratio(100 * s.wins, s.known_games, 3) end as win_pct,
    case
        when s.has_record = 1 and s.last_unknown <= s.last_loss then s.place - s.last_loss
    end as win_streak,
    case when s.has_record = 1 then s.last_margin end as last_margin,
    case
        when s.has_form = 1 then @ratio(240 * s.possessions_10, 100 * s.minutes_10, 3)
    end as pace_10,
    case
        when s.has_form = 1 then @ratio(10000 * s.scored_10, s.possessions_10, 3)
    end as off_rating_10,
    case
        when s.has_form = 1 then @ratio(10000 * s.allowed_10, s.possessions_10, 3)
    end as def_rating_10,
    m.game_total, m.team_spread,
    @round((m.game_total - m.team_spread) / 2, 2) as implied_team_total,
    m.line_known_at, m.line_basis,
    case
        when r.any_submitted = 1
            and (r.unsubmitted_at is null or r.unsubmitted_at <= r.submitted_at) then 'report'
        when p.game_id is not null then 'absence_proxy'
        else 'none'
    end as injury_source,
    s.expected_10 as games_expected_10,
    s.found_10 as games_found_10,
    s.games_before as season_games_expected,
    s.known_games as season_games_found,
    s.expected_10 as games_expected,
    s.found_10 as games_found,
    s.found_10 = s.expected_10 as window_complete
from due as d
join latest as s on s.game_id = d.game_id and s.team_id = d.team_id
join latest as o on o.game_id = d.game_id and o.team_id = d.opponent_team_id
join load as w on w.game_id = d.game_id and w.team_id = d.team_id
left join market as m on m.game_id = d.game_id and m.team_id = d.team_id
left join reports as r on r.game_id = d.game_id and r.team_id = d.team_id
left join listed as p on p.game_id = d.game_id and p.team_id = d.team_id
