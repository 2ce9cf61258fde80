"""Answers about what was done: `history`, `diff`, and what people have accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from fullcourt.envelopes.shape import Envelope, envelope

if TYPE_CHECKING:
    from datetime import date, datetime

    from fullcourt.integrity.accept import Acceptance
    from fullcourt.integrity.diff import RunDiff, TableDiff
    from fullcourt.integrity.history import BuildRecord


def history_envelope(table: str, day: date | None, records: Sequence[BuildRecord]) -> Envelope:
    """The builds of a cell, oldest first."""
    summary = {"cell": f"{table}/{day or '-'}", "builds": len(records)}
    return envelope("history", ok=True, summary=summary, data=[asdict(r) for r in records])


def diff_envelope(found: RunDiff) -> Envelope:
    """What a run changed."""
    data = {
        "tables": [_table_json(t) for t in found.tables],
        "landed": [asdict(x) for x in found.landed],
        "verdicts": [asdict(v) for v in found.verdicts],
    }
    return envelope("diff", ok=True, summary=_diff_summary(found), data=data)


def _diff_summary(found: RunDiff) -> dict[str, object]:
    cells = [c for t in found.tables for c in t.cells]
    return {
        "run_id": found.span.run_id,
        "command": found.span.command,
        "status": found.span.status,
        "versions": [found.span.before, found.span.after],
        "tables": len(found.tables),
        "cells": found.cells,
        "added": sum(c.added for c in cells),
        "removed": sum(c.removed for c in cells),
        "changed": sum(c.changed for c in cells),
        "units": sum(x.units for x in found.landed),
    }


def _table_json(table: TableDiff) -> dict[str, object]:
    return {
        "model": table.model,
        "cells": [asdict(c) for c in table.cells],
        "columns": dict(table.columns),
        "values": [asdict(v) for v in table.values],
    }


def matches(acceptance: Acceptance, findings: Iterable[str]) -> int:
    """How many findings an acceptance is about."""
    return sum(1 for i in findings if acceptance.matches(i))


def accepted_envelope(
    acceptances: Sequence[Acceptance], matched: Sequence[int], now: datetime
) -> Envelope:
    """What people have accepted.

    Args:
        acceptances: All of them.
        matched: How many findings each is about at present.
        now: The moment at which they hold or are over.
    """
    return envelope(
        "accept",
        ok=True,
        summary={
            "acceptances": len(acceptances),
            "expired": sum(1 for a in acceptances if not a.holds(now)),
        },
        data=[
            {**asdict(a), "holds": a.holds(now), "findings": number}
            for a, number in zip(acceptances, matched, strict=True)
        ],
    )
