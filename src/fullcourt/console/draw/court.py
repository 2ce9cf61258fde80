"""A half court by zone, in tenths of a foot from the basket; the basket is at the bottom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEFT, RIGHT, BASE, TOP = -250, 250, -52.5, 330
_CORNER, _BREAK, _ARC = 220, 89.5, 237.5
_LANE, _FREE_THROW, _RESTRICTED = 80, 137.5, 40

_STEPS = (1.5, 4.0, 8.0)
"""Percentage points from the league's average at which the shade of a zone changes."""

_FEW = 10
"""Below this many attempts a zone is told, but not shaded."""


@dataclass(frozen=True, slots=True)
class Shooting:
    """Attempts and makes in one zone, of one side and of the whole league."""

    attempts: int
    makes: int
    league_percent: float | None
    difference: float | None = None

    @property
    def percent(self) -> float | None:
        """Makes of a hundred attempts."""
        return 100 * self.makes / self.attempts if self.attempts else None

    @property
    def above(self) -> float | None:
        """Percentage points above the league's average."""
        if self.difference is not None:
            return self.difference
        if self.percent is None or self.league_percent is None:
            return None
        return self.percent - self.league_percent


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of the court with what happens there.

    Args:
        name: Zone.
        path: Outline.
        x: Where its words stand.
        y: Where its words stand.
        shade: Class of its colour: `h3` far above the league's average to `c3` far below.
    """

    name: str
    path: str
    x: float
    y: float
    shooting: Shooting
    shade: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One shot."""

    x: float
    y: float
    made: bool


@dataclass(frozen=True, slots=True)
class Court:
    """The whole picture."""

    zones: tuple[Zone, ...]
    dots: tuple[Dot, ...]
    lines: str = ""
    view: str = f"{LEFT - 4} -4 {RIGHT - LEFT + 8} {TOP - BASE + 8}"


def _y(y: float) -> float:
    """Up the court is up the picture."""
    return round(TOP - y, 1)


_LANE_PATH = f"M{-_LANE} {_y(BASE)}V{_y(_FREE_THROW)}H{_LANE}V{_y(BASE)}z"
_RESTRICTED_PATH = (
    f"M{-_RESTRICTED} {_y(BASE)}V{_y(0)}A{_RESTRICTED} {_RESTRICTED} 0 0 1 {_RESTRICTED} {_y(0)}"
    f"V{_y(BASE)}z"
)
_INSIDE = (
    f"M{-_CORNER} {_y(BASE)}V{_y(_BREAK)}A{_ARC} {_ARC} 0 0 1 {_CORNER} {_y(_BREAK)}V{_y(BASE)}z"
)
_ABOVE = (
    f"M{LEFT} {_y(_BREAK)}H{-_CORNER}A{_ARC} {_ARC} 0 0 1 {_CORNER} {_y(_BREAK)}H{RIGHT}V0H{LEFT}z"
)
_THREE = (
    f"M{LEFT} {_y(BASE)}H{-_CORNER}V{_y(_BREAK)}A{_ARC} {_ARC} 0 0 1 {_CORNER} {_y(_BREAK)}"
    + (f"V{_y(BASE)}H{RIGHT}V0H{LEFT}z")
)
_AREAS: dict[str, tuple[str, float, float]] = {
    "above_break_3": (_ABOVE, 0, _y(284)),
    "left_corner_3": (f"M{LEFT} {_y(BASE)}V{_y(_BREAK)}H{-_CORNER}V{_y(BASE)}z", -206, _y(26)),
    "right_corner_3": (f"M{_CORNER} {_y(BASE)}V{_y(_BREAK)}H{RIGHT}V{_y(BASE)}z", 206, _y(26)),
    "three": (_THREE, 0, _y(284)),
    "mid_range": (_INSIDE + _LANE_PATH, -150, _y(112)),
    "paint_non_ra": (_LANE_PATH + _RESTRICTED_PATH, 0, _y(96)),
    "paint": (_LANE_PATH, 0, _y(60)),
    "restricted_area": (_RESTRICTED_PATH, 0, _y(2)),
}
_LINES = (
    f"M{LEFT} {_y(BASE)}H{RIGHT}M{-_CORNER} {_y(BASE)}V{_y(_BREAK)}A{_ARC} {_ARC} 0 0 1 {_CORNER}"
    f" {_y(_BREAK)}V{_y(BASE)}M{-_LANE} {_y(BASE)}V{_y(_FREE_THROW)}H{_LANE}V{_y(BASE)}"
    f"M-60 {_y(_FREE_THROW)}A60 60 0 0 1 60 {_y(_FREE_THROW)}M-30 {_y(-12)}H30"
    f"M{-_RESTRICTED} {_y(0)}A{_RESTRICTED} {_RESTRICTED} 0 0 1 {_RESTRICTED} {_y(0)}"
    f"M-7.5 {_y(0)}a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0"
)


def draw_court(
    shooting: Mapping[str, Shooting], shots: Sequence[tuple[float, float, bool]] = ()
) -> Court:
    """Lay out zones and shots.

    Args:
        shooting: Zone -> what happened there; seven zones, or the three groups.
        shots: Place and outcome of single shots.
    """
    return Court(
        tuple(
            Zone(name, path, x, y, shooting[name], _shade(shooting[name]))
            for name, (path, x, y) in _AREAS.items()
            if name in shooting
        ),
        tuple(
            Dot(float(x), _y(float(y)), made)
            for x, y, made in shots
            if LEFT <= x <= RIGHT and BASE <= y <= TOP
        ),
        _LINES,
    )


def _shade(shooting: Shooting) -> str:
    above = shooting.above
    if above is None or shooting.attempts < _FEW:
        return "few"
    step = sum(abs(above) >= limit for limit in _STEPS)
    return f"{'h' if above > 0 else 'c'}{step}" if step else "even"
