"""Kill -9 of a real process of fullcourt, at a statement."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.recovery.killed import Server

_MOST = 700
"""About as many statements as a backfill of these leagues executes."""


def kill_at_statement(project: Path, verb: str, share: float) -> int:
    """Run a verb in a process that dies at a statement; where a run is over before, die earlier.

    Args:
        project: Left as the dead process left it.
        verb: `backfill` or `recover`.
        share: Of that many statements, where the first blow is tried.

    Returns:
        The statement at which it died.
    """
    fresh = project.with_name(f"{project.name}-fresh")
    shutil.copytree(project, fresh)
    at = max(2, int(share * _MOST))
    with _server() as server:
        while True:
            server.start(project, verb, at)
            ended = server.wait()
            if ended == -signal.SIGKILL:
                return at
            if ended or at < 2:
                raise RuntimeError(f"{verb} ended with {ended} before statement {at}")
            at //= 2
            shutil.rmtree(project)
            shutil.copytree(fresh, project)


@contextmanager
def _server() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.stop()
