"""What a row is made of: the cells behind it, backward through the declared windows. Pure.

Keys travel up: a row of team 5 reads, through `last 15 by team_id`, the dates of that team's last
15 games and of these only that team's rows. Where no key leads on, whole spans are noted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fullcourt.integrity.events import Event, Events, event_key
from fullcourt.integrity.lineage import Lineage
from fullcourt.integrity.radius import Level, like
from fullcourt.integrity.ranges import Span
from fullcourt.integrity.reach import KEYED
from fullcourt.integrity.state import Cell, State
from fullcourt.warehouse.models import Model, Read
from fullcourt.warehouse.windows import Window, WindowKind

Keys = Mapping[str, frozenset[Any]]
"""Column -> the values that matter; empty when any row may."""

_STEP = 0.01
_EARLY = date(2, 1, 1)

Columns = frozenset[str] | None
"""The columns that matter; None for all."""


@dataclass(frozen=True, slots=True)
class Via:
    """Through which reader's window a cell is needed."""

    reader: str
    day: date | None
    window: Window


@dataclass(frozen=True, slots=True)
class Need:
    """Why a cell matters: how surely, for which keys and columns, and through whom."""

    level: Level
    keys: Keys
    columns: Columns
    via: Via | None = None
    cost: float = 0.0

    def joined(self, other: "Need") -> "Need":
        """Both; the surer one leads, then the one whose way passes fewer cells that are well."""
        lead = min(self, other, key=lambda n: (n.level, n.cost))
        same = self.level == other.level
        keys = _merged(self.keys, other.keys) if same else lead.keys
        columns: Columns = None
        if self.columns is not None and other.columns is not None:
            columns = self.columns | other.columns
        return Need(lead.level, keys, columns, lead.via, lead.cost)

    def step(self, level: Level, columns: Columns, via: Via, cost: float) -> "Need":
        """The same keys, one reader further up."""
        return Need(level, self.keys, columns, via, self.cost + cost)

    def of(self, keys: Keys, level: Level | None = None) -> "Need":
        """The same for other keys."""
        return replace(self, keys=keys, level=self.level if level is None else level)


@dataclass(slots=True)
class Needs:
    """What is needed of one table: single dates by key, and spans where any row may matter."""

    days: dict[date | None, Need] = field(default_factory=dict)
    spans: list[tuple[Span, Need]] = field(default_factory=list)

    def at(self, day: date | None) -> Need | None:
        """Why a date matters, if it does: the surest reason."""
        found = [self.days[day]] if day in self.days else []
        found += [n for (a, b), n in self.spans if day is None or a <= day <= b]
        return min(found, key=lambda n: n.level, default=None)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about: a cell, some of its keys, some of its columns.

    Args:
        same_day: Look only at inputs of the same date (what a build waits for).
    """

    model: str
    day: date | None
    keys: Keys = field(default_factory=dict)
    columns: Columns = None
    same_day: bool = False


@dataclass(frozen=True, slots=True)
class Upstream:
    """The walk and what it needs to know.

    Args:
        state: For graph and calendar.
        events: The spine's events of the keys asked about.
        lineage: For columns and joins; None treats every column as made of every input.
        bad: Cells that are not well: paths through them are preferred.
    """

    state: State
    events: Events
    lineage: Lineage | None = None
    bad: frozenset[Cell] = frozenset()

    def needs(self, question: Question) -> dict[str, Needs]:
        """Every cell behind a question, the asked one included."""
        top = Need(Level.KEYED, question.keys, question.columns)
        found = {question.model: Needs({question.day: top})}
        graph = self.state.graph
        for name in reversed(graph.order):
            if name not in found:
                continue
            for read in graph.reads[name]:
                if read.name in graph.reads and read.name != name:
                    into = found.setdefault(read.name, Needs())
                    self._follow(name, read, found[name], into, question.same_day)
        return {name: needs for name, needs in found.items() if needs.days or needs.spans}

    def _follow(self, name: str, read: Read, needs: Needs, into: Needs, same_day: bool) -> None:
        models = self.state.graph.models
        reader, source = models[name], models[read.name]
        enters = reader.layer == "spine" and source.layer != "spine"
        for window in read.windows:
            if same_day and window.kind not in (WindowKind.SAME_DAY, WindowKind.UNDATED):
                continue
            for day, need in needs.days.items():
                columns = self._columns(name, read.name, need.columns)
                if columns is not None and not columns:
                    continue
                level = max(need.level, Level.CONDITIONAL) if enters else need.level
                step = need.step(level, columns, Via(name, day, window), self._cost(name, day))
                self._one(reader, source, window, (day, step), into)
            for (first, last), need in needs.spans:
                columns = self._columns(name, read.name, need.columns)
                if columns is not None and not columns:
                    continue
                level = max(need.level, self._level(reader, source, window))
                span = self._span(window, first)[0], self._span(window, last)[1]
                step = need.step(level, columns, Via(name, last, window), self._cost(name, last))
                if not source.dated:
                    self._put(into, None, step.of({}))
                elif span[0] <= span[1]:
                    _add_span(into, span, step.of({}))

    def _one(
        self,
        reader: Model,
        source: Model,
        window: Window,
        asked: tuple[date | None, Need],
        into: Needs,
    ) -> None:
        """Follow one window of one cell."""
        day, need = asked
        if not source.dated or window.kind is WindowKind.UNDATED:
            self._put(into, None, need.of({}))
            return
        keys = self._carried(reader, source, need.keys)
        if window.kind is WindowKind.SAME_DAY and day is not None:
            self._put(into, day, need.of(keys))
            return
        span = self._span(window, day)
        values = keys.get(window.key, frozenset()) if window.kind in KEYED else frozenset()
        for value in values:
            for event in self._window_events(window, value, span):
                own = {window.key: frozenset([value]), self._event: frozenset([event.event])}
                self._put(into, event.game_date, need.of(own))
        if values and not self._mixes(reader, source, window):
            return
        level = Level.AVERAGE if values else self._level(reader, source, window)
        if span[0] <= span[1]:
            _add_span(into, span, need.of({}, max(need.level, level)))

    @property
    def _event(self) -> str:
        return event_key(self.state.graph.models)

    def _window_events(self, window: Window, value: object, span: Span) -> list[Event]:
        events = self.events.of(window.key, value)
        inside = [e for e in events if span[0] <= e.game_date <= span[1]]
        return inside[-window.length :] if window.kind is WindowKind.LAST_N else inside

    def _carried(self, reader: Model, source: Model, keys: Keys) -> dict[str, frozenset[Any]]:
        """The keys of an input's rows behind a reader's rows."""
        found: dict[str, frozenset[Any]] = {}
        for column in (c.name for c in source.columns):
            if column not in self._key_names:
                continue
            joined = self._joined(reader, source, column)
            if joined is None or (joined and not joined <= set(keys)):
                continue  # which row it was is not known, only which event
            held = sorted(joined) or like(reader, column)
            held = [c for c in held if c in keys] or ([column] if column in keys else [])
            values = frozenset(v for c in held for v in keys[c])
            if values:
                found[column] = values
        for column, values in keys.items():  # home_team_id and the like, where both have them
            base = next((n for n in self._key_names if column.endswith(f"_{n}")), "")
            if base and base not in found and any(c.name == column for c in source.columns):
                found[column] = values
        return found

    @property
    def _key_names(self) -> set[str]:
        names = {m.frames for m in self.state.graph.models.values() if m.frames}
        return names | {self._event}

    def _joined(self, reader: Model, source: Model, column: str) -> frozenset[str] | None:
        if self.lineage is None or column == self._event:
            return frozenset()
        return self.lineage.joined(reader.name, source.name, column)

    def _mixes(self, reader: Model, source: Model, window: Window) -> bool:
        return self.lineage is None or self.lineage.mixes(reader.name, source.name, window.key)

    def _level(self, reader: Model, source: Model, window: Window) -> Level:
        if reader.layer == "spine" and source.layer != "spine":
            return Level.CONDITIONAL
        if window.kind in KEYED or window.kind in (WindowKind.SAME_DAY, WindowKind.UNDATED):
            return Level.KEYED
        return Level.CONDITIONAL if source.layer == "spine" else Level.AVERAGE

    def _columns(self, reader: str, source: str, columns: Columns) -> Columns:
        if columns is None or self.lineage is None:
            return None
        known = self.lineage.sources(reader, columns)
        return known.get(source, frozenset()) if known is not None else None

    def _span(self, window: Window, day: date | None) -> Span:
        if day is not None and day < _EARLY:  # a span that begins with all time
            return date.min, day
        return self.state.fingerprints.span(window, day)

    def _put(self, into: Needs, day: date | None, need: Need) -> None:
        held = into.days.get(day)
        into.days[day] = held.joined(need) if held else need

    def _cost(self, name: str, day: date | None) -> float:
        """What a step through a cell costs: cells that are well explain little."""
        return _STEP if (name, day) in self.bad else 1.0


def _merged(one: Keys, other: Keys) -> Keys:
    """Both key sets; a side that names no key stands for any row."""
    if not one or not other:
        return {}
    names: Iterable[str] = {*one, *other}
    return {n: one.get(n, frozenset()) | other.get(n, frozenset()) for n in names}


def _add_span(into: Needs, span: Span, need: Need) -> None:
    for at, (held, other) in enumerate(into.spans):
        if other.level == need.level and held[0] <= span[1] and span[0] <= held[1]:
            joined = (min(held[0], span[0]), max(held[1], span[1]))
            into.spans[at] = (joined, other.joined(need))
            return
    into.spans.append((span, need))
