"""Reading the warehouse from many threads while another process may write it."""

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from fullcourt.api import Warehouse
from fullcourt.integrity.graph import Graph
from fullcourt.project import Project, moment
from fullcourt.warehouse.store import Store, StoreKind


class Reader:
    """One open store; each reader thread works on a cursor of its own.

    A plain DuckDB file is opened for each use and closed again, since an open reader would keep
    every writer out.

    Args:
        project: Whose warehouse.
        now: The moment verdicts refer to; the clock when None.
    """

    def __init__(self, project: Project, now: str | None = None) -> None:
        self.project = project
        self.warehouse = Warehouse(project, moment(now))
        self._now = now
        self._lock = threading.Lock()
        self._users = 0
        self._stays_open = project.warehouse.suffix != ".duckdb"

    @property
    def graph(self) -> Graph:
        """The models and what reads what."""
        return self.warehouse.graph

    def moment(self) -> datetime:
        """The moment verdicts refer to now, without seconds so that pages agree for a while."""
        found = moment(self._now)
        return found if self._now else found.replace(second=0, microsecond=0)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """A store on a cursor of its own.

        Raises:
            ProjectError: There is no warehouse yet.
            LockedError: A plain DuckDB file is being written.
        """
        with self._lock:
            opened = self.warehouse.store()
            mine = copy.copy(opened)
            mine.con = opened.con.cursor()
            self._users += 1
        try:
            mine.con.execute("use wh.main")
            yield mine
        finally:
            mine.con.close()
            with self._lock:
                self._users -= 1
                if not self._stays_open and not self._users:
                    self.warehouse.close()

    def close(self) -> None:
        """Close the store."""
        with self._lock:
            self.warehouse.close()

    def snapshot(self, store: Store) -> int:
        """A number that moves whenever the warehouse does."""
        if store.kind is StoreKind.DUCKDB:
            return store.location.stat().st_mtime_ns
        return store.snapshot_id() or 0
