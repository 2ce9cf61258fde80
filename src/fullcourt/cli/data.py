"""`sql` and `export`: reading the warehouse and taking tables out of it."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fullcourt.cli import options, words
from fullcourt.cli.session import Session
from fullcourt.envelopes.shape import plain
from fullcourt.envelopes.tables import objects, sql_envelope
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from fullcourt.api import Warehouse
    from fullcourt.integrity.plan import Selection

_SHOWN = 100


class Shape(StrEnum):
    """How `sql` prints its rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class FileFormat(StrEnum):
    """The files `export` writes."""

    PARQUET = "parquet"
    CSV = "csv"
    CSV_GZ = "csv.gz"


_COPY = {
    FileFormat.PARQUET: "format parquet, compression zstd",
    FileFormat.CSV: "format csv, header",
    FileFormat.CSV_GZ: "format csv, header, compression gzip",
}


def sql(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="One SELECT; - reads it from stdin.")
    ],
    shape: Annotated[Shape, typer.Option("--format", help="How rows are printed.")] = Shape.TABLE,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, help=f"Most rows printed; 0 for all. Tables show {_SHOWN} if left out."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Ask the warehouse anything, read-only. The ledger's tables are in schema `ledger`."""
    import duckdb

    text = typer.get_text_stream("stdin").read() if query == "-" else query
    most = limit if limit is not None else (_SHOWN if shape is Shape.TABLE and not as_json else 0)
    with context.ensure_object(Session).warehouse() as warehouse:
        con = warehouse.store().con
        require_reading(con, text)
        try:
            result = con.execute(text)
            columns = [(d[0], str(d[1])) for d in result.description or []]
            rows = result.fetchmany(most + 1) if most else result.fetchall()
        except duckdb.Error as error:
            raise UsageError(str(error).strip(), hint='fullcourt sql "show tables"') from error
    cut = bool(most) and len(rows) > most
    rows = rows[:most] if cut else rows
    if as_json:
        words.answer(sql_envelope(columns, rows, cut=cut))
    else:
        words.say(_printed(shape, columns, rows))
    if cut:
        words.note(f"only the first {words.count(most, 'row')}; --limit 0 shows all")


def require_reading(con: duckdb.DuckDBPyConnection, query: str) -> None:
    """Refuse whatever is not one reading statement.

    The store is attached read-only besides, so this is about clear words and about statements that
    would change the session or write files.

    Raises:
        UsageError: It writes, sets something, or is not one statement.
    """
    import duckdb

    try:
        statements = con.extract_statements(query)
    except duckdb.Error as error:
        raise UsageError(str(error).strip(), hint='fullcourt sql "show tables"') from error
    reading = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
    if len(statements) != 1:
        raise UsageError(f"one statement at a time, not {len(statements)}")
    words_of_it = query.strip().lstrip("(").split(None, 2)
    analyzed = [w.lower() for w in words_of_it[:2]] == ["explain", "analyze"]
    if statements[0].type not in reading or analyzed:
        raise UsageError(
            f"`sql` only reads: {statements[0].type.name.lower()} statements are refused",
            hint="SELECT, WITH, DESCRIBE, SHOW and EXPLAIN are fine; `export` writes files",
        )


@options.selecting
def export(
    context: typer.Context,
    *,
    selectors: options.Selectors,
    tables: Annotated[
        list[str] | None, typer.Argument(metavar="TABLE", help="Tables to write.")
    ] = None,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="What to write.")
    ] = FileFormat.PARQUET,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File, or a folder when there are several tables."),
    ] = None,
) -> None:
    """Write tables as files, in the order of their keys."""
    with context.ensure_object(Session).warehouse() as warehouse:
        wanted = selectors.of(warehouse, tables)
        if not wanted.models and not wanted.layers:
            raise UsageError("say which tables to export", hint="fullcourt export ml_feature_store")
        present = warehouse.store().tables()
        names = [
            n
            for n in warehouse.graph.order
            if wanted.has_model(n, warehouse.graph.models[n].layer) and ("main", n) in present
        ]
        for name in names:
            path = _target(name, out, file_format, single=len(names) == 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            number = _write(warehouse, name, path, file_format, wanted)
            words.say(f"{path}: {words.count(number, 'row')}")


def _target(name: str, out: Path | None, file_format: FileFormat, *, single: bool) -> Path:
    file = f"{name}.{file_format}"
    if out is None:
        return Path(file)
    return out if single and not out.is_dir() else out / file


def _write(
    warehouse: Warehouse, name: str, path: Path, file_format: FileFormat, wanted: Selection
) -> int:
    model = warehouse.graph.models[name]
    conditions, values = _where(wanted) if model.dated else ("true", [])
    order = ", ".join(model.grain) or "all"
    target = str(path).replace("'", "''")
    count = warehouse.store().con.execute(
        f"copy (select * from wh.main.{name} where {conditions} order by {order})"
        f" to '{target}' ({_COPY[file_format]})",
        values,
    )
    row = count.fetchone()
    return int(row[0]) if row else 0


def _where(wanted: Selection) -> tuple[str, list[object]]:
    conditions, values = ["true"], list[object]()
    if wanted.start:
        conditions.append("game_date >= ?")
        values.append(wanted.start)
    if wanted.end:
        conditions.append("game_date <= ?")
        values.append(wanted.end)
    if wanted.dates:
        conditions.append(f"game_date in ({', '.join('?' * len(wanted.dates))})")
        values += wanted.dates
    return " and ".join(conditions), values


def _printed(shape: Shape, columns: list[tuple[str, str]], rows: list[Any]) -> str:
    if shape is Shape.JSON:
        return json.dumps(objects(columns, rows), default=plain, ensure_ascii=False)
    names = [n for n, _ in columns]
    if shape is Shape.CSV:
        sink = io.StringIO()
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
        return sink.getvalue().rstrip("\n")
    return words.grid(names, [[_exact(v) for v in row] for row in rows])


def _exact(value: object) -> object:
    """Ids must not get thousands separators."""
    return _Digits(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Digits(float):
    """A whole number that prints as its plain digits, flush right."""

    def __new__(cls, value: int) -> _Digits:
        made = super().__new__(cls, value)
        made.digits = str(value)
        return made

    digits: str

    def __str__(self) -> str:
        return self.digits
