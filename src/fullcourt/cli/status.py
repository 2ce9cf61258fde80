"""`status`: a verdict for every cell, told by table, by cell, and by the rows a model may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, words
from fullcourt.cli.session import Session
from fullcourt.envelopes import standing

if TYPE_CHECKING:
    from fullcourt.api import Warehouse
    from fullcourt.integrity.assess import CellState
    from fullcourt.integrity.plan import Selection

_FINDINGS = 3


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
        judged = standing.selected(warehouse.graph, warehouse.status(), wanted)
        rows = standing.rows_by_cell(warehouse.store())
        ready = standing.ready_shares(standing.read_readiness(warehouse.store()), wanted)
        absences = _absences(warehouse, wanted) if selectors.model else []
    bad = [c for c in judged if c.needs_attention]
    listed = [c for c in judged if str(c.verdict) != "complete"] if cells or selectors.model else []
    if as_json:
        detailed = cells or bool(selectors.model)
        words.answer(standing.status_envelope(warehouse.graph, judged, rows, ready, cells=detailed))
    else:
        print_tables(standing.summarise(warehouse.graph, judged, rows))
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


def print_tables(tables: Sequence[standing.TableStatus]) -> None:
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


def print_ready(shares: Sequence[standing.Share]) -> None:
    """Print the share of ready feature rows by season."""
    rows = []
    for share in shares:
        text = ", ".join(f"{reason} {number:,}" for reason, number in share.reasons.items())
        rows.append((share.season, share.rows, share.ready, f"{share.percent:.1f} %", text or "-"))
    header = (
        "season",
        "feature rows",
        "ready",
        "share",
        "reasons of the others (a row may have several)",
    )
    words.say(words.grid(header, rows, right="share"))


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
