"""How good predictions were: errors, coverage, chances and bets, with rows and baselines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from fullcourt.predict.frames import Bools, Column, Floats, Ints
from fullcourt.predict.offers import BREAK_EVEN

RESAMPLES, _SEED = 1_000, 11
_BINS = 10


@dataclass(frozen=True, slots=True)
class Graded:
    """Predictions of one market and system with what came, NaN where something does not exist.

    Args:
        day: Date of the game.
        predicted: The prediction.
        actual: What came.
        in_80: Whether it came within the 80 % interval.
        in_50: Within the 50 % interval.
        last10: Mean of the last 10, known before the game.
        season: Mean of the season, known before.
        line: The line it was held against.
        closing: The line right before tip-off.
        p_over: Chance given to more than the line, if it is not hit exactly.
        right: 1 where the advice won, 0 where it lost, NaN without advice.
        profit: Units won, NaN without advice or price.
        issued: 1 where it was said before tip-off, 0 for a replay.
    """

    day: Ints
    predicted: Floats
    actual: Floats
    in_80: Floats
    in_50: Floats
    last10: Floats
    season: Floats
    line: Floats
    closing: Floats
    p_over: Floats
    right: Floats
    profit: Floats
    issued: Floats

    def take(self, where: Bools) -> "Graded":
        """Some of the rows."""
        return Graded(*(getattr(self, name)[where] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Score:
    """One line of a leaderboard.

    The baselines are on the same rows; `line_mae`, of the closing line, and `mae_on_lined` are on
    the rows that have one. `issued` counts the rows graded as they were said before tip-off.
    """

    market: str
    system: str
    population: str
    rows: int
    issued: int
    mae: float
    rmse: float
    bias: float
    in_80: float
    in_50: float
    last10_mae: float | None
    season_mae: float | None
    better_than_last10: float | None
    lined_rows: int
    mae_on_lined: float | None
    line_mae: float | None
    bets: int
    hit_rate: float | None
    hit_low: float | None
    hit_high: float | None
    break_even: float
    profit_units: float | None
    line_calibration_error: float | None


def populations(games_before: Floats, minutes: Floats) -> Mapping[str, Bools]:
    """The groups of rows that are scored apart.

    Args:
        games_before: The player's games this season before the game.
        minutes: His mean minutes over the last 10 as of the game.
    """
    five = games_before >= 5
    return {
        "all": np.ones(len(games_before), dtype=bool),
        "five_games": five,
        "trailing10_20": five & (minutes >= 20),
        "cold_start": ~five,
    }


def score(what: tuple[str, str, str], graded: Graded) -> Score:
    """Score the predictions of one market, system and population."""
    error = graded.predicted - graded.actual
    absolute = np.abs(error)
    last10, season = _mae(graded.last10, graded), _mae(graded.season, graded)
    lined = ~np.isnan(graded.closing)
    bets = ~np.isnan(graded.right)
    low, high = _interval(graded.day[bets], graded.right[bets])
    return Score(
        *what,
        rows=len(error),
        issued=int(graded.issued.sum()),
        mae=_digits(absolute.mean()),
        rmse=_digits(np.sqrt((error**2).mean())),
        bias=_digits(error.mean()),
        in_80=_digits(graded.in_80.mean()),
        in_50=_digits(graded.in_50.mean()),
        last10_mae=last10,
        season_mae=season,
        better_than_last10=_digits(100 * (1 - absolute.mean() / last10), 2) if last10 else None,
        lined_rows=int(lined.sum()),
        mae_on_lined=_digits(absolute[lined].mean()) if lined.any() else None,
        line_mae=_digits(np.abs(graded.closing - graded.actual)[lined].mean())
        if lined.any()
        else None,
        bets=int(bets.sum()),
        hit_rate=_digits(graded.right[bets].mean()) if bets.any() else None,
        hit_low=low,
        hit_high=high,
        break_even=_digits(BREAK_EVEN),
        profit_units=_digits(np.nansum(graded.profit), 2) if bets.any() else None,
        line_calibration_error=_line_calibration(graded),
    )


def reliability(chance: Floats, happened: Floats) -> list[tuple[float, float, int]]:
    """Mean chance, share that happened and rows, in ten bins of the chance."""
    at = np.minimum((chance * _BINS).astype(np.int64), _BINS - 1)
    found = []
    for number in range(_BINS):
        here = at == number
        if here.any():
            pair = _digits(chance[here].mean()), _digits(happened[here].mean())
            found.append((*pair, int(here.sum())))
    return found


def calibration_error(chance: Floats, happened: Floats) -> float:
    """Expected calibration error: the mean gap between chances and shares over the bins."""
    table = reliability(chance, happened)
    rows = sum(n for _, _, n in table)
    return _digits(sum(abs(p - s) * n for p, s, n in table) / rows) if rows else 0.0


def by_chance(chance: Floats) -> tuple[float, float]:
    """What error a perfectly calibrated forecaster shows who says these chances of so few rows.

    Returns:
        Its mean, and what it stays below in 95 of 100 seasons.
    """
    at = np.minimum((chance * _BINS).astype(np.int64), _BINS - 1)
    rows = np.bincount(at, minlength=_BINS)
    mean = np.bincount(at, chance, minlength=_BINS) / np.maximum(rows, 1)
    came = np.random.default_rng(_SEED).binomial(rows, np.clip(mean, 0, 1), (RESAMPLES, _BINS))
    errors = np.abs(came - mean * rows).sum(axis=1) / max(1, len(chance))
    return _digits(errors.mean()), _digits(np.quantile(errors, 0.95))


def by_population(
    market: str, system: str, graded: Graded, groups: Mapping[str, Bools]
) -> Iterator[Score]:
    """One score a population that has rows."""
    for name, where in groups.items():
        if where.any():
            yield score((market, system, name), graded.take(where))


def graded_of(columns: Mapping[str, Column]) -> Graded:
    """Graded predictions from columns of these names."""
    return Graded(
        np.asarray(columns["day"], dtype=np.int64),
        *(np.asarray(columns[n], dtype=np.float64) for n in Graded.__slots__ if n != "day"),
    )


def at_lines(graded: Graded) -> tuple[Floats, Floats]:
    """Chances at real lines and whether more came; pushes left out."""
    use = ~np.isnan(graded.p_over) & ~np.isnan(graded.line) & (graded.line != graded.actual)
    return graded.p_over[use], (graded.actual > graded.line)[use].astype(np.float64)


def _line_calibration(graded: Graded) -> float | None:
    chance, happened = at_lines(graded)
    return calibration_error(chance, happened) if len(chance) >= _BINS else None


def _mae(guess: Floats, graded: Graded) -> float | None:
    """A baseline's error; None unless it exists on all these rows."""
    if not len(guess) or np.isnan(guess).any():
        return None
    return _digits(np.abs(guess - graded.actual).mean())


def _interval(day: Ints, right: Floats) -> tuple[float | None, float | None]:
    """95 % interval of the hit rate, resampling whole dates."""
    if not len(day):
        return None, None
    days, at = np.unique(day, return_inverse=True)
    won, bets = np.bincount(at, right), np.bincount(at).astype(np.float64)
    draws = np.random.default_rng(_SEED).integers(0, len(days), (RESAMPLES, len(days)))
    rates = won[draws].sum(axis=1) / bets[draws].sum(axis=1)
    low, high = np.quantile(rates, [0.025, 0.975])
    return _digits(low), _digits(high)


def _digits(value: float | np.floating, digits: int = 4) -> float:
    return round(float(value), digits)
