"""Reading the warehouse from many threads while another process may write it."""

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import duckdb

from fullcourt.api import Warehouse
from fullcourt.integrity.graph import Graph
from fullcourt.project import Project, moment
from fullcourt.warehouse.store import Store, StoreKind

_QUERY_MEMORY = "1GB"


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
        self._sealed: Store | None = None
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

    @contextmanager
    def sealed(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for other people's queries.

        Read-only, one thread, little memory, no files but the warehouse's, no settings to change.
        """
        with self._lock:
            store = self._sealed or self._seal()
            self._sealed = store if self._stays_open else None
            con = store.con.cursor()
        try:
            con.execute("use wh.main")
            yield con
        finally:
            con.close()
            if not self._stays_open:
                store.close()

    def _seal(self) -> Store:
        location = self.project.warehouse
        store = Store(location, read_only=True, threads=1, memory_limit=_QUERY_MEMORY)
        folder = location.parent if store.kind is StoreKind.DUCKDB else location
        quoted = str(folder).replace("'", "''")
        store.con.execute(f"set allowed_directories = ['{quoted}/']")
        store.con.execute("set enable_external_access = false")
        store.con.execute("set lock_configuration = true")
        return store

    def close(self) -> None:
        """Close the store."""
        with self._lock:
            self.warehouse.close()
            if self._sealed:
                self._sealed.close()
                self._sealed = None

    def snapshot(self, store: Store) -> int:
        """A number that moves whenever the warehouse does."""
        if store.kind is StoreKind.DUCKDB:
            return store.location.stat().st_mtime_ns
        return store.snapshot_id() or 0
