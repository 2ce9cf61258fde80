/*
about = """A player's scoring, minutes and usage over his last 3, 5 and 10 games, this season and last season,
as known before the date of his coming game. Games without playing do not count; a game whose box line is
lost takes its place and is never replaced by an older one."""
bootstrap = "select game_date from young_dates where game_date between @start and @end"
grain = ["game_date", "player_id"]

[reads]
upcoming_player_game_context = "same day"
player_form_windows          = "season by player_id"
player_games                 = ["career before", "previous season by player_id"]
player_game_summary          = "previous season by player_id"
team_games                   = "career before"

[columns]
season                = "TEXT: season of the game to be played"
game_date             = "DATE: US Eastern date it is planned on"
player_id             = "INT: the player"
team_id               = "INT: the team whose roster he is on"
points_avg_3          = "DOUBLE: points a game, last 3"
points_avg_5          = "DOUBLE: points a game, last 5"
points_avg_10         = "DOUBLE: points a game, last 10"
points_avg_season     = "DOUBLE: points a game this season"
points_std_10         = "DOUBLE: sample SD of points, last 10"
points_slope_10       = "DOUBLE: least-squares change of points from game to game, last 10; needs 5"
minutes_avg_5         = "DOUBLE: minutes a game, last 5"
minutes_avg_10        = "DOUBLE: minutes a game, last 10"
minutes_avg_season    = "DOUBLE: minutes a game this season"
minutes_std_10        = "DOUBLE: sample SD of minutes, last 10"
points_per_36_10      = "DOUBLE: points per 36 minutes, last 10; NULL without playing time"
fga_per_36_10         = "DOUBLE: field goals attempted per 36 minutes, last 10"
fg3a_per_36_10        = "DOUBLE: threes attempted per 36 minutes, last 10"
fta_per_36_10         = "DOUBLE: free throws attempted per 36 minutes, last 10"
usage_rate_3          = "DOUBLE: share of the team's possessions he ended while on court, percent, last 3"
usage_rate_5          = "DOUBLE: the same, last 5"
usage_rate_10         = "DOUBLE: the same, last 10"
usage_rate_season     = "DOUBLE: the same, this season"
ts_pct_10             = "DOUBLE: true shooting percentage, last 10; NULL without attempts"
ft_points_share_10    = "DOUBLE: share of points from free throws, percent, last 10; NULL without points"
games_played_season   = "INT: proved appearances this season before t"
appearance_rate_10    = "DOUBLE: share of the team's last 10 games since he joined it in which he appeared, percent"
prior_points_avg      = "DOUBLE: points a game last season; NULL if he did not play or it is not loaded"
prior_minutes_avg     = "DOUBLE: minutes a game last season"
prior_usage           = "DOUBLE: usage rate last season, percent"
prior_points_per_36   = "DOUBLE: points per 36 minutes last season"
prior_games           = "INT: proved appearances last season; NULL if that season is not loaded"
prior_games_expected  = "INT: games of the spine last season; NULL if that season is not loaded"
prior_games_found     = "INT: those with a complete box line"
games_expected_3      = "INT: min(3, games of the spine this season before t)"
games_found_3         = "INT: those with a complete box line"
games_expected_5      = "INT: min(5, games of the spine this season before t)"
games_found_5         = "INT: those with a complete box line"
games_expected_10     = "INT: min(10, games of the spine this season before t)"
games_found_10        = "INT: those with a complete box line"
season_games_expected = "INT: games of the spine this season before t"
season_games_found    = "INT: those with a complete box line"
games_expected        = "INT: as games_expected_10"
games_found           = "INT: as games_found_10"
window_complete       = "BOOL: every game of the last 10 is found"

[decimals]
points_avg_3        = 3
points_avg_5        = 3
points_avg_10       = 3
points_avg_season   = 3
points_std_10       = 3
points_slope_10     = 3
minutes_avg_5       = 3
minutes_avg_10      = 3
minutes_avg_season  = 3
minutes_std_10      = 3
points_per_36_10    = 3
fga_per_36_10       = 3
fg3a_per_36_10      = 3
fta_per_36_10       = 3
usage_rate_3        = 3
usage_rate_5        = 3
usage_rate_10       = 3
usage_rate_season   = 3
ts_pct_10           = 3
ft_points_share_10  = 3
appearance_rate_10  = 3
prior_points_avg    = 3
prior_minutes_avg   = 3
prior_usage         = 3
prior_points_per_36 = 3

[expect]
# Roster keys, so that a thinned-out context table cannot shrink what is expected here.
keys = """
    with roster as (
        select r.season, r.game_date, r.game_id, r.player_id, u.appearances_season
        from asof_roster as r
        left join upcoming_player_game_context as u
            on u.game_date = r.game_date and u.game_id = r.game_id and u.player_id = r.player_id
        where r.game_date between @start and @end
    ),
    orphans as (
        select * from roster where appearances_season is null
    )
    select game_date, player_id, appearances_season as appearances, 0 as orphan
    from roster
    where appearances_season is not null
    union all
    select o.game_date, o.player_id, count(g.game_id) as appearances, 1 as orphan
    from orphans as o
    left join player_games as g
        on g.player_id = o.player_id and g.season = o.season and g.game_date < o.game_date
        and g.appearance = 'yes'
    group by o.game_date, o.player_id
"""
absent_if = { insufficient_history = "appearances < 5" }
defect_if = { upstream_missing = "orphan = 1" }
detail    = "cast(appearances as varchar) || ' of 5'"

[critical]
points_avg_5        = { not_null = true, between = [0, 70], hole_if = "not window_complete" }
points_avg_10       = { not_null = true, between = [0, 60], hole_if = "not window_complete" }
points_avg_season   = { not_null = true, between = [0, 50], hole_if = "season_games_found < 5" }
minutes_avg_10      = { not_null = true, between = [0, 60], hole_if = "not window_complete" }
usage_rate_10       = { not_null = true, null_if = { zero_denominator = "minutes_avg_10 = 0" }, hole_if = "not window_complete" }
games_played_season = { not_null = true, between = [5, 112] }
appearance_rate_10  = { not_null = true, between = [0, 100] }
points_std_10       = { between = [0, 40] }
points_slope_10     = { between = [-20, 20] }
ts_pct_10           = { between = [0, 150] }
prior_games         = { between = [0, 112] }

[rules]
found_within_expected = "games_found_3 <= games_expected_3 and games_found_5 <= games_expected_5 and games_found_10 <= games_expected_10 and season_games_found <= season_games_expected"
expected_is_framed    = "games_expected_10 = least(10, season_games_expected) and games_expected_5 = least(5, season_games_expected)"
complete_means_found  = "window_complete = (games_found_10 = games_expected_10)"
short_means_hole      = "games_found_10 >= 5 or points_avg_10 is null"
shares_within_100     = "ft_points_share_10 between 0 and 100"
season_is_last_10     = "season_games_expected > 10 or not window_complete or points_avg_season = points_avg_10"
prior_needs_games     = "prior_games > 0 or prior_points_avg is null"

[warnings]
usage_in_range = "usage_rate_10 between 0 and 60 or minutes_avg_10 < 5"

[guards]
minutes_positive    = "count(minutes_avg_10) < 50 or sum(case when minutes_avg_10 > 0 then 1 else 0 end) >= 0.95 * count(minutes_avg_10)"
mean_points_usual   = "count(points_avg_10) < 50 or avg(points_avg_10) between 5 and 20"
points_not_constant = "count(points_avg_10) < 20 or min(points_avg_10) < max(points_avg_10)"

[consistent]
keys_are_upcoming = """select c.game_date, c.player_id
    from player_daily_cache as c
    left join upcoming_player_game_context as u
        on u.game_date = c.game_date and u.player_id = c.player_id and u.team_id = c.team_id
    where c.game_date between @start and @end
        and (u.player_id is null or u.appearances_season <> c.games_played_season
            or coalesce(u.points_avg_10, -1) <> coalesce(c.points_avg_10, -1))"""
*/
with due as (
    select season, game_date, player_id, team_id, appearances_season
    from upcoming_player_game_context
    where game_date between @start and @end and appearances_season >= 5
),
loaded_seasons as (
    select season, cast(substring(season, 1, 4) as integer) as start_year
    from team_games
    where game_date < @end
    group by season
),
season_pairs as (
    select s.season, p.season as prior_season
    from (select season, cast(substring(season, 1, 4) as integer) as start_year from due) as s
    join loaded_seasons as p on p.start_year = s.start_year - 1
    group by s.season, p.season
),
prior_lines as (
    select game_id, player_id, points, seconds, used_x100, team_used_on_x100
    from player_game_summary
    where season in (select prior_season from season_pairs) and game_date < @end
        and seconds is not null and used_x100 is not null and team_used_on_x100 is not null
        and points = 2 * fgm + fg3m + ftm
),
priors as (
    select
        p.season, p.player_id, count(*) as expected, count(l.game_id) as found,
        sum(case when p.appearance = 'yes' then 1 else 0 end) as games,
        cast(sum(l.points) as bigint) as points,
        cast(sum(l.seconds) as bigint) as seconds,
        cast(sum(l.used_x100) as bigint) as used,
        cast(sum(l.team_used_on_x100) as bigint) as team_used
    from player_games as p
    left join prior_lines as l on l.game_id = p.game_id and l.player_id = p.player_id
    where p.season in (select prior_season from season_pairs) and p.game_date < @end
    group by p.season, p.player_id
),
team_line as (
    select
        season, game_date, game_id, team_id,
        row_number() over (partition by season, team_id order by game_date, game_id) as place,
        lead(game_date) over (partition by season, team_id order by game_date, game_id)
            as next_game_date
    from team_games
    where season in (select season from due) and game_date < @end
),
moves as (
    select
        season, game_date, game_id, player_id, team_id,
        lag(team_id) over (partition by player_id order by game_date, game_id) as team_before,
        lead(game_date) over (partition by player_id order by game_date, game_id) as next_game_date
    from player_games
    where appearance = 'yes' and game_date < @end and player_id in (select player_id from due)
),
-- a stint on a team begins with the first appearance after one for another team, in any season
stints as (
    select
        season, game_date, game_id, player_id, team_id, next_game_date,
        max(case when team_before is null or team_before <> team_id then game_date end) over (
            partition by player_id order by game_date, game_id rows unbounded preceding
        ) as joined_date
    from moves
),
-- which of the team's games are his to miss: those since he joined, at most the last 10
spans as (
    select
        d.season, d.game_date, d.player_id, d.team_id, n.place as last_place,
        greatest(n.place - 9, coalesce(j.place, 1)) as first_place
    from due as d
    join team_line as n
        on n.season = d.season and n.team_id = d.team_id and n.game_date < d.game_date
        and d.game_date <= coalesce(n.next_game_date, date '9999-12-31')
    join stints as s
        on s.player_id = d.player_id and s.game_date < d.game_date
        and d.game_date <= coalesce(s.next_game_date, date '9999-12-31')
    left join team_line as j
        on j.season = d.season and j.team_id = d.team_id and j.game_date = s.joined_date
),
attended as (
    select s.player_id, t.season, t.team_id, t.place
    from stints as s
    join team_line as t on t.game_id = s.game_id and t.team_id = s.team_id
),
attendance as (
    select
        s.game_date, s.player_id, s.last_place - s.first_place + 1 as chances,
        count(a.place) as taken
    from spans as s
    left join attended as a
        on a.player_id = s.player_id and a.season = s.season and a.team_id = s.team_id
        and a.place between s.first_place and s.last_place
    group by s.game_date, s.player_id, s.first_place, s.last_place
),
-- fewer than 5 facts where the spine has 5 games: the row stays, its metrics are NULL
windows as (
    select
        d.season, d.game_date, d.player_id, d.team_id, d.appearances_season,
        w.games, w.games_found, w.games_found_3, w.games_found_5, w.games_found_10,
        case when w.games_found_10 >= 5 then w.games_found_10 end as n_10,
        case when w.games_found_10 >= 5 then w.games_found_5 end as n_5,
        case when w.games_found_10 >= 5 then w.games_found_3 end as n_3,
        case when w.games_found >= 5 then w.games_found end as n_season,
        case when w.games_found_10 >= 5 then w.seconds_10 end as seconds_10,
        case when w.games_found_10 >= 5 then w.points_10 end as points_10,
        case when w.games_found_10 >= 5 then w.team_used_3 end as team_used_3,
        case when w.games_found_10 >= 5 then w.team_used_5 end as team_used_5,
        case when w.games_found_10 >= 5 then w.team_used_10 end as team_used_10,
        case when w.games_found >= 5 then w.team_used_season end as team_used_season,
        w.points_3, w.points_5, w.points_season, w.points_sq_10,
        w.place_10, w.place_sq_10, w.place_points_10,
        w.seconds_5, w.seconds_season, w.seconds_sq_10,
        w.fga_10, w.fg3a_10, w.fta_10, w.ftm_10,
        w.used_3, w.used_5, w.used_10, w.used_season,
        q.prior_season, p.games as prior_appearances, p.expected as prior_expected,
        p.found as prior_found, p.points as prior_points, p.seconds as prior_seconds,
        p.used as prior_used, p.team_used as prior_team_used,
        a.chances, a.taken
    from due as d
    left join player_form_windows as w
        on w.player_id = d.player_id and w.season = d.season and w.game_date < d.game_date
        and d.game_date <= w.next_game_date
    left join season_pairs as q on q.season = d.season
    left join priors as p on p.season = q.prior_season and p.player_id = d.player_id
    left join attendance as a on a.game_date = d.game_date and a.player_id = d.player_id
)
select
    season, game_date, player_id, team_id,
    @ratio(points_3, n_3, 3) as points_avg_3,
    @ratio(points_5, n_5, 3) as points_avg_5,
    @ratio(points_10, n_10, 3) as points_avg_10,
    @ratio(points_season, n_season, 3) as points_avg_season,
    @sd(n_10, points_10, points_sq_10, 3) as points_std_10,
    -- game numbers of the season serve as x: a lost game leaves its gap
    @ratio(
        n_10 * place_points_10 - place_10 * points_10, n_10 * place_sq_10 - place_10 * place_10, 3
    ) as points_slope_10,
    @ratio(seconds_5, 60 * n_5, 3) as minutes_avg_5,
    @ratio(seconds_10, 60 * n_10, 3) as minutes_avg_10,
    @ratio(seconds_season, 60 * n_season, 3) as minutes_avg_season,
    @round(
        sqrt(
            cast(n_10 * seconds_sq_10 - seconds_10 * seconds_10 as double) / (n_10 * (n_10 - 1))
        ) / 60, 3
    ) as minutes_std_10,
    @ratio(2160 * points_10, seconds_10, 3) as points_per_36_10,
    @ratio(2160 * fga_10, seconds_10, 3) as fga_per_36_10,
    @ratio(2160 * fg3a_10, seconds_10, 3) as fg3a_per_36_10,
    @ratio(2160 * fta_10, seconds_10, 3) as fta_per_36_10,
    @ratio(100 * used_3, team_used_3, 3) as usage_rate_3,
    @ratio(100 * used_5, team_used_5, 3) as usage_rate_5,
    @ratio(100 * used_10, team_used_10, 3) as usage_rate_10,
    @ratio(100 * used_season, team_used_season, 3) as usage_rate_season,
    @ratio(5000 * points_10, 100 * fga_10 + 44 * fta_10, 3) as ts_pct_10,
    @ratio(100 * ftm_10, points_10, 3) as ft_points_share_10,
    appearances_season as games_played_season,
    @ratio(100 * taken, chances, 3) as appearance_rate_10,
    @ratio(prior_points, prior_found, 3) as prior_points_avg,
    @ratio(prior_seconds, 60 * prior_found, 3) as prior_minutes_avg,
    @ratio(100 * prior_used, prior_team_used, 3) as prior_usage,
    @ratio(2160 * prior_points, prior_seconds, 3) as prior_points_per_36,
    -- a season that is loaded but was not his is a true 0
    case when prior_season is not null then coalesce(prior_appearances, 0) end as prior_games,
    case when prior_season is not null then coalesce(prior_expected, 0) end as prior_games_expected,
    case when prior_season is not null then coalesce(prior_found, 0) end as prior_games_found,
    least(3, games) as games_expected_3,
    games_found_3,
    least(5, games) as games_expected_5,
    games_found_5,
    least(10, games) as games_expected_10,
    games_found_10,
    games as season_games_expected,
    games_found as season_games_found,
    least(10, games) as games_expected,
    games_found_10 as games_found,
    games_found_10 = least(10, games) as window_complete
from windows
