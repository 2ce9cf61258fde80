"""A player's shot diet, form and prior season: player_shot_zone_analysis, player_daily_cache."""

from datetime import date
from typing import Any

from .facts import ZONES, Facts
from .rounding import half_away, ratio
from .windows import BoxWindow, ZoneWindow, box_window, player_zone_window


def zone_row(facts: Facts, player: int, day: date, season: str) -> dict[str, Any] | None:
    """A row of player_shot_zone_analysis; None below 5 appearances."""
    if len(facts.seen(player, day, season)) < 5:
        return None
    frame = facts.frame(player, day, season)
    row: dict[str, Any] = {"appearances": len(facts.seen(player, day, season))}
    windows = {n: player_zone_window(facts, frame[-n:]) for n in (10, 20)}
    for n, window in windows.items():
        row |= {f"games_expected_{n}": window.expected, f"games_found_{n}": window.found}
        if window.found >= 5:
            row |= _zone_columns(facts, player, day, season, n, window)
    row["window_complete"] = all(w.complete for w in windows.values())
    if windows[10].found >= 5 and windows[10].zoned:
        largest = max(ZONES, key=windows[10].attempts)
        clear = 100 * windows[10].attempts(largest) >= 40 * windows[10].zoned
        row["primary_zone"] = largest if clear else "balanced"
    return row


def _zone_columns(
    facts: Facts, player: int, day: date, season: str, n: int, window: ZoneWindow
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for z in ZONES:
        attempts, makes = window.attempts(z), window.makes(z)
        share = window.share(z)
        row |= {
            f"{z}_attempts_{n}": attempts,
            f"{z}_makes_{n}": makes,
            f"{z}_rate_{n}": half_away(None if share is None else 100 * share, 3),
            f"{z}_pct_{n}": half_away(ratio(100 * makes, attempts), 3),
            f"{z}_attempts_per_game_{n}": half_away(ratio(attempts, window.found), 3),
        }
    frame = facts.frame(player, day, season)[-n:]
    box = box_window(facts, frame)
    if box.found == window.found:
        points = 2 * (box.total("fgm") - box.total("fg3m")) + 3 * box.total("fg3m")
        row |= {
            f"fga_{n}": box.total("fga"),
            f"points_per_shot_{n}": half_away(ratio(points, box.total("fga")), 3),
        }
    credited = sum(g.credited_makes for g in window.games)
    if credited == sum(g.all_makes for g in window.games):
        assisted = sum(g.assisted for g in window.games)
        row[f"assisted_rate_{n}"] = half_away(ratio(100 * assisted, credited), 3)
    return row


def cache_row(facts: Facts, player: int, team: int, day: date, season: str) -> dict[str, Any]:
    """A row of player_daily_cache for someone with 5 appearances or more."""
    frame = facts.frame(player, day, season)
    last = {n: box_window(facts, frame[-n:]) for n in (3, 5, 10)}
    whole = box_window(facts, frame)
    row: dict[str, Any] = {
        "team_id": team,
        "games_played_season": len(facts.seen(player, day, season)),
        "season_games_expected": whole.expected,
        "season_games_found": whole.found,
        "window_complete": last[10].complete,
        "appearance_rate_10": half_away(appearance_rate(facts, player, team, day, season), 3),
    }
    for n, window in last.items():
        row |= {f"games_expected_{n}": window.expected, f"games_found_{n}": window.found}
    if whole.found >= 5:
        row |= {
            "points_avg_season": half_away(whole.mean("points"), 3),
            "minutes_avg_season": half_away(whole.minutes, 3),
            "usage_rate_season": half_away(whole.usage, 3),
        }
    # With fewer than 5 of the last 10 found, no figure is worth its name.
    if last[10].found >= 5:
        row |= _form_columns(last)
    return row | prior_columns(facts, player, season)


def _form_columns(last: dict[int, BoxWindow]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for n, window in last.items():
        row[f"points_avg_{n}"] = half_away(window.mean("points"), 3)
        row[f"usage_rate_{n}"] = half_away(window.usage, 3)
    for n in (5, 10):
        row[f"minutes_avg_{n}"] = half_away(last[n].minutes, 3)
    ten = last[10]
    for name, prefix in (("points", "points"), ("fga", "fga"), ("fg3a", "fg3a"), ("fta", "fta")):
        row[f"{prefix}_per_36_10"] = half_away(ten.per_36(name), 3)
    return row | {
        "points_std_10": half_away(ten.spread("points"), 3),
        "minutes_std_10": half_away(ten.spread("seconds", 60), 3),
        "points_slope_10": half_away(ten.points_slope, 3),
        "ts_pct_10": half_away(ten.true_shooting, 3),
        "ft_points_share_10": half_away(ten.free_throw_share, 3),
    }


def appearance_rate(facts: Facts, player: int, team: int, day: date, season: str) -> Any:
    """Share of the team's last 10 games, of those since he joined it, in which he appeared."""
    joined = None
    for appearance in reversed(facts.seen(player, day)):
        if appearance.team != team:
            break
        joined = appearance.game.day
    since = [
        g for g in facts.team_games(team, day, season) if joined is not None and g.day >= joined
    ]
    mine = {a.game.game_id for a in facts.seen(player, day) if a.team == team}
    recent = since[-10:]
    return ratio(100 * sum(g.game_id in mine for g in recent), min(10, len(since)))


def prior_window(facts: Facts, player: int, season: str) -> BoxWindow | None:
    """Last season's games; None if that season is not loaded."""
    previous = facts.previous_season(season)
    if previous is None:
        return None
    return box_window(facts, facts.frame(player, date.max, previous))


def prior_columns(facts: Facts, player: int, season: str) -> dict[str, Any]:
    """What last season says; NULL without it."""
    window = prior_window(facts, player, season)
    if window is None:
        return dict.fromkeys(
            ("prior_points_avg", "prior_minutes_avg", "prior_usage", "prior_points_per_36",
             "prior_games")
        )  # fmt: skip
    previous = facts.previous_season(season) or ""
    return {
        "prior_points_avg": half_away(window.mean("points"), 3),
        "prior_minutes_avg": half_away(window.minutes, 3),
        "prior_usage": half_away(window.usage, 3),
        "prior_points_per_36": half_away(window.per_36("points"), 3),
        "prior_games": len(facts.seen(player, date.max, previous)),
    }
