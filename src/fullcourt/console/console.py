"""What every page has at hand."""

import threading
from collections.abc import Callable, Hashable
from importlib.resources import files
from typing import Any, TypeVar

from fullcourt.console.board import Board, Boards
from fullcourt.console.progress import RunFiles
from fullcourt.console.reader import Reader
from fullcourt.console.settings import ConsoleSettings
from fullcourt.project import Project
from fullcourt.warehouse.store import Store

T = TypeVar("T")
_MOST_KEPT = 400


class Console:
    """A project being looked at.

    Args:
        project: Whose warehouse.
        settings: How it is served.
        now: The moment verdicts refer to; the clock when None.
    """

    def __init__(self, project: Project, settings: ConsoleSettings, now: str | None = None) -> None:
        self.project = project
        self.settings = settings
        self.now = now
        self.reader = Reader(project, now)
        self.runs = RunFiles(project.runs)
        self.first_asked: list[Callable[[Board], object]] = []
        self.boards = Boards(self.reader, self.runs.is_written, self._prepare)
        self._kept: dict[Hashable, Any] = {}
        self._lock = threading.Lock()

    def board(self) -> Board:
        """The latest verdicts."""
        return self.boards.get()

    def _prepare(self, board: Board) -> None:
        for ask in self.first_asked:
            ask(board)

    def kept(self, key: Hashable, board: Board, make: Callable[[], T]) -> T:
        """A value that holds for one board, made once.

        Args:
            key: What it is.
            board: What it is made from.
            make: Makes it.
        """
        whole = (board.snapshot, board.now, key)
        if whole not in self._kept:
            made = make()
            with self._lock:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[whole] = made
        found: T = self._kept[whole]
        return found

    def close(self) -> None:
        """Close the store."""
        self.reader.close()


def query(name: str) -> str:
    """The text of a query of this package, `sql/<name>.sql`."""
    return files("fullcourt.console").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")


def records(store: Store, name: str, parameters: dict[str, object]) -> list[dict[str, Any]]:
    """Run a query of this package; a row becomes a mapping from column to value."""
    result = store.con.execute(query(name), parameters)
    columns = [d[0] for d in result.description or []]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
