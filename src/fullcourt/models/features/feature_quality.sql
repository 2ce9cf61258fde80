/*
about = """How good each feature row is and whether it may be used, from the row's own letters and windows
alone: never from findings or acceptances, so a rebuild gives the same answer."""
kind  = "view"
grain = ["game_date", "game_id", "player_id"]

[reads]
feature_values     = "same day"
feature_provenance = "same day"

[columns]
game_date              = "DATE: US Eastern date of the game"
game_id                = "TEXT: game"
player_id              = "INT: player"
provenance             = "TEXT: 60 letters: O observed, D derived, S shrunk, M missing"
reasons                = "TEXT: JSON object, index of each missing feature -> reason"
core_windows_complete  = "BOOL: every window of at most 20 games behind a required set is complete"
season_holed           = "BOOL: his season lacks more than 2 games and more than 10 %"
prior_holed            = "BOOL: the same of his previous season"
team_season_holed      = "BOOL: the same of his team's season"
feature_count_observed = "INT: letters O or D"
quality_score          = "DOUBLE: weighted credit of the letters, percent, after the caps"
ready_basis            = "TEXT: full, cold_start or offseason_roster"
not_ready_reasons      = "TEXT: JSON list of the conditions that fail"

[decimals]
quality_score = 1
*/
with windows as (
    select
        game_date, game_id, player_id, window_complete, prior_basis, injury_status,
        games_played_season, roster_basis,
        games_played_season >= 5 as needs_b,
        games_played_season >= 5 and opponent_distribution as needs_c,
        -- only windows behind a required set keep a row from being ready (domain 7.3)
        case
            when games_played_season < 5 then true
            when opponent_distribution then own_windows_complete and team_windows_complete
            else own_windows_complete
        end as core_windows_complete,
        season_games_expected - season_games_found > 2
            and 10 * (season_games_expected - season_games_found) > season_games_expected
            as season_holed,
        prior_games_expected - prior_games_found > 2
            and 10 * (prior_games_expected - prior_games_found) > prior_games_expected
            as prior_holed,
        coalesce(
            team_games_lacking > 2 and 10 * team_games_lacking > team_games_expected, false
        ) as team_season_holed
    from feature_values
),
judged as (
    select
        w.game_date, w.game_id, w.player_id, w.core_windows_complete, w.season_holed,
        w.prior_holed, w.team_season_holed, p.provenance, p.reasons, p.observed,
        @ratio(10 * p.credit_x10, p.weight_sum, 1) as score,
        case
            when p.core_defects > 0 then 44
            when not w.window_complete or w.season_holed or w.prior_holed or w.team_season_holed
                then 69
            else 100
        end as cap,
        case
            when w.roster_basis = 'offseason_roster' then 'offseason_roster'
            when w.games_played_season < 5 then 'cold_start'
            else 'full'
        end as ready_basis,
        -- A postponed or cancelled game needs no condition: it is not planned, so it has no row.
        concat(
            case when w.injury_status = 'out' then ',"injury_out"' else '' end,
            case when p.a_missing > 0 then ',"set_a_missing"' else '' end,
            case when w.needs_b and p.b_missing > 0 then ',"set_b_missing"' else '' end,
            case when w.needs_c and p.c_missing > 0 then ',"set_c_missing"' else '' end,
            case when w.core_windows_complete then '' else ',"window_incomplete"' end,
            case when w.season_holed then ',"season_holed"' else '' end,
            -- the previous season stands behind set A only where it is the basis
            case
                when w.prior_holed and w.prior_basis = 'own_prior' then ',"prior_season_holed"'
                else ''
            end
        ) as failed
    from windows as w
    inner join feature_provenance as p
        on p.game_date = w.game_date and p.game_id = w.game_id and p.player_id = w.player_id
)
select
    game_date, game_id, player_id, provenance, reasons,
    core_windows_complete, season_holed, prior_holed, team_season_holed,
    observed as feature_count_observed,
    case when score > cap then cap else score end as quality_score,
    ready_basis,
    concat('[', substring(failed, 2), ']') as not_ready_reasons
from judged
