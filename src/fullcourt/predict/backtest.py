"""A season walked forward: every system graded on games its models had not seen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from fullcourt.predict.bands import chances
from fullcourt.predict.design import Design
from fullcourt.predict.frames import Bools, Column, Floats, from_number, match
from fullcourt.predict.leaks import closest, oracle, watch_features, watch_results
from fullcourt.predict.scores import (
    Graded,
    Score,
    at_lines,
    by_chance,
    by_population,
    calibration_error,
    graded_of,
    populations,
    reliability,
)
from fullcourt.predict.sheet import Columns, with_ensemble
from fullcourt.predict.systems import BY_MARKET, Market, Raw, System
from fullcourt.predict.walk import Walk
from fullcourt.predict.warehouse import predicted, sheet_of

_Part = tuple[Market, System, Graded, Mapping[str, Bools]]


@dataclass(frozen=True, slots=True)
class Chances:
    """Chances against what came.

    Args:
        market: Which count.
        system: Who said them.
        at: `median`: at half-point lines around the last-10 median; `lines`: at real lines.
        rows: How many.
        calibration_error: Mean gap between said and came over ten bins.
        by_chance: The gap that a perfectly calibrated forecaster shows on so many rows.
        by_chance_95: What he stays below in 95 of 100 seasons.
        reliability: Said, came and rows of every bin.
    """

    market: str
    system: str
    at: str
    rows: int
    calibration_error: float
    by_chance: float
    by_chance_95: float
    reliability: list[tuple[float, float, int]]


@dataclass(frozen=True, slots=True)
class Backtest:
    """The result of a walk through some dates.

    Args:
        first: First date.
        last: Last date.
        rows: Ready rows predicted, and of these the ones that were played.
        played: Those whose player appeared.
        scores: One a market, system and population.
        chances: One a market and system.
    """

    first: date
    last: date
    rows: int
    played: int
    scores: list[Score]
    chances: list[Chances]


def backtest(walk: Walk, season_start: int) -> Backtest | None:
    """Walk through a season; None when it has no ready rows.

    Raises:
        LeakError: A system is better than one that knows the minutes played, or a feature follows
            the outcome too closely.
    """
    whole = walk.whole()
    mine = (whole.rows.i("season_start") == season_start) & whole.rows.b("ready")
    days = [from_number(d) for d in np.unique(whole.rows.i("day")[mine])]
    if not days:
        return None
    months = list(predicted(walk, days))
    sheets = [sheet_of(walk, raw, first) for raw, first in months]
    design = _stacked([raw.design for raw, _ in months])
    watch_features(design)
    graded = list(_graded(sheets, design))
    return Backtest(
        days[0],
        days[-1],
        len(design),
        int(design.played.sum()),
        [s for one in graded for s in by_population(*one)],
        [*_chances(walk, months), *_at_lines(graded)],
    )


def _graded(sheets: list[Columns], design: Design) -> Iterator[_Part]:
    """Every market and system with its graded rows and their populations."""
    stacked = {n: np.concatenate([s[n] for s in sheets]) for n in sheets[0]}
    rows = design.rows
    at = match(
        rows.i("player"),
        rows.i("game"),
        stacked["player"].astype(np.int64),
        stacked["game"].astype(np.int64),
    )
    played = design.played[at]
    suspects = closest(design.take(design.played))
    groups = populations(
        design.column("games_played_season"), np.nan_to_num(design.column("minutes_avg_10"))
    )
    for market in Market:
        for system in BY_MARKET[market]:
            mine = (stacked["market"] == market) & (stacked["system"] == system) & played
            if not mine.any():
                continue
            where = at[mine]
            columns = _columns(stacked, mine, design, where, market)
            graded = graded_of(columns)
            if market is Market.POINTS:
                errors = np.abs(graded.predicted - graded.actual)
                watch_results(system, errors, _oracle_errors(design, where), suspects)
            yield market, system, graded, {name: group[where] for name, group in groups.items()}


def _at_lines(parts: Iterable[_Part]) -> Iterator[Chances]:
    for market, system, graded, _ in parts:
        chance, happened = at_lines(graded)
        if len(chance):
            yield _judged(market, system, "lines", chance, happened)


def _columns(
    stacked: Columns, mine: Column, design: Design, where: Column, market: Market
) -> Columns:
    sheet = {n: stacked[n][mine] for n in ("q10", "q25", "q75", "q90", "line", "p_over", "p_push")}
    predicted_points = stacked["predicted_points"][mine].astype(np.float64)
    actual = design.rows.f(market.outcome)[where]
    advice, line = stacked["recommendation"][mine], sheet["line"].astype(np.float64)
    sided = ((advice == "over") | (advice == "under")) & (line != actual)
    right = np.where(sided, (advice == "over") == (actual > line), np.nan)
    price = np.where(
        advice == "over",
        stacked["over_price"][mine].astype(np.float64),
        stacked["under_price"][mine].astype(np.float64),
    )
    win = np.where(price > 0, price / 100, 100 / np.maximum(1, np.abs(price)))
    points = market is Market.POINTS
    nothing = np.full(len(actual), np.nan)
    return sheet | {
        "day": design.rows.i("day")[where],
        "p_over": sheet["p_over"] / np.maximum(1 - sheet["p_push"].astype(np.float64), 1e-9),
        "predicted": predicted_points,
        "actual": actual,
        "in_80": (actual >= sheet["q10"]) & (actual <= sheet["q90"]),
        "in_50": (actual >= sheet["q25"]) & (actual <= sheet["q75"]),
        "last10": design.column("points_avg_10")[where] if points else nothing,
        "season": design.column("points_avg_season")[where] if points else nothing,
        "closing": line,
        "issued": np.zeros(len(actual)),
        "right": right,
        "profit": np.where(np.isnan(right), np.nan, np.where(right == 1, win, -1.0)),
    }


def _oracle_errors(design: Design, where: Column) -> Floats:
    known = oracle(design)[where]
    actual = design.rows.f("y_points")[where]
    return np.asarray(np.abs(np.where(np.isnan(known), actual + 4.0, known) - actual))


def _chances(walk: Walk, months: list[tuple[Raw, date]]) -> Iterator[Chances]:
    for market in Market:
        guesses = [with_ensemble(walk, raw, first, market) for raw, first in months]
        for system in BY_MARKET[market]:
            over, hit = [], []
            for (raw, first), of_month in zip(months, guesses, strict=True):
                part = _month_chances(walk, raw, first, (market, system), of_month[system])
                over.append(part[0])
                hit.append(part[1])
            chance, happened = np.concatenate(over), np.concatenate(hit)
            if len(chance):
                yield _judged(market, system, "median", chance, happened)


def _judged(market: str, system: str, at: str, chance: Floats, happened: Floats) -> Chances:
    error = calibration_error(chance, happened)
    table = reliability(chance, happened)
    return Chances(market, system, at, len(chance), error, *by_chance(chance), table)


def _month_chances(
    walk: Walk, raw: Raw, first: date, what: tuple[Market, System], guess: Floats
) -> tuple[Floats, Floats]:
    market, system = what
    bands = walk.month(first).bands[market, system]
    median = raw.design.column(market.median)
    use = raw.design.rows.b("appeared") & ~np.isnan(guess) & ~np.isnan(median)
    values = bands.values(np.nan_to_num(guess), raw.scale(market, system))[use]
    line = np.floor(median[use]) + 0.5
    chance = bands.calibrated(chances(values, line)[0])
    return chance, (raw.design.rows.f(market.outcome)[use] > line).astype(np.float64)


def _stacked(designs: list[Design]) -> Design:
    first = designs[0]
    columns = {n: np.concatenate([d.rows.columns[n] for d in designs]) for n in first.rows.columns}
    matrix = np.concatenate([d.matrix for d in designs])
    return Design(type(first.rows)(columns), first.names, matrix)
