"""Assessing: every cell's verdict, from the ledger and the stored evidence.

What a verdict depends on is stored as counts, so that a later `status` judges again at its own
moment without touching the rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from fullcourt.integrity.evaluate import Counts
from fullcourt.integrity.plan import cause_of
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Facts, Verdict, judge
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell with its verdict, its reasons and the evidence.

    Args:
        model: Table.
        game_date: Date; None for an undated table.
        verdict: The headline.
        reasons: Every reason that holds.
        counts: The evidence.
        current_build_id: The published build.
        accepted: Findings that somebody has accepted.
        is_accepted: Whether everything that makes the cell bad has been accepted.
    """

    model: str
    game_date: date | None
    verdict: Verdict
    reasons: tuple[str, ...]
    counts: Counts
    current_build_id: int | None
    accepted: int = 0
    is_accepted: bool = False

    @property
    def needs_attention(self) -> bool:
        """Whether there is something for a person to do here."""
        return not self.verdict.is_good and not self.is_accepted


def judge_cells(state: State, counts: Mapping[Cell, Counts]) -> list[CellState]:
    """Every expected or existing cell with its verdict at the state's moment. Pure."""
    cells: list[CellState] = []
    for name in state.graph.order:
        expected = state.expected_dates(name)
        known = set(expected)
        extra = [d for (m, d) in state.builds if m == name and d not in known]
        cells += [
            _judge(state, name, day, counts.get((name, day), Counts()))
            for day in (*expected, *extra)
        ]
    return cells


def _judge(state: State, name: str, day: date | None, counts: Counts) -> CellState:
    build = state.builds.get((name, day))
    cause = cause_of(state, name, day, {}) if build else None
    calendar_day = state.calendar.by_date.get(day) if day else None
    playable = calendar_day is None or calendar_day.playable > 0
    if build and playable and not cause and counts.is_clean and (name, day) not in state.failures:
        return CellState(name, day, Verdict.COMPLETE, (), counts, build.build_id)
    undue = counts.undue if awaits_sources(state, name, day) else 0
    facts = Facts(
        playable=playable,
        built=build is not None,
        rows=build.row_count if build else 0,
        phantom=counts.phantom,
        failure=state.failures.get((name, day), ""),
        blocked_by=blocked_by(state, name, day),
        drifted=counts.drifted,
        unstable=counts.unstable,
        stale=str(cause) if cause else "",
        contaminated=counts.defects,
        missing=counts.missing - undue,
        unsettled=counts.unsettled if is_due(state, day) else 0,
        surplus=counts.surplus,
        holed=counts.holed,
        pending=undue,
        young=counts.young,
        absent=counts.absent,
    )
    verdict, reasons = judge(facts)
    return CellState(name, day, verdict, reasons, counts, build.build_id if build else None)


def is_due(state: State, day: date | None) -> bool:
    """Whether all that is to be known of a date's games should be known by now."""
    found = state.calendar.by_date.get(day) if day else None
    return found is None or state.now >= found.facts_due


def awaits_sources(state: State, name: str, day: date | None) -> bool:
    """Whether the sources of a cell are still to come: before tip-off, or before facts are due."""
    found = state.calendar.by_date.get(day) if day else None
    if found is None:
        return False
    played = state.graph.models[name].due == "played"
    return state.now < (found.facts_due if played else found.last_tip_utc)


def blocked_by(state: State, name: str, day: date | None) -> str:
    """What keeps a cell from being built, or "".

    A same-day input that failed or was never built does; a refused raw table does not keep the
    spine away, which must not depend on any one source. A window counts its games on the spine, so
    a spine cell that could not be built stops whatever looks back over it: without it the window
    would close over a hole that nobody sees.
    """
    models = state.graph.models
    framed = models[name].layer == "spine"
    for read in state.graph.same_day_inputs[name]:
        cell = (read, day if models[read].dated else None)
        if cell in state.failures:
            if framed and models[read].layer == "raw":
                continue
            return f"{read} (failed)"
        if cell not in state.builds and state.expects(read, cell[1]):
            return f"{read} (never built)"
    for read_name, failed in state.failed_spine().items():
        if read_name == name:
            continue
        for window in state.graph.windows(name, read_name):
            start, end = state.fingerprints.span(window, day)
            lost = [d for d in failed if start <= d <= end]
            if lost:
                return f"{read_name} of {lost[0]} (failed)"
    return ""


def write_assessment(store: Store, cells: Iterable[CellState], run_id: int) -> None:
    """Store verdicts and evidence that differ from what is stored; finish this run's builds."""
    names = [f.name for f in fields(Counts)]
    counted = attrgetter(*names)  # `astuple` copies deeply, and there are as many as cells
    held = {
        (model, day): tuple(values)
        for model, day, *values in store.rows(
            f"select model, game_date, verdict, reasons, {', '.join(names)}, current_build_id,"
            " accepted from ledger.assessment"
        )
    }
    rows = {
        (c.model, c.game_date): (
            str(c.verdict),
            "; ".join(c.reasons),
            *counted(c.counts),
            c.current_build_id,
            c.accepted,
        )
        for c in cells
    }
    differ = {k: v for k, v in rows.items() if held.get(k) != v}
    gone = [k for k in held if k not in rows]
    types = {"verdict": "VARCHAR", "reasons": "VARCHAR"}
    flags = {f.name for f in fields(Counts) if f.type == "bool" or f.type is bool}
    types |= {n: "BOOLEAN" if n in flags else "BIGINT" for n in names}
    with store.transaction():
        _forget(store, [k for k in differ if k in held] + gone)
        store.insert(
            "ledger.assessment",
            {
                "model": "VARCHAR",
                "game_date": "DATE",
                **types,
                "current_build_id": "BIGINT",
                "accepted": "BIGINT",
                "run_id": "BIGINT",
            },
            [(model, day, *values, run_id) for (model, day), values in differ.items()],
        )
        if store.scalar(f"select 1 from ledger.build where run_id = {run_id} limit 1"):
            store.con.execute(
                f"""update ledger.build b set verdict = a.verdict, expected = a.expected,
                    present = a.present, missing = a.missing, surplus = a.surplus
                from ledger.assessment a
                where b.run_id = {run_id} and a.current_build_id = b.build_id"""
            )


def _forget(store: Store, cells: list[Cell]) -> None:
    if not cells:
        return
    store.con.execute("create or replace temp table forgotten (model varchar, game_date date)")
    store.insert(
        "temp.forgotten",
        {"model": "VARCHAR", "game_date": "DATE"},
        [(m, d.isoformat() if d else None) for m, d in cells],
    )
    store.con.execute(
        "delete from ledger.assessment where exists (select 1 from temp.forgotten f"
        " where f.model = assessment.model"
        " and f.game_date is not distinct from assessment.game_date)"
    )
