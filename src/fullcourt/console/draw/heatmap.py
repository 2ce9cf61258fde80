"""The calendar heatmap: tables in pipeline order by dates, one mark a cell.

Marks of one table and verdict share one path, so a season of 5,600 cells stays a small picture.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.console.draw.glyphs import GLYPHS
from fullcourt.integrity.verdicts import Verdict

PITCH, ROW, MARK = 8, 19, 17
"""Distance of two dates, of two tables, and the height of a mark, in units of the picture."""

_MONTH_GAP = 4


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
    undated: bool = False


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
        months: Month titles.
        rows: Layer titles and tables, from above.
    """

    width: int
    height: int
    dates: tuple[date, ...]
    xs: tuple[int, ...]
    months: tuple[Month, ...]
    rows: tuple[Row, ...]

    @property
    def grid(self) -> str:
        """Hairlines that part the columns of merged marks."""
        return "".join(f"M{x - 1} {ROW}v{self.height - ROW}" for x in self.xs[1:])


@dataclass(frozen=True, slots=True)
class Line:
    """A table to draw: its verdict on each date, or None; `undated` tables have one verdict."""

    model: str
    layer: str
    verdicts: Mapping[date | None, Verdict]
    needing: int = 0


def draw_heatmap(
    lines: Sequence[Line],
    dates: Sequence[date],
    lit: Collection[tuple[str, date | None]] | None = None,
    least: int = 0,
) -> Heatmap:
    """Lay out tables by dates.

    Args:
        lines: Tables in pipeline order.
        dates: Columns.
        lit: When given, only these cells are shown in full; the others are drawn as if asleep.
        least: Columns to leave room for, so that a short season has marks of the usual size.
    """
    xs, months = _columns(dates)
    rows: list[Row] = []
    layer = ""
    for line in lines:
        if line.layer != layer:
            layer = line.layer
            rows.append(Row("", layer, ROW * (len(rows) + 1), is_title=True))
        rows.append(_row(line, dates, xs, ROW * (len(rows) + 1), lit))
    width = max((xs[-1] + PITCH) if xs else PITCH, least * PITCH)
    return Heatmap(width, ROW * (len(rows) + 1), tuple(dates), xs, months, tuple(rows))


def _columns(dates: Sequence[date]) -> tuple[tuple[int, ...], tuple[Month, ...]]:
    xs: list[int] = []
    months: list[Month] = []
    at = 0
    for i, day in enumerate(dates):
        if i == 0 or day.month != dates[i - 1].month:
            at += _MONTH_GAP if i else 0
            months.append(
                Month(at, f"{day:%b}" + (f" {day:%Y}" if i == 0 or day.month == 1 else ""))
            )
        xs.append(at)
        at += PITCH
    return tuple(xs), tuple(months)


def _row(
    line: Line,
    dates: Sequence[date],
    xs: Sequence[int],
    y: int,
    lit: Collection[tuple[str, date | None]] | None,
) -> Row:
    undated = None in line.verdicts
    found = [line.verdicts[None]] if undated else [line.verdicts.get(d) for d in dates]
    days: list[date | None] = [None] if undated else list(dates)
    groups: dict[str, list[int]] = {}
    for i, verdict in enumerate(found):
        if verdict is None:
            continue
        awake = lit is None or (line.model, days[i]) in lit
        groups.setdefault(str(verdict) if awake else "asleep", []).append(i)
    known = [v for v in found if v is not None]
    order = list(GLYPHS)
    return Row(
        line.model,
        line.layer,
        y,
        tuple(_stroke(name, at, xs or (0,), y) for name, at in groups.items()),
        "".join(GLYPHS[v].letter if v else "." for v in found),
        str(min(known, key=order.index)) if known else "",
        line.needing,
        undated=undated,
    )


def _stroke(name: str, columns: Sequence[int], xs: Sequence[int], y: int) -> Stroke:
    shape = "" if name == "asleep" else GLYPHS[Verdict(name)].path
    middle = y + MARK / 2
    return Stroke(
        name,
        "".join(
            f"M{xs[first]} {y}h{xs[last] - xs[first] + PITCH - 1}v{MARK}H{xs[first]}z"
            for first, last in _runs(columns, xs)
        ),
        "".join(f"M{xs[i] + 3.5} {middle}{shape}" for i in columns) if shape else "",
    )


def _runs(columns: Sequence[int], xs: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring columns of one month, folded together."""
    runs: list[tuple[int, int]] = []
    for i in columns:
        if runs and i == runs[-1][1] + 1 and xs[i] - xs[i - 1] == PITCH:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs
