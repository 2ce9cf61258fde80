"""Incident: what happened to a cell, from the ledger: timeline, root, radius, actions, proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from fullcourt.integrity import ledger
from fullcourt.integrity.assess import CellState, judge_cells
from fullcourt.integrity.evaluate import read_counts
from fullcourt.integrity.history import BuildRecord, history
from fullcourt.integrity.impact import Impact, impact
from fullcourt.integrity.ranges import iso
from fullcourt.integrity.seeds import table_of
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.trace import Trace, trace
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.store import Store

_MOST_RUNS = 40


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline.

    Args:
        at: When, UTC; None where the ledger does not say.
        run_id: The run it belongs to.
        kind: build / verdict / file / repair.
        said: In words.
    """

    at: datetime | None
    run_id: int
    kind: str
    said: str

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        at = self.at.isoformat() if self.at else None
        return {"at": at, "run_id": self.run_id, "kind": self.kind, "said": self.said}


@dataclass(frozen=True, slots=True)
class Action:
    """A run that rebuilt the cell or what stands behind it after it was first found bad."""

    run_id: int
    command: str
    at: datetime | None
    cells: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        at = self.at.isoformat() if self.at else None
        return {"run_id": self.run_id, "command": self.command, "at": at, "cells": dict(self.cells)}


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that the cell is (or is not) what it should be.

    Args:
        before: Content hash and rows of the last build before it was first found bad.
        now: Those of the current build.
        drifted: Whether the rows were found to differ from the current build.
        verified_by: The last run that read the rows again.
    """

    before: tuple[str, int] | None
    now: tuple[str, int] | None
    drifted: bool
    verified_by: int | None

    @property
    def is_restored(self) -> bool | None:
        """Whether the content is again what it was before; None where there was nothing before."""
        if self.before is None or self.now is None:
            return None
        return self.before == self.now and not self.drifted

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        names = ("content_hash", "rows")
        return {
            "before": dict(zip(names, self.before, strict=True)) if self.before else None,
            "now": dict(zip(names, self.now, strict=True)) if self.now else None,
            "drifted": self.drifted,
            "verified_by": self.verified_by,
            "is_restored": self.is_restored,
        }


@dataclass(frozen=True, slots=True)
class Incident:
    """Everything the ledger tells about what happened to a cell."""

    model: str
    game_date: date | None
    verdict: Verdict | None
    reasons: tuple[str, ...]
    timeline: tuple[Moment, ...]
    trace: Trace
    impact: Impact
    actions: tuple[Action, ...]
    proof: Proof
    was: tuple[str, ...]

    @property
    def is_mended(self) -> bool:
        """Whether it was bad and is not any more."""
        return bool(self.was) and self.verdict is not None and self.verdict.is_good

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "game_date": iso(self.game_date),
            "verdict": str(self.verdict) if self.verdict else None,
            "reasons": list(self.reasons),
            "was": list(self.was),
            "is_mended": self.is_mended,
            "timeline": [m.to_json() for m in self.timeline],
            "root": self.trace.to_json(),
            "radius": self.impact.to_json(),
            "actions": [a.to_json() for a in self.actions],
            "proof": self.proof.to_json(),
        }


@dataclass(frozen=True, slots=True)
class _Run:
    run_id: int
    command: str
    started_at: datetime | None
    snapshot_before: int | None


def incident(
    store: Store,
    state: State,
    model: str,
    day: date | None,
    *,
    cells: Sequence[CellState] | None = None,
) -> Incident:
    """Write up a cell.

    Args:
        store: Open.
        state: What the ledger knows.
        model: Table.
        day: Date; None for an undated table.
        cells: Every cell judged, where the caller has them already.

    Raises:
        UsageError: There is no such table or date.
    """
    table_of(state, model, day, {})
    judged = cells if cells is not None else judge_cells(state, read_counts(store))
    cell = next((c for c in judged if (c.model, c.game_date) == (model, day)), None)
    traced = trace(store, state, model, day, cells=judged)
    builds = history(store, model, day)
    runs = _runs(store)
    verdicts = _verdicts(store, (model, day), runs)
    bad_since = _bad_since(verdicts)
    behind = {at for root in traced.roots for at in root.cells} - {(model, day)}
    return Incident(
        model,
        day,
        cell.verdict if cell else None,
        cell.reasons if cell else (),
        _timeline(store, state, (model, day), builds, verdicts, behind),
        traced,
        impact(store, state, model, day, rows=False),
        _actions(store, state, (model, day), runs, bad_since),
        _proof(store, builds, cell, bad_since),
        _was(store, (model, day), runs, verdicts),
    )


def _runs(store: Store) -> list[_Run]:
    rows = store.rows(
        "select run_id, command, started_at, snapshot_before from ledger.run"
        f" order by run_id desc limit {_MOST_RUNS}"
    )
    return [_Run(*row) for row in reversed(rows)]


def _verdicts(store: Store, at: Cell, runs: Sequence[_Run]) -> list[tuple[int, str, str]]:
    """Run, verdict and reasons after it, wherever they changed: what the ledger said in its time.

    Needs a store with snapshots; elsewhere the verdicts that builds were given must do.
    """
    found: list[tuple[int, str, str]] = []
    if store.has_time_travel:
        ends = [*(r.snapshot_before for r in runs[1:]), store.snapshot_id()]
        for run, end in zip(runs, ends, strict=True):
            said = _assessed(store, at, end)
            if said and (not found or found[-1][1:] != said):
                found.append((run.run_id, *said))
        return found
    where = f"model = ? and {ledger.among([at[1]])}"
    rows = store.rows(
        "select run_id, verdict, '' from ledger.build"
        f" where verdict is not null and {where} order by build_id",
        [at[0]],
    )
    rows += store.rows(
        f"select run_id, verdict, reasons from ledger.assessment where {where}", [at[0]]
    )
    for row in rows:
        if not found or found[-1][1] != row[1]:
            found.append(row)
    return found


def _bad_since(verdicts: Sequence[tuple[int, str, str]]) -> int | None:
    """The run that first found it bad, the last time it was."""
    since = None
    was_good = True
    for run, verdict, _ in verdicts:
        good = Verdict(verdict).is_good
        if was_good and not good:
            since = run
        was_good = good
    return since


def _assessed(store: Store, at: Cell, version: int | None) -> tuple[str, str] | None:
    if version is None:
        return None
    try:
        rows = store.rows(
            f"select verdict, reasons from ledger.assessment at (version => {version})"
            f" where model = ? and {ledger.among([at[1]])}",
            [at[0]],
        )
    except duckdb.Error:  # a snapshot that is no longer kept
        return None
    return (str(rows[0][0]), str(rows[0][1])) if rows else None


def _was(
    store: Store, at: Cell, runs: Sequence[_Run], verdicts: Sequence[tuple[int, str, str]]
) -> tuple[str, ...]:
    """The findings of the last time it was bad, one line a rule; now, if it still is."""
    bad = [i for i, (_, v, _) in enumerate(verdicts) if not Verdict(v).is_good]
    if not bad:
        return ()
    version = ""
    if bad[-1] + 1 < len(verdicts) and store.has_time_travel:
        ended = verdicts[bad[-1] + 1][0]
        before = next((r.snapshot_before for r in runs if r.run_id == ended), None)
        version = f" at (version => {before})" if before is not None else ""
    try:
        rows = store.rows(
            f"select rule, reason, count(*), min(key) from ledger.finding{version}"
            f" where class = 'defect' and model = ? and {ledger.among([at[1]])}"
            " group by 1, 2 order by 1, 2",
            [at[0]],
        )
    except duckdb.Error:
        rows = []
    verdict, reasons = verdicts[bad[-1]][1:]
    said = [f"{verdict}: {reasons}" if reasons else verdict]
    said += [
        f"{rule}, {reason}: {n} finding{'s' if n > 1 else ''}" + (f", such as {key}" if key else "")
        for rule, reason, n, key in rows
    ]
    return tuple(said)


def _timeline(
    store: Store,
    state: State,
    at: Cell,
    builds: Sequence[BuildRecord],
    verdicts: Sequence[tuple[int, str, str]],
    behind: set[Cell],
) -> tuple[Moment, ...]:
    started = dict(store.rows("select run_id, started_at from ledger.run"))
    moments = [Moment(b.built_at, b.run_id, "build", _build_text(at[0], b)) for b in builds]
    for name, day in sorted(behind, key=str)[:_MOST_RUNS]:
        moments += [
            Moment(b.built_at, b.run_id, "build", _build_text(f"{name} {day or ''}".strip(), b))
            for b in history(store, name, day)
        ]
    moments += [
        Moment(started.get(run), run, "verdict", f"{verdict}" + (f": {said}" if said else ""))
        for run, verdict, said in verdicts
    ]
    moments += [
        Moment(moment, run, "file", f"{path} ({form}, {outcome}): {units} units of {table}")
        for moment, run, path, form, outcome, units, table in _files(store, state, {at, *behind})
    ]
    order = {"file": 0, "build": 1, "verdict": 2}
    return tuple(sorted(moments, key=lambda m: (m.run_id, order.get(m.kind, 9), m.said)))


def _build_text(name: str, build: BuildRecord) -> str:
    if build.status == "failed":
        return f"{name}: the build failed: {build.message}"
    why = f" ({', '.join(build.why)})" if build.why else ""
    changed = "content changed" if build.changed else "content as before"
    return f"{name}: built, {build.row_count} rows, {changed}{why}"


def _files(store: Store, state: State, cells: set[Cell]) -> list[tuple[Any, ...]]:
    """Files whose units stand in raw cells of these dates."""
    wanted = {
        (table, day)
        for name, day in cells
        for table in state.graph.landing_inputs(name)
        if day is not None and table == name
    }
    found: list[tuple[Any, ...]] = []
    for table, day in sorted(wanted):
        found += store.rows(
            "select f.ingested_at, f.run_id, f.path, f.format, f.outcome, count(*), p.table_name"
            " from landing.payload p join ledger.source_file f using (file_id)"
            " where p.table_name = ? and p.unit_date = ? group by all order by 2, 3",
            [table, day],
        )
    return found


def _actions(
    store: Store, state: State, at: Cell, runs: Sequence[_Run], bad_since: int | None
) -> tuple[Action, ...]:
    """Runs since it was found bad that built the cell or a table behind it."""
    if bad_since is None:
        return ()
    above = {n for n in state.graph.order if at[0] in state.graph.downstream([n])} | {at[0]}
    listed = ", ".join(f"'{n}'" for n in sorted(above))
    built: dict[int, dict[str, int]] = {}
    for run, name, cells in store.rows(
        "select run_id, model, count(*) from ledger.build where run_id > ?"
        f" and model in ({listed}) group by 1, 2",
        [bad_since],
    ):
        built.setdefault(run, {})[name] = cells
    order = {n: i for i, n in enumerate(state.graph.order)}
    return tuple(
        Action(
            r.run_id,
            r.command,
            r.started_at,
            dict(sorted(built[r.run_id].items(), key=lambda item: order[item[0]])),
        )
        for r in runs
        if r.run_id in built
    )


def _proof(
    store: Store, builds: Sequence[BuildRecord], cell: CellState | None, bad_since: int | None
) -> Proof:
    published = [b for b in builds if b.status == "published"]
    sound = [b for b in published if bad_since is None or b.run_id < bad_since]
    current = next((b for b in reversed(published) if b.is_current), None)
    verified = store.scalar(
        "select max(run_id) from ledger.run where command in ('verify', 'recover')"
        " and finished_at is not null"
    )
    return Proof(
        (sound[-1].content_hash, sound[-1].row_count) if sound else None,
        (current.content_hash, current.row_count) if current else None,
        bool(cell and cell.counts.drifted),
        int(verified) if verified else None,
    )
