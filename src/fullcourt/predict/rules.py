"""The systems that need no training: moving average, zone matchup, similarity."""

import numpy as np

from fullcourt.predict.design import Design
from fullcourt.predict.frames import Floats, Frame, latest_before, match

_ZONES = (("paint", 2.0), ("mid_range", 2.0), ("three", 3.0))
_PRIOR_SHOTS = 100.0
_ALIKE = {
    "opponent_strength_score": 0.4, "pace_score": 0.4, "days_rest": 5.0, "home_game": 2.0,
    "minutes_avg_10": 12.0, "usage_vacated": 20.0,
}  # fmt: skip
"""What makes two games alike, with the difference that counts as one."""
_MOST, _LEAST = 60, 8
"""Past games compared, and how many there must be."""
_CHUNK = 20_000


def moving_average(design: Design) -> Floats:
    """Recent points, nearest games counting most, and the composite adjustment."""
    recent = 0.5 * design.column("points_avg_5") + 0.3 * design.column("points_avg_10")
    recent = recent + 0.2 * design.column("points_avg_season")
    adjusted = recent + np.nan_to_num(design.rows.f("adjustment"))
    cold = design.column("games_played_season") < 5
    return np.where(cold | np.isnan(adjusted), design.column("points_shrunk"), adjusted)


def moving_average_pra(design: Design) -> Floats:
    """The same idea for points + rebounds + assists."""
    return design.column("pra_e10")


def zone_matchup(design: Design, zones: Frame) -> Floats:
    """Usual shots by zone at his own worth, moved by what the opponent allows there.

    Args:
        design: The rows.
        zones: `zones.sql` of their dates.
    """
    rows = design.rows
    at = match(zones.i("player"), zones.i("game"), rows.i("player"), rows.i("game"))
    shrink = zones.f("opponent_games") / (zones.f("opponent_games") + 15.0)
    points = np.zeros(len(zones))
    for zone, value in _ZONES:
        league = zones.f(f"league_{zone}_pps")
        made, tried = zones.f(f"{zone}_makes_20"), zones.f(f"{zone}_attempts_20")
        own = (value * made + _PRIOR_SHOTS * league) / (tried + _PRIOR_SHOTS)
        allowed = (zones.f(f"{zone}_pps_allowed") / league) ** (2 * shrink)
        points += zones.f(f"{zone}_pg") * own * allowed
    league_pace = zones.f("league_pace")
    pace = 1 + 0.5 * (zones.f("opponent_pace") - league_pace) / league_pace
    free = design.column("ft_points_share_10") / 100 * design.column("points_avg_10")
    found = np.where(at >= 0, points[at] if len(zones) else np.nan, np.nan)
    speed = np.where(at >= 0, np.clip(pace, 0.9, 1.1)[at] if len(zones) else np.nan, np.nan)
    return np.asarray((found + np.nan_to_num(free)) * speed)


def similarity(design: Design, past: Frame) -> Floats:
    """What he scored above his level in the games most like tonight's.

    Args:
        design: The rows.
        past: `past.sql`: his games with the vectors known before each.
    """
    vectors = np.column_stack([past.f(name) / scale for name, scale in _ALIKE.items()])
    vectors = np.where(np.isnan(vectors), 0.0, vectors)
    above = past.f("points") - past.f("points_shrunk")
    tonight = np.column_stack([design.column(n) / s for n, s in _ALIKE.items()])
    tonight = np.where(np.isnan(tonight), 0.0, tonight)
    rows = design.rows
    at = latest_before(past.i("player"), past.i("day"), rows.i("player"), rows.i("day"))
    found = np.full(len(design), np.nan)
    for start in range(0, len(design), _CHUNK):
        part = slice(start, start + _CHUNK)
        back = at[part, None] - np.arange(_MOST)
        safe = np.maximum(back, 0)
        fits = (at[part, None] >= 0) & (back >= 0)
        if len(past):
            fits &= past.i("player")[safe] == rows.i("player")[part, None]
            fits &= past.i("season_start")[safe] >= rows.i("season_start")[part, None] - 1
            fits &= ~np.isnan(above[safe])
            apart = ((vectors[safe] - tonight[part, None, :]) ** 2).sum(axis=2)
            nearest = np.where(fits, apart, np.inf).min(axis=1, initial=np.inf)
            nearest = np.where(np.isfinite(nearest), nearest, 0.0)
            weight = np.where(fits, np.exp(-(apart - nearest[:, None])), 0.0)
            total = weight.sum(axis=1)
            mean = (weight * np.nan_to_num(above[safe])).sum(axis=1) / np.maximum(total, 1e-12)
            found[part] = np.where(fits.sum(axis=1) >= _LEAST, mean, np.nan)
    return np.asarray(design.column("points_shrunk") + found)
