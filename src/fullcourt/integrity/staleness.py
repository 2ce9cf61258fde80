"""Where a stale cell's change began: the first inputs that moved after it was built."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.events import Events
from fullcourt.integrity.plan import Cause, cause_of
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.upstream import Question, Upstream
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Moved:
    """A table whose content changed after a reader was built.

    Args:
        model: The table; the reader itself when its own code or contract changed.
        dates: The dates that moved.
        said: What moved, and with which file or run.
        sql: A query that shows it.
        target_sql: A query that shows the reader's builds.
    """

    model: str
    dates: tuple[date | None, ...]
    said: tuple[str, ...]
    sql: str
    target_sql: str


def moved_inputs(store: Store, state: State, cell: CellState) -> list[Moved]:
    """The most upstream changes that a stale cell has not seen."""
    at = (cell.model, cell.game_date)
    cause = cause_of(state, *at, {})
    target_sql = _builds_sql([at])
    if cause in (Cause.CODE, Cause.CONTRACT):
        said = f"the {'SQL' if cause is Cause.CODE else 'contract'} of {cell.model} changed"
        return [Moved(cell.model, (cell.game_date,), (said,), target_sql, target_sql)]
    build = state.builds[at]
    landed = _landed(store, state, at, build.run_id)
    if landed:
        return [Moved(cell.model, (cell.game_date,), landed, _files_sql(state, at), target_sql)]
    return [
        Moved(
            name,
            tuple(days),
            _why(store, state, name, days),
            _builds_sql((name, d) for d in days),
            target_sql,
        )
        for name, days in _first_changes(store, state, at, build.build_id).items()
    ]


def _first_changes(
    store: Store, state: State, at: Cell, since: int
) -> dict[str, list[date | None]]:
    changed: dict[str, set[date | None]] = {}
    for name, day in store.rows(
        "select distinct model, game_date from ledger.change where build_id > ?", [since]
    ):
        changed.setdefault(name, set()).add(day)
    upstream = Upstream(state, Events())
    needs = upstream.needs(Question(*at))
    met: dict[str, list[date | None]] = {}
    for name in state.graph.order:
        if name == at[0] or name not in needs or name not in changed:
            continue
        if met and any(read.name in met for read in state.graph.reads[name]):
            continue  # it moved because one of those did
        days = [d for d in changed[name] if needs[name].at(d)]
        if days:
            met[name] = sorted(days, key=lambda d: d or date.min)
    return met


def _landed(store: Store, state: State, at: Cell, run_id: int) -> tuple[str, ...]:
    """Files of a raw cell's date that came after its build."""
    tables = state.graph.landing_inputs(at[0])
    if not tables:
        return ()
    listed = ", ".join(f"'{t}'" for t in tables)
    rows = store.rows(
        "select f.path, f.run_id, count(*) from landing.payload p"
        f" join ledger.source_file f using (file_id) where p.table_name in ({listed})"
        " and p.is_current and f.run_id > ? and (p.unit_date = ? or p.unit_date is null)"
        " group by 1, 2 order by 2",
        [run_id, at[1]],
    )
    return tuple(f"{path} came in run {run}, with {units} units" for path, run, units in rows)


def _why(store: Store, state: State, name: str, days: Iterable[date | None]) -> tuple[str, ...]:
    known = [b.run_id for d in days if (b := state.builds.get((name, d)))]
    if not known:
        return ("its content changed",)
    run = max(known)
    command = store.scalar("select command from ledger.run where run_id = ?", [run])
    return (f"its content changed in run {run} ({command})",)


def _builds_sql(cells: Iterable[Cell]) -> str:
    listed = [*cells]
    days = ", ".join(f"date '{d}'" for _, d in listed if d)
    among = f"game_date in ({days})" if days else "game_date is null"
    return (
        "select build_id, run_id, row_count, content_hash, is_current, verdict from ledger.build"
        f" where model = '{listed[0][0]}' and {among} order by build_id"
    )


def _files_sql(state: State, at: Cell) -> str:
    tables = ", ".join(f"'{t}'" for t in state.graph.landing_inputs(at[0]))
    return (
        "select f.path, f.run_id, p.unit, p.format, p.captured_at, p.is_current"
        " from landing.payload p"
        f" join ledger.source_file f using (file_id) where p.table_name in ({tables})"
        f" and p.unit_date = date '{at[1]}' order by p.unit, p.sequence"
    )
