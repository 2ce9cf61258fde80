"""The one JSON shape that every reading verb answers with."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

Envelope = dict[str, object]


def envelope(
    verb: str,
    *,
    ok: bool,
    summary: Mapping[str, object] | None = None,
    findings: Sequence[object] = (),
    data: object = None,
) -> Envelope:
    """An answer.

    Args:
        verb: Which verb answers.
        ok: Whether there is nothing to be done about it.
        summary: The answer in short.
        findings: What is wrong.
        data: The answer at length.
    """
    return {
        "schema": f"fullcourt.{verb}/1",
        "ok": ok,
        "summary": dict(summary or {}),
        "findings": list(findings),
        "data": data,
    }


def dumps(body: Mapping[str, object]) -> str:
    """An answer as text."""
    return json.dumps(body, default=plain, ensure_ascii=False)


def plain(value: object) -> object:
    """A value as JSON can carry it: dates and moments as ISO text, decimals as numbers."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
