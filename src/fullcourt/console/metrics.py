"""The warehouse's state in Prometheus' text format."""

from collections import Counter
from datetime import UTC, datetime

from fullcourt.console.board import Board
from fullcourt.console.progress import Progress
from fullcourt.integrity.verdicts import Verdict


def metrics_text(board: Board, latest: Progress | None) -> str:
    """Gauges for cells, rows and the latest run."""
    lines: list[str] = []

    def gauge(name: str, help_text: str, samples: list[tuple[str, float]]) -> None:
        lines.append(f"# HELP fullcourt_{name} {help_text}")
        lines.append(f"# TYPE fullcourt_{name} gauge")
        lines.extend(f"fullcourt_{name}{labels} {value!r}" for labels, value in samples)

    counted = Counter((c.model, c.verdict) for c in board.cells)
    gauge(
        "cells",
        "Cells by table and verdict.",
        [
            (_labels(model=m, verdict=str(v)), counted[m, v])
            for m in board.tables
            for v in Verdict
            if counted[m, v]
        ],
    )
    rows = Counter[str]()
    for (model, _), number in board.rows.items():
        rows[model] += number
    gauge("rows", "Rows by table.", [(_labels(model=m), rows[m]) for m in board.tables])
    gauge("cells_needing_attention", "Cells that need somebody.", [("", len(board.needing))])
    gauge("snapshot", "The store's state that the other gauges tell.", [("", board.snapshot)])
    gauge("verdicts_as_of_seconds", "The moment verdicts refer to.", [("", _unix(board.now))])
    if latest:
        gauge("run_running", "Whether a run goes on.", [("", float(latest.is_running))])
        label = _labels(command=latest.command.split()[0] if latest.command else "")
        gauge("run_cells_done", "Cells done by the latest run.", [(label, latest.done)])
        gauge("run_cells_planned", "Cells planned by the latest run.", [(label, latest.planned)])
        gauge("run_rows", "Rows of the latest run.", [(label, latest.rows)])
        gauge("run_seconds", "Seconds of the latest run.", [(label, latest.seconds)])
    return "\n".join(lines) + "\n"


def _unix(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


def _labels(**values: str) -> str:
    """Labels, their values escaped as the format wants it."""
    escaped = {
        name: value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
        for name, value in values.items()
    }
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"
