"""Evaluating expectations and reconciliations over what is published.

`expect` and `consistent` queries look at several tables, so they run when all cells of a run are
published. Their findings replace the old ones of the same cells in one transaction at the end.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib.resources import files
from typing import Any

import duckdb

from fullcourt.integrity import audit
from fullcourt.integrity.build import GroupLostError
from fullcourt.integrity.ledger import among, temp_dates
from fullcourt.integrity.state import Cell, State
from fullcourt.warehouse.compose import contract_reads, query_sql
from fullcourt.warehouse.mirror import Mirror
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

_CALLED_OFF = (
    files("fullcourt.integrity").joinpath("sql/called_off.sql").read_text(encoding="utf-8")
)
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
        unsettled: Rows that must have become something else once the date's facts are due.
        holed: Rows whose windows have holes.
        absent: Absences with an expected reason.
        phantom: Rows for games that never took place.
        young: Whether the league is too young for the table on this date.
        drifted: The rows were found to differ from what was published.
        unstable: A build from the same inputs was found to yield other rows, or the record of the
            inputs does not add up.
    """

    expected: int = 0
    present: int = 0
    missing: int = 0
    surplus: int = 0
    undue: int = 0
    defects: int = 0
    unsettled: int = 0
    holed: int = 0
    absent: int = 0
    phantom: int = 0
    young: bool = False
    drifted: bool = False
    unstable: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing here could make a cell anything but complete."""
        return not (
            self.missing
            or self.surplus
            or self.defects
            or self.unsettled
            or self.holed
            or self.phantom
            or self.young
            or self.drifted
            or self.unstable
        )


def read_counts(store: Store) -> dict[Cell, Counts]:
    """The stored evidence of every cell."""
    return {(model, day): Counts(*values) for model, day, *values in read_assessment(store)}


def read_assessment(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    """What is stored of every cell: table, date, these columns, and the evidence."""
    names = ", ".join(("model", "game_date", *columns, *(f.name for f in fields(Counts))))
    return store.rows(f"select {names} from ledger.assessment")


def reassess(
    store: Store,
    state: State,
    changed: Mapping[str, Iterable[date | None]],
    run_id: int,
    mirror: Mirror | None = None,
) -> dict[Cell, Counts]:
    """Evaluate expectations and reconciliations wherever a change can matter.

    A contract's query sees spine tables whole, other tables from the previous season on.

    Args:
        store: Open for writing.
        state: As of after the publishes.
        changed: Table -> dates whose rows or ledger rows changed in this run.
        run_id: Whose findings these are.
        mirror: Spares repeated reads of the store.

    Returns:
        The evidence of every cell, stored and new.
    """
    held = read_counts(store)
    touched = {name: set(days) for name, days in changed.items()}
    affected = {name: _affected(state, name, touched) for name in state.graph.order}
    store.con.execute(
        "create or replace temp table found_findings (model varchar, game_date date, rule varchar,"
        " key varchar, class varchar, reason varchar, detail varchar)"
    )
    store.con.execute("create or replace temp table evaluated (model varchar, game_date date)")
    found: dict[Cell, Counts] = {}
    for name, dates in affected.items():
        if dates:
            if mirror:
                _cover(mirror, state, name, dates)
            found |= _evaluate(store, state, state.graph.models[name], dates)
    _publish(store, run_id)
    _count_findings(store, found)
    for cell, counts in found.items():
        known = held.get(cell)
        same = known if known and cell[1] not in touched.get(cell[0], ()) else Counts()
        found[cell] = replace(
            counts,
            expected=counts.present + counts.missing,
            drifted=same.drifted,
            unstable=same.unstable,
        )
    return held | found


def count_phantoms(store: Store, state: State, counts: Mapping[Cell, Counts]) -> dict[Cell, Counts]:
    """Count rows of games that were moved or called off after they had been built.

    Looks at landed plans, so an ingest alone shows them.
    """
    found: dict[Cell, int] = {}
    called_off = query_sql(_CALLED_OFF, state.graph.models, None, None, "called_off")
    store.con.execute(f"create or replace temp table called_off as {called_off}")
    gone = {day for (day,) in store.rows("select distinct game_date from temp.called_off")}
    for name in state.graph.order:
        model = state.graph.models[name]
        built = [d for d in gone if (b := state.builds.get((name, d))) and b.row_count]
        if model.layer in ("raw", "spine") or "game_id" not in model.grain or not built:
            continue
        for day, rows in store.rows(
            f"select game_date, count(*) from {name} join temp.called_off"
            " using (game_id, game_date) group by 1"
        ):
            found[name, day] = rows
    moved = {
        cell: replace(was, phantom=found.get(cell, 0))
        for cell in {*counts, *found}
        if (was := counts.get(cell, Counts())).phantom != found.get(cell, 0)
    }
    return {**counts, **moved}


def mature(store: Store, state: State) -> None:
    """Turn pending findings into defects where the facts of their date are due, and back.

    They are stated when a cell is built; what they are worth depends on the moment.
    """
    wrong: dict[str, set[date]] = {audit.DEFECT: set(), audit.PENDING: set()}
    for day, held in store.rows(
        "select distinct game_date, class from ledger.finding"
        f" where starts_with(rule, '{audit.SETTLED}/') and game_date is not null"
    ):
        found = state.calendar.by_date.get(day)
        due = found is None or state.now >= found.facts_due
        right = audit.DEFECT if due else audit.PENDING
        if held != right:
            wrong[right].add(day)
    for right, days in wrong.items():
        if days:
            with store.transaction():
                store.con.execute(
                    f"update ledger.finding set class = '{right}'"
                    f" where starts_with(rule, '{audit.SETTLED}/') and {among(days)}"
                )


def _cover(mirror: Mirror, state: State, name: str, dates: Sequence[date | None]) -> None:
    models = state.graph.models
    days = [d for d in dates if d is not None]
    season = state.calendar.season_of(min(days)) if days else None
    previous = state.calendar.previous_season(season) if season else None
    begun = state.calendar.seasons[previous or season][0] if season else None
    for table in {name, *contract_reads(models[name], models)}:
        whole = models[table].layer == "spine" or not models[table].dated
        start = None if whole else begun
        mirror.cover(models[table], start, state.rows_from(table, start or date.min))


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
    store: Store, state: State, model: Model, dates: Sequence[date | None]
) -> dict[Cell, Counts]:
    """Put a table's findings into `found_findings`; return the counts only it can tell."""
    days = [d for d in dates if d is not None]
    start, end = (min(days), max(days)) if days else (None, None)
    temp_dates(store, "batch_dates", days)
    store.con.execute(f"insert into evaluated select '{model.name}', game_date from batch_dates")
    found = {(model.name, d): Counts() for d in dates}
    if model.expect:
        with _must_run(store, model.name, "expect"):
            wanted = audit.expectation(store, model, state.graph.models, start, end)
            _expectations(store, wanted)
            for day, present in store.rows(wanted.counts()):
                _put(found, model.name, day, present=present)
    for name, query in model.consistent.items():
        with _must_run(store, model.name, f"consistent/{name}"):
            composed = query_sql(query, state.graph.models, start, end, name)
            _reconcile(store, model, name, composed)
    holes = audit.holes_sql(model, model.name)
    if holes:
        for day, holed in store.rows(
            f"select * from ({holes}) where game_date in (select game_date from batch_dates)"
        ):
            _put(found, model.name, day, holed=holed)
    if model.bootstrap and days:
        query = query_sql(model.bootstrap, state.graph.models, start, end, model.name)
        for (day,) in store.rows(query):
            _put(found, model.name, day, young=True)
    return found


def _put(found: dict[Cell, Counts], name: str, day: date | None, **values: int) -> None:
    if (name, day) in found:
        found[name, day] = replace(found[name, day], **values)  # type: ignore[arg-type]


@contextlib.contextmanager
def _must_run(store: Store, name: str, rule: str) -> Iterator[None]:
    """A check that cannot run is not a pass: it is a finding on every cell it was to judge."""
    try:
        yield
    except duckdb.Error as error:
        if store.in_group:
            raise GroupLostError from error
        store.con.execute(
            "insert into found_findings select ?, game_date, ?, '', 'defect', 'check_failed', ?"
            " from batch_dates",
            [name, rule, str(error).splitlines()[0]],
        )


def _expectations(store: Store, wanted: audit.Expectation) -> None:
    name = wanted.model.name
    among = "game_date in (select game_date from batch_dates)" if wanted.model.dated else "true"
    store.con.execute(
        f"insert into found_findings select '{name}', game_date, 'expect', key, class, reason,"
        f" detail from ({wanted.absences()}) where {among}"
    )
    store.con.execute(
        f"insert into found_findings select '{name}', game_date, 'surplus', key, 'defect',"
        f" 'surplus', null from ({wanted.surplus()}) where {among}"
    )


def _reconcile(store: Store, model: Model, name: str, query: str) -> None:
    columns = [c for c, *_ in store.rows(f"describe {query}")]
    keys = [c for c in columns if c not in ("game_date", "detail")]
    key = ", '/', ".join(f"'{k}=', coalesce(cast(q.{k} as varchar), 'NULL')" for k in keys)
    day = "q.game_date" if "game_date" in columns else "cast(null as date)"
    detail = "cast(q.detail as varchar)" if "detail" in columns else "null"
    among = "where q.game_date in (select game_date from batch_dates)" if model.dated else ""
    text = f"concat({key})" if key else "''"
    # A feed whose absence only a query can see counts like an absent key.
    missing = name == "source_missing"
    rule, reason = ("expect", name) if missing else (f"consistent/{name}", "contract")
    store.con.execute(
        f"insert into found_findings select '{model.name}', {day}, '{rule}', {text}, 'defect',"
        f" '{reason}', {detail} from ({query}) q {among}"
    )


def _publish(store: Store, run_id: int) -> None:
    """Replace the findings of every evaluated cell."""
    same = "e.model = finding.model and e.game_date is not distinct from finding.game_date"
    with store.transaction():
        if store.scalar("select 1 from ledger.finding limit 1"):
            store.con.execute(
                f"delete from ledger.finding where ({_OWN_RULES})"
                f" and exists (select 1 from temp.evaluated e where {same})"
            )
        store.con.execute(
            f"""insert into ledger.finding (finding_id, model, game_date, rule, key, class, reason,
                detail, row_count, run_id)
            select concat_ws('/', model, coalesce(cast(game_date as varchar), '-'), rule,
                nullif(key, '')), model, game_date, rule, key, class, reason, detail, 1, {run_id}
            from temp.found_findings"""
        )


def _count_findings(store: Store, found: dict[Cell, Counts]) -> None:
    for model, day, absent, missing, undue, surplus, unsettled, defects in store.rows(
        """select f.model, f.game_date,
            count(*) filter (where rule = 'expect' and class = 'expected'),
            count(*) filter (where rule = 'expect' and class = 'defect'),
            count(*) filter (where rule = 'expect' and reason = 'source_missing'),
            count(*) filter (where rule = 'surplus'),
            count(*) filter (where starts_with(rule, 'settled/')),
            count(*) filter (where class = 'defect' and rule not in ('expect', 'surplus')
                and not starts_with(rule, 'settled/'))
        from ledger.finding f
        where f.model in (select model from temp.evaluated)
        group by 1, 2"""
    ):
        _put(
            found,
            model,
            day,
            absent=absent,
            missing=missing,
            undue=undue,
            surplus=surplus,
            unsettled=unsettled,
            defects=defects,
        )
