"""The subject of a question: which rows of a cell are not well, and the keys that stand in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.audit import checks
from fullcourt.integrity.breaks import is_own
from fullcourt.integrity.events import event_key, framing
from fullcourt.integrity.seeds import literal, parse_key, typed, where
from fullcourt.integrity.state import State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

_MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Subject:
    """The rows a question is about.

    Args:
        rows: Their key columns; rows that are lacking appear with what is known of them.
        model: Whose rows.
        is_well: Nothing is wrong with them.
        is_unknown: Something is wrong, but no row can be named.
    """

    rows: tuple[Mapping[str, Any], ...]
    model: Model
    is_well: bool = False
    is_unknown: bool = False

    @property
    def keys(self) -> dict[str, frozenset[Any]]:
        """Column -> the values of these rows."""
        names = {n for row in self.rows for n in row}
        return {
            n: frozenset(r[n] for r in self.rows if r.get(n) is not None) for n in sorted(names)
        }

    def touched_by(
        self, touches: Iterable[Mapping[str, set[str]]], like: Callable[[Model, str], list[str]]
    ) -> int:
        """How many rows hold one of some key values; all of them where no key is named."""
        found: set[int] = set()
        for touched in touches:
            columns = {
                c: values for name, values in touched.items() for c in like(self.model, name)
            }
            columns = {c: v for c, v in columns.items() if any(c in r for r in self.rows)}
            for i, row in enumerate(self.rows):
                hit = any(str(row.get(c)) in values for c, values in columns.items())
                if hit or not columns:
                    found.add(i)
        return len(found)


def read_subject(
    store: Store, state: State, cell: CellState, key: Mapping[str, object], column: str | None
) -> Subject:
    """The rows of a cell that are not well, of some key and column where asked.

    Rows asked for by key that cannot be told to be well or not (they lie in a cell that is not
    complete) count as not well.
    """
    model = state.graph.models[cell.model]
    names = key_columns(state, model)
    rows = _bad_rows(store, model, cell.game_date, key, column, names)
    rows += _lacking_rows(store, model, cell.game_date, key, rows)
    unwell = is_own(cell) or cell.verdict in (Verdict.HOLED, Verdict.STALE, Verdict.BLOCKED)
    if not rows and key and (cell.verdict in _WHOLE or cell.counts.drifted):
        rows = _rows(store, model, names, where(model, cell.game_date, key))
        rows = rows or [{n: typed(model, n, v) for n, v in key.items()}]
    is_well = not rows and (bool(key or column) or not unwell)
    if not rows and (cell.verdict in _WHOLE or cell.counts.drifted):
        is_well = False
    return Subject(tuple(rows), model, is_well, is_unknown=not rows and not is_well)


_WHOLE = (Verdict.MISSING, Verdict.FAILED, Verdict.BLOCKED, Verdict.DRIFTED, Verdict.STALE)
"""Verdicts about a cell as a whole."""


def key_columns(state: State, model: Model) -> list[str]:
    """The columns of a table that hold keys: its grain, and every frame key under any name."""
    names = [n for n in (*framing(state.graph.models), event_key(state.graph.models)) if n]
    held = [c.name for c in model.columns if any(_holds(c.name, n) for n in names)]
    return list(dict.fromkeys([*model.keys, *held]))


def _holds(column: str, name: str) -> bool:
    return column == name or column.endswith(f"_{name}")


def _bad_rows(
    store: Store,
    model: Model,
    day: date | None,
    key: Mapping[str, object],
    column: str | None,
    names: Sequence[str],
) -> list[dict[str, Any]]:
    columns = {c.name for c in model.columns}
    own = [
        c.violated
        for c in checks(model)
        if not c.per_date and not c.rule.startswith("warning")
        if column is None or c.rule.partition("/")[2] == column or column in c.violated.split()
    ]
    bad = [f"coalesce({c}, false)" for c in own]
    if "window_complete" in columns:
        bad.append("window_complete is not true")
    if column:
        bad.append(f"{column} is null")
    if not bad:
        return []
    return _rows(store, model, names, f"{where(model, day, key)} and ({' or '.join(bad)})")


def _rows(store: Store, model: Model, names: Sequence[str], condition: str) -> list[dict[str, Any]]:
    if not names:
        return []
    found = store.rows(
        f"select {', '.join(names)} from {model.name} where {condition} limit {_MOST_ROWS}"
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def _lacking_rows(
    store: Store,
    model: Model,
    day: date | None,
    key: Mapping[str, object],
    known: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Keys named by findings that no bad row shows: rows that are lacking, or reconciliations."""
    held = {tuple(sorted((n, str(v)) for n, v in row.items())) for row in known}
    found: list[dict[str, Any]] = []
    for (text,) in store.rows(
        "select distinct key from ledger.finding where model = ? and class = 'defect'"
        " and key <> '' and game_date is not distinct from ? order by 1",
        [model.name, day],
    ):
        parts = parse_key(text)
        if any(parts.get(n, str(v)) != str(v) for n, v in key.items()):
            continue
        if any(all((n, v) in row for n, v in parts.items()) for row in held):
            continue
        found.append({n: typed(model, n, v) for n, v in {**_text(key), **parts}.items()})
    return found[:_MOST_ROWS]


def _text(key: Mapping[str, object]) -> dict[str, str]:
    return {n: str(v) for n, v in key.items()}


def read_subject_keys(
    store: Store,
    state: State,
    model: Model,
    day: date | None,
    keys: Mapping[str, frozenset[Any]],
) -> dict[str, frozenset[Any]]:
    """Some keys with the values of the other key columns in their rows."""
    found = {n: set(values) for n, values in keys.items()}
    named = {n: v for n, v in keys.items() if any(c.name == n for c in model.columns)}
    others = [n for n in key_columns(state, model) if n not in named]
    if named and others:
        tests = [f"{n} in ({', '.join(map(literal, v))})" for n, v in named.items()]
        condition = " and ".join([where(model, day, {}), *tests])
        for row in _rows(store, model, others, condition):
            for name, value in row.items():
                found.setdefault(name, set()).add(value)
    return {n: frozenset(v for v in values if v is not None) for n, values in found.items()}
