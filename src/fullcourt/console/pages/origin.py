"""Where a cell's trouble comes from: the chain to the first cells whose own contract broke."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.names import Names
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.steps import Step
from fullcourt.integrity.trace import Root, Trace, trace

_ROOTS_SHOWN = 6
_OTHERS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """A root with the way to it, the cell asked about first."""

    model: str
    first: date | None
    spans: tuple[tuple[date | None, date | None], ...]
    columns: tuple[str, ...]
    explains: int
    evidence: tuple[str, ...]
    sql: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TracePanel:
    """What a cell suffers from."""

    rows: int
    roots: tuple[Origin, ...]
    roots_left: int
    others: tuple[Origin, ...]
    others_left: int
    notes: tuple[str, ...]
    is_own: bool


def trace_cell(console: Console, board: Board, cell: CellState) -> Trace:
    """Trace a cell with the board's verdicts."""
    with console.reader.store() as store:
        return trace(store, board.state, cell.model, cell.game_date, cells=board.cells)


def trace_panel(found: Trace, names: Names) -> TracePanel:
    """What the page shows of a trace."""
    return TracePanel(
        found.rows,
        tuple(_origin(r, names) for r in found.roots[:_ROOTS_SHOWN]),
        max(0, len(found.roots) - _ROOTS_SHOWN),
        tuple(_origin(r, names) for r in found.others[:_OTHERS_SHOWN]),
        max(0, len(found.others) - _OTHERS_SHOWN),
        found.notes,
        _is_own(found.roots, found.model),
    )


def _is_own(roots: Sequence[Root], model: str) -> bool:
    return bool(roots) and all(r.model == model and len(r.chain) <= 1 for r in roots)


def _origin(root: Root, names: Names) -> Origin:
    return Origin(
        root.model,
        root.dates[0] if root.dates else None,
        tuple((r.first, r.last) for r in root.ranges),
        root.columns,
        root.explains,
        tuple(names.sentence(e) for e in root.evidence),
        root.sql,
        tuple(replace(s, evidence=names.sentence(s.evidence)) for s in root.chain),
    )
