"""Plans: which cells to build, and why. Pure functions over the state.

A plan is a frozen value: `plan` prints it, `backfill` runs it, a file stores it.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fullcourt.integrity.fingerprint import UNDATED
from fullcourt.integrity.state import Build, Cell, State
from fullcourt.warehouse.hashing import mix


class Cause(StrEnum):
    """Why a cell is in a plan."""

    MISSING = "missing"  # never built
    FAILED = "failed"  # the last attempt ended in an error
    CODE = "code"  # the model's SQL changed
    CONTRACT = "contract"  # its contract changed
    INPUTS = "inputs"  # what it reads has changed
    UPSTREAM = "upstream"  # an input is itself in the plan
    REPAIR = "repair"  # its rows are not what the ledger recorded, or not what a build yields


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cells a command is about; empty fields select everything.

    Args:
        models: Table names.
        layers: Layer names.
        start: First date.
        end: Last date, inclusive.
        dates: Single dates.
    """

    models: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    dates: tuple[date, ...] = ()

    def has_model(self, name: str, layer: str) -> bool:
        """Whether a table is selected."""
        if not self.models and not self.layers:
            return True
        return name in self.models or layer in self.layers

    def has_date(self, day: date | None) -> bool:
        """Whether a date is selected; undated cells always are."""
        if day is None:
            return True
        if self.dates and day not in self.dates:
            return False
        return (self.start is None or day >= self.start) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Step:
    """The cells of one table to build, in date order, each with its cause."""

    model: str
    layer: str
    cells: tuple[tuple[date | None, Cause], ...]

    @property
    def dates(self) -> tuple[date | None, ...]:
        """The dates alone."""
        return tuple(day for day, _ in self.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in dependency order, bound to the state they were made from."""

    digest: str
    steps: tuple[Step, ...]
    selection: Selection = field(default_factory=Selection)

    @property
    def cells(self) -> int:
        """How many cells the plan may rebuild."""
        return sum(len(s.cells) for s in self.steps)

    def to_json(self) -> str:
        """The plan as a file's text."""
        return json.dumps(
            {
                "schema": "fullcourt.plan/1",
                "digest": self.digest,
                "steps": [
                    {
                        "model": s.model,
                        "layer": s.layer,
                        "cells": [[d.isoformat() if d else None, c.value] for d, c in s.cells],
                    }
                    for s in self.steps
                ],
            },
            indent=1,
        )


def plan_from_json(text: str) -> Plan:
    """Read a stored plan.

    Raises:
        ValueError: The text is not a plan.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("schema") != "fullcourt.plan/1":
        raise ValueError("not a fullcourt plan")
    return Plan(
        data["digest"],
        tuple(
            Step(
                s["model"],
                s["layer"],
                tuple((date.fromisoformat(d) if d else None, Cause(c)) for d, c in s["cells"]),
            )
            for s in data["steps"]
        ),
    )


def state_digest(state: State) -> str:
    """Moves whenever a build, a landed unit or a model's code changes."""
    builds = sum(mix(m, d, b.build_id) for (m, d), b in state.builds.items())
    landed = sum(
        marks.total(UNDATED, date.max)
        for name, marks in sorted(state.fingerprints.marks.items())
        if name.startswith("landing.")
    )
    code = sorted((n, h) for n, h in state.graph.code_hashes.items())
    return f"{mix(builds, landed, code):016x}"


def make_plan(
    state: State, selection: Selection | None = None, repairs: Iterable[Cell] = ()
) -> Plan:
    """Everything wanted that is not current, with the inputs it needs.

    Args:
        state: What the ledger knows.
        selection: What is wanted; everything when None.
        repairs: Cells to rebuild although the ledger calls them current.
    """
    wanted = selection or Selection()
    needed = _needed(state, wanted)
    forced = set(repairs)
    planned: dict[str, list[date]] = {}
    steps = []
    for name in state.graph.order:
        cells = []
        for day in state.expected_dates(name):
            if day not in needed[name]:
                continue
            cause = Cause.REPAIR if (name, day) in forced else cause_of(state, name, day, planned)
            if cause:
                cells.append((day, cause))
        if cells:
            planned[name] = sorted(d or UNDATED for d, _ in cells)
            steps.append(Step(name, state.graph.models[name].layer, tuple(cells)))
    return Plan(state_digest(state), tuple(steps), wanted)


def cause_of(
    state: State, name: str, day: date | None, planned: Mapping[str, list[date]]
) -> Cause | None:
    """Why a cell is not current, or None.

    Args:
        state: What the ledger knows.
        name: Table.
        day: Date; None for an undated table.
        planned: Table -> sorted dates that will be built before it.
    """
    if (name, day) in state.failures:
        return Cause.FAILED
    build = state.builds.get((name, day))
    if build is None:
        return Cause.MISSING
    if build.code_hash != state.graph.code_hashes[name]:
        return Cause.CODE
    if build.contract_hash != state.graph.contract_hashes[name]:
        return Cause.CONTRACT
    reads = state.graph.reads[name]
    if _inputs_moved(state, name, day, build):
        return Cause.INPUTS
    for read in reads:
        dates = planned.get(read.name)
        if not dates:
            continue
        for window in read.windows:
            start, end = state.fingerprints.span(window, day)
            if bisect_left(dates, start) < bisect_right(dates, end):
                return Cause.UPSTREAM
    return None


def _inputs_moved(state: State, name: str, day: date | None, build: Build) -> bool:
    """Whether anything the cell reads changed since its build, keyed windows counted by key.

    A recorded hash that moved is narrowed down by the keys that changed. A repair moves no hash,
    yet whoever read the altered rows meanwhile has to be built again.
    """
    if not build.inputs_hash:
        return True  # nobody can tell what it was built from
    reads = state.graph.reads[name]
    if build.inputs_hash == state.fingerprints.inputs_hash(name, reads, day):
        return state.changes.has_repairs and bool(
            state.changes.reaches(name, reads, day, build.build_id, repairs_only=True)
        )
    if any(read.name.startswith("landing.") for read in reads):
        return True
    return bool(state.changes.reaches(name, reads, day, build.build_id))


def _needed(state: State, wanted: Selection) -> dict[str, set[date | None]]:
    """Selected cells closed over their inputs, through the windows."""
    needed: dict[str, set[date | None]] = {}
    for name in state.graph.order:
        layer = state.graph.models[name].layer
        chosen = wanted.has_model(name, layer)
        needed[name] = (
            {d for d in state.expected_dates(name) if wanted.has_date(d)} if chosen else set()
        )
    if wanted == Selection():
        return needed
    for name in reversed(state.graph.order):
        if not needed[name]:
            continue
        for read in state.graph.reads[name]:
            if read.name not in needed:
                continue
            spans = {state.fingerprints.span(w, d) for d in needed[name] for w in read.windows}
            for start, end in _union(spans):
                needed[read.name] |= {
                    d for d in state.expected_dates(read.name) if start <= (d or UNDATED) <= end
                }
    return needed


def _union(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Overlapping spans folded together."""
    folded: list[tuple[date, date]] = []
    for start, end in sorted(s for s in spans if s[0] <= s[1]):
        if folded and start <= folded[-1][1]:
            folded[-1] = (folded[-1][0], max(end, folded[-1][1]))
        else:
            folded.append((start, end))
    return folded
