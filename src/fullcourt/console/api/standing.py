"""How the warehouse stands: status, plan, gaps, the latest verification, acceptances, runs, SQL."""

from starlette.requests import Request
from starlette.responses import Response

from fullcourt.console.api.asked import answer, flag, selection
from fullcourt.console.console import Console
from fullcourt.console.pages.query import ask
from fullcourt.console.pages.runs import RunLine, run_lines, run_page
from fullcourt.console.progress import Progress
from fullcourt.envelopes.past import accepted_envelope, matches
from fullcourt.envelopes.shape import envelope
from fullcourt.envelopes.standing import (
    gaps_envelope,
    plan_envelope,
    ready_shares,
    selected,
    status_envelope,
    verify_envelope,
)
from fullcourt.envelopes.tables import sql_envelope
from fullcourt.errors import UsageError
from fullcourt.integrity.accept import FILE, acceptable_findings, read_acceptances
from fullcourt.integrity.gaps import find_gaps
from fullcourt.integrity.plan import make_plan


def status(console: Console, request: Request) -> Response:
    """Verdicts by table, or cell by cell."""
    board = console.board()
    wanted = selection(board, request)
    graph = board.state.graph
    judged = selected(graph, board.cells, wanted)
    ready = ready_shares(board.readiness, wanted)
    cells = flag(request, "cells") or bool(wanted.models)
    return answer(status_envelope(graph, judged, board.rows, ready, cells=cells))


def plan(console: Console, request: Request) -> Response:
    """What a backfill would build."""
    board = console.board()
    wanted = selection(board, request)
    made = console.kept(("plan", wanted), board, lambda: make_plan(board.state, wanted))
    return answer(plan_envelope(made))


def gaps(console: Console, request: Request) -> Response:
    """Every cell that is not good, with cause, damage and remedy."""
    board = console.board()
    wanted = selection(board, request)
    named, everything = flag(request, "keys"), flag(request, "all")

    def find() -> Response:
        with console.reader.store() as store:
            found = find_gaps(
                store,
                board.state,
                board.cells,
                selection=wanted,
                keys=named,
                include_accepted=everything,
            )
        return answer(gaps_envelope(found))

    return console.kept(("gaps", wanted, named, everything), board, find)


def verify(console: Console, _request: Request) -> Response:
    """What the latest `verify` found; asking does not verify again.

    Raises:
        UsageError: Nothing was verified yet.
    """
    done = console.runs.latest_verified()
    if done is None or done.verified is None:
        raise UsageError("nothing has been verified yet", hint="fullcourt verify")
    told = {k: v for k, v in done.end.items() if k not in ("event", "run_id", "seconds")}
    found = done.verified
    return answer(
        verify_envelope(
            good=bool(found["good"]),
            checked=int(found["checked"]),
            findings=found["findings"],
            statistics=told,
        )
    )


def accepted(console: Console, _request: Request) -> Response:
    """What people have accepted, and whether it still holds."""
    board = console.board()
    with console.reader.store() as store:
        acceptances = read_acceptances(store, console.project.folder / FILE)
        findings = acceptable_findings(store, board.cells)
    return answer(
        accepted_envelope(acceptances, [matches(a, findings) for a in acceptances], board.now)
    )


def runs(console: Console, _request: Request) -> Response:
    """The latest runs, and the one that goes on."""
    live = console.runs.live()
    return answer(
        envelope(
            "runs",
            ok=True,
            summary={"running": _progress(live) if live else None},
            data=[_line(r) for r in run_lines(console)],
        )
    )


def run(console: Console, request: Request) -> Response:
    """One run."""
    shown = run_page(console, request.path_params["run_id"])
    tables = [
        {
            "model": t.model,
            "cells": t.cells,
            "changed": t.changed,
            "rows": t.row_count,
            "seconds": round(t.seconds, 4),
        }
        for t in shown.tables
    ]
    progress = _progress(shown.progress) if shown.progress else None
    return answer(
        envelope(
            "run",
            ok=shown.line is None or shown.line.status in ("ok", "running"),
            summary=_line(shown.line) if shown.line else {},
            data={"progress": progress, "tables": tables},
        )
    )


def sql(console: Console, request: Request) -> Response:
    """The rows of one reading statement."""
    told = ask(console, request.query_params.get("q", ""))
    if told.error:
        return answer(envelope("sql", ok=False, summary={"error": told.error}), 400)
    return answer(sql_envelope(told.columns, told.rows, cut=told.is_cut))


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
