"""`accept`: findings that somebody has looked at and lives with."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, progress, words
from fullcourt.cli.figures import Figures
from fullcourt.cli.session import Session
from fullcourt.envelopes.past import accepted_envelope, matches
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from fullcourt.api import Warehouse


def accept(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    finding: Annotated[
        str | None,
        typer.Argument(metavar="FINDING", help="A finding's id, or a pattern with * and ?."),
    ] = None,
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why it may stay as it is.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Last date on which it holds.")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--who", metavar="NAME", help="By whom; else the system's user.")
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="List what is accepted, by whom, why, until when.")
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take the acceptance of FINDING back.")
    ] = False,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Accept a finding with a reason: it keeps its verdict and no longer counts."""
    if sum((listing, withdraw, reason is not None)) > 1:
        raise UsageError("--reason, --list and --withdraw exclude each other")
    with context.ensure_object(Session).warehouse() as warehouse:
        if listing:
            _list(warehouse, as_json)
            return
        if not finding:
            raise UsageError(
                "which finding?", hint="fullcourt gaps --keys  lists them by their ids"
            )
        with progress.shown(log_json, "accept") as listener:
            figures = Figures(listener)
            if withdraw:
                warehouse.withdraw(finding, listener=figures)
                cells = None
            else:
                cells = warehouse.accept(
                    finding,
                    reason or "",
                    until=options.parse_date(until),
                    who=who or "",
                    listener=figures,
                )
        acceptances = warehouse.acceptances()
    mine = [a for a in acceptances if a.pattern == finding]
    if as_json:
        summary = {"finding": finding, "accepted": not withdraw, "statistics": figures.told}
        summary |= {"cells": len(cells)} if cells is not None else {}
        words.answer(envelope("accept", ok=True, summary=summary, data=[asdict(a) for a in mine]))
    words.note(figures.text())
    if cells is None:
        words.note(f"{finding} counts again\n  next: fullcourt gaps")
    else:
        spared = sum(1 for c in cells if c.is_accepted)
        words.note(
            f"{finding} is accepted; {words.count(spared, 'cell')} "
            f"{'needs' if spared == 1 else 'need'} nobody any more\n"
            "  next: fullcourt accept --list"
        )


def _list(warehouse: Warehouse, as_json: bool) -> None:
    from fullcourt.integrity.accept import acceptable_findings

    acceptances = warehouse.acceptances()
    findings = acceptable_findings(warehouse.store(), warehouse.status())
    matched = [matches(a, findings) for a in acceptances]
    if as_json:
        words.answer(accepted_envelope(acceptances, matched, warehouse.now))
    elif acceptances:
        rows = [
            (
                a.pattern,
                "expired" if not a.holds(warehouse.now) else str(number),
                a.why,
                a.who or "-",
                a.until,
                a.origin,
            )
            for a, number in zip(acceptances, matched, strict=True)
        ]
        header = ("finding", "matches", "reason", "who", "until", "origin")
        words.say(words.grid(header, rows, right="matches"))
    words.note(words.count(len(acceptances), "acceptance"))
