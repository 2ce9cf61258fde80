"""Following runs by their event files, whichever process writes them."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SILENT_FOR = 600.0
"""A run without an end that has said nothing for this long, and whose process is gone, is over."""


@dataclass(frozen=True, slots=True)
class TableTime:
    """What a run did with one table."""

    model: str
    planned: int
    cells: int
    rows: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """A run as its event file tells it.

    Args:
        run_id: Its number.
        command: What was asked.
        status: running, or how it ended.
        seconds: From its start to its latest word (to now while it runs).
        planned: Cells in its plans.
        done: Cells built, or found to need no build.
        rows: Rows published.
        doing: What it is at.
        tables: Table by table.
        files: Files of an ingest: path, outcome, rows.
        end: What it said when it was over.
        verified: What a verification found.
    """

    run_id: int
    command: str
    status: str
    seconds: float
    planned: int = 0
    done: int = 0
    rows: int = 0
    failed: int = 0
    doing: str = ""
    now: str = ""
    tables: tuple[TableTime, ...] = ()
    files: tuple[tuple[str, str, int], ...] = ()
    end: Mapping[str, Any] = field(default_factory=dict)
    verified: Mapping[str, Any] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it still goes on."""
        return self.status == "running"

    @property
    def share(self) -> float:
        """Done of planned, 0 to 1."""
        return min(1.0, self.done / self.planned) if self.planned else 0.0

    @property
    def pace(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds if self.seconds > 0 else 0.0


def read_progress(path: Path) -> Progress | None:
    """Read one run's event file; None if it tells nothing yet."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        touched = path.stat().st_mtime
    except OSError:
        return None
    events = [e for line in lines if (e := _parsed(line))]
    if not events or events[0].get("event") != "start":
        return None
    return _told(events, touched)


def _parsed(line: str) -> dict[str, Any] | None:
    """An event, or None for the half-written last line."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _told(events: Sequence[dict[str, Any]], touched: float) -> Progress:
    start, last = events[0], events[-1]
    steps = _Steps()
    for event in events:
        steps.take(event)
    ended = last if last["event"] == "end" else None
    alive = ended is None and _is_alive(int(start.get("pid", 0)), touched)
    status = str(ended.get("status", "ok")) if ended else "running" if alive else "interrupted"
    silent = max(0.0, time.time() - touched) if alive else 0.0
    return Progress(
        run_id=int(start["run_id"]),
        command=str(start.get("command", "")),
        status=status,
        seconds=float(last["seconds"]) + silent,
        planned=steps.planned,
        done=steps.done,
        rows=sum(t.rows for t in steps.tables.values()) + sum(f[2] for f in steps.files),
        failed=sum(t.failed for t in steps.tables.values()),
        doing=steps.doing if alive else "",
        now=str(start.get("now", "")),
        tables=tuple(steps.tables.values()),
        files=tuple(steps.files),
        end=dict(ended) if ended else {},
        verified=next((e for e in reversed(events) if e["event"] == "verified"), None),
    )


class _Steps:
    """Adds events up."""

    def __init__(self) -> None:
        self.tables: dict[str, TableTime] = {}
        self.files: list[tuple[str, str, int]] = []
        self.planned = self.done = 0
        self.doing = "starting"
        self._at = 0.0

    def take(self, event: dict[str, Any]) -> None:
        """Take one event, in order."""
        match event["event"]:
            case "plan":
                self.planned += int(event["cells"])
            case "step":
                self._step(event)
            case "batch":
                self._batch(event)
            case "assess":
                self.doing = "judging every cell"
            case "file":
                outcome, rows = str(event.get("outcome", "")), int(event.get("rows") or 0)
                self.files.append((str(event.get("path", "")), outcome, rows))
                self.doing = f"reading files, {len(self.files)} done"
        self._at = float(event.get("seconds", self._at))

    def _step(self, event: dict[str, Any]) -> None:
        name, planned = str(event["model"]), int(event["planned"])
        self.doing = name
        self.done += planned - int(event["cells"])
        known = self.tables.get(name)
        if known is None:
            self.tables[name] = TableTime(name, planned, 0, 0, 0, 0.0)

    def _batch(self, event: dict[str, Any]) -> None:
        name = str(event["model"])
        known = self.tables.get(name) or TableTime(name, 0, 0, 0, 0, 0.0)
        self.done += int(event["cells"])
        self.tables[name] = TableTime(
            name,
            known.planned,
            known.cells + int(event["cells"]),
            known.rows + int(event.get("rows") or 0),
            known.failed + int(event.get("failed") or 0),
            known.seconds + float(event["seconds"]) - self._at,
        )


def _is_alive(pid: int, touched: float) -> bool:
    if pid <= 0:
        return time.time() - touched < _SILENT_FOR
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class RunFiles:
    """The event files of a project, each read again only when it has grown.

    Args:
        folder: The project's `runs`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[tuple[int, int], Progress | None]] = {}

    def latest(self) -> Progress | None:
        """The newest run."""
        paths = self._paths()
        return self._read(paths[0]) if paths else None

    def live(self) -> Progress | None:
        """The run that is going on, if any."""
        found = self.latest()
        return found if found and found.is_running else None

    def is_written(self) -> bool:
        """Whether a process is writing the warehouse now."""
        return self.live() is not None

    def latest_verified(self) -> Progress | None:
        """The newest finished run that verified the tables."""
        return next(
            (p for path in self._paths() if (p := self._read(path)) and p.verified and p.end), None
        )

    def get(self, run_id: int) -> Progress | None:
        """One run."""
        return self._read(self._folder / f"{run_id:06}.ndjson")

    def _paths(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("*.ndjson"), reverse=True)
        except OSError:
            return []

    def _read(self, path: Path) -> Progress | None:
        try:
            stat = path.stat()
        except OSError:
            return None
        mark = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(path)
        if known and known[0] == mark and not (known[1] and known[1].is_running):
            return known[1]
        found = read_progress(path)
        self._known[path] = (mark, found)
        return found
