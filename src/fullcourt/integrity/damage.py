"""Damage: which cells stand still or have holes because of a gap upstream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.breaks import Break, read_breaks
from fullcourt.integrity.events import Events, event_key, framing, read_events
from fullcourt.integrity.radius import Key, Level, Reached, dates_by_level, like, radius
from fullcourt.integrity.reach import Frames
from fullcourt.integrity.seeds import typed
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Damage:
    """What stands still (`blocked`) and what has holes (`holed`) in reach: table -> cells."""

    blocked: Mapping[str, int] = field(default_factory=dict)
    holed: Mapping[str, int] = field(default_factory=dict)
    rows_holed: int = 0

    def __bool__(self) -> bool:
        return bool(self.blocked or self.holed)

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "blocked": dict(self.blocked),
            "holed": dict(self.holed),
            "rows_holed": self.rows_holed,
        }


@dataclass(frozen=True, slots=True)
class HoledRow:
    """A row whose window has a hole, with its keys under the names that windows use."""

    game_date: date
    keys: tuple[tuple[str, object], ...]

    def is_in(self, reached: Reached) -> bool:
        """Whether a change reaches the row surely."""
        for first, last in reached.whole.get(Level.KEYED, ()):
            if first <= self.game_date <= last:
                return True
        for name, value in self.keys:
            for bundled in (False, True):
                levels = reached.keys.get(Key(name, value, bundled), {})
                span = levels.get(Level.KEYED)
                if span and span[0] <= self.game_date <= span[1]:
                    return True
        return False


def _read_holes(store: Store, state: State, model: Model) -> list[HoledRow]:
    columns = [(n, c) for n in framing(state.graph.models) for c in like(model, n)]
    columns += [(e, e) for e in [event_key(state.graph.models)] if like(model, e)]
    if not columns:
        return []
    shown = ", ".join(c for _, c in columns)
    return [
        HoledRow(day, tuple((n, v) for (n, _), v in zip(columns, values, strict=True)))
        for day, *values in store.rows(
            f"select game_date, {shown} from {model.name} where not window_complete"
        )
    ]


@dataclass(slots=True)
class DamageAssessor:
    """Answers for one set of judged cells.

    Args:
        state: What the ledger knows.
        cells: Every cell, judged.
        events: The spine's events of every key.
        breaks: Broken cells with their findings.
        holes: Table -> its rows whose windows have holes.
    """

    state: State
    cells: Mapping[Cell, CellState]
    events: Events
    frames: Frames
    breaks: Mapping[Cell, Break]
    holes: Mapping[str, Sequence[HoledRow]]

    @classmethod
    def read(cls, store: Store, state: State, cells: Sequence[CellState]) -> "DamageAssessor":
        """Read what the answers need, once."""
        events = read_events(store, state)
        breaks = read_breaks(store, cells, state.graph.order)
        held = {(c.model, c.game_date): c for c in cells}
        holes = {
            name: _read_holes(store, state, state.graph.models[name])
            for name in {c.model for c in cells if c.counts.holed}
        }
        return cls(state, held, events, events.frames(), breaks, holes)

    def of(self, model: str, dates: Sequence[date | None]) -> Damage:
        """What a gap does to the cells downstream."""
        reached = radius(self.state, model, self._start(model, dates), self.frames)
        blocked: dict[str, int] = {}
        holed: dict[str, int] = {}
        rows = 0
        for name in self.state.graph.order:
            if name == model or name not in reached:
                continue
            days = dates_by_level(self.state, name, reached[name]).get(Level.KEYED, ())
            waits = sum(1 for d in days if self._is_blocked(name, d))
            hit = [r.game_date for r in self.holes.get(name, ()) if r.is_in(reached[name])]
            rows += len(hit)
            blocked |= {name: waits} if waits else {}
            holed |= {name: len(set(hit))} if hit else {}
        return Damage(blocked, holed, rows)

    def _is_blocked(self, name: str, day: date | None) -> bool:
        cell = self.cells.get((name, day))
        return cell is not None and cell.verdict is Verdict.BLOCKED

    def _start(self, name: str, dates: Sequence[date | None]) -> Reached:
        """The keys that the findings name, or whole dates where they name none."""
        model = self.state.graph.models[name]
        start = Reached()
        for day in dates:
            if day is None:
                start.undated = Level.KEYED
                continue
            keys = self._keys(model, day)
            for name_, values in keys.items():
                for value in values:
                    start.add_key(Key(name_, value, bundled=True), Level.KEYED, (day, day))
            if not keys:
                start.add_whole(Level.KEYED, (day, day))
        return start

    def _keys(self, model: Model, day: date) -> dict[str, set[object]]:
        event = event_key(self.state.graph.models)
        names = {*framing(self.state.graph.models), event}
        found: dict[str, set[object]] = {}
        broken = self.breaks.get((model.name, day))
        for fault in broken.faults if broken else ():
            for name, value in fault.key.items():
                if name in names:
                    found.setdefault(name, set()).add(typed(model, name, value))
        if found.get(event):
            others = self.events.among(day, found[event])
            found = {**others, **found}
        if not found:
            columns = {c.name for c in model.columns}
            found = {n: self.events.on(n, day) for n in names if n in columns}
        return {n: values for n, values in found.items() if values}
