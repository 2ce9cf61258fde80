"""Backfill: run a plan batch by batch, resumable at any point, and judge the result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.errors import PlanOutOfDateError
from fullcourt.integrity.accept import apply, read_acceptances
from fullcourt.integrity.assess import CellState, blocked_by, judge_cells, write_assessment
from fullcourt.integrity.build import (
    Batch,
    Dates,
    GroupLostError,
    Outcome,
    batches,
    build_batch,
)
from fullcourt.integrity.evaluate import count_phantoms, mature, read_counts, reassess
from fullcourt.integrity.fingerprint import UNDATED
from fullcourt.integrity.plan import Cause, Plan, Step, cause_of, state_digest
from fullcourt.integrity.recall import remember
from fullcourt.integrity.runs import Run, renew
from fullcourt.integrity.state import State
from fullcourt.warehouse.mirror import Mirror
from fullcourt.warehouse.store import Store

_GROUP_SECONDS = 1.0
"""Publishes are committed together for about this long."""


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
    work = _Work(store, state, run, by_day)
    try:
        work.run(plan.steps)
        cells = settle(store, state, run, work.outcomes, work.mirror)
    finally:
        store.abandon_group()
        work.mirror.close()
    built = Built(run.run_id, work.outcomes, plan.cells, work.cut_off, work.blocked, cells)
    run.cells, run.rows = built.published + built.unchanged, built.rows
    run.statistics |= statistics(built)
    return built


def settle(
    store: Store,
    state: State,
    run: Run,
    outcomes: Mapping[str, Outcome],
    mirror: Mirror | None = None,
) -> list[CellState]:
    """Re-evaluate what the run may have moved and store every verdict."""
    changed = {n: [*o.published, *o.unchanged] for n, o in outcomes.items()}
    run.tell("assess", cells=sum(len(d) for d in changed.values()))
    try:
        store.begin_group()
        cells = _judged(store, state, changed, run, mirror)
        store.end_group()
    except GroupLostError:  # a contract's query fails: let the others have their say
        store.abandon_group()
        if mirror:
            mirror.close()
        cells = _judged(store, state, changed, run, None)
    return cells


def settle_anew(store: Store, state: State, run: Run) -> list[CellState]:
    """Re-evaluate every cell, as if all of them had just been built."""
    outcomes: dict[str, Outcome] = {}
    for name, day in state.builds:
        outcomes.setdefault(name, Outcome()).published.append(day)
    return settle(store, state, run, outcomes)


def _judged(
    store: Store,
    state: State,
    changed: Mapping[str, Sequence[date | None]],
    run: Run,
    mirror: Mirror | None,
) -> list[CellState]:
    if any(changed.values()):
        counts = reassess(store, state, changed, run.run_id, mirror)
    else:
        counts = read_counts(store)
    mature(store, state)
    counts = count_phantoms(store, state, counts)
    cells = apply(store, state, judge_cells(state, counts), read_acceptances(store))
    write_assessment(store, cells, run.run_id)
    remember(store, state)
    return cells


class _Work:
    """The steps of one run, committed in groups.

    A batch that fails inside a group takes the group with it, so the run starts over from what is
    committed, one commit a batch, and the failing batch is narrowed down by itself.
    """

    def __init__(self, store: Store, state: State, run: Run, by_day: bool) -> None:
        self.store = store
        self.state = state
        self.run_ = run
        self.by_day = by_day
        self.mirror = Mirror(store)
        self.outcomes: dict[str, Outcome] = {}
        self.blocked: dict[str, dict[date | None, str]] = {}
        self.cut_off = 0
        self._grouped = True
        self._open: list[tuple[str, Outcome]] = []

    def run(self, steps: Sequence[Step]) -> None:
        """Run all steps."""
        try:
            for step in steps:
                self._step(step)
            self._commit()
        except GroupLostError:
            self.store.abandon_group()
            self.mirror.close()
            self._open.clear()
            self._grouped = False
            self.cut_off = 0
            self.blocked.clear()
            self.state.reload(self.store)
            for step in steps:
                self._step(step)

    def _step(self, step: Step) -> None:
        due = self._due(step)
        self.run_.tell("step", model=step.model, cells=len(due), planned=len(step.cells))
        repairs = {d for d, c in step.cells if c is Cause.REPAIR}
        for dates in _batches(due, self.state, self.by_day):
            if self._grouped:
                self.store.begin_group()
            self._cover(step.model, dates)
            forced = any(d in repairs for d in dates)
            batch = Batch(
                *(self.store, self.state, step.model, dates, self.run_.run_id, forced, self.mirror)
            )
            outcome = build_batch(batch)
            self._open.append((step.model, outcome))
            if not self._grouped or self.store.end_group(older_than=_GROUP_SECONDS):
                self._keep()
            self.run_.tell(
                "batch",
                model=step.model,
                cells=len(dates),
                rows=outcome.rows,
                failed=len(outcome.failed),
                first=dates[0],
                last=dates[-1],
            )

    def _due(self, step: Step) -> list[date | None]:
        """The step's cells that really need a build, blocked ones noted."""
        repairs = {d for d, c in step.cells if c is Cause.REPAIR}
        due: list[date | None] = []
        for day in step.dates:
            if day not in repairs and cause_of(self.state, step.model, day, {}) is None:
                self.cut_off += 1  # its inputs kept their content after all
                continue
            reason = blocked_by(self.state, step.model, day)
            if reason:
                self.blocked.setdefault(step.model, {})[day] = reason
            else:
                due.append(day)
        return due

    def _cover(self, name: str, dates: Dates) -> None:
        """Mirror what these cells read, as far back as their windows reach.

        A Python model takes a few columns of many tables once, so copying them all is no gain.
        """
        if self.state.graph.models[name].kind == "python":
            self.mirror.close()
            return
        for read in self.state.graph.reads[name]:
            if read.name not in self.state.graph.reads:
                continue
            ends = (dates[0], dates[-1])
            spans = [self.state.fingerprints.span(w, d) for w in read.windows for d in ends]
            start = min(s for s, _ in spans)
            model = self.state.graph.models[read.name]
            self.mirror.cover(
                model,
                start if model.dated and start > UNDATED else None,
                self.state.rows_from(read.name, start),
            )

    def _commit(self) -> None:
        self.store.end_group()
        self._keep()

    def _keep(self) -> None:
        """What is committed counts."""
        for name, outcome in self._open:
            self.outcomes.setdefault(name, Outcome()).add(outcome)
        self._open.clear()
        renew(self.store, self.run_)


def _batches(
    dates: list[date | None], state: State, by_day: bool
) -> Iterable[tuple[date | None, ...]]:
    if by_day:
        return [(d,) for d in dates]
    return batches(dates, state.calendar)


def statistics(built: Built) -> dict[str, object]:
    """A run in figures: cells by outcome and by verdict, seconds by phase."""
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
