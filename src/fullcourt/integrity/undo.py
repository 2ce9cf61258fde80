"""Undo: put rows and ledger back to what they were before a run.

Partition by partition (a date, a payload, a build) the store's version before the run takes the
place of what stands there, in one transaction. The run stays in the list of runs, marked `undone`.
"""

from dataclasses import dataclass

from fullcourt.errors import UsageError
from fullcourt.integrity.landing import KEPT
from fullcourt.integrity.runs import Run
from fullcourt.integrity.snapshots import (
    RunSpan,
    StoredTable,
    changed_values,
    is_one_of,
    run_spans,
    span_of,
    touched_tables,
)
from fullcourt.warehouse.store import Store

UNDONE = "undone"
COMMAND = "undo"

_SHARED = {
    StoredTable("ledger", "build"): "build_id",
    StoredTable("ledger", "edge"): "build_id",
    StoredTable("ledger", "change"): "build_id",
    StoredTable("ledger", "finding"): "model",
    StoredTable("ledger", "assessment"): "model",
    StoredTable("ledger", "acceptance"): "pattern",
    StoredTable("ledger", "source_file"): "file_id",
    StoredTable("ledger", "source_problem"): "file_id",
    StoredTable("landing", "payload"): "payload_id",
}
"""Tables that every run writes to, with the column by which a run's part is put back.

The lists of runs and leases say who wrote when; they are never put back.
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """One table that was put back: how many of its partitions (dates, payloads, builds)."""

    table: str
    partitions: int


@dataclass(frozen=True, slots=True)
class Undone:
    """An undo.

    Args:
        run_id: The run that did it.
        undone: The run that was undone.
        restored: What was put back.
        reassess: Tables that later runs built and that stay: the evidence is to be taken anew.
    """

    run_id: int
    undone: RunSpan
    restored: tuple[Restored, ...]
    reassess: tuple[str, ...] = ()


def undo(store: Store, run: Run, run_id: int) -> Undone:
    """Restore data and ledger to what they were before a run.

    Args:
        store: Open for writing.
        run: The ledger's run of this undo.
        run_id: The run to undo.

    Raises:
        NotSupportedError: The store keeps no versions.
        UsageError: There is no such run, it is undone already, or later runs build on it.
    """
    store.require_time_travel("undo")
    span = span_of(store, run_id)
    if run_id >= run.run_id:
        raise UsageError(f"run {run_id} has only just begun")
    if span.status == UNDONE:
        raise UsageError(f"run {run_id} is undone already", hint="fullcourt plan")
    touched = _facts_touched(store, span)
    _refuse_kept(span, touched)
    later = _standing_after(store, span, run.run_id)
    _refuse_overlap(store, span, touched, later)
    built_since = sorted({m for other in later for m in _models_built(store, other)})
    newest = int(store.snapshot_id() or 0)
    run.tell("undo", run=run_id, tables=len(touched))
    with store.transaction():
        # nobody else wrote to these since, so whatever stands there now goes
        restored = [
            _put_back(store, table, _partition(store, table), span.before, newest)
            for table in sorted(touched)
        ]
        restored += [
            _put_back(store, table, key, span.before, span.after) for table, key in _SHARED.items()
        ]
        if built_since:
            _tell_readers(store, touched, span, newest)
        _mark(store, run, span)
    done = [r for r in restored if r.partitions]
    return Undone(run.run_id, span, tuple(done), tuple(built_since))


def undone_by(command: str) -> int | None:
    """The run that a run of this command undid, or None."""
    verb, _, number = command.partition(" ")
    return int(number) if verb == COMMAND and number.isdigit() else None


def _facts_touched(store: Store, span: RunSpan) -> set[StoredTable]:
    """The tables of rows that a run wrote to."""
    found = touched_tables(store, span.before, span.after)
    return {t for t in found if t.schema != "ledger" and t not in _SHARED}


def _standing_after(store: Store, span: RunSpan, mine: int) -> list[RunSpan]:
    """Later runs whose work still stands: neither undone nor themselves an undo that stands."""
    return [
        s
        for number, s in run_spans(store).items()
        if span.run_id < number < mine and s.status != UNDONE and undone_by(s.command) is None
    ]


def _refuse_kept(span: RunSpan, touched: set[StoredTable]) -> None:
    kept = sorted(t.name for t in touched if t.schema == "landing" and t.name in KEPT)
    if kept:
        raise UsageError(
            f"run {span.run_id} ({span.command}) appended to {', '.join(kept)}, which is a record"
            " of what was said and is never taken back",
            hint=f'fullcourt sql "select * from {kept[0]}"',
        )


def _refuse_overlap(
    store: Store, span: RunSpan, touched: set[StoredTable], later: list[RunSpan]
) -> None:
    models = _models_built(store, span)
    clashes: list[tuple[RunSpan, list[str]]] = []
    for other in later:
        both = {str(t) for t in touched & _facts_touched(store, other)}
        both |= models & _models_built(store, other)
        if both:
            clashes.append((other, sorted(both)))
    if clashes:
        other, shared = clashes[-1]
        names = ", ".join(shared[:3]) + (f" and {len(shared) - 3} more" if len(shared) > 3 else "")
        listed = ", ".join(f"{o.run_id} ({o.command})" for o, _ in clashes)
        raise UsageError(
            f"run {span.run_id} cannot be undone alone: later runs changed the same tables"
            f" ({names}): {listed}",
            hint=f"fullcourt undo {other.run_id}",
            fields={"later_runs": [o.run_id for o, _ in clashes]},
        )


def _models_built(store: Store, span: RunSpan) -> set[str]:
    """Tables whose builds a run added, failed ones and ones without a change included."""
    return {
        name
        for (name,) in store.rows(
            f"select distinct model from ledger.build where run_id = {span.run_id}"
        )
    }


def _partition(store: Store, table: StoredTable) -> str:
    """The column by which a table is put back; "" for the table as a whole."""
    columns = [name for name, *_ in store.rows(f"describe wh.{table.schema}.{table.name}")]
    wanted = "payload_id" if table.schema == "landing" else "game_date"
    return wanted if wanted in columns else ""


def _put_back(store: Store, table: StoredTable, key: str, before: int, after: int) -> Restored:
    """Replace the partitions that moved between two versions by those of the first."""
    if key:
        values = changed_values(store, table, key, before, after)
        where, number = is_one_of(key, values), len(values)
    else:
        where, number = "true", 1
    if number:
        con = store.con
        con.execute(
            f"create or replace temp table was as select * from {table.at(before)} where {where}"
        )
        con.execute(f"delete from wh.{table.schema}.{table.name} where {where}")
        con.execute(f"insert into wh.{table.schema}.{table.name} select * from temp.was")
    return Restored(str(table), number)


def _mark(store: Store, run: Run, span: RunSpan) -> None:
    """Note in the list of runs what this undo means for others."""
    store.con.execute(
        "update ledger.run set status = ?, message = ? where run_id = ?",
        [UNDONE, f"undone by run {run.run_id}", span.run_id],
    )
    target = undone_by(span.command)
    if target is not None:  # undoing an undo brings the first run's work back
        runs = StoredTable("ledger", "run")
        [(status, message)] = store.rows(
            f"select status, message from {runs.at(span.before)} where run_id = {target}"
        )
        store.con.execute(
            "update ledger.run set status = ?, message = ? where run_id = ?",
            [status, message, target],
        )


def _tell_readers(store: Store, touched: set[StoredTable], span: RunSpan, newest: int) -> None:
    """Record the restored cells as changed, for those who were built from what is gone now."""
    after = 1 + int(store.scalar("select coalesce(max(build_id), 0) from ledger.build"))
    for table in sorted(t for t in touched if t.schema == "main"):
        key = _partition(store, table)
        days = changed_values(store, table, key, span.before, newest) if key else [None]
        store.insert(
            "ledger.change",
            {"build_id": "BIGINT", "model": "VARCHAR", "game_date": "DATE", "repair": "BOOLEAN"},
            [(after, table.name, day, False) for day in days],
        )


__all__ = ["COMMAND", "UNDONE", "Restored", "Undone", "undo", "undone_by"]
