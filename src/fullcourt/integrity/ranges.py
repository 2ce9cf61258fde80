"""Ranges of dates: folding them for people, and spans that windows stretch. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Span = tuple[date, date]
"""First and last date, both inclusive."""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Consecutive dates of a table; both ends None for the one cell of an undated table."""

    first: date | None
    last: date | None
    cells: int

    def __str__(self) -> str:
        if self.first is None:
            return "-"
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"

    def __contains__(self, day: date | None) -> bool:
        if day is None or self.first is None or self.last is None:
            return day is None and self.first is None
        return self.first <= day <= self.last

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {"first": iso(self.first), "last": iso(self.last), "cells": self.cells}


def iso(day: date | None) -> str | None:
    """A date as ISO text."""
    return day.isoformat() if day else None


def fold(dates: Iterable[date | None], among: Sequence[date | None]) -> tuple[DateRange, ...]:
    """Dates folded into ranges of neighbours.

    Args:
        dates: What to fold.
        among: All dates in order; two dates are neighbours when none of these lies between them.
    """
    place = {day: i for i, day in enumerate(among)}
    ordered = sorted(set(dates), key=lambda d: d or date.min)
    ranges: list[DateRange] = []
    for day in ordered:
        last = ranges[-1] if ranges else None
        if last and day in place and place.get(last.last, -2) + 1 == place[day]:
            ranges[-1] = DateRange(last.first, day, last.cells + 1)
        else:
            ranges.append(DateRange(day, day, 1))
    return tuple(ranges)


def union(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans joined."""
    joined: list[Span] = []
    for start, end in sorted(s for s in spans if s[0] <= s[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def within(spans: Iterable[Span], dates: Sequence[date]) -> list[date]:
    """Those of some ascending dates that lie in a span."""
    found: list[date] = []
    for start, end in union(spans):
        found += dates[bisect_left(dates, start) : bisect_right(dates, end)]
    return found
