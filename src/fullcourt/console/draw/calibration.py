"""The calibration plot: what was said against what came true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIZE, _LEFT, _TOP = 300, 40, 12


@dataclass(frozen=True, slots=True)
class Point:
    """A bin of probabilities: how often it came true, and how many rows say so."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One system's points, joined.

    Args:
        gap: Mean distance between chance and outcome, weighted by rows.
    """

    system: str
    number: int
    path: str
    points: tuple[Point, ...]
    rows: int
    gap: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole picture."""

    series: tuple[Series, ...]
    ticks: tuple[tuple[float, float, str], ...]
    diagonal: str


def draw_calibration(bins: Sequence[Mapping[str, Any]]) -> Calibration:
    """Lay out bins of `system`, `said`, `came`, `number`."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in bins:
        groups.setdefault(str(row["system"]), []).append(row)
    most = max((int(r["number"]) for r in bins), default=1)
    series = []
    for number, (system, rows) in enumerate(groups.items()):
        points = tuple(
            Point(
                _x(float(r["said"])),
                _y(float(r["came"])),
                round(2.5 + 5 * (int(r["number"]) / most) ** 0.5, 1),
                f"{system}: said {100 * float(r['said']):.0f} %, came true"
                f" {100 * float(r['came']):.0f} % of {int(r['number']):,}",
            )
            for r in rows
        )
        path = "M" + "L".join(f"{p.x} {p.y}" for p in points)
        told = sum(int(r["number"]) for r in rows)
        off = sum(abs(float(r["said"]) - float(r["came"])) * int(r["number"]) for r in rows)
        series.append(Series(system, number, path, points, told, off / told if told else 0.0))
    ticks = tuple((_x(v / 4), _y(v / 4), f"{25 * v}") for v in range(5))
    return Calibration(tuple(series), ticks, f"M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}")


def _x(value: float) -> float:
    return round(_LEFT + SIZE * value, 1)


def _y(value: float) -> float:
    return round(_TOP + SIZE * (1 - value), 1)
