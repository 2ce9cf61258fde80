"""A backfill in a process of its own that dies by SIGKILL: FOLDER BATCHES SECONDS.

The blow falls a moment after a batch was told of, so mostly in the middle of the next one.
SECONDS is how long publishes are gathered before a commit: 0 commits each, so that something is
left behind.
"""

import os
import signal
import sys
import threading

from fullcourt.api import open_warehouse
from fullcourt.integrity import backfill


def main() -> None:
    folder, left = sys.argv[1], int(sys.argv[2])
    backfill._GROUP_SECONDS = float(sys.argv[3])

    def listen(event: str, _fields: dict[str, object]) -> None:
        nonlocal left
        left -= event == "batch"
        if left == 0:
            threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGKILL)).start()

    with open_warehouse(folder, now="2022-07-01") as warehouse:
        warehouse.backfill(listener=listen)


if __name__ == "__main__":
    main()
