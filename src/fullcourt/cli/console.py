"""`serve` and `report`: the warehouse to look at, as a local web page or as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fullcourt.cli import words
from fullcourt.cli.session import Session
from fullcourt.errors import NotSupportedError


def serve(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Address to bind; others than this machine's own need a token."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", help="Port; 0 takes a free one.")] = 8377,
    token: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="What visitors must know; `new` makes one up."),
    ] = None,
    allow_actions: Annotated[
        bool,
        typer.Option(
            "--allow-actions", help="Let the page run recover and backfill; implies a token."
        ),
    ] = False,
) -> None:
    """Show the warehouse in a browser, live while other processes write it."""
    _require_web()
    from fullcourt.console.console import Console
    from fullcourt.console.serving import address_of, bound_socket
    from fullcourt.console.serving import serve as run
    from fullcourt.console.settings import ConsoleSettings, new_token
    from fullcourt.project import find_project, moment

    session = context.ensure_object(Session)
    moment(session.now)  # a word that is no moment is told before anything is served
    project = find_project(session.project)
    wanted = new_token() if token == "new" or (allow_actions and not token) else token or ""
    settings = ConsoleSettings(host, port, wanted, allow_actions)
    listener = bound_socket(settings)
    words.say(address_of(settings, listener))
    words.note(f"looking at {project.folder}; Ctrl-C ends it")
    run(Console(project, settings, session.now), listener)


def report(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it.")] = Path(
        "fullcourt.html"
    ),
    cells: Annotated[
        int, typer.Option(min=0, help="Most cells that need attention shown in full.")
    ] = 200,
) -> None:
    """Write what the console shows into one HTML file that needs nothing else."""
    _require_web()
    from fullcourt.console.console import Console
    from fullcourt.console.report import write_report
    from fullcourt.console.settings import ConsoleSettings
    from fullcourt.project import find_project

    session = context.ensure_object(Session)
    console = Console(find_project(session.project), ConsoleSettings(), session.now)
    try:
        written = write_report(console, out, most_cells=cells)
    finally:
        console.close()
    words.say(str(out))
    words.note(f"{words.count(written.cells, 'cell')} in full, {written.bytes / 1e6:.1f} MB")


def _require_web() -> None:
    """The console's libraries come with an extra.

    Raises:
        NotSupportedError: They are not installed.
    """
    from importlib.util import find_spec

    missing = [m for m in ("jinja2", "starlette", "uvicorn") if find_spec(m) is None]
    if missing:
        raise NotSupportedError(
            f"the console needs {', '.join(missing)}", hint="pip install 'fullcourt[console]'"
        )
