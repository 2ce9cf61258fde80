"""Expected keys, accounted for: each has a row, a recorded reason, or is unexplained."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from fullcourt.integrity import audit
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.ledger import among, temp_dates
from fullcourt.integrity.ranges import iso
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class AbsentKey:
    """One entity that is lacking or in question, by finding.

    Args:
        game_date: The date.
        rule: Which check says so; `expect` for a key without a row.
        key: The entity, such as `game_id=0022100001/player_id=201142`.
        finding_class: expected, pending or defect.
        reason: From the closed list, or `contract`.
        detail: What the check stored with it.
    """

    game_date: date | None
    rule: str
    key: str
    finding_class: str
    reason: str
    detail: str
    finding_id: str

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "game_date": iso(self.game_date),
            "rule": self.rule,
            "key": self.key,
            "class": self.finding_class,
            "reason": self.reason,
            "detail": self.detail,
            "finding_id": self.finding_id,
        }


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The keys of one table: everybody who could be there, by what became of them.

    Args:
        model: The table.
        cells: How many cells are counted.
        present: Keys with a row.
        absent: Keys without one, by class and reason: `expected/insufficient_history`, ...
        surplus: Rows nobody expects.
        unexplained: Absent keys for which no reason is known.
    """

    model: str
    cells: int
    present: int
    absent: dict[str, int]
    surplus: int
    unexplained: int

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "cells": self.cells,
            "keys": self.present + sum(self.absent.values()),
            "present": self.present,
            "absent": dict(self.absent),
            "surplus": self.surplus,
            "unexplained": self.unexplained,
        }


def read_causes(store: Store, bad: Sequence[CellState]) -> dict[Cell, Counter[str]]:
    """Absence reasons and failed rules of bad cells, with counts."""
    models = sorted({f"'{c.model}'" for c in bad})
    found: dict[Cell, Counter[str]] = {}
    if not models:
        return found
    for model, day, rule, reason, number in store.rows(
        "select model, game_date, rule, reason, count(*) from ledger.finding"
        f" where class = 'defect' and model in ({', '.join(models)}) group by all order by all"
    ):
        name = reason if rule == "expect" else rule
        found.setdefault((model, day), Counter())[name] += number
    return found


def absent_keys(
    store: Store, state: State, model: str, dates: Sequence[date | None]
) -> tuple[AbsentKey, ...]:
    """The entities of some cells that are lacking or in question, expected absences left out.

    Where a cell was never built, its contract is asked who should be there.
    """
    rows = store.rows(
        "select game_date, rule, key, class, reason, coalesce(detail, ''), finding_id"
        f" from ledger.finding where model = '{model}' and {among(dates)} and class = 'defect'"
        " order by game_date, rule, key"
    )
    found = [AbsentKey(*row) for row in rows]
    never = [d for d in dates if (model, d) not in state.builds]
    found += [
        AbsentKey(day, "expect", key, "defect", "unexplained", "never built", "")
        for day, key in _wanted_keys(store, state, model, never)
    ]
    return tuple(found)


def unbuilt(store: Store, state: State, first: CellState, dates: Sequence[date | None]) -> int:
    """How many keys cells that were never built should have."""
    if first.verdict is not Verdict.MISSING:
        return 0
    return len(_wanted_keys(store, state, first.model, dates))


def _wanted_keys(
    store: Store, state: State, name: str, dates: Sequence[date | None]
) -> list[tuple[date | None, str]]:
    model = state.graph.models[name]
    days = [d for d in dates if d is not None]
    if model.expect is None or not dates or (model.dated and not days):
        return []
    start, end = (min(days), max(days)) if days else (None, None)
    temp_dates(store, "gap_dates", days)
    chosen = "game_date in (select game_date from gap_dates)" if model.dated else "true"
    try:
        wanted = audit.expectation(store, model, state.graph.models, start, end)
        return store.rows(
            f"select game_date, key from ({wanted.absences()})"
            f" where class <> 'expected' and {chosen} order by 1, 2"
        )
    except duckdb.Error:  # what the contract asks is itself not there: nobody can be named
        return []


def reconcile(store: Store, cells: Sequence[CellState]) -> tuple[Reconciliation, ...]:
    """Every key of some cells accounted for, table by table."""
    by_model: dict[str, list[CellState]] = {}
    for cell in cells:
        by_model.setdefault(cell.model, []).append(cell)
    reasons: dict[str, Counter[str]] = {}
    chosen = {(c.model, c.game_date) for c in cells}
    for model, day, kind, reason, number in store.rows(
        "select model, game_date, class, reason, count(*) from ledger.finding"
        " where rule = 'expect' group by all order by all"
    ):
        if (model, day) in chosen:
            reasons.setdefault(model, Counter())[f"{kind}/{reason}"] += number
    found = []
    for model, held in by_model.items():
        counts = [c.counts for c in held]
        why = reasons.get(model, Counter())
        present = sum(c.present for c in counts)
        if present or why:
            surplus = sum(c.surplus for c in counts)
            unexplained = sum(n for name, n in why.items() if name.endswith("/unexplained"))
            found.append(Reconciliation(model, len(held), present, dict(why), surplus, unexplained))
    return tuple(found)
