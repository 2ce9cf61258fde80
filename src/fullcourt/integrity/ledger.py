"""Writing the ledger: builds, read-edges and findings, always in the data's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity.fingerprint import UNDATED, EdgeMark
from fullcourt.integrity.state import Build
from fullcourt.warehouse.hashing import EMPTY_HASH
from fullcourt.warehouse.store import Store

_BUILD = {
    "build_id": "BIGINT",
    "is_current": "BOOLEAN",
    "model": "VARCHAR",
    "game_date": "DATE",
    "row_count": "BIGINT",
    "content_hash": "VARCHAR",
    "inputs_hash": "VARCHAR",
    "code_hash": "VARCHAR",
    "contract_hash": "VARCHAR",
    "run_id": "BIGINT",
    "seconds": "DOUBLE",
    "status": "VARCHAR",
    "message": "VARCHAR",
}
_EDGE = {
    "build_id": "BIGINT",
    "input": "VARCHAR",
    "date_from": "DATE",
    "date_to": "DATE",
    "input_hash": "VARCHAR",
}
_FINDING = {
    "finding_id": "VARCHAR",
    "model": "VARCHAR",
    "game_date": "DATE",
    "rule": "VARCHAR",
    "key": "VARCHAR",
    "class": "VARCHAR",
    "reason": "VARCHAR",
    "detail": "VARCHAR",
    "row_count": "BIGINT",
    "run_id": "BIGINT",
}
OWN_CHECKS = (
    "split_part(rule, '/', 1)"
    " in ('rule', 'critical', 'range', 'warning', 'guard', 'settled', 'landing')"
)
"""Findings about a cell's own rows, stated at its build."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One violated check or absence of one cell."""

    model: str
    game_date: date | None
    rule: str
    key: str
    finding_class: str
    reason: str
    detail: str = ""
    row_count: int = 1

    @property
    def finding_id(self) -> str:
        """`model/date/rule[/key]`."""
        parts = (self.model, self.game_date or "-", self.rule, self.key)
        return "/".join(str(p) for p in parts if p)


def write_builds(
    store: Store, model: str, builds: Mapping[date | None, Build], seconds: float
) -> None:
    """Append builds of one table."""
    each = seconds / max(1, len(builds))
    store.insert(
        "ledger.build",
        _BUILD,
        [
            (
                *(b.build_id, True, model, day, b.row_count, b.content_hash, b.inputs_hash),
                *(b.code_hash, b.contract_hash, b.run_id, each, b.status, b.message),
            )
            for day, b in builds.items()
        ],
    )


def write_failures(
    store: Store, model: str, failed: Mapping[date | None, str], run_id: int, first: int
) -> None:
    """Append failed attempts, numbered from `first`; what was published before stays current."""
    retire_builds(store, model, failed, "status = 'failed'")
    builds = {
        day: Build(first + i, EMPTY_HASH, "", "", "", 0, run_id, "failed", message)
        for i, (day, message) in enumerate(failed.items())
    }
    write_builds(store, model, builds, 0.0)


def write_edges(store: Store, edges: Iterable[tuple[int, Sequence[EdgeMark]]]) -> None:
    """Append what each build read."""
    store.insert(
        "ledger.edge",
        _EDGE,
        [
            (build_id, e.input, _iso(e.start), _iso(e.end), f"{e.mark:016x}")
            for build_id, marks in edges
            for e in marks
        ],
    )


def retire_builds(store: Store, model: str, dates: Iterable[date | None], which: str) -> None:
    """Builds of these cells are no longer current."""
    store.con.execute(
        "update ledger.build set is_current = false"
        f" where is_current and model = '{model}' and ({among(dates)}) and ({which})"
    )


def forget_findings(store: Store, model: str, dates: Sequence[date | None], which: str) -> None:
    """Delete findings of some cells that are about to be stated anew.

    Args:
        store: Open for writing, in a transaction.
        model: Table.
        dates: Its cells.
        which: SQL condition on `rule`.
    """
    where = f"model = '{model}' and ({among(dates)}) and ({which})"
    if store.scalar(f"select 1 from ledger.finding where {where} limit 1"):
        store.con.execute(f"delete from ledger.finding where {where}")


def write_findings(store: Store, findings: Iterable[Finding], run_id: int) -> None:
    """Append findings."""
    store.insert(
        "ledger.finding",
        _FINDING,
        [
            (
                *(f.finding_id, f.model, f.game_date, f.rule, f.key, f.finding_class),
                *(f.reason, f.detail, f.row_count, run_id),
            )
            for f in findings
        ],
    )


def among(dates: Iterable[date | None]) -> str:
    """SQL condition on `game_date` for these cells."""
    days = [d for d in dates if d is not None]
    if not days:
        return "game_date is null"
    listed = ", ".join(f"date '{d}'" for d in days)
    return f"game_date in ({listed})"


def temp_dates(store: Store, table: str, days: Sequence[date]) -> None:
    """Make a temp table with one column `game_date`."""
    values = ", ".join(f"(date '{d}')" for d in days) or "(null)"
    store.con.execute(
        f"create or replace temp table {table} as select * from (values {values}) as t (game_date)"
    )


def _iso(day: date) -> str | None:
    return None if day in (UNDATED, date.max) else day.isoformat()
