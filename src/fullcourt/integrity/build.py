"""Building: stage a batch, audit it, then publish what changed with its ledger rows, or refuse.

One SELECT fills a stage for many dates; nothing of it is visible before the transaction that
publishes rows, hashes, findings and read-edges together. A cell whose content did not change gets a
ledger row only, so nothing downstream becomes stale (early cutoff).
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import duckdb

from fullcourt.integrity import audit
from fullcourt.integrity.calendar import Calendar
from fullcourt.integrity.fingerprint import UNDATED, inputs_hash
from fullcourt.integrity.schema import seed_path
from fullcourt.integrity.state import Build, State
from fullcourt.warehouse.compose import query_sql, select_sql
from fullcourt.warehouse.hashing import EMPTY_HASH, content_hash_sql, row_hash_sql
from fullcourt.warehouse.models import TYPES, Model
from fullcourt.warehouse.store import Store

_FAR = 20
"""Calendar dates that two wanted dates may lie apart and still be built in one SELECT."""

_HOPELESS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
"""Errors that splitting a batch cannot narrow down."""

Dates = tuple[date | None, ...]


@dataclass(slots=True)
class Outcome:
    """What a batch did.

    Args:
        published: Dates whose rows were replaced.
        unchanged: Dates rebuilt to the same content.
        failed: Date -> message.
        rows: Rows published.
        seconds: Phase -> seconds.
    """

    published: list[date | None] = field(default_factory=list)
    unchanged: list[date | None] = field(default_factory=list)
    failed: dict[date | None, str] = field(default_factory=dict)
    rows: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Outcome") -> None:
        """Fold another batch's outcome into this one."""
        self.published += other.published
        self.unchanged += other.unchanged
        self.failed |= other.failed
        self.rows += other.rows
        for phase, seconds in other.seconds.items():
            self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds


def batches(dates: Sequence[date | None], calendar: Calendar, most: int = 400) -> list[Dates]:
    """Group dates into batches that one SELECT serves well: one season, no long gaps."""
    if not dates or dates[0] is None:
        return [tuple(dates)] if dates else []
    position = {d: i for i, d in enumerate(calendar.dates)}
    grouped: list[list[date | None]] = []
    last: date | None = None
    for day in sorted(d for d in dates if d is not None):
        near = (
            last is not None
            and abs(position.get(day, 0) - position.get(last, 0)) <= _FAR
            and (day - last).days <= 3 * _FAR
            and len(grouped[-1]) < most
        )
        if near:
            grouped[-1].append(day)
        else:
            grouped.append([day])
        last = day
    return [tuple(g) for g in grouped]


def build_batch(
    store: Store, state: State, name: str, dates: Dates, run_id: int, forced: bool = False
) -> Outcome:
    """Build the cells of one table on some dates and publish what changed.

    A failing SELECT is narrowed down by halving, so that one bad date does not sink the others.

    Args:
        store: Open for writing.
        state: Updated in place with what was published.
        name: Table.
        dates: Ascending dates of one batch, or (None,) for an undated table.
        run_id: Whose ledger rows these are.
        forced: Rewrite the rows even where their hash is the recorded one.
    """
    try:
        return _build(store, state, name, dates, run_id, forced)
    except duckdb.Error as error:
        if isinstance(error, (duckdb.InterruptException, duckdb.TransactionException)):
            raise
        if len(dates) > 1 and not isinstance(error, _HOPELESS):
            middle = len(dates) // 2
            outcome = build_batch(store, state, name, dates[:middle], run_id, forced)
            outcome.add(build_batch(store, state, name, dates[middle:], run_id, forced))
            return outcome
        message = f"{name}: {str(error).splitlines()[0]}"
        record_failures(store, state, name, dict.fromkeys(dates, message), run_id)
        return Outcome(failed=dict.fromkeys(dates, message))


def record_failures(
    store: Store, state: State, name: str, failed: Mapping[date | None, str], run_id: int
) -> None:
    """Keep the error of cells that could not be built; what was published before stays."""
    with store.transaction():
        _retire(store, name, failed, "status = 'failed'")
        _insert_builds(
            store,
            _next_build_id(store),
            [
                (name, d, 0, EMPTY_HASH, "", "", "", run_id, 0.0, "failed", m)
                for d, m in failed.items()
            ],
        )
    for day, message in failed.items():
        state.failures[name, day] = message


def _build(
    store: Store, state: State, name: str, dates: Dates, run_id: int, forced: bool
) -> Outcome:
    model = state.graph.models[name]
    clock = _Clock()
    _stage(store, state, model, dates)
    contents = _contents(store, model, dates)
    clock.lap("stage")
    refused = _duplicates(store, model)
    findings = _findings(store, model, run_id)
    changed = [d for d in dates if forced or _differs(state, name, d, contents[d][1])]
    refused |= _lost_keys(store, state, model, changed)
    clock.lap("audit")
    good = tuple(d for d in dates if d not in refused)
    publish = [d for d in changed if d not in refused]
    edges = {d: state.fingerprints.edges(state.graph.reads[name], d) for d in good}
    with store.transaction():
        _publish_rows(store, state, model, publish, forced)
        builds = _publish_ledger(
            store, state, model, {d: contents[d] for d in good}, edges, run_id, clock.total
        )
        _publish_findings(store, model, good, findings)
    clock.lap("publish")
    for day in good:
        state.builds[name, day] = builds[day]
        state.failures.pop((name, day), None)
        state.fingerprints.put(name, day, contents[day][1])
    if refused:
        record_failures(store, state, name, refused, run_id)
    return Outcome(
        published=list(publish),
        unchanged=[d for d in good if d not in changed],
        failed=refused,
        rows=sum(contents[d][0] for d in publish),
        seconds=clock.laps,
    )


class _Clock:
    """Seconds by phase of one batch."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def lap(self, phase: str) -> None:
        now = time.perf_counter()
        self.laps[phase] = now - self._last
        self._last = now

    @property
    def total(self) -> float:
        return time.perf_counter() - self._start


def stage_columns(model: Model) -> list[tuple[str, str]]:
    """Name and DuckDB type of every column, in order."""
    return [(c.name, TYPES[c.type]) for c in model.columns]


def model_select(model: Model, state: State, start: date | None, end: date | None) -> str:
    """The SELECT of a model, or the reading of a seed's CSV."""
    if model.kind != "seed":
        return select_sql(model, state.graph.models, start, end)
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in stage_columns(model))
    path = str(seed_path(model)).replace("'", "''")
    return f"select * from read_csv('{path}', header = true, columns = {{{types}}})"


def _stage(store: Store, state: State, model: Model, dates: Dates) -> None:
    """Fill temp table `stage` with the rows of these dates and their hashes."""
    days = [d for d in dates if d is not None]
    start, end = (min(days), max(days)) if days else (None, None)
    row_hash = row_hash_sql(stage_columns(model), model.decimals)
    temp_dates(store, "batch_dates", days)
    where = "where game_date in (select game_date from batch_dates)" if days else ""
    store.con.execute(
        f"create or replace temp table stage as select *, {row_hash} as row_hash from"
        f" ({model_select(model, state, start, end)}) as model {where}"
    )


def _contents(store: Store, model: Model, dates: Dates) -> dict[date | None, tuple[int, str]]:
    """Row count and content hash of every date of the batch, empty ones included."""
    day = "game_date" if model.dated else "cast(null as date)"
    found: dict[date | None, tuple[int, str]] = {
        d: (n, h)
        for d, n, h in store.rows(
            f"select {day}, count(*), {content_hash_sql('row_hash')} from stage group by 1"
        )
    }
    return {d: found.get(d, (0, EMPTY_HASH)) for d in dates}


def _differs(state: State, name: str, day: date | None, content: str) -> bool:
    build = state.builds.get((name, day))
    return (build.content_hash if build else EMPTY_HASH) != content


def _duplicates(store: Store, model: Model) -> dict[date | None, str]:
    """Dates whose stage has a grain twice: refused."""
    return {
        day: f"{model.name}: {extra} rows repeat their key ({', '.join(model.grain)})"
        for day, extra in store.rows(audit.duplicates_sql(model, "stage"))
    }


def _lost_keys(
    store: Store, state: State, model: Model, changed: Iterable[date | None]
) -> dict[date | None, str]:
    """Dates that would lose rows still expected: refused, a rerun may not make a good cell worse."""
    days = [
        d for d in changed if d and (b := state.builds.get((model.name, d))) and b.row_count > 0
    ]
    if not days or model.expect is None or model.layer in ("raw", "spine"):
        return {}
    temp_dates(store, "held_dates", days)
    grain = ", ".join(model.grain)
    keys = query_sql(model.expect.keys, state.graph.models, min(days), max(days), model.name)
    return {
        day: f"{model.name}: the rebuild would lose {lost} rows that are still expected"
        for day, lost in store.rows(
            f"select game_date, count(*) from (select {grain} from main.{model.name}"
            f" where game_date in (select game_date from held_dates)) as held"
            f" anti join stage using ({grain}) semi join ({keys}) as keys using ({grain})"
            " group by game_date"
        )
    }


def _findings(store: Store, model: Model, run_id: int) -> list[tuple[object, ...]]:
    """Violated checks of the stage as ledger rows, one a row and check."""
    wanted = audit.ordered_checks(model)
    if not wanted:
        return []
    totals = store.rows(audit.audit_sql(model, "stage"))
    found: list[tuple[object, ...]] = []
    for i, check in enumerate(wanted):
        if not any(row[i + 1] for row in totals):
            continue
        if check.per_date:
            rows = [(row[0], "") for row in totals if row[i + 1]]
        else:
            rows = store.rows(audit.violations_sql(model, check, "stage"))
        for day, key in rows:
            identity = "/".join(str(p) for p in (model.name, day or "-", check.rule, key) if p)
            found.append(
                (
                    identity,
                    model.name,
                    day,
                    check.rule,
                    key,
                    check.finding_class,
                    "contract",
                    "",
                    1,
                    run_id,
                )
            )
    return found


def _publish_rows(
    store: Store, state: State, model: Model, dates: Sequence[date | None], forced: bool
) -> None:
    names = ", ".join(name for name, _ in stage_columns(model))
    if not dates:
        return
    if not model.dated:
        store.con.execute(f"delete from main.{model.name}")
        store.con.execute(f"insert into main.{model.name} select {names} from stage")
        return
    held = [
        d for d in dates if forced or ((b := state.builds.get((model.name, d))) and b.row_count > 0)
    ]
    if held:
        store.con.execute(f"delete from main.{model.name} where game_date in ({_listed(held)})")
    temp_dates(store, "changed_dates", [d for d in dates if d])
    store.con.execute(
        f"insert into main.{model.name} select {names} from stage"
        " where game_date in (select game_date from changed_dates) order by game_date"
    )


def _publish_ledger(
    store: Store,
    state: State,
    model: Model,
    contents: Mapping[date | None, tuple[int, str]],
    edges: Mapping[date | None, Sequence[object]],
    run_id: int,
    seconds: float,
) -> dict[date | None, Build]:
    name = model.name
    if any((name, d) in state.builds or (name, d) in state.failures for d in contents):
        _retire(store, name, contents, "true")
    first = _next_build_id(store)
    code, contract = state.graph.code_hashes[name], model.contract_hash
    builds: dict[date | None, Build] = {}
    build_rows, edge_rows = [], []
    each = seconds / max(1, len(contents))
    for i, (day, (rows, content)) in enumerate(contents.items()):
        inputs = inputs_hash(edges[day])  # type: ignore[arg-type]
        builds[day] = Build(
            first + i, content, inputs, code, contract, rows, run_id, "published", ""
        )
        build_rows.append(
            (name, day, rows, content, inputs, code, contract, run_id, each, "published", "")
        )
        edge_rows += [
            (first + i, e.input, _iso(e.start), _iso(e.end), f"{e.mark:016x}")  # type: ignore[attr-defined]
            for e in edges[day]
        ]
    _insert_builds(store, first, build_rows)
    store.insert(
        "ledger.edge",
        {
            "build_id": "BIGINT",
            "input": "VARCHAR",
            "date_from": "DATE",
            "date_to": "DATE",
            "input_hash": "VARCHAR",
        },
        edge_rows,
    )
    return builds


def _insert_builds(store: Store, first: int, rows: Sequence[tuple[object, ...]]) -> None:
    store.insert(
        "ledger.build",
        {
            "build_id": "BIGINT",
            "is_current": "BOOLEAN",
            "model": "VARCHAR",
            "game_date": "DATE",
            "row_count": "BIGINT",
            "content_hash": "VARCHAR",
            "inputs_hash": "VARCHAR",
            "code_hash": "VARCHAR",
            "contract_hash": "VARCHAR",
            "run_id": "BIGINT",
            "seconds": "DOUBLE",
            "status": "VARCHAR",
            "message": "VARCHAR",
        },
        [(first + i, True, *row) for i, row in enumerate(rows)],
    )


def _publish_findings(
    store: Store, model: Model, dates: Dates, findings: Sequence[tuple[object, ...]]
) -> None:
    days = {d for d in dates}
    replace_findings(
        store,
        model.name,
        dates,
        "split_part(rule, '/', 1) in ('rule', 'critical', 'range', 'warning', 'guard')",
    )
    store.insert(
        "ledger.finding",
        {
            "finding_id": "VARCHAR",
            "model": "VARCHAR",
            "game_date": "DATE",
            "rule": "VARCHAR",
            "key": "VARCHAR",
            "class": "VARCHAR",
            "reason": "VARCHAR",
            "detail": "VARCHAR",
            "row_count": "BIGINT",
            "run_id": "BIGINT",
        },
        [f for f in findings if f[2] in days],
    )


def replace_findings(store: Store, name: str, dates: Dates, which: str) -> None:
    """Delete the findings of some cells that are about to be stated anew."""
    days = [d for d in dates if d is not None]
    where = f"model = '{name}' and ({which})"
    if days:
        where += f" and game_date in ({_listed(days)})"
    if store.scalar(f"select 1 from ledger.finding where {where} limit 1"):
        store.con.execute(f"delete from ledger.finding where {where}")


def _retire(store: Store, name: str, dates: Iterable[date | None], which: str) -> None:
    days = [d for d in dates if d is not None]
    among = f"game_date in ({_listed(days)})" if days else "game_date is null"
    store.con.execute(
        "update ledger.build set is_current = false"
        f" where is_current and model = '{name}' and ({among}) and ({which})"
    )


def _listed(days: Iterable[date | None]) -> str:
    return ", ".join(f"date '{d}'" for d in days)


def _next_build_id(store: Store) -> int:
    return 1 + int(store.scalar("select coalesce(max(build_id), 0) from ledger.build"))


def temp_dates(store: Store, table: str, days: Sequence[date]) -> None:
    """Make a temp table with one column `game_date`."""
    values = ", ".join(f"(date '{d}')" for d in days) or "(null)"
    store.con.execute(
        f"create or replace temp table {table} as select * from (values {values}) as t (game_date)"
    )


def _iso(day: date) -> str | None:
    return None if day in (UNDATED, date.max) else day.isoformat()
