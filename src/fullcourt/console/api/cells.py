"""One cell: evidence, origin, reach, builds, write-up; and what a run changed."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from fullcourt.console.api.asked import answer, as_date, keys, number
from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.pages.cell import cell_page, find_cell
from fullcourt.envelopes.asking import impact_envelope, incident_envelope, trace_envelope
from fullcourt.envelopes.past import diff_envelope, history_envelope
from fullcourt.envelopes.shape import envelope
from fullcourt.envelopes.standing import cell_json
from fullcourt.errors import UsageError
from fullcourt.integrity.diff import diff as compare
from fullcourt.integrity.history import history as read_history
from fullcourt.integrity.impact import impact as reach_of
from fullcourt.integrity.incident import incident as write_up
from fullcourt.integrity.trace import trace as origin_of

_VALUES = 5


def cell(console: Console, request: Request) -> Response:
    """One cell with its evidence."""
    board = console.board()
    found = find_cell(board, request.path_params["model"], request.path_params["day"])
    shown = console.kept(
        ("cell", found.model, found.game_date), board, lambda: cell_page(console, board, found)
    )
    findings = [
        {"rule": f.rule, "class": f.kind, "rows": f.count, "condition": f.condition}
        for f in shown.failed
    ]
    neighbours = {
        side: [{"model": n.model, "window": n.window, "cells": n.cells, "bad": n.bad} for n in own]
        for side, own in (("reads", shown.reads), ("readers", shown.readers))
    }
    absences = [{"class": a.kind, "reason": a.reason, "keys": a.count} for a in shown.absences]
    return answer(
        envelope(
            "cell",
            ok=not found.needs_attention,
            summary=cell_json(found, board.rows),
            findings=findings,
            data={"absences": absences, **neighbours},
        )
    )


def trace(console: Console, request: Request) -> Response:
    """The first cells upstream whose own contract broke."""
    board, name, day = _asked(console, request)
    key, column = keys(request.query_params), request.query_params.get("column") or None
    with console.reader.store() as store:
        found = origin_of(store, board.state, name, day, key=key, column=column, cells=board.cells)
    return answer(trace_envelope(found))


def impact(console: Console, request: Request) -> Response:
    """Everything downstream that a change of the cell can move."""
    board, name, day = _asked(console, request)
    with console.reader.store() as store:
        found = reach_of(store, board.state, name, day, key=keys(request.query_params))
    return answer(impact_envelope(found))


def incident(console: Console, request: Request) -> Response:
    """What happened to the cell."""
    board, name, day = _asked(console, request)
    with console.reader.store() as store:
        found = write_up(store, board.state, name, day, cells=board.cells)
    return answer(incident_envelope(name, day, found))


def history(console: Console, request: Request) -> Response:
    """The builds of the cell."""
    board, name, day = _asked(console, request)
    dated = board.state.graph.models[name].dated
    if dated != (day is not None):
        raise UsageError(f"{name} has {'a cell for each date' if dated else 'one undated cell'}")
    with console.reader.store() as store:
        return answer(history_envelope(name, day, read_history(store, name, day)))


def diff(console: Console, request: Request) -> Response:
    """What a run changed, row by row; a large run takes a while."""
    board = console.board()
    run_id, most = request.path_params["run_id"], number(request, "values", _VALUES)
    only = tuple(request.query_params.getlist("model"))
    for name in only:
        _require_table(board, name)

    def read() -> Response:
        with console.reader.store() as store:
            models = board.state.graph.models
            return answer(
                diff_envelope(compare(store, models, run_id, only=only, most_values=most))
            )

    return console.kept(("diff", run_id, only, most), board, read)


def _asked(console: Console, request: Request) -> tuple[Board, str, date | None]:
    """The cell an address names; unlike a page's, it need not be expected."""
    board = console.board()
    name, text = request.path_params["model"], request.path_params["day"]
    _require_table(board, name)
    return board, name, as_date(text if text != "-" else None)


def _require_table(board: Board, name: str) -> None:
    if name not in board.state.graph.reads:
        raise UsageError(f"there is no table {name!r}", hint="fullcourt status")
