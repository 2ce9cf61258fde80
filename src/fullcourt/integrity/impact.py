"""Impact: everything that a change of one cell can move, cells first and rows where asked.

Rows whose keyed windows contain a changed key are listed apart from values that move at most
through averages and shared totals, and from what moves only if other games count than before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity.radius import Level, Reached, dates_by_level, like, radius
from fullcourt.integrity.ranges import DateRange, fold
from fullcourt.integrity.seeds import literal, seed, table_of
from fullcourt.integrity.state import Cell, State
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class TableImpact:
    """What one table suffers.

    Args:
        model: The table.
        layer: Its layer.
        dates: Level -> its cells, each at its surest level.
        rows: Rows of the changed keys, where counted.
        other_rows: Other rows of the same cells, whose values move at most.
    """

    model: str
    layer: str
    dates: Mapping[Level, tuple[date | None, ...]]
    ranges: Mapping[Level, tuple[DateRange, ...]]
    rows: int | None = None
    other_rows: int | None = None

    def cells(self, most: Level = Level.CONDITIONAL) -> int:
        """How many cells are reached at this level or a surer one."""
        return sum(len(d) for level, d in self.dates.items() if level <= most)

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "layer": self.layer,
            "cells": {level.word: len(d) for level, d in self.dates.items()},
            "ranges": {level.word: [r.to_json() for r in rs] for level, rs in self.ranges.items()},
            "rows": self.rows,
            "other_rows": self.other_rows,
        }


@dataclass(frozen=True, slots=True)
class Impact:
    """The radius of a cell, table by table in order of dependency.

    Args:
        model: The changed table.
        game_date: The changed date.
        keys: The changed keys by name; all of the date's when none was asked for.
        tables: Every table that is reached downstream.
    """

    model: str
    game_date: date | None
    key: Mapping[str, str]
    keys: Mapping[str, int]
    tables: tuple[TableImpact, ...]

    def reached(self, most: Level = Level.CONDITIONAL) -> set[Cell]:
        """Every reached cell, at this level or a surer one."""
        return {
            (t.model, day)
            for t in self.tables
            for level, dates in t.dates.items()
            if level <= most
            for day in dates
        }

    @property
    def recovery(self) -> tuple[tuple[str, int], ...]:
        """Cells to look at by table, the changed one first: the plan if its content changes."""
        below = ((t.model, t.cells(Level.AVERAGE)) for t in self.tables)
        return ((self.model, 1), *((name, cells) for name, cells in below if cells))

    @property
    def command(self) -> str:
        """What rebuilds the cell and everything that moves with it."""
        return "fullcourt recover"

    def cells(self, level: Level, layer: str = "") -> int:
        """How many cells are reached at a level, of all tables or of one layer."""
        return sum(len(t.dates.get(level, ())) for t in self.tables if layer in ("", t.layer))

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        layers = {t.layer: None for t in self.tables}
        return {
            "model": self.model,
            "game_date": self.game_date.isoformat() if self.game_date else None,
            "key": dict(self.key),
            "changed_keys": dict(self.keys),
            "cells": {level.word: self.cells(level) for level in Level},
            "by_layer": {x: {lv.word: self.cells(lv, x) for lv in Level} for x in layers},
            "tables": [t.to_json() for t in self.tables],
            "recovery": [{"model": m, "cells": n} for m, n in self.recovery],
            "command": self.command,
        }


def impact(
    store: Store,
    state: State,
    model: str,
    day: date | None,
    *,
    key: Mapping[str, object] | None = None,
    rows: bool = True,
) -> Impact:
    """Everything downstream of a cell, through the windows.

    Args:
        store: Open.
        state: What the ledger knows.
        model: The changed table.
        day: The changed date; None for an undated table.
        key: Only rows of these keys change, such as {"player_id": 201142}.
        rows: Count rows too (reads the reached tables; without, only keys and frames are read).

    Raises:
        UsageError: There is no such table or column.
    """
    source = table_of(state, model, day, key or {})
    seeds = seed(store, state, source, day, key or {})
    found = radius(state, model, seeds.start, seeds.frames)
    tables = []
    for name in state.graph.order:
        if name == model or name not in found:
            continue
        dates = dates_by_level(state, name, found[name])
        if dates:
            counted = (
                count_rows(store, state.graph.models[name], found[name], dates) if rows else None
            )
            tables.append(_table(state, name, dates, counted))
    shown = {name: str(value) for name, value in (key or {}).items()}
    return Impact(model, day, shown, seeds.counts, tuple(tables))


def count_rows(
    store: Store,
    model: Model,
    reached: Reached,
    dates: Mapping[Level, Sequence[date | None]],
) -> tuple[int, int]:
    """Rows of the changed keys in the reached cells, and the other rows of these cells."""
    if not model.dated:
        total = int(store.scalar(f"select count(*) from {model.name}") or 0)
        return (total, 0) if Level.KEYED in dates else (0, total)
    held = [(k, levels[Level.KEYED]) for k, levels in reached.keys.items() if Level.KEYED in levels]
    sure = [d for level, days in dates.items() if level <= Level.AVERAGE for d in days]
    if not sure:
        return 0, 0
    listed = ", ".join(f"date '{d}'" for d in sure)
    among = f"game_date in ({listed})"
    total = int(store.scalar(f"select count(*) from {model.name} where {among}") or 0)
    spans = reached.whole.get(Level.KEYED, [])
    matches = [f"game_date between date '{a}' and date '{b}'" for a, b in spans]
    for name in sorted({k.name for k, _ in held}):
        columns = like(model, name)
        columns = [name] if name in columns and name not in model.frames else columns
        values = ", ".join(
            f"({literal(k.value)}, date '{a}', date '{b}')" for k, (a, b) in held if k.name == name
        )
        matches += [
            f"exists (select 1 from (values {values}) as v (key, first, last) where"
            f" v.key = t.{c} and t.game_date between v.first and v.last)"
            for c in columns
        ]
    if not matches:
        return 0, total
    rows = int(
        store.scalar(
            f"select count(*) from {model.name} as t where {among} and ({' or '.join(matches)})"
        )
        or 0
    )
    return rows, total - rows


def _table(
    state: State,
    name: str,
    dates: Mapping[Level, Sequence[date | None]],
    counted: tuple[int, int] | None,
) -> TableImpact:
    expected = state.expected_dates(name)
    ranges = {level: fold(days, expected) for level, days in dates.items()}
    rows, others = counted if counted else (None, None)
    return TableImpact(
        name,
        state.graph.models[name].layer,
        {level: tuple(days) for level, days in dates.items()},
        ranges,
        rows,
        others,
    )
