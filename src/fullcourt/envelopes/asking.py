"""Answers about one cell: `trace`, `impact`, `incident`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullcourt.envelopes.shape import Envelope, envelope

if TYPE_CHECKING:
    from datetime import date

    from fullcourt.integrity.impact import Impact
    from fullcourt.integrity.incident import Incident
    from fullcourt.integrity.trace import Trace


def trace_envelope(found: Trace) -> Envelope:
    """The first cells upstream whose own contract broke."""
    summary = {
        "cell": f"{found.model}/{found.game_date or '-'}",
        "verdict": str(found.verdict) if found.verdict else None,
        "roots": len(found.roots),
        "rows": found.rows,
    }
    roots = [r.to_json() for r in found.roots]
    return envelope(
        "trace", ok=not found.roots, summary=summary, findings=roots, data=found.to_json()
    )


def impact_envelope(found: Impact) -> Envelope:
    """Everything downstream that a change can move."""
    body = found.to_json()
    summary = {k: body[k] for k in ("model", "game_date", "cells", "by_layer", "command")}
    return envelope("impact", ok=True, summary=summary, data=body)


def incident_envelope(table: str, day: date | None, found: Incident) -> Envelope:
    """What happened to a cell, as values and as a text."""
    from fullcourt.integrity.writeup import to_markdown

    summary = {"cell": f"{table}/{day or '-'}", "markdown": to_markdown(found)}
    return envelope("incident", ok=True, summary=summary, data=found.to_json())
