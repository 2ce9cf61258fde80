"""`plan` and `backfill`: what is to be built and why, and building it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, progress, words
from fullcourt.cli.figures import Figures
from fullcourt.cli.session import Session
from fullcourt.envelopes import standing
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import NothingBuildableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fullcourt.api import Warehouse
    from fullcourt.integrity.backfill import Built
    from fullcourt.integrity.plan import Plan

_SOME_FAILED, _NOTHING_BUILT = 4, 5


@options.selecting
def plan(
    context: typer.Context,
    *,
    selectors: options.Selectors,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Store the plan for `backfill FILE`.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show what a backfill would build, and why. Builds nothing."""
    with context.ensure_object(Session).warehouse() as warehouse:
        wanted = selectors.of(warehouse)
        made = warehouse.plan(wanted)
    if out:
        out.write_text(made.to_json() + "\n", encoding="utf-8")
    if as_json:
        words.answer(standing.plan_envelope(made))
    elif made.steps:
        words.say(words.grid(("layer", "table", "cells", "dates", "why"), plan_rows(made)))
    words.note(_plan_closing(made, out))


@options.selecting
def backfill(
    context: typer.Context,
    *,
    selectors: options.Selectors,
    file: Annotated[
        Path | None, typer.Argument(metavar="PLAN", help="A plan stored by `plan --out`.")
    ] = None,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Build everything selected that is not current, with the inputs it needs."""
    stored = _stored_plan(file) if file else None
    if stored and selectors.given:
        raise UsageError(
            "a stored plan says itself what to build", hint="leave the selectors out, or the file"
        )
    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "backfill") as listener,
    ):
        _require_sources(warehouse)
        wanted = None
        if stored is None:
            wanted = selectors.of(warehouse)
        figures = Figures(listener)
        built = warehouse.backfill(wanted, plan=stored, listener=figures)
        _require_sources(warehouse, built)
    code = _exit_code(built)
    if as_json:
        words.answer(
            envelope(
                "backfill",
                ok=code == 0,
                summary=_built_summary(built) | {"statistics": figures.told},
                findings=_stuck(built),
                data=_built_tables(built),
            )
        )
    elif built.planned:
        print_built(built)
    if built.planned:
        words.note(figures.text())
    words.note(_built_closing(built))
    raise typer.Exit(code)


def _stored_plan(file: Path) -> Plan:
    from fullcourt.integrity.plan import plan_from_json

    try:
        return plan_from_json(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"there is no plan {file}", hint=f"fullcourt plan --out {file}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file} is not a plan: {error}", hint=f"fullcourt plan --out {file}"
        ) from error


def _require_sources(warehouse: Warehouse, built: Built | None = None) -> None:
    """Nothing can be built from nothing: before a run no store, after it no dated cell.

    Raises:
        NothingBuildableError: No file has been ingested.
    """
    if built is None:
        nothing = not warehouse.project.warehouse.exists()
    else:
        dated = any(c.game_date for c in built.cells)
        nothing = not dated and not warehouse.store().scalar("select count(*) from landing.payload")
    if nothing:
        raise NothingBuildableError(
            "nothing can be built: no source has been ingested", hint="fullcourt ingest PATH"
        )


def plan_rows(made: Plan) -> list[tuple[object, ...]]:
    """A plan as a table shows it: layer, table, cells, dates, why."""
    rows: list[tuple[object, ...]] = []
    for step in made.steps:
        causes: dict[str, int] = {}
        for _, cause in step.cells:
            causes[str(cause)] = causes.get(str(cause), 0) + 1
        why = ", ".join(f"{cause} {number:,}" for cause, number in causes.items())
        rows.append((step.layer, step.model, len(step.cells), span_text(step.dates), why))
    return rows


def span_text(dates: Iterable[date | None]) -> str:
    """First and last of some dates."""
    days = sorted(d for d in dates if d is not None)
    if not days:
        return "-"
    return str(days[0]) if days[0] == days[-1] else f"{days[0]} .. {days[-1]}"


def _plan_closing(made: Plan, out: Path | None) -> str:
    if not made.steps:
        return "nothing to build: everything selected is current"
    text = f"{words.count(made.cells, 'cell')} in {words.count(len(made.steps), 'table')}"
    return f"{text}\n  next: fullcourt backfill{f' {out}' if out else ''}"


def _exit_code(built: Built) -> int:
    if built.failed:
        return _SOME_FAILED
    done = built.published + built.unchanged
    return _NOTHING_BUILT if built.blocked and not done else 0


def _built_summary(built: Built) -> dict[str, object]:
    verdicts: dict[str, int] = {}
    for cell in built.cells:
        verdicts[str(cell.verdict)] = verdicts.get(str(cell.verdict), 0) + 1
    return {
        "run_id": built.run_id,
        "planned": built.planned,
        "published": built.published,
        "unchanged": built.unchanged,
        "cut_off": built.cut_off,
        "failed": built.failed,
        "blocked": sum(len(d) for d in built.blocked.values()),
        "rows": built.rows,
        "verdicts": verdicts,
    }


def _built_tables(built: Built) -> list[dict[str, object]]:
    return [
        {
            "model": name,
            "published": len(o.published),
            "unchanged": len(o.unchanged),
            "failed": len(o.failed),
            "rows": o.rows,
            "seconds": round(sum(o.seconds.values()), 3),
        }
        for name, o in built.outcomes.items()
    ]


def _stuck(built: Built) -> list[dict[str, object]]:
    """Cells that ended in an error or wait for an input, with the reason."""
    found: list[dict[str, object]] = []
    for name, outcome in built.outcomes.items():
        for day, message in outcome.failed.items():
            found.append({"cell": f"{name}/{day or '-'}", "verdict": "failed", "reason": message})
    for name, waits in built.blocked.items():
        for day, waited in waits.items():
            found.append({"cell": f"{name}/{day or '-'}", "verdict": "blocked", "reason": waited})
    return found


def print_built(built: Built) -> None:
    """Print what a build did, table by table, and what stands in the way of the rest."""
    rows = [
        (name, len(o.published), len(o.unchanged), len(o.failed), len(built.blocked.get(name, ())),
         o.rows, f"{sum(o.seconds.values()):.1f}")
        for name, o in built.outcomes.items()
    ]  # fmt: skip
    header = ("table", "published", "unchanged", "failed", "blocked", "rows", "seconds")
    words.say(words.grid(header, rows, right="seconds"))
    told: set[str] = set()
    for stuck in _stuck(built):
        reason = f"{str(stuck['cell']).split('/')[0]}: {stuck['verdict']}: {stuck['reason']}"
        if reason not in told:
            told.add(reason)
            words.note(f"{stuck['cell']}: {stuck['verdict']}: {stuck['reason']}")


def _built_closing(built: Built) -> str:
    if not built.planned:
        return "nothing to build: everything selected is current"
    parts = [f"{words.count(built.published, 'cell')} published"]
    if built.unchanged:
        parts.append(f"{built.unchanged:,} rebuilt to the same content")
    if built.cut_off:
        parts.append(f"{built.cut_off:,} spared, their inputs having kept their content")
    if built.failed:
        parts.append(f"{built.failed:,} failed")
    return f"{', '.join(parts)}; {words.count(built.rows, 'row')}\n  next: fullcourt status"
