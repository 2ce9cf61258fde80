"""The addresses of the console."""

import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from fullcourt.console import actions, live, views
from fullcourt.console.api import service
from fullcourt.console.api.asked import answer
from fullcourt.console.api.operations import OPERATIONS, openapi
from fullcourt.console.console import Console
from fullcourt.console.render import assets, render
from fullcourt.console.security import Guard
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import FullcourtError, LockedError, ProjectError, UsageError

Page = Callable[[Console, Request], Response]
_FOREVER = "public, max-age=31536000, immutable"
PAGES: dict[str, Page] = {
    "/": views.show_overview,
    "/table/{model}": views.show_table,
    "/cell/{model}/{day}": views.show_cell,
    "/cell/{model}/{day}/trace": views.show_trace,
    "/cell/{model}/{day}/impact": views.show_impact,
    "/cell/{model}/{day}/recovery": views.show_recovery,
    "/runs": views.show_runs,
    "/runs/{run_id:int}": views.show_run,
    "/alerts": views.show_alerts,
    "/slate": views.show_slate,
    "/players": views.show_players,
    "/players/{player_id:int}": views.show_player,
    "/players/{player_id:int}/why": views.show_why,
    "/teams": views.show_teams,
    "/teams/{team_id:int}": views.show_team,
    "/leaderboard": views.show_leaderboard,
    "/sql": views.show_sql,
    "/events/chip": live.chip_events,
    "/events/run": live.run_events,
    "/events/board": live.board_events,
    **{o.path: o.answers for o in OPERATIONS},
    "/openapi.json": openapi,
    "/metrics": service.metrics,
    "/healthz": service.health,
}
"""Everything that can be read; `/static` and the actions stand apart."""


def create_app(console: Console) -> Starlette:
    """The console as an ASGI application."""

    def route(path: str, page: Page, method: str = "GET") -> Route:
        def respond(request: Request) -> Response:
            return page(console, request)

        return Route(path, respond, methods=[method], name=page.__name__)

    console.first_asked = [
        partial(views.kept_overview, console),
        partial(views.kept_alerts, console),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        console.close()

    return Starlette(
        routes=[
            *(route(path, page) for path, page in PAGES.items()),
            route("/static/{name}", static),
            route("/actions/{verb}", actions.start, "POST"),
        ],
        middleware=[Middleware(Guard, settings=console.settings)],
        exception_handlers={FullcourtError: _told, 404: _lost, 405: _lost, 500: _bug},
        lifespan=lifespan,
    )


def static(_console: Console, request: Request) -> Response:
    """A file of the package; its address changes with its content."""
    found = assets().get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("no such file", 404)
    return Response(found.content, media_type=found.media_type, headers={"cache-control": _FOREVER})


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
    if request.url.path.startswith("/api/"):
        verb = request.url.path.split("/")[2]
        summary = {"error": message, "next": hint}
        return answer(envelope(verb, ok=False, summary=summary), status)
    if request.headers.get("hx-request"):  # a panel of a page: the page itself is fine
        return HTMLResponse(render("panel_error.html", views.LINKS, message=message, hint=hint))
    body = render(
        "error.html",
        views.LINKS,
        title="Error",
        path=request.url.path,
        board=None,
        headline=None,
        live=None,
        settings=None,
        project=None,
        message=message,
        hint=hint,
        status=status,
    )
    return HTMLResponse(body, status)
