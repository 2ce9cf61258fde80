"""Where a shot was taken and what it is called: coordinates, distance, native labels and texts."""

from dataclasses import dataclass

import numpy as np

from fullcourt.league.tables import Array

# (label, v2 action code, words in the v2 text, weight if made, weight if missed)
_ACTIONS: dict[str, tuple[tuple[str, int, str, float, float], ...]] = {
    "rim": (
        ("Driving Layup Shot", 6, "Driving Layup", 0.18, 0.29),
        ("Running Layup Shot", 41, "Running Layup", 0.10, 0.10),
        ("Cutting Layup Shot", 98, "Cutting Layup Shot", 0.10, 0.07),
        ("Layup Shot", 5, "Layup", 0.07, 0.13),
        ("Driving Finger Roll Layup Shot", 75, "Driving Finger Roll Layup", 0.09, 0.08),
        ("Cutting Dunk Shot", 108, "Cutting Dunk Shot", 0.10, 0.015),
        ("Running Dunk Shot", 50, "Running Dunk", 0.08, 0.01),
        ("Driving Dunk Shot", 9, "Driving Dunk", 0.05, 0.02),
        ("Dunk Shot", 7, "Dunk", 0.05, 0.01),
        ("Alley Oop Dunk Shot", 52, "Alley Oop Dunk", 0.05, 0.01),
        ("Alley Oop Layup shot", 43, "Alley Oop Layup", 0.02, 0.015),
        ("Driving Reverse Layup Shot", 73, "Driving Reverse Layup", 0.04, 0.05),
        ("Reverse Layup Shot", 44, "Reverse Layup", 0.02, 0.02),
        ("Driving Floating Jump Shot", 101, "Driving Floating Jump Shot", 0.02, 0.03),
        ("Hook Shot", 3, "Hook Shot", 0.03, 0.05),
    ),
    "putback": (
        ("Tip Layup Shot", 97, "Tip Layup Shot", 0.42, 0.62),
        ("Putback Layup Shot", 72, "Putback Layup", 0.40, 0.34),
        ("Tip Dunk Shot", 107, "Tip Dunk Shot", 0.12, 0.03),
        ("Putback Dunk Shot", 87, "Putback Dunk", 0.06, 0.01),
    ),
    "paint": (
        ("Driving Floating Jump Shot", 101, "Driving Floating Jump Shot", 0.23, 0.22),
        ("Driving Layup Shot", 6, "Driving Layup", 0.08, 0.15),
        ("Pullup Jump shot", 79, "Pullup Jump Shot", 0.12, 0.10),
        ("Floating Jump shot", 78, "Floating Jump Shot", 0.09, 0.08),
        ("Driving Floating Bank Jump Shot", 102, "Driving Floating Bank Jump Shot", 0.06, 0.05),
        ("Turnaround Hook Shot", 58, "Turnaround Hook Shot", 0.06, 0.05),
        ("Fadeaway Jump Shot", 63, "Fadeaway Jumper", 0.05, 0.05),
        ("Turnaround Jump Shot", 47, "Turnaround Jump Shot", 0.05, 0.05),
        ("Hook Shot", 3, "Hook Shot", 0.06, 0.05),
        ("Jump Shot", 1, "Jump Shot", 0.04, 0.05),
        ("Driving Finger Roll Layup Shot", 75, "Driving Finger Roll Layup", 0.05, 0.04),
        ("Cutting Layup Shot", 98, "Cutting Layup Shot", 0.06, 0.06),
    ),
    "mid": (
        ("Pullup Jump shot", 79, "Pullup Jump Shot", 0.44, 0.43),
        ("Jump Shot", 1, "Jump Shot", 0.16, 0.17),
        ("Step Back Jump shot", 80, "Step Back Jump Shot", 0.14, 0.14),
        ("Fadeaway Jump Shot", 63, "Fadeaway Jumper", 0.09, 0.09),
        ("Turnaround Fadeaway shot", 86, "Turnaround Fadeaway", 0.08, 0.08),
        ("Turnaround Jump Shot", 47, "Turnaround Jump Shot", 0.09, 0.09),
    ),
    "three": (
        ("Jump Shot", 1, "Jump Shot", 0.72, 0.70),
        ("Pullup Jump shot", 79, "Pullup Jump Shot", 0.14, 0.16),
        ("Step Back Jump shot", 80, "Step Back Jump Shot", 0.07, 0.08),
        ("Running Jump Shot", 2, "Running Jump Shot", 0.07, 0.06),
    ),
}
_GROUP = {0: "rim", 1: "paint", 2: "mid", 3: "three", 4: "three", 5: "three", 6: "three"}
_FLAT = [(group, *action) for group, actions in _ACTIONS.items() for action in actions]
LABELS = tuple(action[1] for action in _FLAT)
CODES = np.array([action[2] for action in _FLAT])
WORDS = tuple(action[3] for action in _FLAT)
AREAS = (
    "Center(C)",
    "Left Side(L)",
    "Left Side Center(LC)",
    "Right Side Center(RC)",
    "Right Side(R)",
    "Back Court(BC)",
)
RANGES = ("Less Than 8 ft.", "8-16 ft.", "16-24 ft.", "24+ ft.", "Back Court Shot")


@dataclass(frozen=True, slots=True)
class ShotDetail:
    """Details of shots, as parallel arrays; `style`, `area` and `reach` index the texts above."""

    style: Array
    x: Array
    y: Array
    distance: Array  # whole feet, as the shot chart gives it
    told: Array  # feet in the play-by-play text, -1 where it says none
    area: Array
    reach: Array


def describe(zone: Array, made: Array, second: Array, rng: np.random.Generator) -> ShotDetail:
    """Draw the details of shots from their zone."""
    x, y = _coordinates(zone, rng)
    distance = np.floor(np.sqrt(x * x + y * y) / 10).astype(np.int64)
    told = distance + (rng.random(len(zone)) < 0.5)
    told = np.where((told <= 0) | (rng.random(len(zone)) < 0.03), -1, told)
    return ShotDetail(
        style=_styles(zone, made, second, rng),
        x=x,
        y=y,
        distance=distance,
        told=told,
        area=_area(zone, x, y),
        reach=_reach(zone, distance),
    )


def _styles(zone: Array, made: Array, second: Array, rng: np.random.Generator) -> Array:
    style = np.zeros(len(zone), dtype=np.int64)
    groups = [action[0] for action in _FLAT]
    for name in _ACTIONS:
        wanted = [z for z, group in _GROUP.items() if group == name]
        mask = np.isin(zone, wanted) & ~((zone == 0) & second)
        if name == "putback":
            mask = (zone == 0) & second
        first = groups.index(name)
        for hit in (True, False):
            rows = np.flatnonzero(mask & (made == hit))
            weights = np.cumsum([action[4 if hit else 5] for action in _FLAT if action[0] == name])
            draw = rng.random(len(rows)) * weights[-1]
            style[rows] = first + np.searchsorted(weights[:-1], draw, side="right")
    return style


def _coordinates(zone: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Tenths of a foot from the basket, negative x = left, inside the zone's geometry."""
    count = len(zone)
    u, v, w = rng.random(count), rng.random(count), rng.random(count)
    sign = np.where(w < 0.5, -1.0, 1.0)
    turn = (u - 0.07) * np.pi * 1.15
    rim = 38 * v**1.3
    mid_r = 90 + 138 * v**0.9
    mid_x, mid_y = mid_r * np.cos(turn), mid_r * np.sin(turn)
    inside = (np.abs(mid_x) <= 81) & (mid_y <= 140)
    mid_x = np.where(inside, sign * (83 + 65 * u), mid_x)
    mid_x = np.where(mid_y <= 88, np.clip(mid_x, -217, 217), mid_x)
    arc_x = sign * 216 * u**0.8
    arc_r = 239 + 62 * v**2.2 + 85 * (v > 0.995)
    paint_x = sign * 77 * u
    paint_y = -20 + 156 * v
    near = paint_x**2 + paint_y**2 <= 41**2
    paint_y = np.where(near, 42 + 60 * v, paint_y)
    left = np.where(zone == 3, -1.0, 1.0)
    corner_x, corner_y = left * (222 + 22 * u), -35 + 118 * v
    x = np.choose(
        zone,
        [rim * np.cos(turn), paint_x, mid_x, corner_x, corner_x, arc_x, sign * 200 * u],
    )
    arc_y, far_y = np.sqrt(arc_r**2 - arc_x**2), 425 + 360 * v**2
    y = np.choose(zone, [rim * np.sin(turn), paint_y, mid_y, corner_y, corner_y, arc_y, far_y])
    return np.round(x).astype(np.int64), np.round(y).astype(np.int64)


def _area(zone: Array, x: Array, y: Array) -> Array:
    angle = np.degrees(np.arctan2(np.abs(x), np.maximum(y, 1)))
    side = np.where(x < 0, 1, 4)
    half = np.where(x < 0, 2, 3)
    wide = np.where(angle > 60, side, np.where(angle > 24, half, 0))
    wide = np.where(zone == 5, np.where(angle > 24, half, 0), wide)
    near = np.where((zone == 1) & (np.abs(x) > 42) & (x * x + y * y > 6400), side, 0)
    area = np.where(zone <= 1, near, wide)
    area = np.where((zone == 3) | (zone == 4), side, area)
    return np.where(zone == 6, 5, area)


def _reach(zone: Array, distance: Array) -> Array:
    reach = np.digitize(distance, [8, 16, 24])
    reach = np.where((zone >= 3) & (zone <= 5), 3, reach)
    return np.where(zone == 6, 4, reach)
