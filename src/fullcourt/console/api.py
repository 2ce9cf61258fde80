"""`/api`: the command line's envelopes, read-only; metrics and health."""

from collections.abc import Collection, Iterable
from datetime import date
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.envelopes import (
    answer,
    cell_record,
    envelope,
    plan_envelope,
    status_envelope,
)
from fullcourt.console.metrics import metrics_text
from fullcourt.console.openapi import document
from fullcourt.console.pages.cell import cell_page, find_cell
from fullcourt.console.pages.query import ask
from fullcourt.console.pages.runs import RunLine, run_lines, run_page
from fullcourt.console.progress import Progress
from fullcourt.console.readiness import ready_shares
from fullcourt.errors import UsageError
from fullcourt.integrity.plan import Selection, make_plan


def status(console: Console, request: Request) -> Response:
    """Verdicts by table, or cell by cell."""
    board = console.board()
    wanted = selection(board, request)
    ready = ready_shares(console, board, wanted)
    cells = request.query_params.get("cells", "") not in ("", "0")
    return answer(status_envelope(board, wanted, ready, cells=cells))


def plan(console: Console, request: Request) -> Response:
    """What a backfill would build."""
    board = console.board()
    wanted = selection(board, request)
    made = console.kept(("plan", wanted), board, lambda: make_plan(board.state, wanted))
    return answer(plan_envelope(made))


def cell(console: Console, request: Request) -> Response:
    """One cell with its evidence."""
    board = console.board()
    found = find_cell(board, request.path_params["model"], request.path_params["day"])
    shown = console.kept(
        ("cell", found.model, found.game_date), board, lambda: cell_page(console, board, found)
    )
    return answer(
        envelope(
            "cell",
            ok=found.verdict.is_good,
            summary=cell_record(board, found),
            findings=[
                {"rule": f.rule, "class": f.kind, "rows": f.count, "condition": f.condition}
                for f in shown.failed
            ],
            data={
                "absences": [
                    {"class": a.kind, "reason": a.reason, "keys": a.count} for a in shown.absences
                ],
                "reads": [
                    {"model": n.model, "window": n.window, "cells": n.cells, "bad": n.bad}
                    for n in shown.reads
                ],
                "readers": [
                    {"model": n.model, "window": n.window, "cells": n.cells, "bad": n.bad}
                    for n in shown.readers
                ],
            },
        )
    )


def runs(console: Console, _request: Request) -> Response:
    """The latest runs, and the one that goes on."""
    lines = run_lines(console)
    live = console.runs.live()
    return answer(
        envelope(
            "runs",
            ok=True,
            summary={"running": _progress(live) if live else None},
            data=[_line(r) for r in lines],
        )
    )


def run(console: Console, request: Request) -> Response:
    """One run."""
    shown = run_page(console, request.path_params["run_id"])
    return answer(
        envelope(
            "run",
            ok=shown.line is None or shown.line.status in ("ok", "running"),
            summary=_line(shown.line) if shown.line else {},
            data={
                "progress": _progress(shown.progress) if shown.progress else None,
                "tables": [
                    {
                        "model": t.model,
                        "cells": t.cells,
                        "changed": t.changed,
                        "rows": t.row_count,
                        "seconds": round(t.seconds, 4),
                    }
                    for t in shown.tables
                ],
            },
        )
    )


def sql(console: Console, request: Request) -> Response:
    """The rows of one reading statement."""
    told = ask(console, request.query_params.get("q", ""))
    if told.error:
        return answer(envelope("sql", ok=False, summary={"error": told.error}), 400)
    columns = [{"name": n, "type": t} for n, t in told.columns]
    summary = {"rows": len(told.rows), "cut": told.is_cut, "columns": columns}
    return answer(envelope("sql", ok=True, summary=summary, data=told.records))


def openapi(_console: Console, _request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(document(version("fullcourt")))


def metrics(console: Console, _request: Request) -> Response:
    """Prometheus' text format."""
    text = metrics_text(console.board(), console.runs.latest())
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


def health(_console: Console, _request: Request) -> Response:
    """Whether the console answers; says nothing about the warehouse, and needs no token."""
    return JSONResponse({"ok": True})


def selection(board: Board, request: Request) -> Selection:
    """The cells that an address asks for, by the command line's selectors.

    Raises:
        UsageError: An unknown season, table or layer, or a word that is no date.
    """
    asked = request.query_params
    models = board.state.graph.models
    _require(asked.getlist("model"), board.state.graph.reads, "table")
    _require(asked.getlist("layer"), {m.layer for m in models.values()}, "layer")
    start, end = _day(asked.get("start")), _day(asked.get("end"))
    season = asked.get("season")
    if season:
        _require([season], board.seasons, "season")
        first, last = board.state.calendar.seasons[season]
        start = max(start, first) if start else first
        end = min(end, last) if end else last
    return Selection(
        models=tuple(asked.getlist("model")),
        layers=tuple(asked.getlist("layer")),
        start=start,
        end=end,
        dates=tuple(d for text in asked.getlist("date") if (d := _day(text))),
    )


def _require(names: Iterable[str], known: Collection[str], kind: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f"there is no {kind} {name!r}")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date") from error


def _line(line: RunLine) -> dict[str, object]:
    return {
        "run_id": line.run_id,
        "command": line.command,
        "status": line.status,
        "started_at": line.started_at,
        "seconds": line.seconds,
        "cells": line.cells,
        "rows": line.row_count,
        "message": line.message,
        "statistics": dict(line.statistics),
    }


def _progress(progress: Progress) -> dict[str, object]:
    return {
        "run_id": progress.run_id,
        "command": progress.command,
        "status": progress.status,
        "planned": progress.planned,
        "done": progress.done,
        "rows": progress.rows,
        "seconds": round(progress.seconds, 3),
        "doing": progress.doing,
    }
