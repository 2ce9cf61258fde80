"""The 60 features of a row, its quality and whether it is ready, put together from the parts.

The market, and whether a feature is absent for a reason that nobody could help, come from the
stored row; everything else is computed here.
"""

from fractions import Fraction
from typing import Any

from .context import player_row, team_row
from .factors import factors_row
from .facts import ZONES, Facts, Game
from .players import cache_row, prior_columns, zone_row
from .rounding import half_away
from .shrinkage import shrunk_columns
from .teams import League, defence_row
from .windows import box_window

SET_A = (
    "points_shrunk", "minutes_shrunk", "usage_shrunk", "points_per_36_shrunk", "days_rest",
    "back_to_back", "games_last_7", "home_game", "team_game_number",
)  # fmt: skip
SET_B = (
    "points_avg_5", "points_avg_10", "points_avg_season", "points_std_10", "minutes_avg_5",
    "minutes_avg_10", "minutes_avg_season", "points_per_36_10", "usage_rate_5",
    "usage_rate_season", "ts_pct_10", "games_played_season", "appearance_rate_10",
    "usage_spike_score", "pct_paint_10", "pct_mid_range_10", "pct_three_10", "minutes_last_7",
    "fatigue_score",
)  # fmt: skip
SET_C = (
    "opponent_strength_score", "shot_zone_mismatch_score", "pace_score", "opp_def_rating_15",
    "team_pace_10", "team_off_rating_10",
)  # fmt: skip
SHRUNK = (*SET_A[:4], "points_vs_opp_shrunk")
LEAGUE_SCORES = SET_C[:3]
_CACHE = (
    "points_avg_3", "points_avg_5", "points_avg_10", "points_avg_season", "points_std_10",
    "points_slope_10", "minutes_avg_5", "minutes_avg_10", "minutes_avg_season", "minutes_std_10",
    "points_per_36_10", "fga_per_36_10", "fg3a_per_36_10", "fta_per_36_10", "usage_rate_5",
    "usage_rate_season", "ts_pct_10", "ft_points_share_10", "appearance_rate_10",
)  # fmt: skip
_CONTEXT = (
    "days_rest", "back_to_back", "games_last_7", "games_last_14", "teammates_out",
    "usage_vacated", "minutes_vacated",
)  # fmt: skip


def feature_values(
    facts: Facts, league: League, game: Game, team: int, player: int
) -> dict[str, Any]:
    """Every feature the oracle can say, by name; one without a value is None."""
    seen = facts.seen(player, game.day, game.season)
    mine = player_row(facts, game, team, player)
    ours = team_row(facts, game, team)
    opponent = defence_row(league, game.opponent(team)) or {}
    row = shrunk_columns(facts, game, team, player)
    row |= {name: _number(mine[name]) for name in _CONTEXT}
    row["games_played_season"] = float(len(seen))
    row |= dict.fromkeys((*_CACHE, *LEAGUE_SCORES, "usage_spike_score", "fatigue_score"))
    row |= dict.fromkeys(f"pct_{z}_10" for z in ZONES)
    row |= {"points_per_shot_20": None, "assisted_rate_10": None}
    row |= _season_before(facts, game, player)
    if len(seen) >= 5:
        cached = cache_row(facts, player, team, game.day, game.season)
        row |= {name: cached.get(name) for name in _CACHE}
        factors = factors_row(facts, league, game, team, player)
        row |= {n: factors[n] for n in (*LEAGUE_SCORES, "usage_spike_score", "fatigue_score")}
        zones = zone_row(facts, player, game.day, game.season) or {}
        row |= {f"pct_{z}_10": zones.get(f"{z}_rate_10") for z in ZONES}
        row |= {n: zones.get(n) for n in ("points_per_shot_20", "assisted_rate_10")}
    seconds = mine["seconds_last_7"]
    rests = (ours["days_rest"], ours["opponent_days_rest"])
    return row | {
        "minutes_last_7": None if seconds is None else half_away(Fraction(seconds, 60), 3),
        "rest_advantage": None if None in rests else float(max(-3, min(3, rests[0] - rests[1]))),
        "home_game": float(ours["is_home"]),
        "team_game_number": float(ours["team_game_number"]),
        "is_playoff": float(ours["is_playoff"]),
        "opp_def_rating_15": opponent.get("def_rating_15"),
        **{f"opp_{z}_vs_league": opponent.get(f"{z}_defense_vs_league_avg") for z in ZONES},
        "team_pace_10": ours.get("pace_10"),
        "team_off_rating_10": ours.get("off_rating_10"),
        "team_win_pct": ours.get("win_pct"),
    }


def _season_before(facts: Facts, game: Game, player: int) -> dict[str, Any]:
    """Last season's figures; the number of games is 0, not unknown, where that season is loaded."""
    prior = prior_columns(facts, player, game.season)
    return {n: _number(prior[n]) for n in ("prior_points_avg", "prior_minutes_avg", "prior_games")}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def is_whole(facts: Facts, league: League, game: Game, team: int, player: int) -> bool:
    """Whether no window behind the row has a hole, short or long."""
    frame = facts.frame(player, game.day, game.season)
    box, zones = box_window(facts, frame), zone_row(facts, player, game.day, game.season)
    ours = team_row(facts, game, team)
    opponent = defence_row(league, game.opponent(team))
    return (
        box.complete
        and (zones is None or zones["window_complete"])
        and ours.get("window_complete", True)
        and (opponent is None or opponent["window_complete"])
    )


def quality(row: dict[str, Any], opponent_games: int) -> float:
    """The score of a row without holes and defects: every absence is an expected one."""
    credit, weights = Fraction(0), 0
    for name, value in row.items():
        weight = 2 if name in SET_A + SET_B + SET_C else 1
        weights += weight
        if value is None:
            credit += weight * Fraction(3, 10)
        elif name in SHRUNK or (name in LEAGUE_SCORES and opponent_games < 15):
            credit += weight * Fraction(7, 10)
        else:
            credit += weight
    found = half_away(100 * credit / weights, 1)
    assert found is not None
    return found


def tier(score: float) -> str:
    """The word for a quality score."""
    for name, least in (("gold", 95), ("silver", 85), ("bronze", 70), ("poor", 45)):
        if score >= least:
            return name
    return "unusable"


def is_ready(row: dict[str, Any], appearances: int, opponent_in_league: bool) -> bool:
    """For a row without holes and without an injury report."""
    # Without playing time, attempts or points behind them these are undefined, not unknown.
    zero_denominators = {
        *("ts_pct_10", "points_per_36_10", "usage_rate_5", "usage_rate_season"),
        *("usage_spike_score", *(f"pct_{z}_10" for z in ZONES)),
    }
    ready = all(row[n] is not None for n in SET_A)
    if appearances >= 5:
        ready &= all(row[n] is not None or n in zero_denominators for n in SET_B)
        if opponent_in_league:
            ready &= all(row[n] is not None for n in SET_C)
    return ready
