"""A cell: its verdict with the evidence, what it read, who reads it, and its builds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.names import Names
from fullcourt.envelopes.standing import gravest
from fullcourt.errors import UsageError
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.history import BuildRecord, history
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

_SAMPLES = 8
_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Absence:
    """Keys without a row, or with one too many, for one reason."""

    kind: str
    reason: str
    count: int
    keys: tuple[tuple[str, str], ...]
    """Some of them in people's words, with their detail."""


@dataclass(frozen=True, slots=True)
class FailedRule:
    """A check that does not hold here, with rows that show it."""

    rule: str
    kind: str
    condition: str
    count: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[str, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An input or a reader: the window between, and how its cells there are."""

    model: str
    layer: str
    window: str
    verdict: Verdict | None
    day: date | None
    cells: int
    bad: int
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class CellPage:
    """Everything about one cell."""

    model: Model
    day: date | None
    season: str
    cell: CellState
    rows: int
    code_text: str
    absences: tuple[Absence, ...]
    failed: tuple[FailedRule, ...]
    reads: tuple[Neighbour, ...]
    readers: tuple[Neighbour, ...]
    builds: tuple[BuildRecord, ...]
    before: date | None
    after: date | None

    @property
    def expected(self) -> int:
        """Keys that should be here."""
        return self.cell.counts.expected


def find_cell(board: Board, name: str, text: str) -> CellState:
    """The cell an address names.

    Raises:
        UsageError: There is no such table or cell.
    """
    if name not in board.state.graph.reads:
        raise UsageError(f"there is no table {name!r}")
    try:
        day = None if text == "-" else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date") from error
    cell = board.by_cell.get((name, day))
    if cell is None:
        raise UsageError(f"{name} has no cell on {text}: nothing is expected there")
    return cell


def cell_page(console: Console, board: Board, cell: CellState) -> CellPage:
    """Put one cell's page together."""
    model = board.state.graph.models[cell.model]
    days = [c.game_date for c in board.by_model[cell.model]]
    at = days.index(cell.game_date)
    with console.reader.store() as store:
        names = board.names
        where: dict[str, object] = {"model": cell.model, "day": cell.game_date}
        findings = records(store, "cell_findings", where)
        return CellPage(
            model=model,
            day=cell.game_date,
            season=board.state.calendar.season_of(cell.game_date) or "" if cell.game_date else "",
            cell=cell,
            rows=board.rows.get((cell.model, cell.game_date), 0),
            code_text=model.sql,
            absences=_absences(findings, names),
            failed=_failed(store, model, cell.game_date, findings, names),
            reads=_reads(board, cell),
            readers=_readers(board, cell),
            builds=tuple(reversed(history(store, cell.model, cell.game_date))),
            before=days[at - 1] if at else None,
            after=days[at + 1] if at + 1 < len(days) else None,
        )


def _absences(findings: Sequence[Mapping[str, Any]], names: Names) -> tuple[Absence, ...]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in findings:
        if row["rule"] in ("expect", "surplus"):
            kind = "surplus" if row["rule"] == "surplus" else str(row["class"])
            groups.setdefault((kind, str(row["reason"] or "unexplained")), []).append(row)
    return tuple(
        Absence(
            kind,
            reason,
            sum(int(r["row_count"] or 1) for r in rows),
            tuple((names.words(str(r["key"])), str(r["detail"] or "")) for r in rows[:_SAMPLES]),
        )
        for (kind, reason), rows in sorted(groups.items(), key=lambda g: (g[0][0], -len(g[1])))
    )


def _failed(
    store: Store,
    model: Model,
    day: date | None,
    findings: Sequence[Mapping[str, Any]],
    names: Names,
) -> tuple[FailedRule, ...]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in findings:
        if row["rule"] not in ("expect", "surplus"):
            groups.setdefault(str(row["rule"]), []).append(row)
    conditions = _conditions(model)
    found = []
    for rule, rows in groups.items():
        condition = conditions.get(rule, str(rows[0]["detail"] or ""))
        columns, sample, text = _sample(store, model, day, condition, [r["key"] for r in rows])
        found.append(
            FailedRule(
                rule,
                str(rows[0]["class"]),
                condition,
                sum(int(r["row_count"] or 1) for r in rows),
                columns,
                tuple(
                    tuple(names.value(c, v) for c, v in zip(columns, row, strict=True))
                    for row in sample
                ),
                tuple(names.words(str(r["key"])) for r in rows[:_SAMPLES] if r["key"]),
                text,
            )
        )
    return tuple(found)


def _conditions(model: Model) -> dict[str, str]:
    """Rule name as in findings -> the condition that should hold."""
    found = {f"rule/{n}": c for n, c in model.rules.items()}
    found |= {f"warning/{n}": c for n, c in model.warnings.items()}
    found |= {f"guard/{n}": c for n, c in model.guards.items()}
    found |= {f"consistent/{n}": c for n, c in model.consistent.items()}
    for check in model.critical:
        excuses = "".join(f", or {reason}: {c}" for reason, c in check.null_if)
        found[f"critical/{check.column}"] = f"{check.column} is not null{excuses}"
        if check.between:
            low, high = check.between
            found[f"range/{check.column}"] = f"{check.column} between {low:g} and {high:g}"
    return found


def _sample(
    store: Store, model: Model, day: date | None, condition: str, keys: Sequence[object]
) -> tuple[tuple[str, ...], list[tuple[Any, ...]], str]:
    """Some of the rows that break a rule, with the columns it speaks of."""
    wanted = [_where(model, str(k)) for k in keys[:_SAMPLES] if k]
    wanted = [w for w in wanted if w]
    if not wanted:
        return (), [], ""
    spoken = set(re.findall(r"\w+", condition))
    columns = [
        c.name
        for c in model.columns
        if c.name in model.keys or (c.name in spoken and c.name != "game_date")
    ][:_COLUMNS]
    on = f"game_date = date '{day}' and " if day else ""
    text = (
        f"select {', '.join(columns)} from main.{model.name} where {on}({' or '.join(wanted)})"
        f" order by all limit {_SAMPLES}"
    )
    return tuple(columns), store.rows(text), text


def _where(model: Model, key: str) -> str:
    """`game_id=1/player_id=2` as a condition; empty when it names other columns."""
    types = {c.name: c.type for c in model.columns}
    parts = []
    for part in key.split("/"):
        name, _, value = part.partition("=")
        if name not in types:
            return ""
        quoted = value.replace("'", "''")
        parts.append(f"{name} is null" if value == "NULL" else f"{name} = '{quoted}'")
    return f"({' and '.join(parts)})"


def _reads(board: Board, cell: CellState) -> tuple[Neighbour, ...]:
    found = []
    for read in board.state.graph.reads[cell.model]:
        if read.name not in board.by_model:
            found.append(
                Neighbour(read.name, "", ", ".join(map(str, read.windows)), None, None, 0, 0, False)
            )
            continue
        inside: dict[date | None, CellState] = {}
        for window in read.windows:
            start, end = board.state.fingerprints.span(window, cell.game_date)
            for other in board.by_model[read.name]:
                if other.game_date is None or start <= other.game_date <= end:
                    inside[other.game_date] = other
        found.append(_neighbour(board, read.name, read.windows, list(inside.values())))
    return tuple(found)


def _readers(board: Board, cell: CellState) -> tuple[Neighbour, ...]:
    found = []
    for name in board.state.graph.readers.get(cell.model, ()):
        windows = [
            w for r in board.state.graph.reads[name] if r.name == cell.model for w in r.windows
        ]
        inside = []
        for other in board.by_model.get(name, ()):
            spans = [board.state.fingerprints.span(w, other.game_date) for w in windows]
            day = cell.game_date
            if day is None or any(start <= day <= end for start, end in spans):
                inside.append(other)
        found.append(_neighbour(board, name, windows, inside))
    return tuple(found)


def _neighbour(
    board: Board, name: str, windows: Sequence[object], inside: Sequence[CellState]
) -> Neighbour:
    bad = [c for c in inside if not c.verdict.is_good]
    worst = gravest(c.verdict for c in inside) if inside else None
    shown = next((c for c in reversed(inside) if c.verdict is worst), None)
    return Neighbour(
        name,
        board.state.graph.models[name].layer,
        ", ".join(dict.fromkeys(str(w) for w in windows)),
        worst,
        shown.game_date if shown else None,
        len(inside),
        len(bad),
        bool(inside),
    )
