"""A season walked forward: every system graded on games its models had not seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from fullcourt.predict.bands import chances
from fullcourt.predict.design import Design
from fullcourt.predict.frames import Column, Floats, from_number, match
from fullcourt.predict.leaks import closest, oracle, watch_results
from fullcourt.predict.scores import (
    Score,
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


@dataclass(frozen=True, slots=True)
class Chances:
    """Chances at half-point lines around the last-10 median against what came."""

    market: str
    system: str
    rows: int
    calibration_error: float
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
        LeakError: A system is better than one that knows the minutes played.
    """
    whole = walk.whole()
    mine = (whole.rows.i("season_start") == season_start) & whole.rows.b("ready")
    days = [from_number(d) for d in np.unique(whole.rows.i("day")[mine])]
    if not days:
        return None
    months = list(predicted(walk, days))
    sheets = [sheet_of(walk, raw, first) for raw, first in months]
    design = _stacked([raw.design for raw, _ in months])
    found = list(_scores(sheets, design))
    return Backtest(
        days[0],
        days[-1],
        len(design),
        int(design.played.sum()),
        found,
        list(_chances(walk, months)),
    )


def _scores(sheets: list[Columns], design: Design) -> Iterator[Score]:
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
            here = {name: group[where] for name, group in groups.items()}
            yield from by_population(market, system, graded, here)


def _columns(
    stacked: Columns, mine: Column, design: Design, where: Column, market: Market
) -> Columns:
    sheet = {n: stacked[n][mine] for n in ("q10", "q25", "q75", "q90", "line", "p_over")}
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
        "predicted": predicted_points,
        "actual": actual,
        "in_80": (actual >= sheet["q10"]) & (actual <= sheet["q90"]),
        "in_50": (actual >= sheet["q25"]) & (actual <= sheet["q75"]),
        "last10": design.column("points_avg_10")[where] if points else nothing,
        "season": design.column("points_avg_season")[where] if points else nothing,
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
                yield Chances(
                    market,
                    system,
                    len(chance),
                    calibration_error(chance, happened),
                    reliability(chance, happened),
                )


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
