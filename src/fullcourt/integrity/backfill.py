"""Backfill: run a plan batch by batch, resumable at any point, and judge the result."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fullcourt.errors import PlanOutOfDateError
from fullcourt.integrity.assess import CellState, blocked_by, judge_cells, write_assessment
from fullcourt.integrity.build import Batch, Outcome, batches, build_batch
from fullcourt.integrity.evaluate import read_counts, reassess
from fullcourt.integrity.plan import Cause, Plan, Step, cause_of, state_digest
from fullcourt.integrity.runs import Run, renew
from fullcourt.integrity.state import State
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Built:
    """What a backfill did, table by table.

    Args:
        run_id: Its run.
        outcomes: Table -> what happened.
        planned: Cells in the plan.
        cut_off: Cells that needed no rebuild after all, their inputs having kept their content.
        blocked: Table -> dates not built, with the input they wait for.
        cells: Every cell of the warehouse with its verdict afterwards.
    """

    run_id: int
    outcomes: dict[str, Outcome]
    planned: int
    cut_off: int
    blocked: dict[str, dict[date | None, str]]
    cells: list[CellState]

    @property
    def published(self) -> int:
        """Cells whose rows were replaced."""
        return sum(len(o.published) for o in self.outcomes.values())

    @property
    def unchanged(self) -> int:
        """Cells rebuilt to the same content."""
        return sum(len(o.unchanged) for o in self.outcomes.values())

    @property
    def failed(self) -> int:
        """Cells whose build ended in an error."""
        return sum(len(o.failed) for o in self.outcomes.values())

    @property
    def rows(self) -> int:
        """Rows published."""
        return sum(o.rows for o in self.outcomes.values())

    def joined(self, later: "Built") -> "Built":
        """This and a later round of the same run as one."""
        outcomes = dict(self.outcomes)
        for name, outcome in later.outcomes.items():
            if name in outcomes:
                outcomes[name].add(outcome)
            else:
                outcomes[name] = outcome
        return Built(
            self.run_id,
            outcomes,
            self.planned + later.planned,
            self.cut_off + later.cut_off,
            self.blocked | later.blocked,
            later.cells,
        )


def run_plan(store: Store, state: State, plan: Plan, run: Run, by_day: bool = False) -> Built:
    """Build what a plan holds, then judge every cell.

    Args:
        store: Open for writing.
        state: The state the plan was made from; updated in place.
        plan: What to build.
        run: The ledger's run.
        by_day: One batch a date instead of large batches (the result is the same).

    Raises:
        PlanOutOfDateError: The state has moved since the plan was made.
    """
    if plan.digest != state_digest(state):
        raise PlanOutOfDateError(
            "the warehouse has moved since this plan was made",
            hint="fullcourt plan --out PLAN.json",
        )
    run.plan_digest = plan.digest
    run.tell("plan", cells=plan.cells, steps=len(plan.steps))
    outcomes: dict[str, Outcome] = {}
    blocked: dict[str, dict[date | None, str]] = {}
    cut_off = 0
    for step in plan.steps:
        outcome, waits, cut = _run_step(store, state, step, run, by_day)
        outcomes[step.model] = outcome
        cut_off += cut
        if waits:
            blocked[step.model] = waits
    cells = settle(store, state, run, outcomes)
    built = Built(run.run_id, outcomes, plan.cells, cut_off, blocked, cells)
    run.cells, run.rows = built.published + built.unchanged, built.rows
    run.statistics |= _statistics(built)
    if built.published:
        store.compact()
    return built


def settle(store: Store, state: State, run: Run, outcomes: dict[str, Outcome]) -> list[CellState]:
    """Re-evaluate what the run may have moved and store every verdict."""
    changed = {n: [*o.published, *o.unchanged] for n, o in outcomes.items()}
    run.tell("assess", cells=sum(len(d) for d in changed.values()))
    counts = reassess(store, state, changed, run.run_id) if changed else read_counts(store)
    cells = judge_cells(state, counts)
    write_assessment(store, cells, run.run_id)
    return cells


def _run_step(
    store: Store, state: State, step: Step, run: Run, by_day: bool
) -> tuple[Outcome, dict[date | None, str], int]:
    total = Outcome()
    waits: dict[date | None, str] = {}
    due: list[date | None] = []
    repairs = {d for d, c in step.cells if c is Cause.REPAIR}
    for day in step.dates:
        if day not in repairs and cause_of(state, step.model, day, {}) is None:
            continue  # early cutoff: its inputs kept their content after all
        reason = blocked_by(state, step.model, day)
        if reason:
            waits[day] = reason
        else:
            due.append(day)
    run.tell("step", model=step.model, cells=len(due), planned=len(step.cells))
    for batch in _batches(due, state, by_day):
        forced = any(d in repairs for d in batch)
        outcome = build_batch(Batch(store, state, step.model, batch, run.run_id, forced))
        renew(store, run.command)
        total.add(outcome)
        run.tell(
            "batch",
            model=step.model,
            cells=len(batch),
            rows=outcome.rows,
            failed=len(outcome.failed),
            first=batch[0],
            last=batch[-1],
        )
    return total, waits, len(step.cells) - len(due) - len(waits)


def _batches(
    dates: list[date | None], state: State, by_day: bool
) -> Iterable[tuple[date | None, ...]]:
    if by_day:
        return [(d,) for d in dates]
    return batches(dates, state.calendar)


def _statistics(built: Built) -> dict[str, object]:
    phases: dict[str, float] = {}
    for outcome in built.outcomes.values():
        for phase, seconds in outcome.seconds.items():
            phases[phase] = round(phases.get(phase, 0.0) + seconds, 4)
    verdicts: dict[str, int] = {}
    for cell in built.cells:
        verdicts[cell.verdict] = verdicts.get(cell.verdict, 0) + 1
    return {
        "published": built.published,
        "unchanged": built.unchanged,
        "failed": built.failed,
        "cut_off": built.cut_off,
        "phases": phases,
        "verdicts": verdicts,
        "status": "partial" if built.failed or built.blocked else "ok",
    }
