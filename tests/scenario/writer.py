"""A process that writes and does as it is told: `writer FOLDER race|backfill|recover`.

It says `ready` when everything is imported, then waits for a line before it begins. `race` only
takes the lease and says `in` or `out`; a verb stops in its first batch, says `in`, and goes on when
it gets another line.
"""

import sys
from pathlib import Path

from fullcourt.api import open_warehouse
from fullcourt.errors import LockedError

NOW = "2022-08-01T00:00"


def say(word: str) -> None:
    print(word, flush=True)


def main() -> None:
    folder, verb = Path(sys.argv[1]), sys.argv[2]
    told = False

    def stop_once(event: str, _fields: dict[str, object]) -> None:
        nonlocal told
        if event == "batch" and not told:
            told = True
            say("in")
            sys.stdin.readline()

    say("ready")
    sys.stdin.readline()
    try:
        with open_warehouse(folder, now=NOW) as wh:
            if verb == "race":
                with wh.writing("race"):
                    say("in")
                    sys.stdin.readline()
            elif verb == "backfill":
                wh.backfill(listener=stop_once)
            else:
                wh.recover(listener=stop_once)
    except LockedError:
        say("out")
        sys.exit(LockedError.exit_code)


if __name__ == "__main__":
    main()
