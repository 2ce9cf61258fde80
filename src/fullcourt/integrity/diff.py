"""Diff: what a run changed, read from the store's versions before and after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity.snapshots import (
    RunSpan,
    StoredTable,
    changed_values,
    is_one_of,
    span_of,
    touched_tables,
)
from fullcourt.integrity.state import Cell
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class CellDiff:
    """How many rows of one cell came, went and changed."""

    game_date: date | None
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One field of one row that got another value."""

    game_date: date | None
    key: str
    column: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What a run changed in one table.

    Args:
        model: Table.
        cells: Its changed cells, by date.
        columns: Column -> rows in which its value changed.
        values: Some of the changed fields, at most as many as asked for.
    """

    model: str
    cells: tuple[CellDiff, ...]
    columns: Mapping[str, int]
    values: tuple[ValueChange, ...]


@dataclass(frozen=True, slots=True)
class LandedDiff:
    """New versions of one kind of source content."""

    table: str
    format: str
    units: int
    rows: int


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """How many cells of a table went from one verdict to another; "" is no verdict yet."""

    model: str
    before: str
    after: str
    cells: int


@dataclass(frozen=True, slots=True)
class RunDiff:
    """Everything a run changed."""

    span: RunSpan
    tables: tuple[TableDiff, ...]
    landed: tuple[LandedDiff, ...]
    verdicts: tuple[VerdictChange, ...]

    @property
    def cells(self) -> int:
        """Cells whose rows changed."""
        return sum(len(t.cells) for t in self.tables)


def diff(
    store: Store,
    models: Mapping[str, Model],
    run_id: int,
    *,
    only: Sequence[str] = (),
    most_values: int = 20,
) -> RunDiff:
    """Compare the store before a run with the store after it.

    Args:
        store: Open.
        models: Every model by name.
        run_id: The run.
        only: These tables; all when empty.
        most_values: Changed fields to show for each table.

    Raises:
        NotSupportedError: The store keeps no versions.
        UsageError: There is no such run.
    """
    store.require_time_travel("diff")
    span = span_of(store, run_id)
    touched = touched_tables(store, span.before, span.after)
    tables = [
        _table_diff(store, model, span, most_values)
        for name, model in models.items()
        if StoredTable("main", name) in touched and (not only or name in only)
    ]
    return RunDiff(
        span, tuple(t for t in tables if t.cells), _landed(store, span), _verdicts(store, span)
    )


def _table_diff(store: Store, model: Model, span: RunSpan, most: int) -> TableDiff:
    table = StoredTable("main", model.name)
    where = "true"
    if model.dated:
        days = changed_values(store, table, "game_date", span.before, span.after)
        where = is_one_of("game_date", days)
    _pair_up(store, model, table, span, where)
    others = [c.name for c in model.columns if c.name not in model.grain]
    moved = {name: f"(old_{name} is distinct from new_{name})" for name in others}
    changed = f"side = 'both' and ({' or '.join(moved.values()) or 'false'})"
    day = "coalesce(new_game_date, old_game_date)" if model.dated else "cast(null as date)"
    counts = ", ".join(f"count(*) filter (where side = 'both' and {m})" for m in moved.values())
    rows = store.rows(
        f"""select {day} as game_date, count(*) filter (where side = 'new'),
            count(*) filter (where side = 'old'), count(*) filter (where {changed})
            {", " + counts if counts else ""}
        from temp.row_pairs group by 1 order by 1"""
    )
    cells = tuple(CellDiff(*row[:4]) for row in rows if any(row[1:4]))
    totals = {n: sum(row[4 + i] for row in rows) for i, n in enumerate(others)}
    values = _values(store, model, others, changed, day, most)
    return TableDiff(model.name, cells, {n: t for n, t in totals.items() if t}, values)


def _pair_up(store: Store, model: Model, table: StoredTable, span: RunSpan, where: str) -> None:
    """Fill temp table `row_pairs`: each row before beside its row after; copies pair one by one."""
    names = [c.name for c in model.columns]
    grain = ", ".join(model.grain)

    def side(prefix: str, version: int) -> str:
        columns = ", ".join(f"{n} as {prefix}_{n}" for n in names)
        return (
            f"select {columns}, row_number() over (partition by {grain}) as {prefix}_copy"
            f" from (select * from {table.at(version)} where {where})"
        )

    on = " and ".join(f"old_{g} is not distinct from new_{g}" for g in (*model.grain, "copy"))
    store.con.execute(
        f"""create or replace temp table row_pairs as
        with was as ({side("old", span.before)}), now as ({side("new", span.after)})
        select *, case when new_copy is null then 'old' when old_copy is null then 'new'
            else 'both' end as side
        from was full join now on {on}"""
    )


def _values(
    store: Store, model: Model, others: Sequence[str], changed: str, day: str, most: int
) -> tuple[ValueChange, ...]:
    if most < 1 or not others:
        return ()
    key = ", '/', ".join(f"'{k}=', coalesce(cast(new_{k} as varchar), 'NULL')" for k in model.keys)
    shown = ", ".join(f"old_{n}, new_{n}" for n in others)
    order = ", ".join(f"new_{g}" for g in model.grain)
    rows = store.rows(
        f"select {day} as game_date, {f'concat({key})' if key else repr('')}, {shown}"
        f" from temp.row_pairs where {changed} order by {order} limit {most}"
    )
    found = [
        ValueChange(row[0], row[1], name, row[2 + 2 * i], row[3 + 2 * i])
        for row in rows
        for i, name in enumerate(others)
        if row[2 + 2 * i] != row[3 + 2 * i]
    ]
    return tuple(found[:most])


def _landed(store: Store, span: RunSpan) -> tuple[LandedDiff, ...]:
    payload = StoredTable("landing", "payload")
    return tuple(
        LandedDiff(*row)
        for row in store.rows(
            f"""select table_name, format, count(*), cast(sum(row_count) as bigint)
            from (select * from {payload.at(span.after)}) as now
            anti join (select * from {payload.at(span.before)}) as was using (payload_id)
            group by 1, 2 order by 1, 2"""
        )
    )


def _verdicts(store: Store, span: RunSpan) -> tuple[VerdictChange, ...]:
    before, after = verdicts_at(store, span.before), verdicts_at(store, span.after)
    counted = Counter(
        (model, before.get((model, day), ""), after.get((model, day), ""))
        for model, day in before.keys() | after.keys()
        if before.get((model, day)) != after.get((model, day))
    )
    return tuple(VerdictChange(*key, cells) for key, cells in sorted(counted.items()))


def verdicts_at(store: Store, version: int) -> dict[Cell, str]:
    """Every cell's verdict as stored in one version."""
    table = StoredTable("ledger", "assessment")
    return {
        (model, day): verdict
        for model, day, verdict in store.rows(
            f"select model, game_date, verdict from {table.at(version)}"
        )
    }
