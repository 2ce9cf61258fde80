"""The radius of a change: which cells it can move, forward through the declared windows. Pure.

Keys travel along: a change of team 5 on one date reaches, through a `last 15 by team_id` window,
the dates while that game is among the team's last 15, and stays a change of team 5 there. Each
table keeps, for every key, one span of dates and how sure it is that rows of that key change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from fullcourt.integrity.calendar import Calendar
from fullcourt.integrity.ranges import Span, within
from fullcourt.integrity.reach import KEYED, Frames
from fullcourt.integrity.state import State
from fullcourt.warehouse.models import Model, Read
from fullcourt.warehouse.windows import Window, WindowKind


class Key(NamedTuple):
    """A key's name and value, such as ("team_id", 1610612738).

    The keys of the changed rows themselves come bundled: each names the same change in another way.
    """

    name: str
    value: Any
    bundled: bool = False


FIRST, LAST = date.min, date.max
_DAY = timedelta(days=1)


class Level(IntEnum):
    """How a cell is reached; the order is that of certainty."""

    KEYED = 0  # rows whose keyed windows contain a changed key
    AVERAGE = 1  # values that move at most: averages of the league, totals shared with others
    CONDITIONAL = 2  # only if it alters which games count, or a window reaches over seasons

    @property
    def word(self) -> str:
        """As reports and JSON call it."""
        return ("incomplete", "moves", "conditional")[self]


@dataclass(slots=True)
class Reached:
    """What is reached of one table.

    Args:
        keys: Key -> level -> the span of dates on which its rows are reached.
        whole: Level -> spans on which any row may be.
        undated: The table has one cell, and it is reached.
    """

    keys: dict[Key, dict[Level, Span]] = field(default_factory=dict)
    whole: dict[Level, list[Span]] = field(default_factory=dict)
    undated: Level | None = None

    def add_key(self, key: Key, level: Level, span: Span) -> None:
        """Reach a key's rows on a span of dates."""
        levels = self.keys.setdefault(key, {})
        held = levels.get(level)
        levels[level] = (min(held[0], span[0]), max(held[1], span[1])) if held else span

    def add_whole(self, level: Level, span: Span) -> None:
        """Reach all rows on a span of dates."""
        spans = self.whole.setdefault(level, [])
        if span not in spans:
            spans.append(span)

    def spans(self, level: Level) -> Iterator[Span]:
        """Every span reached at a level."""
        yield from self.whole.get(level, ())
        yield from {levels[level] for levels in self.keys.values() if level in levels}

    @property
    def names(self) -> set[str]:
        """The names of the keys that are reached."""
        return {key.name for key in self.keys}

    def __bool__(self) -> bool:
        return bool(self.keys or self.whole or self.undated is not None)


def radius(
    state: State, origin: str, start: Reached, frames: Frames, among: Iterable[str] = ()
) -> dict[str, Reached]:
    """Everything that a change of one table can move, the table itself included.

    Args:
        state: What the ledger knows; only its graph and calendar are used.
        origin: The changed table.
        start: Which of its keys and dates change.
        frames: The spine's games of the changed keys.
        among: Only through these tables; all when empty.
    """
    found = {origin: start}
    below = state.graph.downstream([origin])
    wanted = below & set(among) if among else below
    walk = _Walk(state, frames)
    for name in state.graph.order:
        if name not in wanted:
            continue
        reached = found.get(name, Reached())
        for read in state.graph.reads[name]:
            source = found.get(read.name)
            if source and read.name != name:
                walk.follow(read, source, name, reached)
        if reached:
            found[name] = reached
    return found


def dates_by_level(state: State, name: str, reached: Reached) -> dict[Level, list[date | None]]:
    """The expected cells of a table that are reached, each at its surest level."""
    expected = state.expected_dates(name)
    if expected == [None]:
        levels = [level for level in Level if any(True for _ in reached.spans(level))]
        levels += [reached.undated] if reached.undated is not None else []
        return {min(levels): [None]} if levels else {}
    days = [d for d in expected if d is not None]
    taken: set[date] = set()
    found: dict[Level, list[date | None]] = {}
    for level in Level:
        here = [d for d in within(reached.spans(level), days) if d not in taken]
        taken.update(here)
        if here:
            found[level] = [*here]
    return found


def like(model: Model, key_name: str) -> list[str]:
    """The columns of a table that hold a key: `team_id`, `opponent_team_id`, ..."""
    return [c.name for c in model.columns if c.name == key_name or c.name.endswith(f"_{key_name}")]


class _Walk:
    def __init__(self, state: State, frames: Frames) -> None:
        self.models: Mapping[str, Model] = state.graph.models
        self.calendar = state.calendar
        self.frames = frames
        self._forward: dict[tuple[Window, Span], list[tuple[Level, Span]]] = {}

    def follow(self, read: Read, source: Reached, name: str, into: Reached) -> None:
        """Carry what is reached of an input over to a reader."""
        reader, read_model = self.models[name], self.models[read.name]
        least = Level.KEYED
        if reader.layer == "spine" and read_model.layer != "spine":
            least = Level.CONDITIONAL
        for window in read.windows:
            if not reader.dated or window.kind is WindowKind.UNDATED:
                self._all(source, reader, least, into)
            elif window.kind is WindowKind.SAME_DAY:
                self._same_day(source, reader, least, into)
            elif window.kind in KEYED and window.key in source.names:
                self._keyed(source, window, least, into)
            else:
                mixing = Level.CONDITIONAL if read_model.layer == "spine" else Level.AVERAGE
                level = least if window.kind in KEYED else max(least, mixing)
                self._unkeyed(source, window, level, into)

    def _all(self, source: Reached, reader: Model, least: Level, into: Reached) -> None:
        levels = [source.undated] if source.undated is not None else []
        levels += [x for x in Level if any(True for _ in source.spans(x))]
        level = max(min(levels), least)
        if reader.dated:
            into.add_whole(level, (FIRST, LAST))
        else:
            into.undated = level if into.undated is None else min(level, into.undated)

    def _same_day(self, source: Reached, reader: Model, least: Level, into: Reached) -> None:
        held = {n for n in source.names if like(reader, n)}
        bundle = any(k.bundled and k.name in held for k in source.keys)
        for key, levels in source.keys.items():
            for level, span in levels.items():
                if key.name in held:
                    into.add_key(key, max(level, least), span)
                elif not (key.bundled and bundle):
                    into.add_whole(max(level, least), span)
        for level, spans in source.whole.items():
            for span in spans:
                into.add_whole(max(level, least), span)

    def _keyed(self, source: Reached, window: Window, least: Level, into: Reached) -> None:
        for key, levels in source.keys.items():
            if key.name != window.key:
                continue  # the same rows are reached under the window's key as well
            for level, span in levels.items():
                alone = Key(key.name, key.value)
                for sure, stretched in self._stretch(window, span, key):
                    into.add_key(alone, max(level, least, sure), stretched)
        for level, spans in source.whole.items():
            for span in spans:
                for sure, stretched in self._stretch(window, span):
                    into.add_whole(max(level, least, sure), stretched)

    def _unkeyed(self, source: Reached, window: Window, least: Level, into: Reached) -> None:
        for level in Level:
            for span in list(source.spans(level)):
                for sure, stretched in self._stretch(window, span):
                    into.add_whole(max(level, least, sure), stretched)

    def _stretch(
        self, window: Window, span: Span, key: Key | None = None
    ) -> Sequence[tuple[Level, Span]]:
        """The dates of readers whose window holds a date of the span, its season's surely."""
        found = self._forward.get((window, span))
        if found is None:
            found = self._forward[window, span] = _split(window, span, self.calendar)
        if key and window.kind is WindowKind.LAST_N:
            # What frames know of the key's games ends the reach earlier.
            last = self.frames.last_reached(key.name, key.value, span[1], window.length)
            if last:
                return [(lv, (a, min(b, last))) for lv, (a, b) in found if a <= last]
        return found


def _split(window: Window, span: Span, calendar: Calendar) -> list[tuple[Level, Span]]:
    """A window's reach; what a window of games would reach in the season after is kept apart."""
    reach = forward(window, span, calendar)
    if reach is None or reach[0] > reach[1]:
        return []
    if window.kind is not WindowKind.LAST_N:
        return [(Level.KEYED, reach)]
    season = calendar.season_of(span[1])
    end = min(_season_end(calendar, season), reach[1]) if season else reach[1]
    parts = [(Level.KEYED, (reach[0], end))]
    if end < reach[1]:
        parts.append((Level.CONDITIONAL, (end + _DAY, reach[1])))
    return [(level, part) for level, part in parts if part[0] <= part[1]]


def forward(window: Window, span: Span, calendar: Calendar) -> Span | None:
    """The dates of readers whose window holds a date of the span, keys left aside."""
    first, last = span
    after = first + _DAY if first < LAST else LAST
    match window.kind:
        case WindowKind.SAME_DAY:
            return span
        case WindowKind.UNDATED:
            return FIRST, LAST
        case WindowKind.CAREER_BEFORE:
            return after, LAST
        case WindowKind.DAYS_BEFORE:
            ahead = timedelta(days=window.length)
            return after, (LAST if LAST - ahead < last else last + ahead)
    season, final = calendar.season_of(first), calendar.season_of(last)
    names = list(calendar.seasons)
    if final is None:
        return None
    following = names[names.index(final) + 1 :][:1]
    match window.kind:
        case WindowKind.SEASON_BEFORE | WindowKind.SEASON_BY:
            return after, _season_end(calendar, final)
        case WindowKind.LAST_N:
            return after, _season_end(calendar, (following or [final])[0])
        case WindowKind.PREVIOUS_SEASON_BY:
            if not following:
                return None
            begun = names[names.index(season) + 1] if season else names[0]
            return calendar.seasons[begun][0], _season_end(calendar, following[0])
        case _:  # scheduled
            start = calendar.seasons[season][0] if season else FIRST
            return start, _season_end(calendar, final)


def _season_end(calendar: Calendar, season: str) -> date:
    """The last date that counts to a season: the eve of the next one."""
    names = list(calendar.seasons)
    at = names.index(season) + 1
    return calendar.seasons[names[at]][0] - _DAY if at < len(names) else LAST
