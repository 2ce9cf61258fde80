"""For programs that look after the console: metrics and health."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from fullcourt.console.console import Console
from fullcourt.console.metrics import metrics_text


def metrics(console: Console, _request: Request) -> Response:
    """Prometheus' text format."""
    text = metrics_text(console.board(), console.runs.latest())
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


def health(_console: Console, _request: Request) -> Response:
    """Whether the console answers; says nothing about the warehouse, and needs no token."""
    return JSONResponse({"ok": True})
