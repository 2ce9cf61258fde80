"""Walking forward: for every month the models trained on what came before it, and nothing else."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import duckdb
import numpy as np

from fullcourt.predict import rules
from fullcourt.predict.artefacts import CALIBRATION, Arrays, Artefacts, Made, model_id
from fullcourt.predict.bands import Bands, load_bands
from fullcourt.predict.boosting import fit_boosted, load_boosted
from fullcourt.predict.design import Design, make_design
from fullcourt.predict.ensemble import grade, learn_bands, mix, weigh
from fullcourt.predict.frames import FAR, day_number, from_number, read
from fullcourt.predict.leaks import watch_features
from fullcourt.predict.linear import fit_ridge, load_ridge
from fullcourt.predict.network import fit_network, load_network
from fullcourt.predict.offers import offers_for
from fullcourt.predict.systems import BY_MARKET, MEMBERS, TRAINED, Market, Raw, System, silent
from fullcourt.predict.threads import one_thread

WINDOW_DATES, WEIGHT_DATES = 90, 60
"""Game dates before a month whose graded predictions teach spread and chances; and weights."""
LEAST_ROWS = {System.RIDGE: 2_000, System.NETWORK: 2_000, System.BOOSTED: 5_000}
"""Training rows below which a system does not predict."""
_THREADS = 2
_MONTH = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Month:
    """What turns raw predictions of a month into honest ones.

    Args:
        first: Its first day; nothing from then on was learned from.
        bands: (market, system) -> spread.
        weights: Market -> the ensemble's weights by system.
    """

    first: date
    bands: Mapping[tuple[Market, System], Bands]
    weights: Mapping[Market, Mapping[System, float]]


@dataclass(slots=True)
class Walk:
    """Predictions of any date, from models trained before its month.

    Args:
        con: Connection with the warehouse attached and selected.
        folder: Project folder, for artefacts.
        record: Whether artefacts may be written to the ledger.
        weekly: Train anew every Monday instead of on the first of every month.
    """

    con: duckdb.DuckDBPyConnection
    folder: Path
    record: bool = True
    weekly: bool = False
    _artefacts: Artefacts | None = None
    _whole: Design | None = None
    _raws: dict[date, Raw] = field(default_factory=dict)
    _months: dict[date, Month] = field(default_factory=dict)
    _ids: dict[tuple[System, date], str] = field(default_factory=dict)

    @property
    def artefacts(self) -> Artefacts:
        """The project's artefacts."""
        if self._artefacts is None:
            self._artefacts = Artefacts(self.con, self.folder, record=self.record)
        return self._artefacts

    def whole(self) -> Design:
        """Every row of the warehouse, made once."""
        if self._whole is None:
            self._whole = make_design(self.con)
        return self._whole

    def period_of(self, day: date) -> date:
        """The first day of a date's refit period: from then on its models have seen nothing."""
        return day - timedelta(days=day.weekday()) if self.weekly else day.replace(day=1)

    def _next(self, first: date) -> date:
        return first + timedelta(days=7) if self.weekly else (first + _MONTH).replace(day=1)

    def prepare(self, days: Iterable[date]) -> None:
        """Train, side by side, whatever the months of these days still lack."""
        wanted: set[date] = set()
        for first in {self.period_of(d) for d in days}:
            wanted.add(first)
            if not self.artefacts.path(CALIBRATION, first).is_file():
                wanted |= {self.period_of(d) for d in self._window(first)}
        jobs = [
            (system, first)
            for first in sorted(wanted)
            for system in (System.BOOSTED, System.NETWORK, System.RIDGE)
            if not self.artefacts.path(system, first).is_file()
        ]
        if not jobs:
            return
        self.whole()
        with one_thread(), ThreadPoolExecutor(_THREADS) as pool:
            made = list(pool.map(lambda job: self._train(*job), jobs))
        for (system, first), found in zip(jobs, made, strict=True):
            self.artefacts.get(system, first, partial(_same, found))

    def month(self, first: date) -> Month:
        """Weights and spread for the dates of a month."""
        if first not in self._months:
            make = partial(self._calibrate, first)
            arrays, found = self.artefacts.get(CALIBRATION, first, make)
            self._ids[System.ENSEMBLE, first] = model_id(System.ENSEMBLE, first, found)
            self._months[first] = _unpacked(first, arrays)
        return self._months[first]

    def model_id(self, system: System, first: date) -> str:
        """The name of the model behind a system's predictions of a month."""
        return self._ids.get((system, first), f"{system}-{first.isoformat()}")

    def raw(self, design: Design, first: date) -> Raw:
        """What each system, trained before `first`, says of the rows."""
        raw = silent(design)
        days = design.rows.i("day")
        span = (from_number(days.min(initial=FAR)), from_number(days.max(initial=0)))
        guesses = raw.guesses
        guesses[Market.POINTS, System.MOVING_AVERAGE] = rules.moving_average(design)
        guesses[Market.PRA, System.MOVING_AVERAGE] = rules.moving_average_pra(design)
        zones = read(self.con, "zones", *span)
        guesses[Market.POINTS, System.ZONE_MATCHUP] = rules.zone_matchup(design, zones)
        past = read(self.con, "past", *span)
        guesses[Market.POINTS, System.SIMILARITY] = rules.similarity(design, past)
        for system in TRAINED:
            model = self.trained(system, first)
            with one_thread():
                _apply(system, model, raw)
        for key, values in guesses.items():
            guesses[key] = np.clip(values, 0.0, key[0].most)
        return raw

    def trained(self, system: System, first: date) -> Arrays:
        """The model of a system for the dates of a month."""
        make = partial(self._train, system, first)
        arrays, found = self.artefacts.get(system, first, make)
        self._ids[system, first] = model_id(system, first, found)
        return arrays

    def raw_month(self, first: date) -> Raw:
        """The same for all ready rows of a month, kept for the months after it."""
        if first not in self._raws:
            whole = self.whole()
            day = whole.rows.i("day")
            inside = (day >= day_number(first)) & (day < day_number(self._next(first)))
            self._raws[first] = self.raw(whole.take(inside & whole.rows.b("ready")), first)
        return self._raws[first]

    def _train(self, system: System, first: date) -> Made:
        whole = self.whole()
        rows = whole.take(whole.played & (whole.rows.i("day") < day_number(first)))
        days = rows.rows.i("day")
        span = (from_number(days.min()), from_number(days.max())) if len(rows) else (None, None)
        if len(rows) < LEAST_ROWS[system]:
            return Made({"none": np.zeros(0)}, len(rows), *span)
        watch_features(rows)
        with one_thread():
            return Made(_learned(system, rows), len(rows), *span)

    def _window(self, first: date) -> list[date]:
        """The last game dates before a month."""
        days = np.unique(self.whole().rows.i("day"))
        return [from_number(d) for d in days[days < day_number(first)][-WINDOW_DATES:]]

    def _calibrate(self, first: date) -> Made:
        window = self._window(first)
        raws = [self.raw_month(m) for m in sorted({self.period_of(d) for d in window})]
        offers = [offers_for(self.con, raw.design.rows) for raw in raws]
        start = day_number(window[0]) if window else 0
        weights_from = day_number(window[-WEIGHT_DATES:][0]) if window else 0
        arrays: Arrays = {}
        rows = 0
        for market in Market:
            graded = grade(raws, (o[market] for o in offers), market, start)
            rows = max(rows, len(graded.actual))
            weights = weigh(market, graded, graded.day >= weights_from)
            arrays[f"{market}.weights"] = np.array([weights[s] for s in MEMBERS[market]])
            mixed = mix(weights, graded.guesses, len(graded.actual))
            graded.guesses[System.ENSEMBLE] = mixed
            for system, bands in learn_bands(market, graded).items():
                arrays |= {f"{market}.{system}.{n}": v for n, v in bands.arrays().items()}
        return Made(arrays, rows, window[0] if window else None, window[-1] if window else None)


def _same(made: Made) -> Made:
    return made


def _learned(system: System, rows: Design) -> Arrays:
    points, minutes = rows.rows.f("y_points"), rows.rows.f("y_minutes")
    both = np.column_stack([points, rows.rows.f("y_pra")])
    if system is System.RIDGE:
        return fit_ridge(rows.matrix, both).arrays()
    if system is System.NETWORK:
        return fit_network(rows.matrix, np.column_stack([both, minutes])).arrays()
    return fit_boosted(rows.matrix, points, minutes).arrays()


def _apply(system: System, arrays: Arrays, raw: Raw) -> None:
    matrix, guesses = raw.design.matrix, raw.guesses
    markets = [m for m in Market if system in BY_MARKET[m]]
    if "none" in arrays or not len(raw.design):
        for market in markets:
            guesses[market, system] = np.full(len(raw.design), np.nan)
    elif system is System.BOOSTED:
        found = load_boosted(arrays).predict(matrix)
        guesses[Market.POINTS, system] = found["points"]
        raw.quantiles, raw.minutes, raw.rate = found["quantiles"], found["minutes"], found["rate"]
    else:
        load = load_ridge if system is System.RIDGE else load_network
        values = load(arrays).predict(matrix)
        for i, market in enumerate(markets):
            guesses[market, system] = values[:, i]


def _unpacked(first: date, arrays: Arrays) -> Month:
    bands = {
        (market, system): load_bands(_below(arrays, f"{market}.{system}."))
        for market in Market
        for system in BY_MARKET[market]
    }
    weights = {
        m: dict(zip(MEMBERS[m], arrays[f"{m}.weights"].tolist(), strict=True)) for m in Market
    }
    return Month(first, bands, weights)


def _below(arrays: Arrays, prefix: str) -> Arrays:
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
