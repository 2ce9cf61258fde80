"""What a verification complains about: neighbouring dates with one complaint folded together."""

from collections.abc import Iterable, Sequence
from datetime import date

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.ranges import fold
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verify import Verified

Complaint = tuple[str, str, str, str]
"""Table, verdict, reasons, and the counts that have to be alike."""


def trouble(state: State, found: Verified, models: Sequence[str] = ()) -> list[dict[str, object]]:
    """Everything that needs somebody, as values that JSON can carry.

    Args:
        state: Tells which dates are neighbours.
        found: What the verification found.
        models: Only these tables; all when empty.
    """
    groups: dict[Complaint, list[date | None]] = {}
    for cell in found.cells:
        if cell.needs_attention and (not models or cell.model in models):
            key = (cell.model, str(cell.verdict), "; ".join(cell.reasons), _kind(cell))
            groups.setdefault(key, []).append(cell.game_date)
    for cells, verdict, reason in (
        (found.strays, "stray", "rows where nothing was ever published"),
        (found.drifted, "drifted", "rows differ from what was published"),
        (found.unstable, "drifted", "a build from the same inputs yields other rows"),
    ):
        for name, day in cells:
            if verdict == "stray" or not _is_told(found.cells, (name, day)):
                groups.setdefault((name, verdict, reason, ""), []).append(day)
    return [
        {
            "model": name,
            "first": span.first,
            "last": span.last,
            "cells": span.cells,
            "verdict": verdict,
            "reason": reason,
        }
        for (name, verdict, reason, _), days in groups.items()
        for span in fold(days, state.expected_dates(name))
    ]


def _is_told(cells: Iterable[CellState], wanted: Cell) -> bool:
    """Whether a drifted cell is among the judged ones that complain, or is accepted."""
    return any(
        (c.model, c.game_date) == wanted and (not c.verdict.is_good or c.is_accepted) for c in cells
    )


def _kind(cell: CellState) -> str:
    counts = cell.counts
    return f"{counts.expected}/{counts.present}/{counts.missing}/{counts.surplus}"
