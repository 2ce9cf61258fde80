"""`history`, `diff` and `undo`: what was done to the tables, and taking it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import building, options, progress, words
from fullcourt.cli.figures import Figures
from fullcourt.cli.session import Session
from fullcourt.envelopes import past as answers
from fullcourt.envelopes.shape import envelope

if TYPE_CHECKING:
    from datetime import date

    from fullcourt.integrity.diff import RunDiff, TableDiff
    from fullcourt.integrity.history import BuildRecord

Table = Annotated[str, typer.Argument(metavar="TABLE", help="The cell's table.")]
Day = Annotated[
    str | None, typer.Argument(metavar="DATE", help="The cell's date; none for an undated table.")
]
RunId = Annotated[
    int, typer.Argument(metavar="RUN", min=1, help="Number of the run, see ledger.run.")
]


def parse_cell(table: str, day: str | None) -> tuple[str, date | None]:
    """A cell from the command line: `TABLE DATE`, or `TABLE/DATE` as findings write it.

    Raises:
        UsageError: The date is none.
    """
    name, _, rest = table.partition("/")
    if day is None:
        day = rest.split("/")[0].strip("-") or None
    return name, options.parse_date(day)


def history(
    context: typer.Context, table: Table, day: Day = None, *, as_json: options.Json = False
) -> None:
    """List the builds of a cell: when, by which run, what came of it, and why."""
    table, when = parse_cell(table, day)
    with context.ensure_object(Session).warehouse() as warehouse:
        records = warehouse.history(table, when)
    if as_json:
        words.answer(answers.history_envelope(table, when, records))
    elif records:
        words.say(words.grid(_HISTORY, [_history_row(r) for r in records]))
    note = f"{table}/{when or '-'}: {words.count(len(records), 'build')}"
    words.note(note if records else f"{note}\n  next: fullcourt plan --model {table}")


_HISTORY = ("build", "run", "at (UTC)", "command", "rows", "content", "verdict", "why")


def _history_row(record: BuildRecord) -> tuple[object, ...]:
    content = record.content_hash.split(".")[-1][:8] if record.status != "failed" else "-"
    mark = " (current)" if record.is_current else "" if record.changed else " (same)"
    why = [*record.why, *([record.message] if record.message else [])]
    return (
        record.build_id,
        record.run_id,
        record.built_at.isoformat(" ", "seconds") if record.built_at else "-",
        record.command or "-",
        record.row_count,
        f"{content}{mark}",
        record.verdict or ("failed" if record.status == "failed" else "-"),
        "; ".join(why) or "asked for",
    )


def diff(
    context: typer.Context,
    run: RunId,
    *,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="TABLE", help="One table; may be repeated."),
    ] = None,
    values: Annotated[
        int, typer.Option("--values", metavar="N", min=0, help="Changed fields to show a table.")
    ] = 5,
    as_json: options.Json = False,
) -> None:
    """Show what a run changed: cells, rows, columns, old and new values."""
    with context.ensure_object(Session).warehouse() as warehouse:
        found = warehouse.diff(run, only=model or (), most_values=values)
    if as_json:
        words.answer(answers.diff_envelope(found))
    else:
        _print_diff(found)
    words.note(_diff_closing(found))


def _print_diff(found: RunDiff) -> None:
    if found.landed:
        rows = [(x.table, x.format, x.units, x.rows) for x in found.landed]
        words.say(words.grid(("landed", "format", "units", "rows"), rows))
        words.say()
    if found.tables:
        rows2 = [
            (
                t.model,
                len(t.cells),
                building.span_text(c.game_date for c in t.cells),
                sum(c.added for c in t.cells),
                sum(c.removed for c in t.cells),
                sum(c.changed for c in t.cells),
                _columns(t),
            )
            for t in found.tables
        ]
        header = ("table", "cells", "dates", "added", "removed", "changed", "columns")
        words.say(words.grid(header, rows2))
    shown = [(t.model, v) for t in found.tables for v in t.values]
    if shown:
        words.say()
        rows3 = [(m, v.game_date, v.key, v.column, _plain(v.old), _plain(v.new)) for m, v in shown]
        words.say(words.grid(("table", "date", "key", "column", "old", "new"), rows3))
    if found.verdicts:
        words.say()
        rows4 = [(v.model, v.before or "-", v.after or "-", v.cells) for v in found.verdicts]
        words.say(words.grid(("verdicts of", "before", "after", "cells"), rows4))


def _columns(table: TableDiff, most: int = 6) -> str:
    ordered = sorted(table.columns.items(), key=lambda item: (-item[1], item[0]))
    text = ", ".join(f"{name} {number:,}" for name, number in ordered[:most])
    return f"{text}, {len(ordered) - most} more" if len(ordered) > most else text or "-"


def _plain(value: object) -> str:
    """A value as text, so that a column of mixed kinds is set flush left."""
    return words.cell_text(value)


def _diff_closing(found: RunDiff) -> str:
    name = f"run {found.span.run_id} ({found.span.command})"
    if not found.tables and not found.landed and not found.verdicts:
        return f"{name} changed nothing"
    parts = [f"{words.count(found.cells, 'cell')} of {words.count(len(found.tables), 'table')}"]
    if found.landed:
        parts.append(f"{words.count(sum(x.units for x in found.landed), 'new unit')}")
    undone = found.span.status == "undone"
    return f"{name} changed {', '.join(parts)}" + (
        "; it is undone" if undone else f"\n  next: fullcourt undo {found.span.run_id}"
    )


def undo(
    context: typer.Context,
    run: RunId,
    *,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Put data and ledger back to what they were before a run."""
    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "undo") as listener,
    ):
        figures = Figures(listener)
        undone = warehouse.undo(run, listener=figures)
        planned = warehouse.plan()
    if as_json:
        words.answer(
            envelope(
                "undo",
                ok=True,
                summary={
                    "run_id": undone.run_id,
                    "undone": undone.undone.run_id,
                    "command": undone.undone.command,
                    "to_build": planned.cells,
                    "statistics": figures.told,
                },
                data=[asdict(r) for r in undone.restored],
            )
        )
    elif undone.restored:
        rows = [(r.table, r.partitions) for r in undone.restored]
        words.say(words.grid(("restored", "dates, units or builds"), rows))
    words.note(figures.text())
    stale = f"; {words.count(planned.cells, 'cell')} to build now\n  next: fullcourt plan"
    words.note(f"run {run} ({undone.undone.command}) is undone" + (stale if planned.cells else ""))
