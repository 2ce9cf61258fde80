"""The ground every case stands on: a league, the truth about it, and who depends on whom."""

import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.scenario import kit
from tests.scenario.kit import Site

from bench.gauntlet.scoring import Cell
from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.fingerprint import UNDATED
from fullcourt.integrity.state import State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.league import LeagueConfig, simulate
from fullcourt.warehouse.compose import contract_reads

NOW = kit.NOW


def league_of(seed: int) -> LeagueConfig:
    """Twenty teams, as no league distribution exists below that; windows of 15 games fill up."""
    return LeagueConfig(
        dates=36,
        teams=20,
        games_per_date=5,
        seed=seed,
        postponements=3,
        trades=1,
        all_star_break=False,
    )


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gauntlet-") as folder:
        yield Path(folder)


def make_site(seed: int, folder: Path) -> Site:
    """The league of a seed, built once, never damaged."""
    return kit.make_site(simulate(league_of(seed)), folder)


def opened(project: Path) -> Warehouse:
    """A project at the moment of every case."""
    return open_warehouse(project, now=NOW)


def named_cells(cells: Collection[kit.CellState]) -> set[Cell]:
    """The cells a report calls not good, holed ones (listed under their root) included."""
    return {
        (c.model, c.game_date) for c in cells if not c.verdict.is_good or c.verdict is Verdict.HOLED
    }


def dependence(
    state: State, damaged: Collection[Cell], recoded: Collection[str] = ()
) -> Callable[[Cell], bool]:
    """Whether a cell reads a damaged one through its windows, or is reconciled with one.

    Args:
        state: For graph and calendar.
        damaged: Cells whose rows are wrong.
        recoded: Tables whose code has changed: all their cells have to be looked at.
    """
    dates: dict[str, list[date]] = {}
    for name, day in damaged:
        dates.setdefault(name, []).append(day or UNDATED)
    for listed in dates.values():
        listed.sort()
    models = state.graph.models

    def depends(cell: Cell) -> bool:
        name, day = cell
        if name in recoded:
            return True
        for read in state.graph.reads[name]:
            held = dates.get(read.name, [])
            for window in read.windows:
                first, last = state.fingerprints.span(window, day)
                if bisect_left(held, first) < bisect_right(held, last):
                    return True
        partners = contract_reads(models[name], models)
        return any({(p, day), (p, None)} & set(damaged) for p in partners)

    return depends
