"""The store: one attached catalog, DuckLake by default or a plain DuckDB file.

Both are reached through an in-memory DuckDB connection with the warehouse attached as `wh`, so
staging happens in temp tables and one transaction on `wh` publishes data and ledger together.
"""

import contextlib
import fcntl
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from fullcourt.errors import LockedError, NotSupportedError, ProjectError

_EXTENSIONS = ("sqlite_scanner", "ducklake")
# A DuckLake commit of a few rows goes into the catalog instead of a Parquet file of its own.
_INLINE_ROWS = 100

COMPACT_EVERY = 25
"""Runs between two compactions."""


class StoreKind(StrEnum):
    """Where the tables live."""

    DUCKLAKE = "ducklake"
    DUCKDB = "duckdb"


class Store:
    """An open warehouse.

    Args:
        location: A folder (DuckLake: SQLite catalog and Parquet data inside) or a `.duckdb` file.
        read_only: Open for reading; other processes may write meanwhile on DuckLake.
        threads: Upper bound of worker threads; DuckDB's default when None.
        memory_limit: Such as "3GB"; DuckDB spills to disk beyond it.
    """

    def __init__(
        self,
        location: Path,
        *,
        read_only: bool = False,
        threads: int | None = None,
        memory_limit: str = "3GB",
    ) -> None:
        self.location = location
        self.kind = StoreKind.DUCKDB if location.suffix == ".duckdb" else StoreKind.DUCKLAKE
        self.read_only = read_only
        self.con = duckdb.connect()
        self.con.execute("set timezone = 'UTC'")
        self.con.execute(f"set memory_limit = '{memory_limit}'")
        self.con.execute("set preserve_insertion_order = true")
        # Spilling belongs beside the warehouse, not into whatever folder the user happens to be in.
        self.con.execute(f"set temp_directory = '{_quoted(location.parent / '.spill')}'")
        if threads:
            self.con.execute(f"set threads = {threads}")
        self._group: float | None = None
        self._attach()
        self.con.execute("use wh.main")

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Detach and close the connection."""
        self.con.close()

    @property
    def has_time_travel(self) -> bool:
        """Whether snapshots of earlier states can be read."""
        return self.kind is StoreKind.DUCKLAKE

    def require_time_travel(self, verb: str) -> None:
        """Refuse a verb that needs snapshots on a store without them.

        Raises:
            NotSupportedError: The store is a plain DuckDB file.
        """
        if not self.has_time_travel:
            raise NotSupportedError(
                f"{verb} needs snapshots, and {self.location.name} is a plain DuckDB file",
                hint='set  warehouse = "warehouse"  in fullcourt.toml and build again',
            )

    @property
    def in_group(self) -> bool:
        """Whether several publishes are being committed together."""
        return self._group is not None

    def begin_group(self) -> None:
        """Commit the following transactions together: a lake's commits cost more than its rows."""
        if self._group is None:
            self.con.execute("begin transaction")
            self._group = time.monotonic()

    def end_group(self, older_than: float = 0.0) -> bool:
        """Commit the open group if it has lasted so many seconds; return whether it did."""
        if self._group is None or time.monotonic() - self._group < older_than:
            return False
        self._group = None
        self.con.execute("commit")
        return True

    def abandon_group(self) -> None:
        """Roll the open group back."""
        if self._group is not None:
            self._group = None
            with contextlib.suppress(duckdb.Error):
                self.con.execute("rollback")

    @contextlib.contextmanager
    def exclusively(self) -> Iterator[None]:
        """No other connection gets past here meanwhile; it waits.

        Of two commits at once a lake may refuse one, so what decides who writes has to queue. A
        plain file has one process, and DuckDB sees to that.
        """
        if self.kind is StoreKind.DUCKDB:
            yield
            return
        with (self.location / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is published together or not at all, with the group if one is open."""
        if self.in_group:
            yield
            return
        self.con.execute("begin transaction")
        try:
            yield
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                self.con.execute("rollback")
            raise
        self.con.execute("commit")

    def rows(self, sql: str, parameters: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Run a query and fetch everything."""
        return self.con.execute(sql, parameters).fetchall()

    def scalar(self, sql: str, parameters: Sequence[object] | None = None) -> Any:
        """Run a query and fetch the first column of its first row; None without rows."""
        row = self.con.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def insert(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Append Python rows to a table in one statement.

        Args:
            table: Qualified table name.
            columns: Column name -> DuckDB type, in the order of the rows' values.
            rows: Values that JSON can carry (dates and timestamps as ISO text).
        """
        if not rows:
            return
        names = ", ".join(columns)
        structure = json.dumps([dict(columns)])
        payload = json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=str)
        self.con.execute(
            f"insert into {table} ({names}) select {names} from ("
            f"select unnest(from_json(?, '{structure}'), recursive := true))",
            [payload],
        )

    def tables(self) -> set[tuple[str, str]]:
        """Schema and name of every table of the warehouse."""
        return set(
            self.rows(
                "select schema_name, table_name from duckdb_tables() where database_name = 'wh'"
            )
        )

    def snapshot_id(self) -> int | None:
        """The newest snapshot's number; None on a store without snapshots."""
        if not self.has_time_travel:
            return None
        return int(self.scalar("select max(snapshot_id) from ducklake_snapshots('wh')"))

    def compact(self) -> None:
        """Merge small files and flush inlined rows; contents stay the same.

        It takes longer than a nightly run, so runs do it now and then (`COMPACT_EVERY`).
        """
        if self.kind is StoreKind.DUCKLAKE:
            self.con.execute("call ducklake_flush_inlined_data('wh')")
            self.con.execute("call ducklake_merge_adjacent_files('wh')")

    def _attach(self) -> None:
        mode = ", read_only" if self.read_only else ""
        try:
            if self.kind is StoreKind.DUCKDB:
                self.con.execute(f"attach '{_quoted(self.location)}' as wh{_parens(mode)}")
            else:
                self._attach_lake(mode)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise LockedError(
                    f"{self.location} is open for writing in another process",
                    hint="wait for it, or use the DuckLake store, which allows readers",
                ) from error
            raise ProjectError(f"cannot open the warehouse {self.location}: {error}") from error

    def _attach_lake(self, mode: str) -> None:
        for name in _EXTENSIONS:
            load_extension(self.con, name)
        catalog = self.location / "catalog.sqlite"
        if not catalog.exists():
            if self.read_only:
                raise ProjectError(
                    f"there is no warehouse at {self.location}", hint="fullcourt ingest PATH"
                )
            self.location.mkdir(parents=True, exist_ok=True)
            _use_wal(catalog)
        self.con.execute(
            f"attach 'ducklake:sqlite:{_quoted(catalog)}' as wh (data_path"
            f" '{_quoted(self.location / 'data')}/', data_inlining_row_limit {_INLINE_ROWS},"
            f" override_data_path true, meta_busy_timeout 20000{mode})"
        )


def load_extension(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load a DuckDB extension from its wheel, else install it online.

    Raises:
        NotSupportedError: Neither is to be had; names the fallback setting.
    """
    spec = find_spec(f"duckdb_extension_{name}")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    binary = next(folder.rglob("*.duckdb_extension"), None) if folder else None
    try:
        if binary:
            con.execute(f"load '{_quoted(binary)}'")
        else:
            con.execute(f"install {name}")
            con.execute(f"load {name}")
    except duckdb.Error as error:
        raise NotSupportedError(
            f"the DuckDB extension {name} cannot be loaded: {error}",
            hint=f"pip install duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__},"
            ' or set  warehouse = "warehouse.duckdb"  in fullcourt.toml',
        ) from error


def _use_wal(catalog: Path) -> None:
    """Readers go on while one process writes."""
    with contextlib.closing(sqlite3.connect(catalog)) as connection:
        connection.execute("pragma journal_mode = wal")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _parens(mode: str) -> str:
    return f" ({mode.lstrip(', ')})" if mode else ""
