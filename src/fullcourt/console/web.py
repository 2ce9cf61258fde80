"""The pages behind their addresses."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from fullcourt.console.console import Console
from fullcourt.console.links import Links
from fullcourt.console.needs import headline
from fullcourt.console.pages.cell import cell_page, find_cell
from fullcourt.console.pages.overview import overview
from fullcourt.console.render import assets, render
from fullcourt.console.security import Guard
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
