"""The JSON envelopes of the command line, for `/api`. A test compares them with the verbs' own."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from fullcourt.console.board import Board, gravest
from fullcourt.console.readiness import Share
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.plan import Plan, Selection


def envelope(
    verb: str,
    *,
    ok: bool,
    summary: Mapping[str, object] | None = None,
    findings: Sequence[object] = (),
    data: object = None,
) -> dict[str, object]:
    """The one shape of every answer."""
    return {
        "schema": f"fullcourt.{verb}/1",
        "ok": ok,
        "summary": dict(summary or {}),
        "findings": list(findings),
        "data": data,
    }


def answer(body: Mapping[str, object], status: int = 200) -> Response:
    """An envelope as a response."""
    text = json.dumps(body, default=plain, ensure_ascii=False)
    return Response(text, status, media_type="application/json")


def plain(value: object) -> object:
    """A value as JSON can carry it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def status_envelope(
    board: Board, wanted: Selection, ready: Sequence[Share], *, cells: bool
) -> dict[str, object]:
    """Verdicts by table, or cell by cell."""
    models = board.state.graph.models
    judged = [
        c
        for c in board.cells
        if wanted.has_model(c.model, models[c.model].layer) and wanted.has_date(c.game_date)
    ]
    bad = [c for c in judged if not c.verdict.is_good]
    tables = _tables(board, judged)
    summary = {
        "tables": len(tables),
        "cells": len(judged),
        "rows": sum(t["rows"] for t in tables),
        "verdicts": dict(Counter(str(c.verdict) for c in judged)),
        "ready": [
            {
                "season": s.season,
                "rows": s.rows,
                "ready": s.ready,
                "ready_pct": round(s.percent, 1),
                "not_ready_reasons": dict(s.reasons),
            }
            for s in ready
        ],
    }
    return envelope(
        "status",
        ok=not bad,
        summary=summary,
        findings=[cell_record(board, c) for c in bad],
        data=[cell_record(board, c) for c in judged] if cells else tables,
    )


def cell_record(board: Board, cell: CellState) -> dict[str, object]:
    """One cell, as `status --json` tells it."""
    return {
        "cell": f"{cell.model}/{cell.game_date or '-'}",
        "model": cell.model,
        "game_date": cell.game_date,
        "verdict": str(cell.verdict),
        "reasons": list(cell.reasons),
        "rows": board.rows.get((cell.model, cell.game_date), 0),
        "expected": cell.counts.expected,
        "present": cell.counts.present,
        "missing": cell.counts.missing,
        "surplus": cell.counts.surplus,
        "accepted": cell.accepted,
    }


def _tables(board: Board, judged: Sequence[CellState]) -> list[dict[str, Any]]:
    groups: dict[str, list[CellState]] = {}
    for cell in judged:
        groups.setdefault(cell.model, []).append(cell)
    found = []
    for name in board.tables:
        own = groups.get(name)
        if not own:
            continue
        built = [c.game_date for c in own if c.current_build_id and c.game_date]
        found.append(
            {
                "model": name,
                "layer": board.state.graph.models[name].layer,
                "cells": len(own),
                "rows": sum(board.rows.get((name, c.game_date), 0) for c in own),
                "last_date": max(built, default=None),
                "worst": str(gravest(c.verdict for c in own)),
                "verdicts": dict(Counter(str(c.verdict) for c in own)),
            }
        )
    return found


def plan_envelope(made: Plan) -> dict[str, object]:
    """What a backfill would build, and why."""
    causes = Counter(str(cause) for step in made.steps for _, cause in step.cells)
    return envelope(
        "plan",
        ok=True,
        summary={
            "digest": made.digest,
            "cells": made.cells,
            "steps": len(made.steps),
            "causes": dict(causes),
        },
        data=[
            {
                "model": s.model,
                "layer": s.layer,
                "cells": [{"game_date": d, "cause": str(c)} for d, c in s.cells],
            }
            for s in made.steps
        ],
    )
