/*
about = "What the shrunk features are made of: the player's sums this season before game_date, his previous season, the prior basis chosen for him, and his games against this opponent. Sums over found games only; expected counts from the spine."
kind  = "view"
grain = ["game_date", "game_id", "player_id"]
[reads]
upcoming_player_game_context = "same day"
player_games        = ["season by player_id", "previous season by player_id", "season before", "career before"]
player_game_summary = ["season by player_id", "previous season by player_id", "season before", "career before"]
[columns]
season               = "TEXT: season of the game"
game_date            = "DATE: US Eastern date of the game"
game_id              = "TEXT: game"
player_id            = "INT: player"
season_games_expected = "INT: his games this season before game_date, unproved ones included"
season_games_found   = "INT: of these, games with every box field"
season_points        = "BIGINT: points in the found games"
season_seconds       = "BIGINT: seconds in the found games"
season_usage_e9      = "BIGINT: usage in the found games, billionths; NULL without possessions"
prior_season_loaded  = "BOOL: whether any game of the previous season is loaded"
prior_games          = "INT: games he appeared in during the previous season"
prior_games_expected = "INT: the same, unproved ones included"
prior_games_found    = "INT: of these, games with every box field"
prior_points         = "BIGINT: points in the found games of the previous season"
prior_seconds        = "BIGINT: seconds in the found games of the previous season"
prior_basis          = "TEXT: own_prior, newcomer_prior, league_to_date, or NULL"
basis_games          = "BIGINT: player-games behind the basis"
basis_points         = "BIGINT: points in them"
basis_seconds        = "BIGINT: seconds in them"
basis_usage_e9       = "BIGINT: usage in them, billionths"
opponent_games       = "INT: found games against this opponent, this season and the one before"
opponent_points      = "BIGINT: points in them"
*/
with keys as (
    select
        season, game_date, game_id, player_id, opponent_team_id,
        concat(
            cast(cast(substring(season, 1, 4) as integer) - 1 as varchar), '-',
            substring(season, 3, 2)
        ) as previous_season
    from upcoming_player_game_context
    where game_date between @start and @end
),
seasons as (
    select distinct season, previous_season from keys
),
-- The frame is the spine; a game without a sound box line stays in it with found = 0. Sound means
-- what it means in player_box_windows: every summed field is there and the line's own rules hold.
lines as (
    select
        g.season, g.game_date, g.game_id, g.player_id, s.opponent_team_id,
        case when g.appearance = 'yes' then 1 else 0 end as appeared,
        case
            when s.seconds is not null and s.fg3a is not null
                and s.used_x100 is not null and s.team_used_on_x100 is not null
                and s.points = 2 * s.fgm + s.fg3m + s.ftm
                and s.fta >= s.ftm and s.fga >= s.fgm then 1
            else 0
        end as found,
        s.points, s.seconds, s.used_x100, s.team_used_on_x100
    from player_games as g
    left join player_game_summary as s
        on s.season = g.season and s.game_date = g.game_date
        and s.game_id = g.game_id and s.player_id = g.player_id and s.game_date < @end
    where g.game_date < @end
        and g.season in (select season from seasons union all select previous_season from seasons)
),
running as (
    select
        season, game_date, player_id,
        count(*) over (
            partition by season, player_id order by game_date, game_id
            rows between unbounded preceding and current row
        ) as expected,
        sum(found) over (
            partition by season, player_id order by game_date, game_id
            rows between unbounded preceding and current row
        ) as found,
        sum(case when found = 1 then points end) over (
            partition by season, player_id order by game_date, game_id
            rows between unbounded preceding and current row
        ) as points,
        sum(case when found = 1 then seconds end) over (
            partition by season, player_id order by game_date, game_id
            rows between unbounded preceding and current row
        ) as seconds,
        sum(case when found = 1 then used_x100 end) over (
            partition by season, player_id order by game_date, game_id
            rows between unbounded preceding and current row
        ) as used,
        sum(case when found = 1 then team_used_on_x100 end) over (
            partition by season, player_id order by game_date, game_id
            rows between unbounded preceding and current row
        ) as team_used,
        -- a far date instead of NULL keeps the as-of join a plain range
        coalesce(
            lead(game_date) over (partition by season, player_id order by game_date, game_id),
            cast('9999-12-31' as date)
        ) as next_date
    from lines
    where season in (select season from seasons) and player_id in (select player_id from keys)
),
prior_totals as (
    select
        q.season, l.player_id,
        cast(sum(l.appeared) as bigint) as games,
        count(*) as expected,
        cast(sum(l.found) as bigint) as found,
        cast(coalesce(sum(case when l.found = 1 then l.points end), 0) as bigint) as points,
        cast(coalesce(sum(case when l.found = 1 then l.seconds end), 0) as bigint) as seconds,
        cast(coalesce(sum(case when l.found = 1 then l.used_x100 end), 0) as bigint) as used,
        cast(coalesce(sum(case when l.found = 1 then l.team_used_on_x100 end), 0) as bigint)
            as team_used
    from lines as l
    inner join seasons as q on q.previous_season = l.season
    group by q.season, l.player_id
),
-- Newcomers resemble the players who averaged under 20 minutes (1,200 seconds) last season.
newcomer as (
    select
        season,
        cast(sum(case when seconds < 1200 * found then found else 0 end) as bigint) as games,
        cast(sum(case when seconds < 1200 * found then points else 0 end) as bigint) as points,
        cast(sum(case when seconds < 1200 * found then seconds else 0 end) as bigint) as seconds,
        cast(sum(case when seconds < 1200 * found then used else 0 end) as bigint) as used,
        cast(sum(case when seconds < 1200 * found then team_used else 0 end) as bigint)
            as team_used
    from prior_totals
    group by season
),
league_days as (
    select
        season, game_date,
        cast(sum(found) as bigint) as games,
        cast(sum(points) as bigint) as points,
        cast(sum(seconds) as bigint) as seconds,
        cast(sum(used_x100) as bigint) as used,
        cast(sum(team_used_on_x100) as bigint) as team_used
    from lines
    where found = 1
    group by season, game_date
),
league as (
    select
        k.game_date,
        cast(sum(d.games) as bigint) as games,
        cast(sum(d.points) as bigint) as points,
        cast(sum(d.seconds) as bigint) as seconds,
        cast(sum(d.used) as bigint) as used,
        cast(sum(d.team_used) as bigint) as team_used
    from (select distinct season, game_date from keys) as k
    inner join league_days as d on d.season = k.season and d.game_date < k.game_date
    group by k.game_date
),
against as (
    select
        k.game_date, k.game_id, k.player_id,
        count(*) as games,
        cast(sum(l.points) as bigint) as points
    from keys as k
    inner join lines as l
        on l.player_id = k.player_id and l.opponent_team_id = k.opponent_team_id
        and l.game_date < k.game_date
    where l.found = 1 and (l.season = k.season or l.season = k.previous_season)
    group by k.game_date, k.game_id, k.player_id
),
based as (
    select
        k.season, k.game_date, k.game_id, k.player_id,
        coalesce(r.expected, 0) as season_games_expected,
        coalesce(r.found, 0) as season_games_found,
        coalesce(r.points, 0) as season_points,
        coalesce(r.seconds, 0) as season_seconds,
        r.used, r.team_used,
        n.season is not null as prior_season_loaded,
        coalesce(p.games, 0) as prior_games,
        coalesce(p.expected, 0) as prior_games_expected,
        coalesce(p.found, 0) as prior_games_found,
        coalesce(p.points, 0) as prior_points,
        coalesce(p.seconds, 0) as prior_seconds,
        coalesce(p.used, 0) as prior_used,
        coalesce(p.team_used, 0) as prior_team_used,
        case
            when p.games >= 10 then 'own_prior'
            when n.games > 0 then 'newcomer_prior'
            when l.games >= 300 then 'league_to_date'
        end as prior_basis,
        n.games as newcomer_games, n.points as newcomer_points,
        n.seconds as newcomer_seconds, n.used as newcomer_used,
        n.team_used as newcomer_team_used,
        l.games as league_games, l.points as league_points,
        l.seconds as league_seconds, l.used as league_used, l.team_used as league_team_used,
        coalesce(a.games, 0) as opponent_games,
        coalesce(a.points, 0) as opponent_points
    from keys as k
    left join running as r
        on r.season = k.season and r.player_id = k.player_id
        and r.game_date < k.game_date
        and k.game_date <= r.next_date
    left join prior_totals as p on p.season = k.season and p.player_id = k.player_id
    left join newcomer as n on n.season = k.season
    left join league as l on l.game_date = k.game_date
    left join against as a
        on a.game_date = k.game_date and a.game_id = k.game_id and a.player_id = k.player_id
),
chosen as (
    select
        b.*,
        case prior_basis
            when 'own_prior' then prior_games_found
            when 'newcomer_prior' then newcomer_games
            when 'league_to_date' then league_games
        end as basis_games,
        case prior_basis
            when 'own_prior' then prior_points
            when 'newcomer_prior' then newcomer_points
            when 'league_to_date' then league_points
        end as basis_points,
        case prior_basis
            when 'own_prior' then prior_seconds
            when 'newcomer_prior' then newcomer_seconds
            when 'league_to_date' then league_seconds
        end as basis_seconds,
        case prior_basis
            when 'own_prior' then prior_used
            when 'newcomer_prior' then newcomer_used
            when 'league_to_date' then league_used
        end as basis_used,
        case prior_basis
            when 'own_prior' then prior_team_used
            when 'newcomer_prior' then newcomer_team_used
            when 'league_to_date' then league_team_used
        end as basis_team_used
    from based as b
)
select
    season, game_date, game_id, player_id,
    season_games_expected, season_games_found, season_points, season_seconds,
    -- Usage mixes as rates weighted by minutes, so each becomes a whole number of billionths.
    cast(
        (2000000000 * cast(used as bigint) + cast(team_used as bigint))
        // nullif(2 * cast(team_used as bigint), 0) as bigint
    ) as season_usage_e9,
    prior_season_loaded, prior_games, prior_games_expected, prior_games_found,
    prior_points, prior_seconds, prior_basis, basis_games, basis_points, basis_seconds,
    cast(
        (2000000000 * basis_used + basis_team_used) // nullif(2 * basis_team_used, 0) as bigint
    ) as basis_usage_e9,
    opponent_games, opponent_points
from chosen
