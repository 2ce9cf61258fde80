"""What a cell touches downstream, and what would repair it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.draw.heatmap import Heatmap
from fullcourt.console.draw.lineage import Lineage
from fullcourt.console.pages.maps import season_picture
from fullcourt.console.pages.overview import lineage
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.impact import TableImpact, impact
from fullcourt.integrity.plan import Cause, make_plan
from fullcourt.integrity.radius import Level
from fullcourt.integrity.verdicts import Verdict

_SEASONS = 2


@dataclass(frozen=True, slots=True)
class ImpactPanel:
    """The radius of a cell.

    Args:
        tables: Reached tables in order of dependency.
        incomplete: Cells with rows whose windows hold what changes here.
        moving: Cells whose values move at most, through averages.
        keys: How many keys of each kind change.
        maps: Season -> heatmap with the reached cells lit.
        graph: The lineage graph.
        lit: Tables to light in it.
    """

    model: str
    day: date | None
    tables: tuple[TableImpact, ...]
    incomplete: int
    moving: int
    keys: Mapping[str, int]
    maps: tuple[tuple[str, Heatmap], ...]
    graph: Lineage
    lit: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing reads the cell."""
        return not self.tables


@dataclass(frozen=True, slots=True)
class RecoveryStep:
    """Cells of one table that would be built, and why."""

    model: str
    layer: str
    cells: int
    causes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RecoveryPanel:
    """What would repair a cell.

    Args:
        steps: What a run would build now, in order.
        needs_source: Whether only another source file can mend the cell.
        verb: What to run; empty when running does not help.
        command: The same as a command.
        can_run: Whether the button is there.
        is_busy: Whether another run goes on.
    """

    steps: tuple[RecoveryStep, ...]
    needs_source: bool
    verb: str
    command: str
    can_run: bool
    is_busy: bool


def impact_panel(console: Console, board: Board, cell: CellState) -> ImpactPanel:
    """Follow a cell downstream through the windows."""
    with console.reader.store() as store:
        found = impact(store, board.state, cell.model, cell.game_date, rows=False)
    reached = found.reached(Level.AVERAGE) | {(cell.model, cell.game_date)}
    seasons = Counter(board.state.calendar.season_of(d) for _, d in reached if d)
    shown = [s for s in board.seasons if seasons[s]][:_SEASONS]
    return ImpactPanel(
        cell.model,
        cell.game_date,
        tuple(t for t in found.tables if t.cells(Level.AVERAGE)),
        found.cells(Level.KEYED),
        found.cells(Level.AVERAGE),
        found.keys,
        tuple((s, season_picture(board, s, reached)) for s in shown),
        lineage(board),
        frozenset(name for name, _ in reached),
    )


def recovery_panel(console: Console, board: Board, cell: CellState) -> RecoveryPanel:
    """Say what would repair a cell, and whether a build can."""
    repairs = [(cell.model, cell.game_date)] if cell.verdict is Verdict.DRIFTED else []
    made = console.kept(
        ("repair", *repairs), board, lambda: make_plan(board.state, repairs=repairs)
    )
    steps = tuple(
        RecoveryStep(s.model, s.layer, len(s.cells), Counter(str(c) for _, c in s.cells))
        for s in made.steps
    )
    planned = any(cell.model == s.model and cell.game_date in s.dates for s in made.steps)
    only_build = all(
        cause not in (Cause.REPAIR, Cause.CONTRACT) for s in made.steps for _, cause in s.cells
    )
    verb = "backfill" if planned and only_build else "recover"
    return RecoveryPanel(
        steps,
        not planned and cell.verdict in (Verdict.PARTIAL, Verdict.CONTAMINATED, Verdict.HOLED),
        verb,
        f"fullcourt {verb}",
        console.settings.allow_actions,
        console.runs.is_written(),
    )
