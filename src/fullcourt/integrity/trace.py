"""Trace: from a cell that is not well to the first cells whose own contract broke.

The walk goes upstream through declared windows, by key where the windows have one and by column
lineage where a column is asked for. A broken cell behind which another broken cell stands is a step
of the chain, not its root.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fullcourt.errors import UsageError
from fullcourt.integrity.assess import CellState, judge_cells
from fullcourt.integrity.breaks import (
    Break,
    Fault,
    asked_by,
    bears_on_rows,
    blamed,
    evidence,
    is_of_rows,
    read_breaks,
    showing_sql,
    touching,
)
from fullcourt.integrity.evaluate import read_counts
from fullcourt.integrity.events import Events, event_key, framing, read_events
from fullcourt.integrity.lineage import Lineage
from fullcourt.integrity.radius import Level, like
from fullcourt.integrity.ranges import DateRange, fold
from fullcourt.integrity.seeds import table_of
from fullcourt.integrity.staleness import Moved, moved_inputs
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.steps import Step, Stepper
from fullcourt.integrity.subject import Subject, read_subject, read_subject_keys
from fullcourt.integrity.upstream import Columns, Needs, Question, Upstream
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.store import Store

_NOT_BUILT = (Verdict.MISSING, Verdict.BLOCKED, Verdict.FAILED)


@dataclass(frozen=True, slots=True)
class Root:
    """A table and the dates on which its own contract broke, with the way from the question to it.

    Args:
        model: The table.
        ranges: Its broken dates, folded.
        dates: The same, singly.
        relation: How surely it is the cause: by key, or only through averages or other games.
        columns: The columns its findings are about; none when whole rows are.
        explains: How many of the rows asked about it bears on.
        evidence: What is wrong, with counts.
        sql: A query that shows it.
        chain: The steps from the cell asked about to the root.
    """

    model: str
    ranges: tuple[DateRange, ...]
    dates: tuple[date | None, ...]
    relation: Level
    columns: tuple[str, ...]
    explains: int
    evidence: tuple[str, ...]
    sql: str
    chain: tuple[Step, ...]

    @property
    def cells(self) -> set[Cell]:
        """Its broken cells."""
        return {(self.model, day) for day in self.dates}

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "ranges": [r.to_json() for r in self.ranges],
            "relation": _RELATION[self.relation],
            "columns": list(self.columns),
            "explains": self.explains,
            "evidence": list(self.evidence),
            "sql": self.sql,
            "chain": [s.to_json() for s in self.chain],
        }


_RELATION = {
    Level.KEYED: "by key",
    Level.AVERAGE: "through averages",
    Level.CONDITIONAL: "through which games count",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """What a cell, row or column suffers from.

    Args:
        model: The table asked about.
        game_date: The date asked about.
        verdict: The cell's verdict.
        rows: How many of its rows are not well (those asked for, when a key was given).
        roots: The surest causes, those that explain most first.
        others: Broken cells that may bear on it at most through averages or other games.
        notes: What the reader should know about the answer.
    """

    model: str
    game_date: date | None
    key: Mapping[str, str]
    column: str | None
    verdict: Verdict | None
    reasons: tuple[str, ...]
    rows: int
    roots: tuple[Root, ...]
    others: tuple[Root, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "game_date": self.game_date.isoformat() if self.game_date else None,
            "key": dict(self.key),
            "column": self.column,
            "verdict": str(self.verdict) if self.verdict else None,
            "reasons": list(self.reasons),
            "rows": self.rows,
            "roots": [r.to_json() for r in self.roots],
            "others": [r.to_json() for r in self.others],
            "notes": list(self.notes),
        }


def trace(  # noqa: PLR0913 - the question has as many parts
    store: Store,
    state: State,
    model: str,
    day: date | None,
    *,
    key: Mapping[str, object] | None = None,
    column: str | None = None,
    cells: Sequence[CellState] | None = None,
) -> Trace:
    """Find what a cell (or one of its rows or columns) suffers from.

    Args:
        store: Open.
        state: What the ledger knows.
        model: Table.
        day: Date; None for an undated table.
        key: Only rows of this key, such as {"player_id": 201142}.
        column: Only what makes up this column.
        cells: Every cell judged, where the caller has them already.

    Raises:
        UsageError: There is no such table, date or column.
    """
    asked = table_of(state, model, day, key or {})
    if column and column not in {c.name for c in asked.columns}:
        raise UsageError(f"{model} has no column {column!r}", hint=f"docs/tables.md, {model}")
    judged = cells if cells is not None else judge_cells(state, read_counts(store))
    return _Tracing(store, state, judged).trace(model, day, dict(key or {}), column)


@dataclass(slots=True)
class _Hit:
    """A broken cell that bears on the question."""

    found: Break
    level: Level
    faults: list[Fault]

    @property
    def told(self) -> tuple[Break, list[Fault]]:
        """The break and the findings by which it bears on the question."""
        return self.found, self.faults


class _Tracing:
    """One question's state: judged cells, breaks, events, lineage."""

    def __init__(self, store: Store, state: State, cells: Sequence[CellState]) -> None:
        self.store = store
        self.state = state
        self.cells = {(c.model, c.game_date): c for c in cells}
        self.event = event_key(state.graph.models)
        self.lineage = Lineage(state.graph)
        self.events = Events()
        self.breaks: dict[Cell, Break] = {}
        self._roots: dict[Cell, bool] = {}

    def trace(
        self, model: str, day: date | None, key: dict[str, object], column: str | None
    ) -> Trace:
        """Answer one question."""
        shown = {n: str(v) for n, v in key.items()}
        cell = self.cells.get((model, day))
        if cell is None:
            note = (
                "no cell is expected here: no game stands or stood on this date, or it is to come"
            )
            return Trace(model, day, shown, column, None, (), 0, (), notes=(note,))
        self._load(model, day)
        subject = read_subject(self.store, self.state, cell, key, column)
        if subject.is_well:
            note = "nothing is wrong with these rows" if key or column else "this cell is well"
            answer = Trace(model, day, shown, column, cell.verdict, cell.reasons, 0, ())
            return replace(answer, notes=(note,))
        if cell.verdict is Verdict.STALE and not subject.rows:
            return self._stale(cell, shown, column)
        roots, notes = self._roots_of(cell, subject, column)
        surest = min((r.relation for r in roots), default=Level.KEYED)
        return Trace(
            *(model, day, shown, column, cell.verdict, cell.reasons, len(subject.rows)),
            roots=tuple(r for r in roots if r.relation == surest),
            others=tuple(r for r in roots if r.relation > surest),
            notes=tuple(notes),
        )

    def _load(self, model: str, day: date | None) -> None:
        """Breaks and events that can matter, read once."""
        above = _above(self.state, model)
        self.breaks = read_breaks(self.store, self.cells.values(), above)
        if day is not None:
            season = self.state.calendar.season_of(day)
            previous = self.state.calendar.previous_season(season) if season else None
            begun = self.state.calendar.seasons.get(previous or season or "", (day, day))[0]
            self.events = read_events(self.store, self.state, (begun, day))

    def _upstream(self) -> Upstream:
        bad = frozenset(c for c, s in self.cells.items() if s.verdict is not Verdict.COMPLETE)
        return Upstream(self.state, self.events, self.lineage, bad)

    def _roots_of(
        self, cell: CellState, subject: Subject, column: str | None
    ) -> tuple[list[Root], list[str]]:
        columns: Columns = frozenset([column]) if column else None
        question = Question(
            cell.model,
            cell.game_date,
            subject.keys,
            columns,
            same_day=cell.verdict in _NOT_BUILT or subject.is_unknown,
        )
        upstream = self._upstream()
        needs = upstream.needs(question)
        own = self.breaks.get((cell.model, cell.game_date))
        lost = bool(own and not column and is_of_rows(own.faults))
        hits = [h for h in self._hits(needs) if not lost or bears_on_rows(*h.told, cell.game_date)]
        roots = [h for h in hits if not self._has_deeper(upstream, h)]
        stepper = Stepper(self.store, self.state, self.cells, self.events, needs, self.lineage)
        grouped: dict[tuple[object, ...], list[_Hit]] = {}
        for hit in roots:
            rules = tuple(sorted({f.rule for f in hit.faults or hit.found.faults}))
            kind = (hit.found.cell.model, hit.level, rules or hit.found.cell.verdict)
            grouped.setdefault(kind, []).append(hit)
        made = [self._root(group, needs, subject, stepper) for group in grouped.values()]
        notes = []
        if column and self.lineage.of(cell.model) is None:
            notes.append(f"the SQL of {cell.model} is not understood: every input was followed")
        if not made:
            notes.append(
                "no broken cell stands behind this; `fullcourt verify` looks at the rows again"
            )
        order = {name: i for i, name in enumerate(self.state.graph.order)}
        made.sort(key=lambda r: (r.relation, -r.explains, order[r.model]))
        return made, notes

    def _hits(self, needs: Mapping[str, Needs]) -> list[_Hit]:
        found = []
        for (name, day), broken in self.breaks.items():
            need = needs[name].at(day) if name in needs else None
            if need is None:
                continue
            met = touching(broken, need, self.state.graph.models[name], self.event)
            if met:
                found.append(_Hit(broken, *met))
        return found

    def _has_deeper(self, upstream: Upstream, hit: _Hit) -> bool:
        """Whether another broken cell stands behind a broken cell and explains it."""
        at = hit.found.at
        if at not in self._roots:
            model = self.state.graph.models[at[0]]
            keys, columns = asked_by(hit.found, hit.faults, model)
            blind = hit.found.cell.verdict in _NOT_BUILT or not hit.found.faults
            keys = read_subject_keys(self.store, self.state, model, at[1], keys)
            needs = upstream.needs(Question(*at, keys, columns, same_day=blind))
            lost = is_of_rows(hit.faults or hit.found.faults)
            self._roots[at] = any(
                h.found.at != at
                and (h.level is Level.KEYED or h.found.at[1] == at[1])
                and (not lost or bears_on_rows(*h.told, at[1]))
                for h in self._hits(needs)
            )
        return self._roots[at]

    def _root(
        self,
        hits: Sequence[_Hit],
        needs: Mapping[str, Needs],
        subject: Subject,
        stepper: Stepper,
    ) -> Root:
        hits = sorted(hits, key=lambda h: h.found.at[1] or date.min)
        name = hits[0].found.cell.model
        model = self.state.graph.models[name]
        days = [h.found.at[1] for h in hits]
        faults = [f for h in hits for f in (h.faults or h.found.faults)]
        whole = replace(hits[0].found, faults=tuple(faults))
        names = set(framing(self.state.graph.models)) | {self.event}
        touched = [self._touched(h, needs[name], names) for h in hits]
        worst = max(hits, key=lambda h: len(h.faults))
        chain = stepper.chain(worst.found, worst.faults)
        return Root(
            name,
            fold(days, self.state.expected_dates(name)),
            tuple(days),
            hits[0].level,
            blamed(faults, model),
            subject.touched_by(touched, like),
            tuple(evidence(whole, faults)),
            showing_sql(self.state, hits[0].found.at, faults, days),
            chain,
        )

    def _touched(self, hit: _Hit, needs: Needs, names: Iterable[str]) -> dict[str, set[str]]:
        """The key values through which a hit bears on the rows asked about."""
        need = needs.at(hit.found.at[1])
        found: dict[str, set[str]] = {}
        for fault in hit.faults:
            for name, value in fault.key.items():
                if name in names:
                    found.setdefault(name, set()).add(value)
        if need and not (set(found) - {self.event}):
            found |= {n: {str(v) for v in vs} for n, vs in need.keys.items() if n in names}
        return found

    def _stale(self, cell: CellState, shown: Mapping[str, str], column: str | None) -> Trace:
        """A cell that nothing is wrong with but whose inputs moved: where the move began."""
        moved = moved_inputs(self.store, self.state, cell)
        roots = [self._moved_root(cell, m) for m in moved]
        answer = Trace(
            *(cell.model, cell.game_date, shown, column, cell.verdict, cell.reasons, 0),
            roots=tuple(roots),
        )
        note = "nothing broke: an input, the code or the contract changed after this was built"
        return replace(answer, notes=(note,))

    def _moved_root(self, cell: CellState, moved: Moved) -> Root:
        step = Step(
            cell.model, cell.game_date, cell.verdict, "", "; ".join(cell.reasons), moved.target_sql
        )
        last = Step(
            moved.model, moved.dates[0], self._verdict(moved), "", "; ".join(moved.said), moved.sql
        )
        return Root(
            moved.model,
            fold(moved.dates, self.state.expected_dates(moved.model)),
            moved.dates,
            Level.KEYED,
            (),
            0,
            moved.said,
            moved.sql,
            (step, last) if moved.model != cell.model else (step,),
        )

    def _verdict(self, moved: Moved) -> Verdict | None:
        found = self.cells.get((moved.model, moved.dates[0]))
        return found.verdict if found else None


def _above(state: State, model: str) -> set[str]:
    """A table and everything it reads, directly or not."""
    found = {model}
    frontier = [model]
    while frontier:
        for read in state.graph.reads[frontier.pop()]:
            if read.name in state.graph.reads and read.name not in found:
                found.add(read.name)
                frontier.append(read.name)
    return found
