"""Showing a run: a bar on a terminal, one line a step elsewhere, or JSON lines for machines."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fullcourt.cli import words
from fullcourt.envelopes.shape import plain

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from fullcourt.integrity.runs import Listener


@contextmanager
def shown(log_json: bool, title: str, total: int | None = None) -> Iterator[Listener]:
    """A listener that shows a run's events in the way that fits where stderr goes.

    Args:
        log_json: Tell every event as one JSON line.
        title: What is being done.
        total: Things to come (files); a plan's cells are told by the run itself.
    """
    if log_json:
        yield json_line
    elif sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb":
        with _make_bar() as progress:
            yield Bar(progress, title, total)
    else:
        lines = Lines()
        yield lines
        lines.finish()


def json_line(event: str, fields: dict[str, object]) -> None:
    """Tell one event as one JSON line on stderr."""
    words.note(json.dumps({"event": event, **fields}, default=plain, ensure_ascii=False))


class Lines:
    """One line a step, written when the step is over."""

    def __init__(self) -> None:
        self._step: dict[str, object] = {}
        self._cells = self._rows = self._failed = 0
        self._began = time.perf_counter()

    def __call__(self, event: str, fields: dict[str, object]) -> None:
        """Take one event of a run."""
        if event == "batch":
            self._cells += _whole(fields.get("cells"))
            self._rows += _whole(fields.get("rows"))
            self._failed += _whole(fields.get("failed"))
            return
        self.finish()
        if event == "step":
            self._step = fields
            self._cells = self._rows = self._failed = 0
            self._began = time.perf_counter()
        elif event == "plan":
            cells, steps = _whole(fields.get("cells")), _whole(fields.get("steps"))
            if cells:
                words.note(f"{words.count(cells, 'cell')} to build in {words.count(steps, 'step')}")
        elif event == "assess" and _whole(fields.get("cells")):
            words.note("judging every cell")

    def finish(self) -> None:
        """Write the line of the step that has just ended."""
        if not self._step:
            return
        seconds = time.perf_counter() - self._began
        failed = f", {self._failed} failed" if self._failed else ""
        words.note(
            f"  {self._step.get('model')!s:32} {self._cells:>6,} cells {self._rows:>10,} rows"
            f" {seconds:>6.1f} s{failed}"
        )
        self._step = {}


class Bar:
    """A bar that moves with cells or files; the table at work stands beside it."""

    def __init__(self, progress: Progress, title: str, total: int | None) -> None:
        self.progress = progress
        self._task: TaskID = progress.add_task(title, total=total)

    def __call__(self, event: str, fields: dict[str, object]) -> None:
        """Take one event of a run."""
        if event == "plan":
            self.progress.update(self._task, total=_whole(fields.get("cells")))
        elif event == "step":
            skipped = _whole(fields.get("planned")) - _whole(fields.get("cells"))
            self.progress.update(self._task, description=str(fields["model"]), advance=skipped)
        elif event == "batch":
            self.progress.advance(self._task, _whole(fields.get("cells")))
        elif event == "file":
            name = os.path.basename(str(fields["path"]))
            self.progress.update(self._task, description=name, advance=1)
        elif event == "assess":
            self.progress.update(self._task, description="judging every cell")


def _make_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description:32.32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
