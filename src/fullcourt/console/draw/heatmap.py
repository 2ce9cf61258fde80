"""The calendar heatmap: tables in pipeline order by dates, one mark a cell.

Marks of one table and verdict share one path, so a season of 5,600 cells stays a small picture.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.console.draw.glyphs import GLYPHS
from fullcourt.integrity.verdicts import Verdict

PITCH, ROW = 8, 19
"""Distance of two columns, and the least of two tables, in units of the picture."""

_GAP, _PART_GAP = 4, 10
_WIDEST = 1150
"""Width from which rows grow with the picture, so that names beside them keep their room."""

_MONTH_ROOM, _PART_ROOM = 28, 62
"""What the title of a month takes, and that of a part."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """The marks of one table with one verdict: filled areas, and their shapes on top."""

    verdict: str
    area: str
    shape: str


@dataclass(frozen=True, slots=True)
class Row:
    """One table's line. A row without strokes is the title of a layer."""

    model: str
    layer: str
    y: int
    strokes: tuple[Stroke, ...] = ()
    letters: str = ""
    worst: str = ""
    needing: int = 0
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """Where a month begins."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The whole picture.

    Args:
        width: In units.
        height: In units.
        dates: Dates in order; a column each.
        xs: Left edge of each column.
        months: Titles above the columns.
        rows: Layer titles and tables, from above.
        pitch: Distance of two rows.
    """

    width: int
    height: int
    dates: tuple[date, ...]
    xs: tuple[int, ...]
    months: tuple[Month, ...]
    rows: tuple[Row, ...]
    pitch: int = ROW

    @property
    def grid(self) -> str:
        """Hairlines that part the columns of merged marks."""
        return "".join(f"M{x - 1} {self.pitch}v{self.height - self.pitch}" for x in self.xs[1:])


@dataclass(frozen=True, slots=True)
class Line:
    """A table to draw: its verdict on each date that has one."""

    model: str
    layer: str
    verdicts: Mapping[date, Verdict]
    needing: int = 0


def draw_heatmap(
    lines: Sequence[Line],
    dates: Sequence[date],
    lit: Collection[tuple[str, date | None]] | None = None,
    least: int = 0,
    parts: Mapping[date, str] | None = None,
) -> Heatmap:
    """Lay out tables by dates.

    Args:
        lines: Tables in pipeline order.
        dates: Columns.
        lit: When given, only these cells are shown in full; the others are drawn as if asleep.
        least: Columns to leave room for, so that a short season has marks of the usual size.
        parts: Columns with which a new part of the picture begins, and what it is called.
    """
    xs, months = _columns(dates, parts or {})
    width = max((xs[-1] + PITCH) if xs else PITCH, least * PITCH)
    pitch = max(ROW, round(ROW * width / _WIDEST))
    rows: list[Row] = []
    layer = ""
    for line in lines:
        if line.layer != layer:
            layer = line.layer
            if layer:
                rows.append(Row("", layer, pitch * (len(rows) + 1), is_title=True))
        rows.append(_row(line, dates, xs, pitch * (len(rows) + 1), pitch, lit))
    height = pitch * (len(rows) + 1)
    return Heatmap(width, height, tuple(dates), xs, months, tuple(rows), pitch)


def _columns(
    dates: Sequence[date], parts: Mapping[date, str]
) -> tuple[tuple[int, ...], tuple[Month, ...]]:
    xs: list[int] = []
    months: list[Month] = []
    free = 0
    at = 0
    for i, day in enumerate(dates):
        begins = i == 0 or day.month != dates[i - 1].month
        if i:
            at += _PART_GAP if day in parts else _GAP if begins else 0
        label = parts.get(day, "")
        if not label and begins and (not parts or at >= free):
            label = f"{day:%b}" + (f" {day:%Y}" if not parts and (not i or day.month == 1) else "")
        if label:
            months.append(Month(at, label))
            free = at + (_PART_ROOM if day in parts else _MONTH_ROOM)
        xs.append(at)
        at += PITCH
    ends = [m.x for m in months if m.label in parts.values()] + [at]
    fitting = (m for m in months if m.x in ends or not m.x or _room(m.x, ends) >= _MONTH_ROOM)
    return tuple(xs), tuple(fitting)


def _room(x: int, ends: Sequence[int]) -> int:
    """From a title to the next part, or to the end of the picture."""
    return min(e for e in ends if e > x) - x


def _row(
    line: Line,
    dates: Sequence[date],
    xs: Sequence[int],
    y: int,
    pitch: int,
    lit: Collection[tuple[str, date | None]] | None,
) -> Row:
    found = [line.verdicts.get(d) for d in dates]
    groups: dict[str, list[int]] = {}
    for i, verdict in enumerate(found):
        if verdict is None:
            continue
        awake = lit is None or (line.model, dates[i]) in lit
        groups.setdefault(str(verdict) if awake else "asleep", []).append(i)
    known = [v for v in found if v is not None]
    order = list(GLYPHS)
    return Row(
        line.model,
        line.layer,
        y,
        tuple(_stroke(name, at, xs, y, pitch - 2) for name, at in groups.items()),
        "".join(GLYPHS[v].letter if v else "." for v in found),
        str(min(known, key=order.index)) if known else "",
        line.needing,
    )


def _stroke(name: str, columns: Sequence[int], xs: Sequence[int], y: int, mark: int) -> Stroke:
    shape = "" if name == "asleep" else GLYPHS[Verdict(name)].path
    middle = y + mark / 2
    return Stroke(
        name,
        "".join(
            f"M{xs[first]} {y}h{xs[last] - xs[first] + PITCH - 1}v{mark}H{xs[first]}z"
            for first, last in _runs(columns, xs)
        ),
        "".join(f"M{xs[i] + 3.5} {middle}{shape}" for i in columns) if shape else "",
    )


def _runs(columns: Sequence[int], xs: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring columns without a gap between, folded together."""
    runs: list[tuple[int, int]] = []
    for i in columns:
        if runs and i == runs[-1][1] + 1 and xs[i] - xs[i - 1] == PITCH:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs
