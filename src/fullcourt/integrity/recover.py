"""Recover: diagnose, build the least that makes it right, prove it, say what stays broken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity import ledger
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.backfill import Built, run_plan, statistics
from fullcourt.integrity.landed import damaged_cells
from fullcourt.integrity.plan import Plan, make_plan
from fullcourt.integrity.runs import Run
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.integrity.verify import Verified, probe, verify
from fullcourt.warehouse.store import Store

_REBUILDABLE = (Verdict.CONTAMINATED, Verdict.PARTIAL, Verdict.PHANTOM, Verdict.HOLED)
"""Verdicts behind which stored rows may differ from what a build yields."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A recovery: what was wrong, what was done, what is left.

    Args:
        before: The diagnosis.
        plan: What was (or, in a dry run, would be) built.
        built: What the build did; None in a dry run.
        after: The proof; None in a dry run.
        removed: Cells whose rows had no business there and were deleted.
    """

    before: Verified
    plan: Plan
    built: Built | None
    after: Verified | None
    removed: tuple[Cell, ...] = ()

    @property
    def repaired(self) -> list[CellState]:
        """Cells that were bad and are good."""
        if self.after is None:
            return []
        bad = {(c.model, c.game_date) for c in self.before.cells if not c.verdict.is_good}
        return [c for c in self.after.cells if (c.model, c.game_date) in bad and c.verdict.is_good]

    @property
    def remaining(self) -> list[CellState]:
        """Cells that stay bad; their sources lack what they need."""
        cells = self.after.cells if self.after else self.before.cells
        return [c for c in cells if not c.verdict.is_good]


def recover(
    store: Store, state: State, run: Run, dry_run: bool = False, deep: bool = False
) -> Recovered:
    """Make every cell what a build from the sources yields, and prove it.

    First whatever is not what was published is built again, then whatever is still bad is built in
    scratch, and published where that makes a difference. In between nothing is probed against rows
    that are known to be wrong.

    Args:
        store: Open for writing.
        state: What the ledger knows; updated in place.
        run: The ledger's run.
        dry_run: Diagnose and plan only.
        deep: Diagnose by building every cell in scratch: finds content that the ledger vouches for
            and no build yields. What an earlier deep verification found is repaired in any case.
    """
    before = verify(store, state, run, deep=deep)
    expected = [c for c in before.strays if state.expects(*c)]
    removed = tuple(c for c in before.strays if c not in expected)
    plan = make_plan(state, repairs=[*before.drifted, *before.unstable, *expected])
    if dry_run:
        if not plan.steps:
            plan = make_plan(state, repairs=_differing(store, state, before.cells, run))
        return Recovered(before, plan, None, None, removed)
    _remove(store, removed)
    built = run_plan(store, state, plan, run)
    touched = {step.model for step in plan.steps} | {name for name, _ in removed}
    while differing := _differing(store, state, built.cells, run):
        plan = make_plan(state, repairs=differing)
        built = built.joined(run_plan(store, state, plan, run))
        touched |= {step.model for step in plan.steps}
    after = verify(store, state, run, models=sorted(touched)) if touched else before
    run.cells, run.rows = built.published + built.unchanged, built.rows
    run.statistics |= statistics(built)
    return Recovered(before, plan, built, after, removed)


def _differing(store: Store, state: State, cells: Iterable[CellState], run: Run) -> list[Cell]:
    """Of the bad cells, those that a build from today's inputs would change."""
    lost = damaged_cells(store)  # a build would publish the loss
    suspects = [
        (c.model, c.game_date)
        for c in cells
        if c.verdict in _REBUILDABLE
        and (c.model, c.game_date) in state.builds
        and (c.model, c.game_date) not in lost
    ]
    return probe(store, state, suspects, run)


def _remove(store: Store, strays: Iterable[Cell]) -> None:
    """Delete rows on dates where the table has no cell."""
    by_model: dict[str, list[date | None]] = {}
    for name, day in strays:
        by_model.setdefault(name, []).append(day)
    for name, days in by_model.items():
        with store.transaction():
            store.con.execute(f"delete from wh.main.{name} where {ledger.among(days)}")


def needs_source(cells: Sequence[CellState]) -> list[CellState]:
    """The bad cells that no build can mend: only other source files can."""
    return [c for c in cells if c.verdict in (Verdict.PARTIAL, Verdict.CONTAMINATED)]
