"""`gaps`, `trace`, `impact`, `incident`: what is lacking, why, what it touches, what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, words
from fullcourt.cli.past import Day, Table, parse_cell
from fullcourt.cli.session import Session
from fullcourt.envelopes import asking as answers
from fullcourt.envelopes import standing
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fullcourt.integrity.gaps import Gap, Gaps
    from fullcourt.integrity.impact import Impact, TableImpact
    from fullcourt.integrity.trace import Root, Trace

FINDINGS = 3
_KEYS_SHOWN = 200

Key = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="NAME=VALUE",
        help="Only rows of this key; may be repeated: player_id=2544.",
    ),
]


@options.selecting
def gaps(
    context: typer.Context,
    *,
    selectors: options.Selectors,
    keys: Annotated[
        bool,
        typer.Option("--keys", help="Name the entities, and account for every expected key."),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what somebody has accepted.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """List every cell that is not good, with its cause, its damage and what mends it."""
    with context.ensure_object(Session).warehouse() as warehouse:
        wanted = selectors.of(warehouse)
        found = warehouse.gaps(wanted, keys=keys, include_accepted=everything)
    if as_json:
        words.answer(standing.gaps_envelope(found))
    else:
        _print_gaps(found)
    words.note(_gaps_closing(found))
    raise typer.Exit(FINDINGS if found.open else 0)


def _print_gaps(found: Gaps) -> None:
    if found.gaps:
        header = ("table", "dates", "cells", "verdict", "expected", "present", "missing", "surplus",
                  "causes")  # fmt: skip
        words.say(words.grid(header, [_gap_row(g) for g in found.gaps]))
    for gap in (g for g in found.gaps if not g.roots):
        words.say()
        words.say(f"{gap.model} {gap.range}: {gap.remedy.sentence}")
        harm = _harm(gap)
        if harm:
            words.say(f"  downstream: {harm}")
        words.say(f"  {gap.remedy.command}")
    named = [(g, k) for g in found.gaps for k in g.keys]
    if named:
        words.say()
        rows = [
            (k.finding_class, k.reason, k.finding_id, k.detail or "-")
            for _, k in named[:_KEYS_SHOWN]
        ]
        words.say(words.grid(("class", "reason", "finding", "detail"), rows))
        if len(named) > _KEYS_SHOWN:
            words.say(f"... and {len(named) - _KEYS_SHOWN:,} more; --json has them all")
    if found.reconciliation:
        words.say()
        titles = ("table", "cells", "present", "absent, by reason", "surplus", "unexplained")
        words.say(words.grid(titles, [
            (r.model, r.cells, r.present, counted(r.absent), r.surplus, r.unexplained)
            for r in found.reconciliation
        ]))  # fmt: skip


def _gap_row(gap: Gap) -> tuple[object, ...]:
    why = counted(gap.causes) if gap.causes else "; ".join(gap.reasons)
    if gap.roots:
        why += f" <- {', '.join(gap.roots)}"
    verdict = f"{gap.verdict} (accepted)" if gap.accepted else str(gap.verdict)
    counts = (gap.expected, gap.present, gap.missing, gap.surplus)
    return (gap.model, str(gap.range), gap.range.cells, verdict, *counts, why or "-")


def _harm(gap: Gap) -> str:
    damage = gap.damage
    parts = [f"{name} {cells:,} blocked" for name, cells in damage.blocked.items()]
    parts += [f"{name} {cells:,} holed" for name, cells in damage.holed.items()]
    return ", ".join(parts)


def counted(numbers: Mapping[str, int], most: int = 4) -> str:
    """`source_missing 22, contract 1`."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    text = ", ".join(f"{name} {number:,}" for name, number in ordered[:most])
    return f"{text}, {len(ordered) - most} more" if len(ordered) > most else text or "-"


def _gaps_closing(found: Gaps) -> str:
    spared = sum(g.range.cells for g in found.gaps if g.accepted)
    accepted = f" ({spared:,} accepted)" if spared else ""
    if not found.gaps:
        return "no gaps: every expected cell is good"
    text = f"{words.count(found.cells, 'bad cell')} in {words.count(len(found.gaps), 'gap')}"
    root = next((g for g in found.open if not g.roots), None)
    if root is None:
        return f"{text}{accepted}"
    cell = f"{root.model} {root.range.first or ''}".rstrip()
    return f"{text}{accepted}\n  next: fullcourt trace {cell}"


def trace(
    context: typer.Context,
    table: Table,
    day: Day = None,
    *,
    key: Key = None,
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="Only what makes up this column.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Walk upstream from a cell, row or column to the first cells whose own contract broke."""
    name, when = parse_cell(table, day)
    with context.ensure_object(Session).warehouse() as warehouse:
        found = warehouse.trace(name, when, key=_keys(key), column=column)
    if as_json:
        words.answer(answers.trace_envelope(found))
    else:
        _print_trace(found)
    words.note(_trace_closing(found))


def _print_trace(found: Trace) -> None:
    asked = [f"{found.model} {found.game_date or ''}".rstrip()]
    asked += [f"{k}={v}" for k, v in found.key.items()]
    asked += [f"column {found.column}"] if found.column else []
    reasons = f" ({'; '.join(found.reasons)})" if found.reasons else ""
    words.say(f"{', '.join(asked)}: {found.verdict or 'no cell'}{reasons}")
    for number, root in enumerate(found.roots, 1):
        words.say()
        words.say(f"root {number}: {_root_words(root)}")
        for step in root.chain:
            window = f" (read as {step.window})" if step.window else ""
            day = f" {step.game_date}" if step.game_date else ""
            verdict = f" [{step.verdict}]" if step.verdict else ""
            words.say(f"  {step.model}{day}{verdict}{window}: {step.evidence}")
        words.say(f'  fullcourt sql "{" ".join(root.sql.split())}"')
    if found.others:
        words.say()
        words.say("may bear on it, at most through averages or through which games count:")
        for root in found.others:
            words.say(f"  {_root_words(root)}")
    for note in found.notes:
        words.say(f"note: {note}")


def _root_words(root: Root) -> str:
    ranges = ", ".join(str(r) for r in root.ranges[:4])
    more = f" and {len(root.ranges) - 4} more ranges" if len(root.ranges) > 4 else ""
    columns = f", columns {', '.join(root.columns)}" if root.columns else ""
    explains = f", bears on {words.count(root.explains, 'row')}" if root.explains else ""
    return f"{root.model} {ranges}{more}: {'; '.join(root.evidence)}{columns}{explains}"


def _trace_closing(found: Trace) -> str:
    if not found.roots:
        return "nothing upstream is broken"
    root = found.roots[0]
    first = root.dates[0] if root.dates else None
    return (
        f"{words.count(len(found.roots), 'root')}\n"
        f"  next: {f'fullcourt impact {root.model} {first or str()}'.rstrip()}"
    )


def impact(
    context: typer.Context,
    table: Table,
    day: Day = None,
    *,
    key: Key = None,
    as_json: options.Json = False,
) -> None:
    """Walk downstream from a cell: every cell and row that a change of it can move."""
    name, when = parse_cell(table, day)
    with context.ensure_object(Session).warehouse() as warehouse:
        found = warehouse.impact(name, when, key=_keys(key))
    if as_json:
        words.answer(answers.impact_envelope(found))
    else:
        _print_impact(found)
    words.note(_impact_closing(found))


def _print_impact(found: Impact) -> None:
    if not found.tables:
        return
    rows = [_impact_row(t) for t in found.tables]
    header = ("layer", "table", "incomplete", "rows", "dates", "moves at most", "other rows",
              "conditional")  # fmt: skip
    words.say(words.grid(header, rows))
    words.say()
    plan = ", ".join(f"{name} {cells:,}" for name, cells in found.recovery)
    words.say(f"to look at in a recovery: {plan}")


def _impact_row(table: TableImpact) -> tuple[object, ...]:
    from fullcourt.integrity.radius import Level

    cells = {level: len(table.dates.get(level, ())) for level in Level}
    ranges = table.ranges.get(Level.KEYED, ())
    dates = ", ".join(str(r) for r in ranges[:2]) + (" ..." if len(ranges) > 2 else "")
    return (
        table.layer,
        table.model,
        cells[Level.KEYED],
        table.rows,
        dates or "-",
        cells[Level.AVERAGE],
        table.other_rows,
        cells[Level.CONDITIONAL],
    )


def _impact_closing(found: Impact) -> str:
    from fullcourt.integrity.radius import Level

    sure, moves = found.cells(Level.KEYED), found.cells(Level.AVERAGE)
    if not found.tables:
        return "nothing downstream reads it"
    tables = words.count(len(found.tables), "table")
    return (
        f"{words.count(sure, 'cell')} with rows of the changed keys, {moves:,} more that move at"
        f" most through averages, in {tables}\n  next: {found.command}"
    )


def incident(
    context: typer.Context,
    table: Table,
    day: Day = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the Markdown to a file.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write up what happened to a cell: timeline, root, radius, actions, proof."""
    from fullcourt.integrity.writeup import to_markdown

    name, when = parse_cell(table, day)
    with context.ensure_object(Session).warehouse() as warehouse:
        found = warehouse.incident(name, when)
    text = to_markdown(found)
    if out:
        out.write_text(text, encoding="utf-8")
        words.note(f"written to {out}")
    if as_json:
        words.answer(answers.incident_envelope(name, when, found))
    elif not out:
        words.say(text.rstrip())


def _keys(given: Sequence[str] | None) -> dict[str, object]:
    """`player_id=2544` as a name and a value.

    Raises:
        UsageError: It does not read so.
    """
    found: dict[str, object] = {}
    for text in given or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(
                f"--key {text!r} does not read NAME=VALUE", hint="--key player_id=2544"
            )
        found[name.strip()] = value.strip()
    return found
