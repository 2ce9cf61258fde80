"""Input fingerprints: what a cell was, or would be, built from. Pure.

The fingerprint of a set of cells is the sum modulo 2^64 of one mixed number a cell, so ranges are
differences of prefix sums and the order of builds does not matter.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from fullcourt.integrity.calendar import Calendar
from fullcourt.warehouse.hashing import MASK, mix
from fullcourt.warehouse.models import Read
from fullcourt.warehouse.windows import Window, WindowKind

UNDATED = date.min
"""Stands for the one cell of an undated table wherever dates are ordered."""


@dataclass(slots=True)
class Marks:
    """The content of one table by date, as numbers that add up.

    Args:
        values: Date -> mixed content number.
    """

    values: dict[date, int] = field(default_factory=dict)
    _dates: list[date] = field(default_factory=list)
    _sums: list[int] = field(default_factory=list)

    def set(self, day: date, value: int) -> None:
        """Put or change one date's number."""
        if self.values.get(day) != value:
            self.values[day] = value
            self._dates = []

    def drop(self, day: date) -> None:
        """Forget one date's number."""
        if self.values.pop(day, None) is not None:
            self._dates = []

    def total(self, start: date, end: date) -> int:
        """Sum over dates from start to end, both inclusive, modulo 2^64."""
        if start == end:
            return self.values.get(start, 0)
        if not self._dates and self.values:
            self._dates = sorted(self.values)
            self._sums = [0]
            for day in self._dates:
                self._sums.append(self._sums[-1] + self.values[day])
        low, high = bisect_left(self._dates, start), bisect_left(self._dates, _next(end))
        return (self._sums[high] - self._sums[low]) & MASK if high > low else 0


_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xBF58476D1CE4E5B9)


@cache
def _salt(table: str) -> int:
    return mix(table)


def edge_number(table: str, start: date, end: date, mark: int) -> int:
    """One input as a 64-bit number; plain arithmetic, since a status computes a hundred thousand.

    The marks are hashes already; the last two steps keep changes of two inputs from cancelling out.
    """
    of_start, of_end, of_mark, last = _MULTIPLIERS
    number = _salt(table) + start.toordinal() * of_start + end.toordinal() * of_end + mark * of_mark
    number &= MASK
    number = ((number ^ (number >> 31)) * last) & MASK
    return number ^ (number >> 29)


@dataclass(frozen=True, slots=True)
class EdgeMark:
    """One input of one cell: the dates it covers and the fingerprint of what stood there."""

    input: str
    start: date
    end: date
    mark: int

    @property
    def number(self) -> int:
        """What the hash of a cell's inputs is summed from."""
        return edge_number(self.input, self.start, self.end, self.mark)


class Fingerprints:
    """Current content of every table, ready to answer for any window.

    Args:
        calendar: For the bounds of seasons.
        marks: Table name -> its marks; missing tables count as empty.
    """

    def __init__(self, calendar: Calendar, marks: Mapping[str, Marks]) -> None:
        self.calendar = calendar
        self.marks = dict(marks)
        self._spans: dict[tuple[Window, date | None], tuple[date, date]] = {}
        self._numbers: dict[str, dict[Window, dict[date | None, int]]] = {}
        self._inputs: dict[str, list[tuple[str, Window, dict[date | None, int]]]] = {}

    def put(self, table: str, day: date | None, content_hash: str) -> None:
        """Note a cell's content after a publish."""
        when = day or UNDATED
        self.marks.setdefault(table, Marks()).set(when, mix(table, when, content_hash))
        self._forget(table)

    def drop(self, table: str, day: date | None) -> None:
        """Forget a cell that no longer exists."""
        self.marks.setdefault(table, Marks()).drop(day or UNDATED)
        self._forget(table)

    def _forget(self, table: str) -> None:
        for numbers in self._numbers.get(table, {}).values():
            numbers.clear()

    def span(self, window: Window, day: date | None) -> tuple[date, date]:
        """The dates a window covers for a cell, see `span`."""
        found = self._spans.get((window, day))
        if found is None:
            found = self._spans[window, day] = span(window, day, self.calendar)
        return found

    def edges(self, reads: Iterable[Read], day: date | None) -> tuple[EdgeMark, ...]:
        """The inputs of a cell with their fingerprints, one for each read and window."""
        return tuple(
            EdgeMark(read.name, *self.span(window, day), self._mark(read.name, window, day))
            for read in reads
            for window in read.windows
        )

    def inputs_hash(self, name: str, reads: Iterable[Read], day: date | None) -> str:
        """The hash of a cell's inputs as they stand: `inputs_hash` of its edges.

        Args:
            name: The cell's table.
            reads: What it reads.
            day: The cell's date.
        """
        if name not in self._inputs:
            self._inputs[name] = [
                (r.name, w, self._numbers.setdefault(r.name, {}).setdefault(w, {}))
                for r in reads
                for w in r.windows
            ]
        total = 0
        for table, window, numbers in self._inputs[name]:
            number = numbers.get(day)
            if number is None:
                mark = self._mark(table, window, day)
                number = numbers[day] = edge_number(table, *self.span(window, day), mark)
            total += number
        return f"{total & MASK:016x}"

    def _mark(self, table: str, window: Window, day: date | None) -> int:
        marks = self.marks.get(table)
        return marks.total(*self.span(window, day)) if marks else 0


def inputs_hash(edges: Iterable[EdgeMark]) -> str:
    """One hash for all inputs of a cell, in whatever order they come."""
    return f"{sum(e.number for e in edges) & MASK:016x}"


def adds_up(edges: Iterable[EdgeMark], recorded: str) -> bool:
    """Whether a recorded hash of inputs is that of the recorded edges."""
    return bool(recorded) and recorded == inputs_hash(edges)


def span(window: Window, day: date | None, calendar: Calendar) -> tuple[date, date]:
    """The dates a window covers for a cell, both inclusive; an empty span has end < start.

    An undated cell reads everything there is, whatever date it arrived under.
    """
    if day is None:
        return UNDATED, date.max - timedelta(days=1)
    if window.kind is WindowKind.UNDATED:
        return UNDATED, UNDATED
    eve = day - timedelta(days=1)
    match window.kind:
        case WindowKind.SAME_DAY:
            return day, day
        case WindowKind.DAYS_BEFORE:
            return day - timedelta(days=window.length), eve
        case WindowKind.CAREER_BEFORE:
            return UNDATED + timedelta(days=1), eve
    season = calendar.season_of(day)
    if season is None:  # before the first loaded season: nothing stands there
        return day, eve
    first, last = calendar.seasons[season]
    previous = calendar.previous_season(season)
    match window.kind:
        case WindowKind.SEASON_BEFORE | WindowKind.SEASON_BY:
            return first, eve
        case WindowKind.LAST_N:
            return (calendar.seasons[previous][0] if previous else first), eve
        case WindowKind.PREVIOUS_SEASON_BY:
            return calendar.seasons[previous] if previous else (day, eve)
        case _:  # scheduled
            return first, last


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
