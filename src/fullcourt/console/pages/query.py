"""The query page: one reading statement, on a connection that can do nothing else."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from fullcourt.console.console import Console
from fullcourt.errors import UsageError

EXAMPLES = (
    (
        "worst cells",
        "select model, game_date, verdict, reasons\nfrom ledger.cell\n"
        "where verdict not in ('complete', 'bootstrap', 'holed')\norder by game_date desc",
    ),
    (
        "tonight's scorers",
        "select p.display_name, f.points_avg_10, f.minutes_avg_10, f.ready\n"
        "from ml_feature_store f join players p using (player_id)\n"
        "where f.game_date = (select max(game_date) from ml_feature_store)\n"
        "order by f.points_avg_10 desc nulls last",
    ),
    (
        "absences by reason",
        "select model, reason, class, count(*) as keys\nfrom ledger.finding\n"
        "where rule = 'expect'\ngroup by all\norder by keys desc",
    ),
    (
        "slowest tables",
        "select model, sum(seconds) as seconds\nfrom ledger.build\n"
        "group by model\norder by seconds desc",
    ),
    ("tables", "show all tables"),
)
_HARMLESS = {"generate_series", "range", "unnest"}
"""Functions that may stand where a table stands; others read files or tend the store."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query answered, or why it did not."""

    text: str
    columns: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    is_cut: bool = False
    seconds: float = 0.0
    error: str = ""

    @property
    def records(self) -> list[Mapping[str, Any]]:
        """Rows as mappings."""
        return [{n: v for (n, _), v in zip(self.columns, r, strict=True)} for r in self.rows]


def ask(console: Console, text: str) -> Answer:
    """Answer one reading statement within the limits."""
    if not text.strip():
        return Answer(text)
    began = time.monotonic()
    try:
        columns, rows = _ask(console, text)
    except (UsageError, duckdb.Error) as error:
        words = "the query took too long and was stopped" if _is_stop(error) else str(error)
        return Answer(text, error=words.strip(), seconds=time.monotonic() - began)
    most = console.settings.sql_rows
    return Answer(text, columns, tuple(rows[:most]), len(rows) > most, time.monotonic() - began)


def _is_stop(error: Exception) -> bool:
    return isinstance(error, duckdb.InterruptException)


def _ask(console: Console, text: str) -> tuple[tuple[tuple[str, str], ...], list[tuple[Any, ...]]]:
    with console.reader.sealed() as con:
        _require_reading(con, text)
        alarm = threading.Timer(console.settings.sql_seconds, con.interrupt)
        alarm.start()
        try:
            result = con.execute(text)
            columns = tuple((d[0], str(d[1])) for d in result.description or [])
            return columns, result.fetchmany(console.settings.sql_rows + 1)
        finally:
            alarm.cancel()


def _require_reading(con: duckdb.DuckDBPyConnection, text: str) -> None:
    """Refuse whatever is not one reading statement over tables.

    The store is attached read-only and the connection sees no other files; yet some functions that
    a SELECT may call tidy the store's own folder.
    """
    statements = con.extract_statements(text)
    if len(statements) != 1:
        raise UsageError(f"one statement at a time, not {len(statements)}")
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = statements[0].type.name.lower()
        raise UsageError(f"this page only reads: {kind} statements are refused")
    row = con.execute("select json_serialize_sql(?)", [text]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        raise UsageError("this page takes SELECT, WITH, DESCRIBE and SHOW only")
    strange = sorted(set(_table_functions(tree)) - _HARMLESS)
    if strange:
        raise UsageError(f"this page reads tables only: {strange[0]}() is refused")


def _table_functions(tree: object) -> Iterator[str]:
    """Names of the functions that stand where a table stands."""
    if isinstance(tree, dict):
        if tree.get("type") == "TABLE_FUNCTION":
            yield str(tree["function"]["function_name"]).lower()
        for value in tree.values():
            yield from _table_functions(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _table_functions(value)
