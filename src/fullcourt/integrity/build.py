"""Building: stage a batch, audit it, then publish what changed with its ledger rows, or refuse.

One SELECT fills a stage for many dates; nothing of it is visible before the transaction that
publishes rows, hashes, findings and read-edges together. A cell whose content did not change gets a
ledger row only, so nothing downstream becomes stale (early cutoff).
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from importlib import import_module

import duckdb

from fullcourt.integrity import audit, ledger
from fullcourt.integrity.calendar import Calendar
from fullcourt.integrity.changes import write_changes
from fullcourt.integrity.fingerprint import inputs_hash
from fullcourt.integrity.landed import damaged_cells
from fullcourt.integrity.schema import seed_path
from fullcourt.integrity.state import Build, State, read_changes
from fullcourt.warehouse.compose import select_sql
from fullcourt.warehouse.hashing import EMPTY_HASH, content_hash_sql, row_hash_sql
from fullcourt.warehouse.mirror import Mirror
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


class GroupLostError(Exception):
    """A batch failed inside a group of commits; the group is rolled back and its batches redone."""


@dataclass(frozen=True)
class Batch:
    """The cells of one table on some dates, to be built by one SELECT.

    Args:
        store: Open for writing.
        state: Updated in place with what is published.
        name: Table.
        dates: Ascending dates, or (None,) for an undated table.
        run_id: Whose ledger rows these are.
        forced: Rewrite the rows even where their hash is the recorded one.
    """

    store: Store
    state: State
    name: str
    dates: Dates
    run_id: int
    forced: bool = False
    mirror: Mirror | None = None

    @cached_property
    def model(self) -> Model:
        """The table's model."""
        return self.state.graph.models[self.name]

    @cached_property
    def days(self) -> list[date]:
        """The dates without the undated cell's None."""
        return [d for d in self.dates if d is not None]

    def part(self, dates: Dates) -> "Batch":
        """The same for some of the dates."""
        return replace(self, dates=dates)

    def held(self, dates: Iterable[date | None]) -> list[date | None]:
        """Those dates whose current build has rows (all of them when rewriting by force)."""
        builds = self.state.builds
        return [
            d
            for d in dates
            if self.forced or ((b := builds.get((self.name, d))) and b.row_count > 0)
        ]


def build_batch(batch: Batch) -> Outcome:
    """Build a batch and publish what changed.

    A failing SELECT is narrowed down by halving, so that one bad date does not sink the others.
    """
    try:
        return _build(batch)
    except duckdb.Error as error:
        if isinstance(error, (duckdb.InterruptException, duckdb.TransactionException)):
            raise
        if batch.store.in_group:
            raise GroupLostError from error
        if len(batch.dates) > 1 and not isinstance(error, _HOPELESS):
            middle = len(batch.dates) // 2
            outcome = build_batch(batch.part(batch.dates[:middle]))
            outcome.add(build_batch(batch.part(batch.dates[middle:])))
            return outcome
        message = f"{batch.name}: {str(error).splitlines()[0]}"
        return _refuse(batch, dict.fromkeys(batch.dates, message))


def _build(batch: Batch) -> Outcome:
    name, state = batch.name, batch.state
    clock = _Clock()
    _stage(batch)
    contents = _contents(batch)
    clock.lap("stage")
    refused = _duplicates(batch)
    findings = audit.own_findings(batch.store, batch.model, "stage")
    changed = [d for d in batch.dates if batch.forced or _differs(batch, d, contents[d][1])]
    refused |= _lost_keys(batch, changed)
    if batch.model.layer == "raw":
        refused |= _lost_landing(batch, changed, contents)
    clock.lap("audit")
    good = [d for d in batch.dates if d not in refused]
    publish = [d for d in changed if d not in refused]
    edges = {d: state.fingerprints.edges(state.graph.reads[name], d) for d in good}
    first = state.take_build_ids(len(good))
    builds = {
        d: Build(
            build_id=first + i,
            content_hash=contents[d][1],
            inputs_hash=inputs_hash(edges[d]),
            code_hash=state.graph.code_hashes[name],
            contract_hash=batch.model.contract_hash,
            row_count=contents[d][0],
            run_id=batch.run_id,
            status="published",
            message="",
        )
        for i, d in enumerate(good)
    }
    rebuilt = any((name, d) in state.builds or (name, d) in state.failures for d in good)
    with batch.store.transaction():
        moved = {d: builds[d].build_id for d in publish}
        write_changes(batch.store, state, name, moved, repair=batch.forced)
        _publish_rows(batch, publish)
        if rebuilt:
            ledger.retire_builds(batch.store, name, good, "true")
            ledger.forget_findings(batch.store, name, good, ledger.OWN_CHECKS)
        ledger.write_builds(batch.store, name, builds, clock.total)
        ledger.write_edges(batch.store, ((builds[d].build_id, edges[d]) for d in good))
        ledger.write_findings(
            batch.store, [f for f in findings if f.game_date in builds], batch.run_id
        )
    clock.lap("publish")
    for day, build in builds.items():
        state.builds[name, day] = build
        state.failures.pop((name, day), None)
        state.fingerprints.put(name, day, build.content_hash)
    read_changes(batch.store, state, (name,), since=first)
    outcome = Outcome(
        published=publish,
        unchanged=[d for d in good if d not in changed],
        rows=sum(contents[d][0] for d in publish),
        seconds=clock.laps,
    )
    if refused:
        outcome.add(_refuse(batch, refused))
    return outcome


def probe_batch(batch: Batch) -> list[date | None]:
    """The dates of a batch that a build would change, found by staging it; nothing is written."""
    _stage(batch)
    contents = _contents(batch)
    return [d for d in batch.dates if _differs(batch, d, contents[d][1])]


def _refuse(batch: Batch, failed: dict[date | None, str]) -> Outcome:
    """Keep the error of cells that could not be built; what was published before stays."""
    with batch.store.transaction():
        first = batch.state.take_build_ids(len(failed))
        ledger.write_failures(batch.store, batch.name, failed, batch.run_id, first)
    for day, message in failed.items():
        batch.state.failures[batch.name, day] = message
    return Outcome(failed=failed)


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


def _stage(batch: Batch) -> None:
    """Fill temp table `stage` with the rows of these dates and their hashes."""
    model, days = batch.model, batch.days
    start, end = (min(days), max(days)) if days else (None, None)
    row_hash = row_hash_sql(stage_columns(model), model.decimals)
    select = (
        _built_by_python(batch)
        if model.kind == "python"
        else model_select(model, batch.state, start, end)
    )
    ledger.temp_dates(batch.store, "batch_dates", days)
    where = "where game_date in (select game_date from batch_dates)" if days else ""
    batch.store.con.execute(
        f"create or replace temp table stage as select *, {row_hash} as row_hash from"
        f" ({select}) as model {where}"
    )


def _built_by_python(batch: Batch) -> str:
    """Have a Python model's builder fill a temp table; return the SELECT over it."""
    module, _, function = batch.model.builder.partition(":")
    build = getattr(import_module(module), function)
    table = build(batch.store.con, tuple(batch.days), batch.state.folder)
    columns = ", ".join(f"cast({n} as {kind}) as {n}" for n, kind in stage_columns(batch.model))
    return f"select {columns} from {table}"


def _contents(batch: Batch) -> dict[date | None, tuple[int, str]]:
    """Row count and content hash of every date of the batch, empty ones included."""
    day = "game_date" if batch.model.dated else "cast(null as date)"
    found: dict[date | None, tuple[int, str]] = {
        d: (n, h)
        for d, n, h in batch.store.rows(
            f"select {day}, count(*), {content_hash_sql('row_hash')} from stage group by 1"
        )
    }
    return {d: found.get(d, (0, EMPTY_HASH)) for d in batch.dates}


def _differs(batch: Batch, day: date | None, content: str) -> bool:
    build = batch.state.builds.get((batch.name, day))
    return (build.content_hash if build else EMPTY_HASH) != content


def _duplicates(batch: Batch) -> dict[date | None, str]:
    """Dates whose stage has a grain twice: refused."""
    grain = ", ".join(batch.model.grain)
    return {
        day: f"{batch.name}: {extra} rows repeat their key ({grain})"
        for day, extra in batch.store.rows(audit.duplicates_sql(batch.model, "stage"))
    }


def _lost_keys(batch: Batch, changed: Iterable[date | None]) -> dict[date | None, str]:
    """Dates that would lose rows still expected: refused, no rerun makes a good cell worse.

    Raw and spine tables say what the sources say, so a correction there may take rows away.
    """
    model = batch.model
    days = [d for d in batch.held(changed) if d is not None]
    if not days or model.expect is None or model.layer in ("raw", "spine"):
        return {}
    ledger.temp_dates(batch.store, "held_dates", days)
    wanted = audit.expectation(batch.store, model, batch.state.graph.models, min(days), max(days))
    on = ", ".join(wanted.on)
    return {
        day: f"{model.name}: the rebuild would lose {lost} rows that are still expected"
        for day, lost in batch.store.rows(
            f"select game_date, count(*) from (select distinct {on} from wh.main.{model.name}"
            f" where game_date in (select game_date from held_dates)) as held"
            f" anti join stage using ({on}) semi join ({wanted.due()}) as due using ({on})"
            " group by game_date"
        )
    }


def _lost_landing(
    batch: Batch, changed: Iterable[date | None], contents: Mapping[date | None, tuple[int, str]]
) -> dict[date | None, str]:
    """Dates of a raw table that would lose rows because landing has lost them: refused."""
    damaged = damaged_cells(batch.store)
    builds = batch.state.builds
    held = {d: builds[batch.name, d].row_count for d in changed if (batch.name, d) in builds}
    return {
        d: f"{batch.name}: {damaged[batch.name, d]}"
        for d, rows in held.items()
        if (batch.name, d) in damaged and contents[d][0] < rows
    }


def _publish_rows(batch: Batch, dates: Sequence[date | None]) -> None:
    model, con = batch.model, batch.store.con
    names = ", ".join(name for name, _ in stage_columns(model))
    if not dates:
        return
    if not model.dated:
        con.execute(f"delete from wh.main.{model.name}")
        con.execute(f"insert into wh.main.{model.name} ({names}) select {names} from stage")
        if batch.mirror:
            batch.mirror.replace(model.name, names, "true", "stage")
        return
    held = batch.held(dates)
    removed = ledger.among(held) if held else ""
    if removed:
        con.execute(f"delete from wh.main.{model.name} where {removed}")
    ledger.temp_dates(batch.store, "changed_dates", [d for d in dates if d])
    added = "stage where game_date in (select game_date from changed_dates)"
    con.execute(
        f"insert into wh.main.{model.name} ({names}) select {names} from {added} order by game_date"
    )
    if batch.mirror:
        batch.mirror.replace(model.name, names, removed, added)
