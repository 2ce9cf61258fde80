"""Input fingerprints: what a cell was, or would be, built from. Pure.

The fingerprint of a set of cells is the sum modulo 2^64 of one mixed number a cell, so ranges are
differences of prefix sums and the order of builds does not matter.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

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
        if not self._dates and self.values:
            self._dates = sorted(self.values)
            self._sums = [0]
            for day in self._dates:
                self._sums.append(self._sums[-1] + self.values[day])
        low, high = bisect_left(self._dates, start), bisect_left(self._dates, _next(end))
        return (self._sums[high] - self._sums[low]) & MASK if high > low else 0


@dataclass(frozen=True, slots=True)
class EdgeMark:
    """One input of one cell: the dates it covers and the fingerprint of what stood there."""

    input: str
    start: date
    end: date
    mark: int
    token: str

    @classmethod
    def of(cls, table: str, start: date, end: date, mark: int) -> "EdgeMark":
        """The mark with its token, which is what hashes are made of."""
        return cls(table, start, end, mark, f"{table}/{start}/{end}/{mark:x}")


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
        self._edges: dict[str, dict[tuple[date, date], EdgeMark]] = {}

    def put(self, table: str, day: date | None, content_hash: str) -> None:
        """Note a cell's content after a publish."""
        when = day or UNDATED
        self.marks.setdefault(table, Marks()).set(when, mix(table, when, content_hash))
        self._edges.pop(table, None)

    def drop(self, table: str, day: date | None) -> None:
        """Forget a cell that no longer exists."""
        self.marks.setdefault(table, Marks()).drop(day or UNDATED)
        self._edges.pop(table, None)

    def span(self, window: Window, day: date | None) -> tuple[date, date]:
        """The dates a window covers for a cell, see `span`."""
        found = self._spans.get((window, day))
        if found is None:
            found = self._spans[window, day] = span(window, day, self.calendar)
        return found

    def edges(self, reads: Iterable[Read], day: date | None) -> tuple[EdgeMark, ...]:
        """The inputs of a cell with their fingerprints, one for each read and window."""
        return tuple(
            self._edge(read.name, self.span(window, day))
            for read in reads
            for window in read.windows
        )

    def _edge(self, table: str, dates: tuple[date, date]) -> EdgeMark:
        known = self._edges.setdefault(table, {})
        found = known.get(dates)
        if found is None:
            marks = self.marks.get(table)
            mark = marks.total(*dates) if marks else 0
            found = known[dates] = EdgeMark.of(table, *dates, mark)
        return found


def inputs_hash(edges: Iterable[EdgeMark]) -> str:
    """One hash for all inputs of a cell, in whatever order they come."""
    return f"{mix(*sorted(e.token for e in edges)):016x}"


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
