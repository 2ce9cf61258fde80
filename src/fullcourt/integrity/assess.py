"""Assessing: expectations and reconciliations over what is published, and every cell's verdict.

Evaluated when all cells of a run are published, since `expect` and `consistent` queries look at
several tables. What a verdict depends on is stored as counts, so that a later `status` judges
again at its own moment without touching the rows.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date

import duckdb

from fullcourt.integrity import audit
from fullcourt.integrity.ledger import replace_findings, temp_dates
from fullcourt.integrity.plan import cause_of
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Facts, Verdict, judge
from fullcourt.warehouse.compose import contract_reads, query_sql
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

_OWN_RULES = "split_part(rule, '/', 1) in ('expect', 'surplus', 'consistent')"


@dataclass(frozen=True, slots=True)
class Counts:
    """The stored evidence of one cell.

    Args:
        expected: Keys that should have a row (excused ones not counted).
        present: Of those, how many have one.
        missing: Absences with a defect reason or none.
        surplus: Rows nobody expects.
        undue: Of `missing`, those that only wait for a source.
        defects: Failed row checks, guards and reconciliations.
        holed: Rows whose windows have holes.
        absent: Absences with an expected reason.
        phantom: Rows for games that never took place.
        young: Whether the league is too young for the table on this date.
        drifted: The rows were found to differ from what was published.
    """

    expected: int = 0
    present: int = 0
    missing: int = 0
    surplus: int = 0
    undue: int = 0
    defects: int = 0
    holed: int = 0
    absent: int = 0
    phantom: int = 0
    young: bool = False
    drifted: bool = False


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell with its verdict, its reasons and the evidence."""

    model: str
    game_date: date | None
    verdict: Verdict
    reasons: tuple[str, ...]
    counts: Counts
    current_build_id: int | None
    accepted: int = 0


def read_counts(store: Store) -> dict[Cell, Counts]:
    """The stored evidence of every cell."""
    names = ", ".join(f.name for f in fields(Counts))
    return {
        (model, day): Counts(*values)
        for model, day, *values in store.rows(
            f"select model, game_date, {names} from ledger.assessment"
        )
    }


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
    due = _due(state, name, day)
    undue = counts.undue if due else 0
    facts = Facts(
        playable=calendar_day is None or calendar_day.playable > 0,
        built=build is not None,
        rows=build.row_count if build else 0,
        phantom=counts.phantom,
        failure=state.failures.get((name, day), ""),
        blocked_by=blocked_by(state, name, day),
        drifted=counts.drifted,
        stale=str(cause) if cause else "",
        contaminated=counts.defects,
        missing=counts.missing - undue,
        surplus=counts.surplus,
        holed=counts.holed,
        pending=undue,
        young=counts.young,
        absent=counts.absent,
    )
    verdict, reasons = judge(facts)
    return CellState(name, day, verdict, reasons, counts, build.build_id if build else None)


def _due(state: State, name: str, day: date | None) -> bool:
    """Whether the sources of a cell are still to come: before tip-off, or before facts are due."""
    found = state.calendar.by_date.get(day) if day else None
    if found is None:
        return False
    played = state.graph.models[name].due == "played"
    return state.now < (found.facts_due if played else found.last_tip_utc)


def blocked_by(state: State, name: str, day: date | None) -> str:
    """The same-day input that keeps a cell from being built, or ""."""
    for read in state.graph.same_day_inputs[name]:
        dated = state.graph.models[read].dated
        cell = (read, day if dated else None)
        if cell in state.failures:
            return f"{read} (failed)"
        if cell not in state.builds and state.expects(read, cell[1]):
            return f"{read} (never built)"
    return ""


def reassess(
    store: Store, state: State, changed: Mapping[str, Iterable[date | None]], run_id: int
) -> dict[Cell, Counts]:
    """Evaluate expectations and reconciliations wherever a change can matter.

    Args:
        store: Open for writing.
        state: As of after the publishes.
        changed: Table -> dates whose rows or ledger rows changed in this run.
        run_id: Whose findings these are.

    Returns:
        The evidence of every cell, stored and new.
    """
    counts = read_counts(store)
    touched = {name: set(days) for name, days in changed.items()}
    for name in state.graph.order:
        dates = _affected(state, name, touched)
        if dates:
            counts |= _evaluate(store, state, state.graph.models[name], dates, run_id)
    return counts


def _affected(
    state: State, name: str, touched: Mapping[str, set[date | None]]
) -> list[date | None]:
    """The built dates of a table whose expectations may have moved."""
    model = state.graph.models[name]
    built = [d for d in state.expected_dates(name) if (name, d) in state.builds]
    own = touched.get(name, set())
    others = [
        d
        for read in contract_reads(model, state.graph.models)
        for d in touched.get(read, set())
        if read != name
    ]
    if not others:
        return [d for d in built if d in own]
    if None in others or not model.dated:
        return built
    # An expectation may look back through the season, never ahead.
    first = min(d for d in others if d is not None)
    return [d for d in built if d in own or (d is not None and d >= first)]


def _evaluate(
    store: Store, state: State, model: Model, dates: list[date | None], run_id: int
) -> dict[Cell, Counts]:
    days = [d for d in dates if d is not None]
    start, end = (min(days), max(days)) if days else (None, None)
    temp_dates(store, "batch_dates", days)
    found = {d: Counts() for d in dates}
    store.con.execute(
        "create or replace temp table found_findings (game_date date, rule varchar,"
        " key varchar, class varchar, reason varchar, detail varchar)"
    )
    if model.expect:
        with _must_run(store, "expect"):
            wanted = audit.expectation(store, model, state.graph.models, start, end)
            _expectations(store, wanted)
            for day, present in store.rows(wanted.counts()):
                if day in found:
                    found[day] = replace(found[day], present=present)
    for name, query in model.consistent.items():
        with _must_run(store, f"consistent/{name}"):
            composed = query_sql(query, state.graph.models, start, end, name)
            _reconcile(store, model, name, composed)
    # A feed whose absence only a query can see counts like an absent key.
    store.con.execute(
        "update found_findings set rule = 'expect', reason = 'source_missing'"
        " where rule = 'consistent/source_missing' and reason = 'contract'"
    )
    _count_findings(store, model, found)
    holes = audit.holes_sql(model, f"main.{model.name}")
    if holes:
        for day, holed in store.rows(
            f"select * from ({holes}) where game_date in (select game_date from batch_dates)"
        ):
            found[day] = replace(found[day], holed=holed)
    if model.bootstrap and days:
        young = {
            d
            for (d,) in store.rows(
                query_sql(model.bootstrap, state.graph.models, start, end, model.name)
            )
        }
        found = {d: replace(c, young=d in young) for d, c in found.items()}
    with store.transaction():
        replace_findings(store, model.name, dates, _OWN_RULES)
        store.con.execute(
            f"""insert into ledger.finding (finding_id, model, game_date, rule, key, class, reason,
                detail, row_count, run_id)
            select concat_ws('/', '{model.name}', coalesce(cast(game_date as varchar), '-'), rule,
                nullif(key, '')), '{model.name}', game_date, rule, key, class, reason, detail, 1,
                {run_id} from found_findings"""
        )
    return {(model.name, d): c for d, c in found.items()}


@contextlib.contextmanager
def _must_run(store: Store, rule: str) -> Iterator[None]:
    """A check that cannot run is not a pass: it is a finding on every cell it was to judge."""
    try:
        yield
    except duckdb.Error as error:
        message = str(error).splitlines()[0]
        store.con.execute(
            "insert into found_findings select game_date, ?, '', 'defect', 'check_failed', ?"
            " from batch_dates",
            [rule, message],
        )


def _expectations(store: Store, wanted: audit.Expectation) -> None:
    among = "game_date in (select game_date from batch_dates)" if wanted.model.dated else "true"
    store.con.execute(
        "insert into found_findings select game_date, 'expect', key, class, reason, detail"
        f" from ({wanted.absences()}) where {among}"
    )
    store.con.execute(
        "insert into found_findings select game_date, 'surplus', key, 'defect', 'surplus', null"
        f" from ({wanted.surplus()}) where {among}"
    )


def _reconcile(store: Store, model: Model, name: str, query: str) -> None:
    columns = [c for c, *_ in store.rows(f"describe {query}")]
    keys = [c for c in columns if c not in ("game_date", "detail")]
    key = ", '/', ".join(f"'{k}=', coalesce(cast(q.{k} as varchar), 'NULL')" for k in keys)
    day = "q.game_date" if "game_date" in columns else "cast(null as date)"
    detail = "cast(q.detail as varchar)" if "detail" in columns else "null"
    among = "where q.game_date in (select game_date from batch_dates)" if model.dated else ""
    text = f"concat({key})" if key else "''"
    store.con.execute(
        f"insert into found_findings select {day}, 'consistent/{name}', {text}, 'defect',"
        f" 'contract', {detail} from ({query}) q {among}"
    )


def _count_findings(store: Store, model: Model, found: dict[date | None, Counts]) -> None:
    for day, absent, missing, undue, surplus, broken in store.rows(
        """select game_date,
            count(*) filter (where rule = 'expect' and class = 'expected'),
            count(*) filter (where rule = 'expect' and class = 'defect'),
            count(*) filter (where rule = 'expect' and reason = 'source_missing'),
            count(*) filter (where rule = 'surplus'),
            count(*) filter (where rule like 'consistent/%')
        from found_findings group by game_date"""
    ):
        if day in found:
            found[day] = replace(
                found[day],
                absent=absent,
                missing=missing,
                undue=undue,
                surplus=surplus,
                defects=broken,
            )
    among = "game_date in (select game_date from batch_dates)" if model.dated else "true"
    for day, broken in store.rows(
        f"select game_date, count(*) from ledger.finding where model = '{model.name}'"
        f" and class = 'defect' and not ({_OWN_RULES}) and {among} group by game_date"
    ):
        if day in found:
            found[day] = replace(found[day], defects=found[day].defects + broken)
    for day, counts in found.items():
        found[day] = replace(counts, expected=counts.present + counts.missing)


def write_assessment(store: Store, cells: Iterable[CellState], run_id: int) -> None:
    """Store verdicts and evidence that differ from what is stored; finish this run's builds."""
    names = [f.name for f in fields(Counts)]
    held = {
        (model, day): tuple(values)
        for model, day, *values in store.rows(
            f"select model, game_date, verdict, reasons, {', '.join(names)}, current_build_id"
            " from ledger.assessment"
        )
    }
    rows = {
        (c.model, c.game_date): (
            str(c.verdict),
            "; ".join(c.reasons),
            *astuple(c.counts),
            c.current_build_id,
        )
        for c in cells
    }
    differ = {k: v for k, v in rows.items() if held.get(k) != v}
    gone = [k for k in held if k not in rows]
    types = {"verdict": "VARCHAR", "reasons": "VARCHAR"}
    types |= {n: "BOOLEAN" if n in ("young", "drifted") else "BIGINT" for n in names}
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
            [(model, day, *values, 0, run_id) for (model, day), values in differ.items()],
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
