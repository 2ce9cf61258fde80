"""A mirror of what a run reads: temp tables under the models' own names.

Every mention of a table costs a lake a look into its catalog, and a run reads the same few tables
again and again. A temp table of the same name shadows the stored one, so a model's SELECT finds it
without knowing. It holds exactly the dates that the declared windows reach, which also makes a
window that is declared too narrow show at once.
"""

from collections.abc import Iterable
from datetime import date

from fullcourt.warehouse.models import TYPES, Model
from fullcourt.warehouse.store import Store

MOST_ROWS = 600_000
"""Larger tables are read where they are."""


class Mirror:
    """Temp copies of stored tables, kept equal through a run.

    Args:
        store: Open.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._from: dict[str, date | None] = {}

    def cover(self, model: Model, start: date | None, rows: int) -> None:
        """Make sure that a table's rows from a date on are mirrored.

        Args:
            model: Whose stored table.
            start: First date needed; None for a table without dates, or for all of them.
            rows: How many rows that is, as the ledger counts them.
        """
        con, table = self._store.con, model.name
        if table not in self._from:
            if rows > MOST_ROWS:
                return
            if rows == 0:
                body = ", ".join(f"{c.name} {TYPES[c.type]}" for c in model.columns)
                con.execute(f"create temp table {table} ({body})")
                self._from[table] = None
                return
            where = f" where game_date >= date '{start}'" if start else ""
            con.execute(f"create temp table {table} as select * from wh.main.{table}{where}")
            self._from[table] = start
            return
        held = self._from[table]
        if held is None or (start is not None and start >= held):
            return
        if rows > MOST_ROWS:
            self.drop(table)
            return
        before = f"game_date < date '{held}'"
        among = f"{before} and game_date >= date '{start}'" if start else before
        con.execute(f"insert into temp.{table} select * from wh.main.{table} where {among}")
        self._from[table] = start

    def replace(self, table: str, columns: str, removed: str, added: str) -> None:
        """Follow a publish: the same rows go and come as in the stored table.

        Args:
            table: The stored table.
            columns: Its columns, comma-separated.
            removed: SQL condition for the rows that went; "" for none.
            added: SQL source of the rows that came.
        """
        if table not in self._from:
            return
        if removed:
            self._store.con.execute(f"delete from temp.{table} where {removed}")
        self._store.con.execute(
            f"insert into temp.{table} ({columns}) select {columns} from {added}"
        )

    def drop(self, table: str) -> None:
        """Forget one table."""
        if table in self._from:
            self._store.con.execute(f"drop table if exists temp.{table}")
            del self._from[table]

    def close(self, tables: Iterable[str] | None = None) -> None:
        """Forget these tables, or all."""
        for table in list(tables or self._from):
            self.drop(table)
