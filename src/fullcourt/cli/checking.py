"""`verify` and `recover`: the tables themselves looked at again, and put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import building, options, progress, words
from fullcourt.cli.figures import Figures
from fullcourt.cli.session import Session
from fullcourt.envelopes import standing
from fullcourt.envelopes.shape import envelope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullcourt.integrity.gaps import Gap
    from fullcourt.integrity.leaks import LeakReport
    from fullcourt.integrity.recover import Recovered
    from fullcourt.integrity.verify import Verified

FINDINGS, _SOME_FAILED = 3, 4

_SHOWN = 40
"""Lines of trouble to print; `--json` has them all."""


def verify(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Existence and row counts only; reads no rows.")
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also build every cell in scratch and compare.")
    ] = False,
    leaks: Annotated[
        bool,
        typer.Option("--leaks", help="Also look for rows that know more than could be known."),
    ] = False,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="TABLE", help="One table; may be repeated."),
    ] = None,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Hash and audit the tables themselves against ledger, contracts and spine."""
    from fullcourt.integrity.trouble import trouble as complaints

    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "verify") as listener,
    ):
        figures = Figures(listener)
        wanted = warehouse.select(models=model or ())
        found = warehouse.verify(quick=quick, deep=deep, models=wanted.models, listener=figures)
        leaked = warehouse.leaks(listener=listener) if leaks else None
        trouble = complaints(warehouse.state(), found, wanted.models)
    good = found.is_good if not model else not trouble
    good = good and not (leaked and leaked.findings)
    if as_json:
        words.answer(
            standing.verify_envelope(
                good=good,
                checked=found.checked,
                findings=[*trouble, *([f.to_json() for f in leaked.findings] if leaked else [])],
                statistics=figures.told,
                leak_checks=leaked.checks if leaked else None,
            )
        )
    else:
        _print_trouble(trouble)
        if leaked:
            _print_leaks(leaked)
    words.note(figures.text())
    words.note(_verified_closing(found, trouble, leaked))
    raise typer.Exit(0 if good else FINDINGS)


def recover(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Diagnose and plan; repair nothing.")
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Diagnose by building every cell in scratch.")
    ] = False,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Diagnose, build the least that makes every cell right, and prove it."""
    from fullcourt.integrity.trouble import trouble as complaints

    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "recover") as listener,
    ):
        figures = Figures(listener)
        done = warehouse.recover(dry_run=dry_run, deep=deep, listener=figures)
        state = warehouse.state()
        before = complaints(state, done.before)
        after = complaints(state, done.after) if done.after else before
        left = any(c.needs_attention for c in done.remaining)
        needs = [_need(g) for g in warehouse.gaps().open] if left and not dry_run else []
    code = _recover_code(done, dry_run)
    if as_json:
        words.answer(
            envelope(
                "recover",
                ok=code == 0,
                summary=_recover_summary(done, before, after) | {"statistics": figures.told},
                findings=needs if done.after else before,
                data={"before": before, "plan": standing.steps_json(done.plan), "after": after},
            )
        )
    else:
        _print_recovery(done, before, needs)
    words.note(figures.text())
    words.note(_recover_closing(done, dry_run, needs))
    raise typer.Exit(code)


def _print_trouble(trouble: Sequence[dict[str, object]]) -> None:
    if not trouble:
        return
    rows = [
        (t["model"], span_words(t), t["cells"], t["verdict"], t["reason"] or "-")
        for t in trouble[:_SHOWN]
    ]
    words.say(words.grid(("table", "dates", "cells", "verdict", "reasons"), rows))
    if len(trouble) > _SHOWN:
        words.say(f"... and {len(trouble) - _SHOWN:,} more; --json has them all")


def span_words(span: dict[str, object]) -> str:
    """First and last date of a folded range."""
    if span["first"] is None:
        return "-"
    one = span["first"] == span["last"]
    return str(span["first"]) if one else f"{span['first']} .. {span['last']}"


def _print_leaks(leaked: LeakReport) -> None:
    if not leaked.findings:
        return
    words.say()
    rows = [(f.model, f.game_date, f.check, f.message) for f in leaked.findings]
    words.say(words.grid(("table", "date", "leak found by", "what"), rows))


def _verified_closing(
    found: Verified, trouble: Sequence[dict[str, object]], leaked: LeakReport | None
) -> str:
    text = f"{words.count(found.checked, 'cell')} checked"
    if leaked:
        text += f"; leaks: {leaked.words}"
    if leaked and leaked.findings:
        return f"{text}\n  next: read docs/integrity.md on leaks, and mend the model"
    if not trouble:
        return f"{text}; every row is as published, every contract holds"
    number = sum(int(str(t["cells"])) for t in trouble)
    need = "needs" if number == 1 else "need"
    return f"{text}, {number:,} {need} attention\n  next: fullcourt recover --dry-run"


def _recover_code(done: Recovered, dry_run: bool) -> int:
    if dry_run:
        return 0 if done.before.is_good and not done.plan.steps else FINDINGS
    if done.built and done.built.failed:
        return _SOME_FAILED
    return 0 if done.after is None or done.after.is_good else FINDINGS


def _recover_summary(
    done: Recovered, before: Sequence[dict[str, object]], after: Sequence[dict[str, object]]
) -> dict[str, object]:
    built = done.built
    return {
        "dry_run": built is None,
        "checked": done.before.checked,
        "cells_before": sum(int(str(t["cells"])) for t in before),
        "planned": built.planned if built else done.plan.cells,
        "published": built.published if built else 0,
        "removed": len(done.removed),
        "repaired": len(done.repaired),
        "cells_after": sum(int(str(t["cells"])) for t in after) if built else None,
    }


def _print_recovery(
    done: Recovered, before: Sequence[dict[str, object]], needs: Sequence[dict[str, object]]
) -> None:
    if before:
        words.say("found:")
        _print_trouble(before)
    if done.removed:
        words.say(f"rows without a cell in {words.count(len(done.removed), 'place')}: removed")
    if done.built is None:
        if done.plan.steps:
            words.say("\nwould build:")
            header = ("layer", "table", "cells", "dates", "why")
            words.say(words.grid(header, building.plan_rows(done.plan)))
        return
    if done.built.planned:
        words.say("\nbuilt:")
        building.print_built(done.built)
    if needs:
        words.say("\nnot to be repaired by building:")
        rows = [
            (n["model"], span_words(n), n["cells"], n["verdict"], n["needs"])
            for n in needs[:_SHOWN]
        ]
        words.say(words.grid(("table", "dates", "cells", "verdict", "what it takes"), rows))
        if len(needs) > _SHOWN:
            words.say(f"... and {len(needs) - _SHOWN:,} more; --json has them all")


def _recover_closing(done: Recovered, dry_run: bool, needs: Sequence[dict[str, object]]) -> str:
    bad = sum(1 for c in done.before.cells if c.needs_attention)
    left = sum(int(str(n["cells"])) for n in needs)
    strays = len(done.before.strays)
    if dry_run:
        if not done.plan.steps and not bad and not strays:
            return "nothing to repair: every row is as published, every contract holds"
        if not done.plan.steps and not strays:
            return f"{bad:,} bad cells, none of which a build can mend\n  next: fullcourt gaps"
        return f"{words.count(done.plan.cells, 'cell')} to build at most\n  next: fullcourt recover"
    if not done.built or (not done.built.planned and not done.removed):
        if not needs:
            return "nothing to repair: every row is as published, every contract holds"
        return f"{left:,} bad cells, none of which a build can mend\n  next: fullcourt gaps"
    text = f"{words.count(len(done.repaired), 'cell')} repaired"
    if not needs:
        return f"{text}; verified: every row is as published, every contract holds"
    return f"{text}, {left:,} stay as they are\n  next: fullcourt gaps"


def _need(gap: Gap) -> dict[str, object]:
    """Cells that stay bad, with what it would take; what stems from other gaps names them."""
    behind = f"stems from {', '.join(gap.roots)}" if gap.roots else ""
    return {
        "model": gap.model,
        "first": gap.range.first,
        "last": gap.range.last,
        "cells": gap.range.cells,
        "verdict": str(gap.verdict),
        "reason": "; ".join(gap.reasons),
        "needs": behind or gap.remedy.sentence,
        "command": gap.remedy.command,
    }
