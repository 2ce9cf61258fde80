"""Predictions as bars on one scale: the middle half, eight in ten, the prediction and the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 600
_STEP, _LEAST = 5, 15


@dataclass(frozen=True, slots=True)
class Interval:
    """One prediction as drawn; places in units of the picture.

    Args:
        row: The prediction.
        point: Where the prediction stands.
        wide: Left edge and width of eight outcomes of ten; None when nothing is said of it.
        half: The same of the middle half.
        line: Where the line stands; None without one.
    """

    row: Mapping[str, Any]
    point: float
    wide: tuple[float, float] | None
    half: tuple[float, float] | None
    line: float | None


@dataclass(frozen=True, slots=True)
class Scale:
    """Predictions on one scale, with the ticks below it."""

    intervals: tuple[Interval, ...]
    ticks: tuple[tuple[float, int], ...]
    width: int = WIDTH


def draw_intervals(rows: Sequence[Mapping[str, Any]]) -> Scale:
    """Lay predictions out on one scale from 0 to the highest of them.

    Args:
        rows: Each with `predicted_points` and `q10` to `q90`, and perhaps a `line`.
    """
    highest = max(
        [_LEAST, *(float(r[n]) for r in rows for n in ("predicted_points", "q90", "line") if r[n])]
    )
    most = _STEP * (int(highest / _STEP) + 1)

    def at(value: Any) -> float:
        return round(WIDTH * float(value) / most, 1)

    def span(row: Mapping[str, Any], low: str, high: str) -> tuple[float, float] | None:
        if row.get(low) is None or row.get(high) is None:
            return None
        return at(row[low]), max(1.0, round(at(row[high]) - at(row[low]), 1))

    every = _STEP if most <= 40 else 2 * _STEP
    return Scale(
        tuple(
            Interval(
                r,
                at(r["predicted_points"]),
                span(r, "q10", "q90"),
                span(r, "q25", "q75"),
                None if r["line"] is None else at(r["line"]),
            )
            for r in rows
        ),
        tuple((at(v), v) for v in range(0, most + 1, every)),
    )
