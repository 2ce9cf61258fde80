"""Seeds: which keys a change of one cell starts from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.errors import UsageError
from fullcourt.integrity.events import Events, event_key, framing, read_date
from fullcourt.integrity.radius import Key, Level, Reached, like
from fullcourt.integrity.reach import Frames
from fullcourt.integrity.state import State
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Seeds:
    """Where a change starts.

    Args:
        start: Keys and dates of the changed rows.
        frames: The spine's dates of these keys, from the change on.
    """

    start: Reached
    frames: Frames

    @property
    def counts(self) -> dict[str, int]:
        """How many keys of each name change."""
        values = {(k.name, k.value) for k in self.start.keys}
        names = sorted({name for name, _ in values})
        return {name: sum(1 for n, _ in values if n == name) for name in names}


def table_of(state: State, model: str, day: date | None, key: Mapping[str, object]) -> Model:
    """The model of a cell, checked with its key columns.

    Raises:
        UsageError: There is no such table, date or column.
    """
    if model not in state.graph.reads:
        raise UsageError(f"there is no table {model!r}", hint="fullcourt status")
    found = state.graph.models[model]
    if found.dated and day is None:
        raise UsageError(f"{model} has a cell for each date: name one")
    if not found.dated and day is not None:
        raise UsageError(f"{model} has no dates: name none")
    types = {c.name: c.type for c in found.columns}
    for name, value in key.items():
        if name not in types:
            raise UsageError(
                f"{model} has no column {name!r}", hint=f"its key is {', '.join(found.keys)}"
            )
        if types[name] in ("INT", "BIGINT") and not isinstance(typed(found, name, value), int):
            raise UsageError(f"{name} is a whole number, not {value!r}")
    return found


def seed(
    store: Store, state: State, model: Model, day: date | None, key: Mapping[str, object]
) -> Seeds:
    """The changed rows' keys, and those that share an event with them.

    A row that is asked for changes surely; the other rows of its game may move with it. Nothing is
    read of a table that nobody reads by key: its readers of the same date are reached whole.
    """
    start = Reached()
    if day is None:
        start.undated = Level.KEYED
        return Seeds(start, Frames())
    if not key and not _is_read_by_key(state, model):
        start.add_whole(Level.KEYED, (day, day))
        return Seeds(start, Frames())
    events = read_date(store, state, day)
    own = row_keys(store, state, model, day, key) if key else _all_keys(state, model, events, day)
    event = event_key(state.graph.models)
    narrowed = any(name != event for name in key)
    sure = {n for n in own if not narrowed or n in key or (n in model.grain and n != event)}
    _add(start, own, day, sure)
    columns = {c.name for c in model.columns}
    if event in columns and event in own:
        companions = events.among(day, own[event])
        others = {n: values - own.get(n, set()) for n, values in companions.items()}
        _add(start, others, day, set() if narrowed else set(others) - columns)
    if not start.keys:
        start.add_whole(Level.KEYED, (day, day))
    return Seeds(start, events.frames())


def _is_read_by_key(state: State, model: Model) -> bool:
    below = {model.name, *state.graph.downstream([model.name])}
    facts = model.due != "horizon"  # a table of the coming date is read on its own date only
    return facts and any(state.graph.window_keys(name) for name in below)


def _all_keys(state: State, model: Model, events: Events, day: date) -> dict[str, set[Any]]:
    """Every key that counts on the date, among those the table is about."""
    names = [*framing(state.graph.models), event_key(state.graph.models)]
    return {n: events.on(n, day) for n in names if n and like(model, n)}


def _add(start: Reached, keys: Mapping[str, set[Any]], day: date, sure: set[str]) -> None:
    for name, values in keys.items():
        level = Level.KEYED if name in sure else Level.AVERAGE
        for value in values:
            start.add_key(Key(name, value, bundled=True), level, (day, day))


def row_keys(
    store: Store, state: State, model: Model, day: date | None, key: Mapping[str, object]
) -> dict[str, set[Any]]:
    """Key values of a cell's rows, or of those it was found to lack when they are gone."""
    names = [n for n in (*framing(state.graph.models), event_key(state.graph.models)) if n]
    columns = {n: like(model, n) for n in names}
    columns = {n: [n] if n in held else held for n, held in columns.items() if held}
    found: dict[str, set[Any]] = {n: set() for n in columns}
    listed = sorted({c for held in columns.values() for c in held})
    if listed:
        query = f"select distinct {', '.join(listed)} from {model.name}"
        for row in store.rows(f"{query} where {where(model, day, key)}"):
            values = dict(zip(listed, row, strict=True))
            for name, held in columns.items():
                found[name] |= {values[c] for c in held if values[c] is not None}
    if not any(found.values()):
        for name, value in (*_lacking(store, model, day, key), *key.items()):
            if name in columns:
                found[name].add(typed(model, columns[name][0], value))
    return {name: values for name, values in found.items() if values}


def _lacking(
    store: Store, model: Model, day: date | None, key: Mapping[str, object]
) -> Iterable[tuple[str, str]]:
    for (text,) in store.rows(
        "select distinct key from ledger.finding where model = ? and class = 'defect'"
        " and key <> '' and game_date is not distinct from ?",
        [model.name, day],
    ):
        parts = parse_key(text)
        if all(parts.get(n, str(v)) == str(v) for n, v in key.items()):
            yield from parts.items()


def parse_key(text: str) -> dict[str, str]:
    """Names and values of a finding's key: `game_id=0022100001/player_id=201142`."""
    return dict(part.split("=", 1) for part in text.split("/") if "=" in part)


def typed(model: Model, column: str, value: object) -> object:
    """A key value in its column's type, so that it equals what the table holds."""
    kind = next((c.type for c in model.columns if c.name == column), "TEXT")
    text = str(value)
    return int(text) if kind in ("INT", "BIGINT") and text.lstrip("-").isdigit() else value


def where(model: Model, day: date | None, key: Mapping[str, object]) -> str:
    """SQL condition for a cell's rows of some key."""
    parts = [f"game_date = date '{day}'"] if day else []
    parts += [f"{n} = {literal(typed(model, n, v))}" for n, v in key.items()]
    return " and ".join(parts) or "true"


def literal(value: object) -> str:
    """A value as SQL text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "'" + str(value).replace("'", "''") + "'"
    return str(value)
