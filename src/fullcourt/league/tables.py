"""Column tables of numpy arrays: the plain shape in which a league is kept and written."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Columns = Mapping[str, Array]


def frozen(columns: Mapping[str, Array]) -> Columns:
    """The same columns, each array made read-only."""
    for values in columns.values():
        values.setflags(write=False)
    return dict(columns)


def length(columns: Columns) -> int:
    """Number of rows."""
    return len(next(iter(columns.values())))


def take(columns: Columns, rows: Array) -> dict[str, Array]:
    """The rows chosen by a mask or by positions."""
    return {name: values[rows] for name, values in columns.items()}


def running(group: Array, amount: Array) -> Array:
    """Cumulative sum of `amount` inside each group, in row order, this row included."""
    order = np.argsort(group, kind="stable")
    sums = np.cumsum(amount[order])
    starts = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]])
    before = np.where(starts > 0, sums[starts - 1], 0)
    lengths = np.diff(np.r_[starts, len(group)])
    out = np.empty(len(group), dtype=np.int64)
    out[order] = sums - np.repeat(before, lengths)
    return out
