"""Runs: one row in the ledger each, a lease while writing, and an event file people can follow."""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4

import duckdb

from fullcourt.errors import LockedError
from fullcourt.warehouse.store import COMPACT_EVERY, Store

LEASE = timedelta(minutes=10)
"""A holder that has not renewed its lease for this long has lost it."""

_RENEW_SECONDS = 60.0


Listener = Callable[[str, dict[str, object]], None]
"""Something that shows a run's events: a progress bar, the console, a log."""


def quiet(_event: str, _fields: dict[str, object]) -> None:
    """A listener that shows nothing."""


@dataclass(slots=True)
class Run:
    """A command that writes.

    Args:
        run_id: Its number in the ledger.
        command: What was asked.
        now: The moment its verdicts refer to, naive UTC.
        holder: The name of its lease.
        cells: Cells built so far.
        rows: Rows published so far.
        statistics: Seconds by phase and cells by verdict.
    """

    run_id: int
    command: str
    now: datetime
    listener: Listener = quiet
    holder: str = ""
    cells: int = 0
    rows: int = 0
    statistics: dict[str, object] = field(default_factory=dict)
    plan_digest: str = ""
    renewed: float = field(default_factory=time.perf_counter)
    started: float = field(default_factory=time.perf_counter)
    _events: IO[str] | None = None

    def tell(self, event: str, **fields: object) -> None:
        """Write one event to the run's file and the listener."""
        seconds = round(time.perf_counter() - self.started, 4)
        if self._events:
            line = {"event": event, "run_id": self.run_id, "seconds": seconds, **fields}
            self._events.write(json.dumps(line, default=str) + "\n")
            self._events.flush()
        self.listener(event, fields)


@contextlib.contextmanager
def running(
    store: Store, command: str, now: datetime, folder: Path, listener: Listener = quiet
) -> Iterator[Run]:
    """Hold the lease and keep the run's ledger row while something writes.

    Raises:
        LockedError: Another live writer holds the lease.
    """
    holder = _acquire(store, command)
    try:
        run = _begin(store, command, now, listener)
        run.holder = holder
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{run.run_id:06}.ndjson").open("w", encoding="utf-8") as events:
            run._events = events
            run.tell("start", command=command, now=now.isoformat(), pid=os.getpid())
            try:
                yield run
            except BaseException as error:
                status = "interrupted" if isinstance(error, KeyboardInterrupt) else "error"
                # Whoever took over a lost lease may be writing; the event file has the end anyway.
                with contextlib.suppress(duckdb.TransactionException):
                    _finish(store, run, status, str(error).splitlines()[0] if str(error) else "")
                run.tell("end", status=status)
                raise
            _finish(store, run, str(run.statistics.get("status", "ok")), "")
            if run.run_id % COMPACT_EVERY == 0:
                store.compact()
            run.tell("end", **_closing(run))
    finally:
        _release(store, holder)


def renew(store: Store, run: "Run") -> None:
    """Make sure that the run still holds its lease, and prolong it now and then.

    Called whenever something has been committed.

    Raises:
        LockedError: The lease expired, as after a long sleep of the machine, and is gone.
    """
    if time.perf_counter() - run.renewed >= _RENEW_SECONDS:
        run.renewed = time.perf_counter()
        store.con.execute(
            "update ledger.lease set expires_at = ? where holder = ?",
            [_clock() + LEASE, run.holder],
        )
    if not store.scalar("select 1 from ledger.lease where holder = ?", [run.holder]):
        raise LockedError(
            f"`{run.command}` lost its lease on the warehouse, perhaps to another writer",
            hint=f"fullcourt {run.command} again; what was committed is whole",
            fields={"command": run.command, "pid": os.getpid()},
        )


def _closing(run: Run) -> dict[str, object]:
    """What a run tells of itself when it is over: `elapsed` seconds, rows a second, statistics."""
    elapsed = time.perf_counter() - run.started
    told: dict[str, object] = {"status": "ok", "run": run.run_id, "elapsed": round(elapsed, 3)}
    told |= {"cells": run.cells, "rows": run.rows}
    if run.rows and elapsed > 0:
        told["rows_per_second"] = round(run.rows / elapsed)
    return told | run.statistics


def _clock() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def refuse_others(store: Store) -> None:
    """Make sure that nobody writes; only sure for as long as the store is held exclusively.

    Raises:
        LockedError: Somebody does.
    """
    other = _live_holder(store, _clock())
    if other:
        raise _locked(other)


_held: set[str] = set()
"""Leases of this process: a row with its id that is not among them is a dead namesake's."""


def _acquire(store: Store, command: str) -> str:
    """Take the lease, or say who has it."""
    holder = f"{socket.gethostname()}/{os.getpid()}/{command}/{uuid4().hex[:8]}"
    with store.exclusively():
        refuse_others(store)
        moment = _clock()
        with store.transaction():
            store.con.execute("delete from ledger.lease")
            store.con.execute(
                "insert into ledger.lease values (?, ?, ?, ?, ?, ?)",
                [holder, socket.gethostname(), os.getpid(), command, moment, moment + LEASE],
            )
    _held.add(holder)
    return holder


def _live_holder(store: Store, moment: datetime) -> tuple[str, int] | None:
    """Command and process of the lease that is neither expired nor a dead process's."""
    for holder, host, pid, command, expires in store.rows(
        "select holder, host, pid, command, expires_at from ledger.lease"
    ):
        here = host == socket.gethostname()
        dead = here and (not _alive(pid) or (pid == os.getpid() and holder not in _held))
        if expires > moment and not dead:
            return str(command), int(pid)
    return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _locked(other: tuple[str, int]) -> LockedError:
    command, pid = other
    return LockedError(
        f"the warehouse is being written by `{command}` (process {pid})",
        hint="wait for it to end; a dead holder's lease expires by itself",
        fields={"command": command, "pid": pid},
    )


def _release(store: Store, holder: str) -> None:
    _held.discard(holder)
    store.con.execute("delete from ledger.lease where holder = ?", [holder])


def _begin(store: Store, command: str, now: datetime, listener: Listener) -> Run:
    run_id = 1 + int(store.scalar("select coalesce(max(run_id), 0) from ledger.run"))
    store.con.execute(
        "insert into ledger.run (run_id, command, plan_digest, now, status, started_at,"
        " snapshot_before) values (?, ?, ?, ?, 'running', ?, ?)",
        [run_id, command, "", now, _clock(), store.snapshot_id()],
    )
    return Run(run_id, command, now, listener)


def _finish(store: Store, run: Run, status: str, message: str) -> None:
    store.con.execute(
        "update ledger.run set status = ?, finished_at = ?, cells = ?, row_count = ?, seconds = ?,"
        " message = ?, statistics = ?, plan_digest = ? where run_id = ?",
        [
            *(status, _clock(), run.cells, run.rows, time.perf_counter() - run.started),
            *(message, json.dumps(run.statistics, default=str), run.plan_digest, run.run_id),
        ],
    )
