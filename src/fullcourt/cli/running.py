"""Run a command and turn whatever happens into words and an exit code."""

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from fullcourt.cli import words
from fullcourt.cli.session import Session, hoisted
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import FullcourtError

INTERRUPTED = 130
_USAGE = 2
_BUG = 1


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    Args:
        arguments: Words after the program's name; those of the process when None.
    """
    from fullcourt.cli.app import app

    given = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(as_json="--json" in given)
    try:
        code = app(hoisted(given), prog_name="fullcourt", standalone_mode=False, obj=session)
    except typer.TyperException as error:
        return _usage(session, error)
    except FullcourtError as error:
        return _told(session, error)
    except BrokenPipeError:
        return words.quiet_pipe()
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        problem = FullcourtError(f"{error.strerror or error}{where}", hint="check path and rights")
        problem.exit_code = _USAGE
        return _told(session, problem)
    except Exception as error:  # noqa: BLE001 - the last catch: nobody may see a traceback
        return _unexpected(session, error)
    code = int(code or 0)
    if code == INTERRUPTED:
        return _interrupted()
    return code


def _usage(session: Session, error: typer.TyperException) -> int:
    message = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":
        words.note(str(error))
        return _USAGE
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "fullcourt"
    problem = FullcourtError(message.rstrip("."), hint=f"{command} --help")
    problem.exit_code = _USAGE
    return _told(session, problem)


def _told(session: Session, error: FullcourtError) -> int:
    if session.as_json:
        summary = {"error": error.message, "next": error.hint, "exit_code": error.exit_code}
        summary |= error.fields
        words.answer(envelope(session.verb or "error", ok=False, summary=summary))
    words.note(f"error: {error.message}")
    if error.hint:
        words.note(f"  next: {error.hint}")
    return error.exit_code


def _interrupted() -> int:
    words.note("interrupted; nothing is half done, the same command goes on from here")
    return INTERRUPTED


def _unexpected(session: Session, error: Exception) -> int:
    kind = type(error).__name__
    if kind == "InterruptException":  # DuckDB's word for Ctrl-C in the middle of a query
        return _interrupted()
    if kind == "OutOfMemoryException":
        problem = FullcourtError(
            f"not enough memory: {str(error).splitlines()[0]}",
            hint="raise  memory_limit  in fullcourt.toml, or build fewer dates at once",
        )
        problem.exit_code = _USAGE
        return _told(session, problem)
    first = (str(error).splitlines() or [""])[0]
    problem = FullcourtError(
        f"fullcourt ran into a bug of its own: {kind}: {first}",
        hint=f"report it with the details kept in {_keep_traceback()}",
        fields={"exception": kind},
    )
    problem.exit_code = _BUG
    return _told(session, problem)


def _keep_traceback() -> Path:
    handle, name = tempfile.mkstemp(prefix="fullcourt-error-", suffix=".txt", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return Path(name)
