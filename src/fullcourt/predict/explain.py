"""Why a prediction is what it is: minutes times points a minute, and what moved each of them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from fullcourt.predict.boosting import load_boosted
from fullcourt.predict.design import Design, make_design
from fullcourt.predict.frames import Floats
from fullcourt.predict.sheet import with_ensemble
from fullcourt.predict.systems import Market, System
from fullcourt.predict.walk import Walk

_MOST = 5


@dataclass(frozen=True, slots=True)
class Push:
    """One feature's part in a prediction.

    Args:
        part: `minutes` or `rate`.
        feature: What it is called.
        value: Its value for this game; None when unknown.
        points: How many points it moved the prediction, against the average player.
    """

    part: str
    feature: str
    value: float | None
    points: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said of one player on one date, and why.

    Args:
        ready: Whether the row may be predicted.
        predictions: System -> points.
        minutes: Minutes the boosted system expects, and his usual ones.
        rate: Points a minute it expects, and his usual ones.
        minutes_effect: Points that the difference in minutes makes.
        rate_effect: Points that the difference in rate makes.
        pushes: The features that moved most.
    """

    player_id: int
    game_id: str
    ready: bool
    predictions: dict[str, float]
    minutes: tuple[float, float] | None = None
    rate: tuple[float, float] | None = None
    minutes_effect: float = 0.0
    rate_effect: float = 0.0
    pushes: tuple[Push, ...] = ()


def explain(walk: Walk, player_id: int, day: date) -> Explanation | None:
    """Explain the prediction of a player on a date; None when he has no row there."""
    design = make_design(walk.con, day, day)
    design = design.take(design.rows.i("player") == player_id)
    if not len(design):
        return None
    game = f"{design.rows.i('game')[0]:010d}"
    if not design.rows.b("ready")[0]:
        return Explanation(player_id, game, False, {})
    first = walk.period_of(day)
    walk.prepare([day])
    raw = walk.raw(design, first)
    guesses = with_ensemble(walk, raw, first, Market.POINTS)
    said = {str(s): _short(g[0]) for s, g in guesses.items() if not np.isnan(g[0])}
    if np.isnan(raw.minutes[0]):
        return Explanation(player_id, game, True, said)
    minutes, rate = float(raw.minutes[0]), float(raw.rate[0])
    usual = float(design.column("min_e10")[0]), float(design.column("points_rate")[0])
    usual = (minutes if np.isnan(usual[0]) else usual[0], rate if np.isnan(usual[1]) else usual[1])
    return Explanation(
        player_id,
        game,
        True,
        said,
        (_short(minutes), _short(usual[0])),
        (_short(rate, 3), _short(usual[1], 3)),
        _short((minutes - usual[0]) * usual[1]),
        _short((rate - usual[1]) * minutes),
        _pushes(walk, design, first, (minutes, rate)),
    )


def in_words(found: Explanation, name: str) -> list[str]:
    """The explanation as sentences."""
    if not found.ready:
        return [f"{name} is not predicted: his row is not ready."]
    best = found.predictions.get(System.ENSEMBLE) or next(iter(found.predictions.values()))
    lines = [f"{name}: {best:.1f} points expected."]
    if found.minutes and found.rate:
        lines.append(_part("minutes", found.minutes, found.minutes_effect, "1"))
        lines.append(_part("points a minute", found.rate, found.rate_effect, "3"))
    return lines


def _part(what: str, pair: tuple[float, float], effect: float, digits: str) -> str:
    now, usual = pair
    way = "more" if effect >= 0 else "fewer"
    return (
        f"{now:.{digits}f} {what} expected, {usual:.{digits}f} are usual:"
        f" {abs(effect):.1f} points {way}."
    )


def _pushes(
    walk: Walk, design: Design, first: date, expected: tuple[float, float]
) -> tuple[Push, ...]:
    arrays = walk.trained(System.BOOSTED, first)
    if "none" in arrays:
        return ()
    model = load_boosted(arrays)
    minutes, rate = expected
    found = []
    for part, worth in (("minutes", rate), ("rate", minutes)):
        moved = model.pushes(part, design.matrix)[0] * worth
        for at in np.argsort(-np.abs(moved), kind="stable")[:_MOST]:
            value = float(design.matrix[0, at])
            known = None if np.isnan(value) else _short(value)
            found.append(Push(part, design.names[at], known, _short(moved[at])))
    return tuple(found)


def _short(value: float | Floats, digits: int = 2) -> float:
    return round(float(value), digits)
