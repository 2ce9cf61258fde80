"""Processes that run a verb and die by kill -9 at its n-th statement.

A server with everything imported forks one process a command, since starting Python a thousand
times would cost more than what the processes do. Each is a process of its own: it opens the
warehouse itself, holds its lease under its own id, and is killed by a real signal.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from tests.recovery import world

from fullcourt.errors import LockedError
from fullcourt.warehouse import store as stores

LOCKED = LockedError.exit_code
NEVER = 10**9


class Server:
    """The server, as the tests see it: one command at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.recovery.killed"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, folder: Path, verb: str, kill_at: int = NEVER) -> None:
        """Let a process run `verb` (backfill, recover, or a path to ingest) on a project."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([str(folder), verb, kill_at]) + "\n")
        self._process.stdin.flush()

    def wait(self) -> int:
        """How the process ended: its exit code, or minus the signal that killed it."""
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def stop(self) -> None:
        """End the server."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


class Mortal:
    """A connection that counts its statements."""

    left = NEVER

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def execute(self, *arguments: Any) -> Any:
        Mortal.left -= 1
        if Mortal.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.inner.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def _run(folder: Path, verb: str, kill_at: int) -> int:
    begin = stores.Store.__init__

    def mortal(self: Any, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named)
        self.con = Mortal(self.con)

    stores.Store.__init__ = mortal  # type: ignore[method-assign]
    Mortal.left = kill_at
    try:
        with world.opened(folder) as warehouse:
            if verb == "backfill":
                warehouse.backfill()
            elif verb == "recover":
                warehouse.recover()
            else:
                warehouse.ingest([Path(verb)])
    except LockedError:
        return LOCKED
    return 0


def serve() -> None:
    """Fork a process for every line of standard input; write how it ended."""
    world.graph("", Path())
    for line in sys.stdin:
        folder, verb, kill_at = json.loads(line)
        process = os.fork()
        if process == 0:
            code = 1
            try:
                code = _run(Path(folder), verb, kill_at)
            except BaseException:  # noqa: BLE001 - a fork must never return into the server's loop
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
