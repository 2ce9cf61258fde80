"""Predictions laid out as rows: one a player, market and system."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from fullcourt.predict.bands import BANDS, LEVELS, Bands, chances
from fullcourt.predict.ensemble import mix
from fullcourt.predict.frames import Bools, Column, Floats, day_number
from fullcourt.predict.offers import Offers, no_vig, recommendation
from fullcourt.predict.systems import BY_MARKET, MEMBERS, Market, Raw, System
from fullcourt.predict.walk import Walk

Columns = dict[str, Column]
_TEXTS = ("market", "system", "model_id", "line_book", "calibration", "recommendation")
_NUMBERS = (
    *("season_start", "day", "game", "player", "team", "opponent", "predicted_points", "q10"),
    *("q25", "q50", "q75", "q90", "predicted_minutes", "predicted_rate", "line", "line_known_at"),
    *("over_price", "under_price", "p_over", "p_under", "p_push", "confidence", "edge"),
    "trained_through",
)
_KEYS = ("season_start", "day", "game", "player", "team", "opponent")


def sheet(walk: Walk, raw: Raw, first: date, offers: Mapping[Market, Offers]) -> Columns:
    """All rows of some raw predictions of one month."""
    parts = []
    for market in Market:
        guesses = with_ensemble(walk, raw, first, market)
        for system in BY_MARKET[market]:
            known = ~np.isnan(guesses[system])
            if market is Market.PRA:
                known &= ~np.isnan(offers[market].line)
            if known.any():
                bands = walk.month(first).bands[market, system]
                part = _part(raw, bands, (market, system), guesses[system], offers[market])
                rows = int(known.sum())
                part = {name: values[known] for name, values in part.items()}
                part["model_id"] = _same(walk.model_id(system, first), rows)
                part["trained_through"] = np.full(rows, float(day_number(first) - 1))
                parts.append(part)
    if not parts:
        return {}
    return {name: np.concatenate([p[name] for p in parts]) for name in (*_NUMBERS, *_TEXTS)}


def with_ensemble(walk: Walk, raw: Raw, first: date, market: Market) -> dict[System, Floats]:
    """The prediction of every system of a market, the ensemble's too."""
    guesses: dict[System, Floats] = {s: raw.guesses[market, s] for s in MEMBERS[market]}
    weights = walk.month(first).weights[market]
    guesses[System.ENSEMBLE] = mix(weights, guesses, len(raw.design))
    return guesses


def empty_sheet() -> Columns:
    """The columns without rows."""
    numbers: Columns = {name: np.zeros(0) for name in _NUMBERS}
    return numbers | {name: np.array([], dtype=object) for name in _TEXTS}


def _part(
    raw: Raw, bands: Bands, what: tuple[Market, System], guess: Floats, offers: Offers
) -> Columns:
    market, system = what
    rows = len(guess)
    safe = np.where(np.isnan(guess), 0.0, guess)
    values = bands.values(safe, raw.scale(market, system))
    found: Columns = {k: raw.design.rows.f(k) for k in _KEYS}
    found |= {"market": _same(market, rows), "system": _same(system, rows)}
    found["predicted_points"] = _rounded(guess, 3)
    for level in BANDS:
        quantile = values[:, int(np.flatnonzero(level == LEVELS)[0])]
        found[f"q{round(100 * level)}"] = _rounded(np.clip(quantile, 0.0, market.most), 3)
    found["predicted_minutes"] = _rounded(raw.minutes, 3)
    found["predicted_rate"] = _rounded(raw.rate, 4)
    return found | _against_line(bands, values, guess, offers)


def _against_line(bands: Bands, values: Floats, guess: Floats, offers: Offers) -> Columns:
    offered: Bools = ~np.isnan(offers.line)
    line = np.where(offered, offers.line, 0.5)
    raw_over, push = chances(values, line)
    push = _rounded(push, 4)
    market = no_vig(offers) * (1 - push) + push / 2
    ours = bands.against_bookmaker(raw_over + push / 2, market)
    over = _rounded(np.clip(ours - push / 2, 0, 1 - push), 4)
    under = _rounded(1 - over - push, 4)

    def only(numbers: Floats) -> Floats:
        return np.where(offered, numbers, np.nan)

    return {
        "line": offers.line,
        "line_book": offers.book,
        "line_known_at": offers.known_at,
        "over_price": offers.over_price,
        "under_price": offers.under_price,
        "p_over": only(over),
        "p_under": only(under),
        "p_push": only(push),
        "calibration": _same(bands.basis, len(guess)),
        "confidence": only(np.maximum(over, under)),
        "recommendation": recommendation(over, under, offers),
        "edge": _rounded(guess - offers.line, 3),
    }


def _same(text: str, rows: int) -> Column:
    return np.array([str(text)] * rows, dtype=object)


def _rounded(values: Floats, digits: int) -> Floats:
    return np.asarray(np.round(values, digits), dtype=np.float64)
