"""The pages behind their addresses."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.links import Links
from fullcourt.console.needs import headline
from fullcourt.console.names import Names, read_names
from fullcourt.console.pages.alerts import alerts_page
from fullcourt.console.pages.cell import cell_page, find_cell
from fullcourt.console.pages.overview import overview
from fullcourt.console.pages.players import player_list, player_page
from fullcourt.console.pages.query import EXAMPLES, ask
from fullcourt.console.pages.runs import run_lines, run_page, upcoming
from fullcourt.console.pages.table import table_page
from fullcourt.console.pages.teams import slate_page, team_page, teams_page
from fullcourt.console.render import assets, render
from fullcourt.console.security import Guard
from fullcourt.console.sse import stream
from fullcourt.errors import FullcourtError, LockedError, ProjectError, UsageError

Page = Callable[[Console, Request], Response]
LINKS = Links()
_FOREVER = "public, max-age=31536000, immutable"


def create_app(console: Console) -> Starlette:
    """The console as an ASGI application."""

    def route(path: str, page: Page, methods: tuple[str, ...] = ("GET",)) -> Route:
        def answer(request: Request) -> Response:
            return page(console, request)

        return Route(path, answer, methods=list(methods), name=page.__name__)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        console.close()

    return Starlette(
        routes=[
            route("/", show_overview),
            route("/cell/{model}/{day}", show_cell),
            route("/table/{model}", show_table),
            route("/runs", show_runs),
            route("/runs/{run_id:int}", show_run),
            route("/alerts", show_alerts),
            route("/slate", show_slate),
            route("/players", show_players),
            route("/players/{player_id:int}", show_player),
            route("/teams", show_teams),
            route("/teams/{team_id:int}", show_team),
            route("/sql", show_sql),
            route("/events/chip", chip_events),
            route("/events/run", run_events),
            route("/events/board", board_events),
            route("/static/{name}", static),
        ],
        middleware=[Middleware(Guard, settings=console.settings)],
        exception_handlers={FullcourtError: _told, 404: _lost, 500: _bug},
        lifespan=lifespan,
    )


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


def show_overview(console: Console, request: Request) -> Response:
    """The heatmap of a season, what needs somebody, the lineage."""
    board = console.board()
    season = request.query_params.get("season", "")
    shown = console.kept(("overview", season), board, lambda: overview(console, board, season))
    return page(console, request, "overview.html", "Overview", page=shown)


def show_cell(console: Console, request: Request) -> Response:
    """One table on one date."""
    board = console.board()
    cell = find_cell(board, request.path_params["model"], request.path_params["day"])
    shown = console.kept(
        ("cell", cell.model, cell.game_date), board, lambda: cell_page(console, board, cell)
    )
    return page(console, request, "cell.html", f"{cell.model} {cell.game_date or ''}", page=shown)


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
    shown = run_page(console, request.path_params["run_id"])
    progress = shown.progress
    return page(
        console,
        request,
        "run.html",
        f"Run {request.path_params['run_id']}",
        page=shown,
        progress=progress,
        next=upcoming(console.boards.peek(), progress) if progress else (),
        diff=None,
    )


def show_alerts(console: Console, request: Request) -> Response:
    """What somebody should know."""
    board = console.board()
    shown = console.kept("alerts", board, lambda: alerts_page(console, board))
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
    shown = console.kept(("players", wanted), board, lambda: player_list(console, wanted))
    names = board_names(console, board)
    return page(console, request, "players.html", "Players", page=shown, names=names)


def show_player(console: Console, request: Request) -> Response:
    """One player before one of his games."""
    board = console.board()
    who, day = request.path_params["player_id"], asked_date(request)
    shown = console.kept(
        ("player", who, day), board, lambda: player_page(console, board, who, day)
    )
    names = board_names(console, board)
    return page(console, request, "player.html", shown.name, page=shown, names=names)


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


def show_sql(console: Console, request: Request) -> Response:
    """The query page."""
    answer = ask(console, request.query_params.get("q", ""))
    return page(console, request, "sql.html", "SQL", answer=answer, examples=EXAMPLES)


def asked_date(request: Request) -> date | None:
    """The date in the address, if any.

    Raises:
        UsageError: It is not one.
    """
    text = request.query_params.get("date", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date", hint="dates read like 2021-12-04") from error


def board_names(console: Console, board: Board) -> Names:
    """Names of players and teams."""

    def read() -> Names:
        with console.reader.store() as store:
            return read_names(store)

    return console.kept("names", board, read)


def chip_events(console: Console, request: Request) -> Response:
    """The word beside the menu, whenever it changes."""

    def look() -> str | None:
        board = console.boards.peek()
        known = headline(board) if board else None
        return render("chip.html", LINKS, live=console.runs.live(), headline=known)

    return stream(request, "chip", look)


def run_events(console: Console, request: Request) -> Response:
    """The progress of the latest run, whichever process it runs in."""

    def look() -> str | None:
        progress = console.runs.latest()
        board = console.boards.peek()
        if progress is None:
            return None
        following = upcoming(board, progress)
        return render("live.html", LINKS, progress=progress, next=following, board=board)

    return stream(request, "run", look)


def board_events(console: Console, request: Request) -> Response:
    """Tells a page that the verdicts it shows are no longer the latest."""
    shown = request.query_params.get("snapshot", "")

    def look() -> str | None:
        found = str(console.board().snapshot)
        return found if found != shown else None

    return stream(request, "board", look)


def static(_console: Console, request: Request) -> Response:
    """A file of the package; its address changes with its content."""
    found = assets().get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("no such file", 404)
    return Response(
        found.content, media_type=found.media_type, headers={"cache-control": _FOREVER}
    )


def _told(request: Request, error: Exception) -> Response:
    """What a person can cause, in words, with what to do next."""
    known = error if isinstance(error, FullcourtError) else FullcourtError(str(error))
    match known:
        case UsageError():
            status = 404
        case LockedError() | ProjectError():
            status = 503
        case _:
            status = 500
    return _error_page(request, status, known.message, known.hint)


def _lost(request: Request, _error: Exception) -> Response:
    return _error_page(request, 404, f"there is no page {request.url.path}", "")


def _bug(request: Request, error: Exception) -> Response:
    return _error_page(request, 500, f"fullcourt ran into a bug of its own: {error}", "")


def _error_page(request: Request, status: int, message: str, hint: str) -> Response:
    body = render("error.html", LINKS, title="Error", path=request.url.path, board=None,
                  headline=None, live=None, settings=None, project=None, message=message,
                  hint=hint, status=status)
    return HTMLResponse(body, status)
