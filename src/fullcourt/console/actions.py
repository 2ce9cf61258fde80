"""The one thing a console can start: the command line's own verbs, in a process of their own."""

import os
import subprocess
import sys
import threading

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fullcourt.console.console import Console

VERBS = ("backfill", "recover")
LOG = "console.log"
"""What a started command says, in the project's `runs`."""


def start(console: Console, request: Request) -> Response:
    """Start a verb, then show its progress."""
    verb = request.path_params["verb"]
    if not console.settings.allow_actions:
        return PlainTextResponse("this console only shows; start it with --allow-actions", 403)
    if verb not in VERBS:
        return PlainTextResponse(f"there is no action {verb!r}", 404)
    if console.runs.is_written():
        return PlainTextResponse("another run goes on; wait for it to end", 409)
    launch(console, verb)
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"hx-redirect": "/runs"})
    return RedirectResponse("/runs", 303)


def launch(console: Console, verb: str) -> subprocess.Popen[bytes]:
    """Run a verb of the command line on the console's project."""
    folder = console.project.folder
    words = [sys.executable, "-m", "fullcourt", "--project", str(folder), verb]
    if console.now:
        words += ["--now", console.now]
    console.project.runs.mkdir(parents=True, exist_ok=True)
    with (console.project.runs / LOG).open("ab") as log:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "NO_COLOR": "1"},
            start_new_session=True,
        )
    threading.Thread(target=process.wait, name="reaper", daemon=True).start()
    return process
