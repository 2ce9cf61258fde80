"""Runs: the one that goes on, those before, and what one did table by table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.progress import Progress
from fullcourt.errors import UsageError

_NEXT_SHOWN = 4


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
        if "run" not in store.tables("ledger"):
            return ()
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


def upcoming(board: Board | None, progress: Progress) -> tuple[str, ...]:
    """Tables whose turn is still to come: those after the current one that are not current."""
    if board is None or progress.doing not in board.state.graph.order:
        return ()
    order = list(board.state.graph.order)
    waiting = {c.model for c in board.cells if str(c.verdict) in ("missing", "stale", "failed", "blocked")}
    later = order[order.index(progress.doing) + 1 :]
    found = [n for n in later if n in waiting] or later
    return tuple(found[:_NEXT_SHOWN])


def _line(row: Mapping[str, Any]) -> RunLine:
    return RunLine(**{**row, "statistics": json.loads(row["statistics"] or "{}")})
