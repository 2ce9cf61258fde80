"""Runs: the one that goes on, those before, and what one did table by table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.progress import Progress
from fullcourt.errors import NotSupportedError, UsageError
from fullcourt.integrity.diff import diff

_NEXT_SHOWN = 4
_VALUES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as the ledger tells it."""

    run_id: int
    command: str
    status: str
    started_at: datetime | None
    seconds: float | None
    cells: int | None
    row_count: int | None
    message: str | None
    now: datetime | None
    snapshot_before: int | None
    statistics: Mapping[str, Any]

    @property
    def pace(self) -> float | None:
        """Rows a second."""
        return (self.row_count or 0) / self.seconds if self.seconds and self.row_count else None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a run built of one table."""

    model: str
    cells: int
    changed: int
    row_count: int
    seconds: float
    first: Any
    last: Any


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run."""

    line: RunLine | None
    progress: Progress | None
    tables: tuple[Changed, ...]
    files: tuple[Mapping[str, Any], ...]
    phases: tuple[tuple[str, float], ...]
    slowest: float


def run_lines(console: Console) -> tuple[RunLine, ...]:
    """The latest runs."""
    with console.reader.store() as store:
        return tuple(_line(r) for r in records(store, "runs", {"run_id": None}))


def run_page(console: Console, run_id: int) -> RunPage:
    """Put one run's page together.

    Raises:
        UsageError: There was no such run.
    """
    progress = console.runs.get(run_id)
    with console.reader.store() as store:
        lines = [_line(r) for r in records(store, "runs", {"run_id": run_id})]
        if not lines and progress is None:
            raise UsageError(f"there was no run {run_id}")
        tables = tuple(Changed(**r) for r in records(store, "run_tables", {"run_id": run_id}))
        files = tuple(records(store, "run_files", {"run_id": run_id}))
    line = lines[0] if lines else None
    phases = line.statistics.get("phases", {}) if line else {}
    return RunPage(
        line,
        progress,
        tables,
        files,
        tuple(sorted(phases.items(), key=lambda p: -p[1])),
        max((t.seconds for t in tables), default=0.0),
    )


@dataclass(frozen=True, slots=True)
class TableChange:
    """What a run changed in one table."""

    model: str
    cells: tuple[Any, ...]
    added: int
    removed: int
    changed: int
    columns: Mapping[str, int]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DiffPanel:
    """What a run changed, as the store's versions tell."""

    tables: tuple[TableChange, ...]
    verdicts: tuple[Any, ...]
    cells: int
    before: int
    after: int
    is_supported: bool = True
    why: str = ""


def diff_panel(console: Console, run_id: int) -> DiffPanel:
    """Compare the store before a run with the store after it."""
    try:
        with console.reader.store() as store:
            found = diff(store, console.reader.graph.models, run_id, most_values=_VALUES_SHOWN)
    except NotSupportedError as error:
        return DiffPanel((), (), 0, 0, 0, False, error.message)
    tables = tuple(
        TableChange(
            t.model,
            t.cells,
            sum(c.added for c in t.cells),
            sum(c.removed for c in t.cells),
            sum(c.changed for c in t.cells),
            t.columns,
            t.values,
        )
        for t in found.tables
    )
    span = found.span
    return DiffPanel(tables, found.verdicts, found.cells, span.before, span.after)


def upcoming(board: Board | None, progress: Progress) -> tuple[str, ...]:
    """Tables whose turn is still to come: those after the current one that are not current."""
    if board is None or progress.doing not in board.state.graph.order:
        return ()
    order = list(board.state.graph.order)
    waiting = {
        c.model for c in board.cells if str(c.verdict) in ("missing", "stale", "failed", "blocked")
    }
    later = order[order.index(progress.doing) + 1 :]
    found = [n for n in later if n in waiting] or later
    return tuple(found[:_NEXT_SHOWN])


def _line(row: Mapping[str, Any]) -> RunLine:
    return RunLine(**{**row, "statistics": json.loads(row["statistics"] or "{}")})
