"""Breaks: cells whose own contract broke, the findings that say so, the SQL that shows it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.audit import checks
from fullcourt.integrity.radius import Level
from fullcourt.integrity.seeds import parse_key
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.upstream import Columns, Keys, Need
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

OWN = (
    Verdict.PHANTOM,
    Verdict.FAILED,
    Verdict.MISSING,
    Verdict.DRIFTED,
    Verdict.CONTAMINATED,
    Verdict.PARTIAL,
)
"""Verdicts that a cell earns by itself; the others it inherits."""

_ORDER = {"expect": 0, "critical": 1, "range": 2, "rule": 3, "surplus": 4}
"""Absences and single fields first, reconciliations last."""

_SHOWN = 3
"""Keys that an evidence text names before it only counts."""


_ROWS = ("expect", "surplus", "landing")
"""Kinds of findings about whole rows."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect finding of a cell."""

    rule: str
    key: Mapping[str, str]
    reason: str
    detail: str

    @property
    def check(self) -> tuple[str, str]:
        """Kind and name of the rule: ("critical", "points"), ("expect", "")."""
        kind, _, name = self.rule.partition("/")
        return kind, name


@dataclass(frozen=True, slots=True)
class Break:
    """A cell whose own contract broke."""

    cell: CellState
    faults: tuple[Fault, ...]

    @property
    def at(self) -> Cell:
        """Table and date."""
        return self.cell.model, self.cell.game_date


def is_own(cell: CellState) -> bool:
    """Whether a cell broke by itself, whatever its headline says."""
    c = cell.counts
    lacking = c.missing - c.undue > 0 and cell.verdict is not Verdict.PENDING
    overdue = c.unsettled > 0 and cell.verdict is Verdict.PARTIAL
    wrong = c.drifted or c.unstable or c.phantom + c.defects + c.surplus > 0
    return cell.verdict in OWN or wrong or lacking or overdue


def read_breaks(
    store: Store, cells: Iterable[CellState], models: Iterable[str]
) -> dict[Cell, Break]:
    """The broken cells of some tables, with their defect findings."""
    broken = {(c.model, c.game_date): c for c in cells if c.model in set(models) and is_own(c)}
    listed = ", ".join(sorted({f"'{m}'" for m, _ in broken}))
    faults: dict[Cell, list[Fault]] = {}
    if listed:
        for model, day, rule, key, reason, detail in store.rows(
            "select model, game_date, rule, key, reason, detail from ledger.finding"
            f" where class = 'defect' and model in ({listed}) order by rule, key"
        ):
            if (model, day) in broken:
                fault = Fault(rule, parse_key(key or ""), reason, detail or "")
                faults.setdefault((model, day), []).append(fault)
    return {at: Break(cell, tuple(faults.get(at, ()))) for at, cell in broken.items()}


def touching(
    found: Break, need: Need, model: Model, event: str
) -> tuple[Level, list[Fault]] | None:
    """How surely a break bears on what is needed of its cell, and by which findings.

    A finding about another row of the same game bears on it only through shared totals.
    """
    if not found.faults:
        return need.level, []
    best: tuple[Level, list[Fault]] | None = None
    for fault in found.faults:
        columns = columns_of(fault, model)
        if columns is not None and need.columns is not None and not columns & need.columns:
            continue
        level = _meets(fault, need, event)
        if level is None or (best and level > best[0]):
            continue
        best = (level, [*best[1], fault]) if best and level == best[0] else (level, [fault])
    return best


def _meets(fault: Fault, need: Need, event: str) -> Level | None:
    if not need.keys or not fault.key:
        return need.level
    shared = {n: str(v) for n, v in fault.key.items() if n in need.keys}
    if not shared:
        return need.level
    agree = {n for n, v in shared.items() if v in {str(k) for k in need.keys[n]}}
    if len(agree) == len(shared):
        return need.level
    if event in agree:
        return max(need.level, Level.AVERAGE)
    return max(need.level, Level.AVERAGE) if event not in shared else None


def columns_of(fault: Fault, model: Model) -> Columns:
    """The columns a finding is about; None when it is about whole rows."""
    kind, name = fault.check
    if kind in ("critical", "range"):
        return frozenset([name])
    texts = {
        "rule": model.rules,
        "guard": model.guards,
        "settled": model.settled,
        "consistent": model.consistent,
    }
    text = texts.get(kind, {}).get(name, "")
    words = set(re.findall(r"\w+", text))
    # A reconciliation names other tables' columns too; only those that are not keys tell.
    named = frozenset(c.name for c in model.columns if c.name in words) - set(model.grain)
    return named or None


def asked_by(found: Break, faults: Sequence[Fault], model: Model) -> tuple[Keys, Columns]:
    """Keys and columns that a break's findings are about: the question to ask further up."""
    keys: dict[str, set[str]] = {}
    columns: set[str] | None = set()
    for fault in faults or found.faults:
        for name, value in fault.key.items():
            keys.setdefault(name, set()).add(value)
        about = columns_of(fault, model)
        columns = None if about is None or columns is None else columns | about
    typed = {n: frozenset(_typed(model, n, v) for v in values) for n, values in keys.items()}
    return typed, frozenset(columns) if columns else None


def is_of_rows(faults: Sequence[Fault]) -> bool:
    """Whether findings are about rows that are not there, or should not be, and nothing else."""
    return bool(faults) and all(f.check[0] in _ROWS for f in faults)


def bears_on_rows(found: Break, faults: Sequence[Fault], day: date | None) -> bool:
    """Whether a break can be why rows of a date are missing.

    Rows come from rows: a wrong value of another date changes values, and takes nobody away.
    """
    listed = faults or found.faults
    return found.at[1] == day or not listed or any(f.check[0] in _ROWS for f in listed)


def blamed(faults: Sequence[Fault], model: Model) -> tuple[str, ...]:
    """The columns that findings point at, those of single fields before those of whole rules."""
    for kinds in (("critical", "range"), ("rule", "guard"), ("consistent",)):
        found = [columns_of(f, model) or frozenset() for f in faults if f.check[0] in kinds]
        if any(found):
            return tuple(sorted(frozenset().union(*found)))
    return ()


def _typed(model: Model, column: str, value: str) -> object:
    kind = next((c.type for c in model.columns if c.name == column), "TEXT")
    return int(value) if kind in ("INT", "BIGINT") and value.lstrip("-").isdigit() else value


def evidence(found: Break, faults: Sequence[Fault]) -> list[str]:
    """What is wrong, one sentence a rule, with counts."""
    said = []
    cell = found.cell
    if cell.verdict is Verdict.MISSING or cell.verdict is Verdict.FAILED:
        said += [r for r in cell.reasons if not r.startswith("waits")]
    if cell.counts.drifted:
        said.append("the rows are not those that were published")
    if cell.counts.phantom:
        said.append(f"{cell.counts.phantom} rows of games that never took place")
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults or found.faults:
        groups.setdefault((fault.rule, fault.reason), []).append(fault)
    ordered = sorted(groups.items(), key=lambda item: _ORDER.get(item[1][0].check[0], 9))
    said += [_sentence(rule, reason, group) for (rule, reason), group in ordered]
    return said or [*cell.reasons]


def _sentence(rule: str, reason: str, group: Sequence[Fault]) -> str:
    kind, name = group[0].check
    keys = [text for f in group if (text := "/".join(f"{n}={v}" for n, v in f.key.items()))]
    shown = ", ".join(keys[:_SHOWN]) + (f" and {len(keys) - _SHOWN} more" if keys[_SHOWN:] else "")
    listed = f": {shown}" if shown else ""
    rows = f"{len(group)} row{'s' if len(group) > 1 else ''}"
    details = {f.detail for f in group if f.detail}
    detail = f" ({next(iter(details))})" if len(details) == 1 else ""
    match kind:
        case "critical":
            return f"{name} is NULL in {rows} without an excuse{listed}"
        case "range":
            return f"{name} is out of range in {rows}{listed}"
        case "expect":
            return f"{len(group)} expected keys have no row, {reason}{detail}{listed}"
        case "surplus":
            return f"{rows} that nobody expects{listed}"
        case "consistent":
            return f"reconciliation {name} fails for {len(group)} keys{detail}{listed}"
        case _:
            return f"{rule} fails in {rows}{detail}{listed}"


def showing_sql(
    state: State, at: Cell, faults: Sequence[Fault], days: Sequence[date | None] = ()
) -> str:
    """A query for `fullcourt sql` that shows what is wrong with a cell."""
    name, day = at
    model = state.graph.models[name]
    among = _among([*days] or [day])
    rules = {f.rule for f in faults}
    violated = [c for c in checks(model) if c.rule in rules and not c.per_date]
    if violated:
        conditions = " or ".join(f"({c.violated})" for c in violated)
        columns = [c.rule.partition("/")[2] for c in violated]
        about = [c.name for c in model.columns if c.name in columns]
        shown = ", ".join(dict.fromkeys([*model.grain, *about]))
        return f"select {shown} from {name} where {among} and ({conditions})"
    if rules:
        return (
            "select game_date, rule, key, reason, detail from ledger.finding"
            f" where model = '{name}' and {among} and class = 'defect' order by 1, 2, 3"
        )
    return (
        "select model, game_date, status, message, row_count, content_hash, run_id"
        f" from ledger.build where model = '{name}' and {among} order by build_id"
    )


def holes_sql(state: State, at: Cell) -> str:
    """A query that shows the rows of a cell whose windows have holes."""
    name, day = at
    model = state.graph.models[name]
    columns = {c.name for c in model.columns}
    counts = [c for c in ("games_expected", "games_found", "window_complete") if c in columns]
    if "window_complete" not in columns:
        return f"select * from {name} where {_among([day])}"
    shown = ", ".join([*model.grain, *counts])
    return f"select {shown} from {name} where {_among([day])} and not window_complete"


def _among(days: Sequence[date | None]) -> str:
    known = sorted({d for d in days if d is not None})
    if not known:
        return "true" if None in days else "false"
    if len(known) == 1:
        return f"game_date = date '{known[0]}'"
    return f"game_date between date '{known[0]}' and date '{known[-1]}'"
