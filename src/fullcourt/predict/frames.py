"""Tables as NumPy columns: everything a predictor reads is numbers, missing ones are NaN."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import duckdb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Column = NDArray[np.generic]

EPOCH = date(2000, 1, 1)
LONG_AGO, FAR_AHEAD = date(1946, 1, 1), date(2200, 1, 1)
FAR = 73_000
"""A day number later than any date here."""
_BIG = 1 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of equal length.

    Args:
        columns: Name -> values; ids and days are integers, flags booleans, the rest floats.
    """

    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def f(self, name: str) -> Floats:
        """A column as floats."""
        return np.asarray(self.columns[name], dtype=np.float64)

    def i(self, name: str) -> Ints:
        """A column as integers."""
        return np.asarray(self.columns[name], dtype=np.int64)

    def b(self, name: str) -> Bools:
        """A column as flags."""
        return np.asarray(self.columns[name], dtype=np.bool_)

    def o(self, name: str) -> Column:
        """A column as it is: texts, moments."""
        return self.columns[name]

    def take(self, where: NDArray[np.generic]) -> "Frame":
        """Some of the rows, by mask or position."""
        return Frame({name: values[where] for name, values in self.columns.items()})


def day_number(day: date) -> int:
    """A date as days since the epoch."""
    return (day - EPOCH).days


def from_number(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(day))


@cache
def core_features() -> tuple[str, ...]:
    """The 60 names of the feature store's vector, in order."""
    text = files("fullcourt.models").joinpath("reference/feature_catalog.csv").read_text("utf-8")
    header, *lines = (line.split(",") for line in text.splitlines())
    at = header.index("feature_name")
    return tuple(line[at] for line in lines)


def read(
    con: duckdb.DuckDBPyConnection,
    name: str,
    start: date = LONG_AGO,
    end: date = FAR_AHEAD,
) -> Frame:
    """The rows of a query of this room (`sql/<name>.sql`) between two dates."""
    text = files("fullcourt.predict").joinpath(f"sql/{name}.sql").read_text("utf-8")
    core = ",\n    ".join(f"f.{feature}" for feature in core_features())
    found = con.execute(text.replace("{core}", core), {"start": start, "end": end}).fetchnumpy()
    return Frame({column: _filled(values) for column, values in found.items()})


def _filled(values: Column) -> Column:
    kind = values.dtype.kind
    if isinstance(values, np.ma.MaskedArray):
        if kind in "iuf":
            return (
                np.ma.filled(values.astype(np.float64), np.nan)
                if values.mask.any()
                else _filled(values.data)
            )
        if kind == "b":
            return values.filled(False)
        return values.filled(None) if kind == "O" else values.data
    return values.astype(np.int64) if kind in "iu" else values


def latest_before(of: Ints, on: Ints, who: Ints, when: Ints) -> Ints:
    """Where in (of, on), sorted, stands the last entry of `who` dated before `when`; -1 if none."""
    at = np.searchsorted(of * _BIG + on, who * _BIG + when, "left") - 1
    known = at >= 0
    known[known] = of[at[known]] == who[known]
    return np.where(known, at, -1)


def match(of: Ints, on: Ints, who: Ints, when: Ints) -> Ints:
    """Where in (of, on), in any order, stands the pair (who, when); -1 if nowhere."""
    order = np.lexsort((on, of))
    sorted_of, sorted_on = of[order], on[order]
    pairs = np.unique(np.concatenate([on, when]))
    left = sorted_of * len(pairs) + np.searchsorted(pairs, sorted_on)
    right = who * len(pairs) + np.searchsorted(pairs, when)
    at = np.minimum(np.searchsorted(left, right), max(0, len(left) - 1))
    found = (left[at] == right) if len(left) else np.zeros(len(who), dtype=bool)
    return np.where(found, order[at] if len(order) else -1, -1)
