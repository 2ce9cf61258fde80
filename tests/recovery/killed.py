"""Run a verb of fullcourt and die by kill -9 at the n-th statement: `killed FOLDER VERB N`."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.recovery.world import opened

from fullcourt.warehouse import store as stores


class Mortal:
    """A connection that counts its statements."""

    left = 0

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def execute(self, *arguments: Any) -> Any:
        Mortal.left -= 1
        if Mortal.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.inner.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def main() -> None:
    folder, verb, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    begin = stores.Store.__init__

    def mortal(self: Any, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named)
        self.con = Mortal(self.con)

    stores.Store.__init__ = mortal  # type: ignore[method-assign]
    Mortal.left = count
    with opened(folder) as warehouse:
        if verb == "backfill":
            warehouse.backfill()
        elif verb == "recover":
            warehouse.recover()
        else:
            warehouse.ingest([Path(verb)])


if __name__ == "__main__":
    main()
