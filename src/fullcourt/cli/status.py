"""`status`: a verdict for every cell, told by table, by cell, and by the rows a model may see."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, words
from fullcourt.cli.session import Session

if TYPE_CHECKING:
    from fullcourt.api import Warehouse
    from fullcourt.integrity.assess import CellState
    from fullcourt.integrity.plan import Selection
    from fullcourt.integrity.verdicts import Verdict

_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One table in short.

    Args:
        cells: Expected or existing cells.
        rows: Rows of the current builds.
        last: Its last date that holds a build.
        worst: The verdict that comes first in the order of precedence.
    """

    model: str
    layer: str
    cells: int
    rows: int
    last: date | None
    worst: Verdict | None
    verdicts: dict[str, int]


@options.selecting
def status(
    context: typer.Context,
    *,
    selectors: options.Selectors,
    cells: Annotated[
        bool, typer.Option("--cells", help="List the cells: every one that is not complete.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 3 when a cell needs attention.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Tell the verdict of every table on every date, and the share of rows that are ready."""
    with context.ensure_object(Session).warehouse() as warehouse:
        wanted = selectors.of(warehouse)
        judged = _selected(warehouse, wanted)
        rows = rows_by_cell(warehouse)
        tables = summarise(warehouse, judged, rows)
        ready = ready_shares(warehouse, wanted)
        absences = _absences(warehouse, wanted) if selectors.model else []
    bad = [c for c in judged if c.needs_attention]
    listed = [c for c in judged if str(c.verdict) != "complete"] if cells or selectors.model else []
    if as_json:
        words.envelope(
            "status",
            ok=not bad,
            summary=_summary(judged, tables, ready),
            findings=[_cell(c, rows) for c in bad],
            data=[_cell(c, rows) for c in (judged if cells or selectors.model else [])]
            or [_table(t) for t in tables],
        )
    else:
        print_tables(tables)
        if listed:
            words.say()
            words.say(_cells_text(listed))
        if absences:
            words.say()
            words.say(words.grid(("table", "class", "rule", "reason", "count"), absences))
        if ready and not selectors.model:
            words.say()
            print_ready(ready)
    words.note(_closing(judged, bad))
    raise typer.Exit(_FINDINGS if check and bad else 0)


def summarise(
    warehouse: Warehouse,
    cells: Iterable[CellState],
    rows: dict[tuple[str, date | None], int],
) -> list[TableStatus]:
    """One line a table, in pipeline order."""
    by_model: dict[str, list[CellState]] = {}
    for cell in cells:
        by_model.setdefault(cell.model, []).append(cell)
    found = []
    for name in pipeline_order(warehouse):
        own = by_model.get(name)
        if not own:
            continue
        built = [c.game_date for c in own if c.current_build_id and c.game_date]
        order = list(type(own[0].verdict))
        found.append(
            TableStatus(
                model=name,
                layer=warehouse.graph.models[name].layer,
                cells=len(own),
                rows=sum(rows.get((name, c.game_date), 0) for c in own),
                last=max(built, default=None),
                worst=_worst(own, order),
                verdicts=dict(Counter(str(c.verdict) for c in own)),
            )
        )
    return found


def pipeline_order(warehouse: Warehouse) -> list[str]:
    """Tables layer by layer, inputs first."""
    from fullcourt.warehouse.models import LAYERS

    models = warehouse.graph.models
    return sorted(warehouse.graph.order, key=lambda name: LAYERS.index(models[name].layer))


def _worst(cells: Sequence[CellState], order: Sequence[Verdict]) -> Verdict:
    """The gravest verdict; an expected emptiness is no worse than completeness."""
    return min((c.verdict for c in cells), key=lambda v: (v == order[0], order.index(v)))


def print_tables(tables: Sequence[TableStatus]) -> None:
    """Print the tables in pipeline order with their verdicts."""
    rows = [
        (t.layer, t.model, t.cells, t.rows, t.last, str(t.worst), verdict_text(t.verdicts))
        for t in tables
    ]
    header = ("layer", "table", "cells", "rows", "last date", "worst", "verdicts")
    words.say(words.grid(header, rows))


def verdict_text(verdicts: dict[str, int]) -> str:
    """`complete 160, bootstrap 5`, most frequent first."""
    ordered = sorted(verdicts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{verdict} {number:,}" for verdict, number in ordered)


def ready_shares(warehouse: Warehouse, wanted: Selection | None = None) -> list[dict[str, object]]:
    """Season by season: feature rows, how many are ready, and why the others are not."""
    if not warehouse.store().scalar(
        "select count(*) from ledger.build where is_current and model = 'ml_feature_store'"
    ):
        return []
    counted: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    for season, day, ready, why, number in warehouse.store().rows(
        "select season, game_date, ready, not_ready_reasons, count(*) from wh.main.ml_feature_store"
        " group by all"
    ):
        if wanted and not wanted.has_date(day):
            continue
        counted.setdefault(season, Counter())["ready" if ready else "other"] += number
        for reason in json.loads(why or "[]"):
            reasons.setdefault(season, Counter())[reason] += number
    return [
        {
            "season": season,
            "rows": sum(counts.values()),
            "ready": counts["ready"],
            "ready_pct": round(100 * counts["ready"] / sum(counts.values()), 1),
            "not_ready_reasons": dict(reasons.get(season, Counter()).most_common()),
        }
        for season, counts in sorted(counted.items())
    ]


def print_ready(shares: Sequence[dict[str, object]]) -> None:
    """Print the share of ready feature rows by season."""
    rows = []
    for share in shares:
        why = share["not_ready_reasons"]
        text = ", ".join(f"{k} {v:,}" for k, v in why.items()) if isinstance(why, dict) else ""
        rows.append(
            (share["season"], share["rows"], share["ready"], f"{share['ready_pct']} %", text or "-")
        )
    header = (
        "season",
        "feature rows",
        "ready",
        "share",
        "reasons of the others (a row may have several)",
    )
    words.say(words.grid(header, rows, right="share"))


def _selected(warehouse: Warehouse, wanted: Selection) -> list[CellState]:
    models = warehouse.graph.models
    return [
        c
        for c in warehouse.status()
        if wanted.has_model(c.model, models[c.model].layer) and wanted.has_date(c.game_date)
    ]


def rows_by_cell(warehouse: Warehouse) -> dict[tuple[str, date | None], int]:
    """Rows of every cell's current build."""
    return {
        (model, day): number
        for model, day, number in warehouse.store().rows(
            "select model, game_date, row_count from ledger.build"
            " where is_current and status <> 'failed'"
        )
    }


def _absences(warehouse: Warehouse, wanted: Selection) -> list[tuple[object, ...]]:
    """Findings and explained absences of the selected tables, counted by reason."""
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for model, day, kind, rule, reason, number in warehouse.store().rows(
        "select model, game_date, class, rule, reason, sum(row_count) from ledger.finding"
        " group by all"
    ):
        if model in wanted.models and wanted.has_date(day):
            counted[model, kind, rule, reason or "-"] += int(number or 0)
    return [(*key, number) for key, number in sorted(counted.items())]


def _cells_text(cells: Sequence[CellState]) -> str:
    rows = [
        (
            c.model,
            c.game_date,
            str(c.verdict),
            c.counts.expected,
            c.counts.present,
            c.counts.missing,
            c.counts.surplus,
            "; ".join(c.reasons) or "-",
        )
        for c in cells
    ]
    header = ("table", "date", "verdict", "expected", "present", "missing", "surplus", "reasons")
    return words.grid(header, rows)


def _cell(cell: CellState, rows: dict[tuple[str, date | None], int]) -> dict[str, object]:
    return {
        "cell": f"{cell.model}/{cell.game_date or '-'}",
        "model": cell.model,
        "game_date": cell.game_date,
        "verdict": str(cell.verdict),
        "reasons": list(cell.reasons),
        "rows": rows.get((cell.model, cell.game_date), 0),
        "expected": cell.counts.expected,
        "present": cell.counts.present,
        "missing": cell.counts.missing,
        "surplus": cell.counts.surplus,
        "accepted": cell.accepted,
    }


def _table(table: TableStatus) -> dict[str, object]:
    return {
        "model": table.model,
        "layer": table.layer,
        "cells": table.cells,
        "rows": table.rows,
        "last_date": table.last,
        "worst": str(table.worst),
        "verdicts": table.verdicts,
    }


def _summary(
    cells: Sequence[CellState],
    tables: Sequence[TableStatus],
    ready: Sequence[dict[str, object]],
) -> dict[str, object]:
    return {
        "tables": len(tables),
        "cells": len(cells),
        "rows": sum(t.rows for t in tables),
        "verdicts": dict(Counter(str(c.verdict) for c in cells)),
        "ready": list(ready),
    }


def _closing(cells: Sequence[CellState], bad: Sequence[CellState]) -> str:
    if not cells:
        return "no cells yet\n  next: fullcourt ingest PATH"
    text = words.count(len(cells), "cell")
    if not bad:
        return f"{text}, none needs attention"
    todo = {"missing", "stale", "failed", "blocked"}
    due = sum(1 for c in bad if str(c.verdict) in todo)
    where = "fullcourt plan" if due else f"fullcourt status --model {bad[0].model}"
    need = "needs" if len(bad) == 1 else "need"
    return f"{text}, {len(bad):,} {need} attention\n  next: {where}"
