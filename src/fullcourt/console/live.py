"""What goes on, as server-sent events."""

from starlette.requests import Request
from starlette.responses import Response

from fullcourt.console.console import Console
from fullcourt.console.needs import headline
from fullcourt.console.pages.runs import upcoming
from fullcourt.console.render import render
from fullcourt.console.sse import stream
from fullcourt.console.views import LINKS


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
