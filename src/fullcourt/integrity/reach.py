"""Reach: which cells a change of certain keys on a date touches, through the windows. Pure.

With a `last N by KEY` window a change of (key, date) touches date t only while that date is among
the key's last N games before t, counted on the spine. Without a key, whole dates are touched.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fullcourt.integrity.calendar import Calendar
from fullcourt.integrity.fingerprint import span
from fullcourt.warehouse.models import Read
from fullcourt.warehouse.windows import Window, WindowKind

KEYED = (WindowKind.LAST_N, WindowKind.SEASON_BY, WindowKind.PREVIOUS_SEASON_BY)


@dataclass(frozen=True, slots=True)
class Change:
    """One key of one cell that moved with a build; key_name "" stands for the whole cell.

    `columns` are those that differ where rows only changed values; None where rows came or went.
    """

    build_id: int
    game_date: date
    key_name: str
    key: int
    repair: bool
    columns: frozenset[str] | None = None


@dataclass(slots=True)
class Frames:
    """The spine's games of every key that has changed: key name -> key -> dates, ascending."""

    games: dict[str, dict[int, Sequence[date]]] = field(default_factory=dict)

    def add(self, key_name: str, games: Mapping[int, Sequence[date]]) -> None:
        """Note the games of more keys."""
        self.games.setdefault(key_name, {}).update(games)

    def last_reached(self, key_name: str, key: int, day: date, length: int) -> date | None:
        """The last date whose window of `length` games still holds the game of `day`.

        None means that the window never moves past it: fewer than `length` games follow.
        """
        dates = self.games.get(key_name, {}).get(key)
        if dates is None:
            return None
        at = bisect_left(dates, day)
        played = at < len(dates) and dates[at] == day
        # Counting the game itself, it drops out after `length` games; a lost one never counted.
        position = at + length - (0 if played else 1)
        return dates[position] if position < len(dates) else None


@dataclass(slots=True)
class Changes:
    """Every recorded change, ready to be asked whether it reaches a cell.

    Args:
        calendar: For the bounds of seasons.
        by_model: Table -> its changes by date.
        frames: The spine's games of changed keys.
        has_repairs: Whether any change repaired altered rows.
        looked_at: Reader, input -> the input's columns that the reader's SQL looks at, None when
            unknown; only asked about changes that name their columns.
        keyed: Build, date and key name of every move that is recorded by key.
    """

    calendar: Calendar
    by_model: dict[str, list[Change]] = field(default_factory=dict)
    frames: Frames = field(default_factory=Frames)
    has_repairs: bool = False
    keyed: set[tuple[int, date, str]] = field(default_factory=set)
    looked_at: Callable[[str, str], frozenset[str] | None] = lambda _reader, _input: None

    def add(self, found: Mapping[str, Iterable[Change]]) -> None:
        """Note more changes."""
        for model, changes in found.items():
            known = self.by_model.setdefault(model, [])
            fresh = list(changes)
            known.extend(fresh)
            self.keyed |= {(c.build_id, c.game_date, c.key_name) for c in fresh}
            known.sort(key=lambda c: c.game_date)
            self.has_repairs = self.has_repairs or any(c.repair for c in known)

    def unknown_keys(self) -> dict[str, set[int]]:
        """Changed keys whose games are not in the frames yet."""
        found: dict[str, set[int]] = {}
        for changes in self.by_model.values():
            for change in changes:
                if change.key_name and change.key not in self.frames.games.get(change.key_name, {}):
                    found.setdefault(change.key_name, set()).add(change.key)
        return found

    def reaches(
        self,
        reader: str,
        reads: Iterable[Read],
        day: date | None,
        after: int,
        repairs_only: bool = False,
    ) -> str:
        """The first input whose change since build `after` touches the cell, or "".

        Args:
            reader: The cell's table.
            reads: What the cell reads.
            day: The cell's date; None for an undated table.
            after: The cell's own build id: only later changes count.
            repairs_only: Count only changes that no recorded hash shows.
        """
        for read in reads:
            for change in self._since(read, day, after):
                if repairs_only and not change.repair:
                    continue
                if self._is_overlooked(change, reader, read.name):
                    continue
                if any(self.touches(change, window, day) for window in read.windows):
                    return read.name
        return ""

    def _is_overlooked(self, change: Change, reader: str, name: str) -> bool:
        """Whether a reader looks at none of the columns that changed."""
        if change.columns is None:
            return False
        looked_at = self.looked_at(reader, name)
        return looked_at is not None and not change.columns & looked_at

    def touches(self, change: Change, window: Window, day: date | None) -> bool:
        """Whether a change stands in one window of a cell."""
        start, end = span(window, day, self.calendar)
        if not start <= change.game_date <= end:
            return False
        if not change.key_name or window.kind not in KEYED or day is None:
            return True
        if change.key_name != window.key:
            # Mostly the same move is recorded under the window's key as well, and judged there.
            return (change.build_id, change.game_date, window.key) not in self.keyed
        if window.kind is not WindowKind.LAST_N:
            return True
        last = self.frames.last_reached(
            change.key_name, change.key, change.game_date, window.length
        )
        return last is None or day <= last

    def _since(self, read: Read, day: date | None, after: int) -> Iterable[Change]:
        changes = self.by_model.get(read.name, ())
        if not changes:
            return
        spans = [span(w, day, self.calendar) for w in read.windows]
        first, final = min(s for s, _ in spans), max(e for _, e in spans)
        low = bisect_left(changes, first, key=lambda c: c.game_date)
        high = bisect_right(changes, final, key=lambda c: c.game_date)
        for change in changes[low:high]:
            if change.build_id > after:
                yield change
