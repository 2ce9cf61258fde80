"""The HTML pages: from an address to a page."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from fullcourt.console.api.asked import as_date
from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.links import Links
from fullcourt.console.needs import headline
from fullcourt.console.pages.alerts import AlertsPage, alerts_page
from fullcourt.console.pages.cell import cell_page, find_cell
from fullcourt.console.pages.leaderboard import ALL, MARKETS, POPULATIONS, leaderboard
from fullcourt.console.pages.origin import trace_cell, trace_panel
from fullcourt.console.pages.overview import Overview, overview
from fullcourt.console.pages.players import player_list, player_page
from fullcourt.console.pages.query import EXAMPLES, ask
from fullcourt.console.pages.reach import impact_panel, recovery_panel
from fullcourt.console.pages.reasons import why
from fullcourt.console.pages.runs import DiffPanel, diff_panel, run_lines, run_page, upcoming
from fullcourt.console.pages.table import table_page
from fullcourt.console.pages.teams import slate_page, team_page, teams_page
from fullcourt.console.render import render
from fullcourt.errors import UsageError
from fullcourt.integrity.assess import CellState

LINKS = Links()


def page(console: Console, request: Request, template: str, title: str, **values: Any) -> Response:
    """One page inside the common frame; only its own part for htmx."""
    board = console.boards.peek()
    body = render(
        template,
        LINKS,
        title=title,
        path=request.url.path,
        board=board,
        headline=console.kept("headline", board, lambda: headline(board)) if board else None,
        live=console.runs.live(),
        settings=console.settings,
        project=console.project,
        **values,
    )
    return HTMLResponse(body)


def panel(template: str, **values: Any) -> Response:
    """A part of a page that comes after it."""
    return HTMLResponse(render(template, LINKS, **values))


def show_overview(console: Console, request: Request) -> Response:
    """The heatmap of a season, what needs somebody, the lineage."""
    board = console.board()
    season = request.query_params.get("season", "")
    shown = kept_overview(console, board, season)
    return page(console, request, "overview.html", "Overview", page=shown)


def kept_overview(console: Console, board: Board, season: str = "") -> Overview:
    """The overview, made once for a board."""
    return console.kept(("overview", season), board, lambda: overview(board, season))


def kept_alerts(console: Console, board: Board) -> AlertsPage:
    """The alerts, made once for a board."""
    return console.kept("alerts", board, lambda: alerts_page(console, board))


def show_cell(console: Console, request: Request) -> Response:
    """One table on one date."""
    board, cell = _asked_cell(console, request)
    shown = console.kept(
        ("cell", cell.model, cell.game_date), board, lambda: cell_page(console, board, cell)
    )
    return page(console, request, "cell.html", f"{cell.model} {cell.game_date or ''}", page=shown)


def show_trace(console: Console, request: Request) -> Response:
    """Where a cell's trouble comes from: a panel of its page."""
    board, cell = _asked_cell(console, request)
    found = console.kept(
        ("trace", cell.model, cell.game_date), board, lambda: trace_cell(console, board, cell)
    )
    return panel("trace.html", page=trace_panel(found, board.names), board=board)


def show_impact(console: Console, request: Request) -> Response:
    """What a cell touches: a panel of its page."""
    board, cell = _asked_cell(console, request)
    shown = console.kept(
        ("impact", cell.model, cell.game_date), board, lambda: impact_panel(console, board, cell)
    )
    return panel("impact.html", page=shown, board=board)


def show_recovery(console: Console, request: Request) -> Response:
    """What would repair a cell: a panel of its page."""
    board, cell = _asked_cell(console, request)
    shown = recovery_panel(console, board, cell)
    return panel("recovery.html", page=shown, board=board)


def show_table(console: Console, request: Request) -> Response:
    """All cells of a table."""
    board = console.board()
    shown = table_page(board, request.path_params["model"], request.query_params.get("season", ""))
    return page(console, request, "table.html", shown.model.name, page=shown)


def show_runs(console: Console, request: Request) -> Response:
    """The running run and those before it."""
    progress = console.runs.latest()
    return page(
        console,
        request,
        "runs.html",
        "Runs",
        lines=run_lines(console),
        progress=progress,
        next=upcoming(console.boards.peek(), progress) if progress else (),
    )


def show_run(console: Console, request: Request) -> Response:
    """One run."""
    run_id = request.path_params["run_id"]
    board = console.boards.peek()
    progress = console.runs.get(run_id)
    if board is None or progress is None or progress.is_running:
        shown = run_page(console, run_id)
    else:  # a finished run does not change any more
        shown = console.kept(("run", run_id), board, lambda: run_page(console, run_id))
    progress = shown.progress
    return page(
        console,
        request,
        "run.html",
        f"Run {request.path_params['run_id']}",
        page=shown,
        progress=progress,
        next=upcoming(console.boards.peek(), progress) if progress else (),
        diff=_asked_diff(console, request),
    )


def _asked_diff(console: Console, request: Request) -> DiffPanel | None:
    """What the run changed, if the address asks: comparing versions of a large run takes long."""
    if "diff" not in request.query_params:
        return None
    run_id = request.path_params["run_id"]
    board = console.board()
    return console.kept(("diff", run_id), board, lambda: diff_panel(console, run_id))


def show_alerts(console: Console, request: Request) -> Response:
    """What somebody should know."""
    board = console.board()
    shown = kept_alerts(console, board)
    return page(console, request, "alerts.html", "Alerts", page=shown)


def show_slate(console: Console, request: Request) -> Response:
    """The games of a date."""
    board = console.board()
    day = asked_date(request)
    shown = console.kept(("slate", day), board, lambda: slate_page(console, board, day))
    return page(console, request, "slate.html", "Slate", page=shown)


def show_players(console: Console, request: Request) -> Response:
    """Players by name."""
    board = console.board()
    wanted = request.query_params.get("q", "")[:80]
    shown = console.kept(("players", wanted), board, lambda: player_list(console, board, wanted))
    return page(console, request, "players.html", "Players", page=shown, names=board.names)


def show_player(console: Console, request: Request) -> Response:
    """One player before one of his games."""
    board = console.board()
    who, day = request.path_params["player_id"], asked_date(request)
    shown = console.kept(("player", who, day), board, lambda: player_page(console, board, who, day))
    return page(console, request, "player.html", shown.name, page=shown, names=board.names)


def show_why(console: Console, request: Request) -> Response:
    """What moved a player's prediction: a panel of his page."""
    board = console.board()
    who, day = request.path_params["player_id"], asked_date(request)
    if day is None:
        raise UsageError("which date?")
    return panel("why.html", page=why(console, board, who, day), board=board)


def show_teams(console: Console, request: Request) -> Response:
    """Every team's defence."""
    board = console.board()
    day = asked_date(request)
    shown = console.kept(("teams", day), board, lambda: teams_page(console, board, day))
    return page(console, request, "teams.html", "Team defence", page=shown)


def show_team(console: Console, request: Request) -> Response:
    """One team's defence."""
    board = console.board()
    who, day = request.path_params["team_id"], asked_date(request)
    shown = console.kept(("team", who, day), board, lambda: team_page(console, board, who, day))
    return page(console, request, "team.html", shown.team.full_name, page=shown)


def show_leaderboard(console: Console, request: Request) -> Response:
    """Which system predicts best."""
    board = console.board()
    asked = request.query_params
    wanted = asked.get("season", ""), asked.get("market", ""), asked.get("population", "")
    shown = console.kept(
        ("leaderboard", *wanted), board, lambda: leaderboard(console, board, *wanted)
    )
    return page(
        console,
        request,
        "leaderboard.html",
        "Leaderboard",
        page=shown,
        populations=POPULATIONS,
        markets=MARKETS,
        all_seasons=ALL,
    )


def show_sql(console: Console, request: Request) -> Response:
    """The query page."""
    answer = ask(console, request.query_params.get("q", ""))
    return page(console, request, "sql.html", "SQL", answer=answer, examples=EXAMPLES)


def _asked_cell(console: Console, request: Request) -> tuple[Board, CellState]:
    board = console.board()
    return board, find_cell(board, request.path_params["model"], request.path_params["day"])


def asked_date(request: Request) -> date | None:
    """The date in the address, if any."""
    return as_date(request.query_params.get("date"))
