"""The ensemble: systems weighted by how well they did lately, and how far off each one is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from fullcourt.predict.bands import Bands, chances, fit_bands, learn_trust, rising_curve
from fullcourt.predict.frames import Bools, Floats, Ints
from fullcourt.predict.offers import Offers, no_vig
from fullcourt.predict.systems import BY_MARKET, MEMBERS, TRAINED, Market, Raw, System

LEAST_GRADED = 500
"""Rows below which the past says nothing."""
CLOSE = 1.015
"""A system is a member when its error is at most this many times the best one's."""
_OWN_SCALE = (System.BOOSTED, System.ENSEMBLE)


@dataclass(slots=True)
class Graded:
    """Predictions with their outcomes, of rows that were played.

    Args:
        guesses: System -> prediction.
        actual: What came.
        day: When.
        median: Median of the player's last 10, around which lines are replayed.
        scale: Distances to the boosted quantiles, where all rows have them.
        line: A bookmaker's line; NaN where none was offered.
        market: The chance of more than the line by its prices, without the bookmaker's margin.
    """

    guesses: dict[System, Floats]
    actual: Floats
    day: Ints
    median: Floats
    scale: tuple[Floats, Floats] | None
    line: Floats
    market: Floats


def grade(raws: Iterable[Raw], offers: Iterable[Offers], market: Market, start: int) -> Graded:
    """The played rows from a day on.

    Args:
        raws: Predictions, month by month.
        offers: What was offered on each of their rows.
        market: Which of the counts.
        start: First day.
    """
    raws, offered = list(raws), list(offers)
    pairs = [(r, r.design.rows.b("appeared") & (r.design.rows.i("day") >= start)) for r in raws]
    scales = [(s[0][m], s[1][m]) for r, m in pairs if (s := r.scale(market, System.BOOSTED))]
    complete = bool(scales) and len(scales) == len(pairs)
    return Graded(
        {s: _joined(r.guesses[market, s][m] for r, m in pairs) for s in MEMBERS[market]},
        _joined(r.design.rows.f(market.outcome)[m] for r, m in pairs),
        _joined(r.design.rows.f("day")[m] for r, m in pairs).astype(np.int64),
        _joined(r.design.column(market.median)[m] for r, m in pairs),
        (_joined(s[0] for s in scales), _joined(s[1] for s in scales)) if complete else None,
        _joined(o.line[m] for o, (_, m) in zip(offered, pairs, strict=True)),
        _joined(no_vig(o)[m] for o, (_, m) in zip(offered, pairs, strict=True)),
    )


def weigh(market: Market, graded: Graded, recent: Bools) -> dict[System, float]:
    """Weights by past error: 1 / MAE squared on common rows, for the systems close to the best.

    With fewer than 500 such rows the trained systems count the same.
    """
    guesses, candidates = graded.guesses, MEMBERS[market]
    common = recent.copy()
    present = [s for s in candidates if (~np.isnan(guesses[s][recent])).sum() >= LEAST_GRADED]
    for system in present:
        common &= ~np.isnan(guesses[system])
    if common.sum() < LEAST_GRADED or len(present) < 2:
        fair = [s for s in candidates if s in TRAINED]
        return {s: 1.0 / len(fair) if s in fair else 0.0 for s in candidates}
    error = {s: float(np.abs(guesses[s] - graded.actual)[common].mean()) for s in present}
    best = sorted(error, key=lambda s: (error[s], s))
    chosen = [s for s in best if error[s] <= CLOSE * error[best[0]]]
    chosen = chosen if len(chosen) > 1 else best[:2]
    total = sum(error[s] ** -2 for s in chosen)
    return {s: error[s] ** -2 / total if s in chosen else 0.0 for s in candidates}


def mix(weights: Mapping[System, float], guesses: Mapping[System, Floats], rows: int) -> Floats:
    """The weighted mean of the systems that have a prediction; NaN where fewer than two have."""
    total, weight, members = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for system, share in weights.items():
        known = ~np.isnan(guesses[system])
        if share > 0:
            total += np.where(known, share * np.nan_to_num(guesses[system]), 0.0)
            weight += np.where(known, share, 0.0)
            members += known
    return np.where(members >= 2, total / np.where(weight > 0, weight, 1.0), np.nan)


def learn_bands(market: Market, graded: Graded) -> dict[System, Bands]:
    """The spread of every system, and the curve that makes its chances come true."""
    return {s: _bands(s, graded) for s in BY_MARKET[market]}


def _bands(system: System, graded: Graded) -> Bands:
    guess = graded.guesses[system]
    scale = graded.scale if system in _OWN_SCALE else None
    bands = fit_bands(guess, graded.actual, scale)
    known = ~np.isnan(guess)
    if known.sum() < LEAST_GRADED:
        return bands
    values = bands.values(guess[known], (scale[0][known], scale[1][known]) if scale else None)
    raw, hit = [], []
    for step in (-1.0, 0.0, 1.0):
        line = np.floor(graded.median[known]) + 0.5 + step
        use = ~np.isnan(line) & (line > 0)
        over, _ = chances(values, line)
        raw.append(over[use])
        hit.append((graded.actual[known] > line)[use].astype(np.float64))
    curve = rising_curve(np.concatenate(raw), np.concatenate(hit))
    bands = replace(bands, curve=curve, basis="replayed")
    line, actual = graded.line[known], graded.actual[known]
    decided = ~np.isnan(line) & (line != actual)
    over, push = chances(values[decided], line[decided])
    trust = learn_trust(
        bands.calibrated(over + push / 2),
        graded.market[known][decided],
        (actual > line)[decided].astype(np.float64),
    )
    enough = int(decided.sum()) >= LEAST_GRADED
    return replace(bands, trust=trust, basis="lines" if enough else "replayed")


def _joined(parts: Iterable[Floats]) -> Floats:
    listed = list(parts)
    return np.concatenate(listed) if listed else np.zeros(0)
