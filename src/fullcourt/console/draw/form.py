"""The form chart: points game by game, the windows that features read, and their holes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT, _TOP, _FLOOR = 250, 16, 196
_STEP, _BAR = 34, 24
_LEFT = 34
_ROOM, _WORDS = 12, 165
"""Games to leave room for at least, and the width of the words behind a brace."""


@dataclass(frozen=True, slots=True)
class Game:
    """A game of the chart; no points is a hole."""

    day: date
    points: int | None
    label: str
    season: str


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the last games: what it holds, and what it should."""

    length: int
    average: float | None
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One game as drawn."""

    x: float
    y: float
    height: float
    points: int | None
    label: str
    day: date
    is_old: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    """One window as drawn: a brace below the games and a line at its average."""

    x: float
    width: float
    y: float
    average_y: float | None
    text: str
    is_holed: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """The whole picture."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    brackets: tuple[Bracket, ...]
    ticks: tuple[Tick, ...]
    bar_width: int = _BAR
    left: int = _LEFT
    floor: int = _FLOOR


def draw_form(games: Sequence[Game], windows: Sequence[Window], season: str) -> Form:
    """Lay out a player's games, the oldest first.

    Args:
        games: In order of time; the last is the latest before the coming game.
        windows: The windows of the coming game, which count games of its season only.
        season: Of the coming game.
    """
    most = max([10, *(g.points or 0 for g in games)])
    scale = (_FLOOR - _TOP) / (most * 1.06)
    shift = _STEP * max(0, _ROOM - len(games))
    bars = []
    for i, game in enumerate(games):
        height = scale * (game.points if game.points is not None else most * 0.5)
        x = _LEFT + shift + _STEP * i + (_STEP - _BAR) / 2
        bars.append(
            Bar(
                x,
                round(_FLOOR - height, 1),
                round(height, 1),
                game.points,
                game.label,
                game.day,
                game.season != season,
            )
        )
    width = _LEFT + _STEP * max(len(games), _ROOM) + _WORDS
    own = sum(1 for g in games if g.season == season)
    brackets = [
        _bracket(w, max(len(games), _ROOM), own, scale, _FLOOR + 22 + 17 * k)
        for k, w in enumerate(w for w in windows if w.expected)
    ]
    every = 10 if most > 25 else 5
    ticks = tuple(
        Tick(round(_FLOOR - scale * v, 1), str(v)) for v in range(0, int(most) + 1, every)
    )
    return Form(width, _FLOOR + 26 + 17 * len(brackets), tuple(bars), tuple(brackets), ticks)


def _bracket(window: Window, games: int, own: int, scale: float, y: float) -> Bracket:
    shown = min(window.expected, own)
    start = _LEFT + _STEP * (games - shown)
    average = None if window.average is None else round(_FLOOR - scale * window.average, 1)
    text = f"last {window.length}"
    if window.average is not None:
        text += f": {window.average:.1f}"
    if window.found < window.expected:
        text += f" ({window.found} of {window.expected})"
    return Bracket(start + 3, _STEP * shown - 6, y, average, text, window.found < window.expected)
