"""A plain file as *sheets*: tables whose columns are all text, blanks NULL, rows numbered.

A Parquet or CSV file is one sheet; a JSON response may hold several.
"""

import csv
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from fullcourt.domain.outcomes import Outcome
from fullcourt.errors import EmptySourceError, UnknownFormatError
from fullcourt.sources.base import Problem
from fullcourt.sources.json_shapes import JsonSheet, captured_of, sheets_of
from fullcourt.sources.opening import Opened, malformed

PROBLEMS_A_RULE = 200

_numbers = itertools.count(1)
_DELIMITERS = ",;\t|"
_HEAD_BYTES = 1 << 16
_FETCH_AGAIN = "fetch the file again, then ingest it"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file, not yet loaded."""

    path: Path
    plain: Path
    kind: str
    columns: tuple[str, ...]
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Loaded:
    """A sheet on the connection: relation with `_row` and text columns, and its lost rows."""

    relation: str
    rows: int
    problems: tuple[Problem, ...] = ()
    is_view: bool = False


def unique_name(stem: str) -> str:
    """A name for a temp table that no other file's tables share."""
    return f"{stem}_{next(_numbers)}"


def quoted(name: str) -> str:
    """A column or table name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string as SQL."""
    return "'" + text.replace("'", "''") + "'"


def find_sheets(
    con: duckdb.DuckDBPyConnection, path: Path, file: Opened
) -> tuple[list[Sheet], datetime | None]:
    """The sheets of a plain file, and the moment its payload claims for itself."""
    if file.kind == "parquet":
        return [_parquet(con, path, file.plain)], None
    if file.kind == "csv":
        return [_csv(path, file.plain)], None
    payload = _load_json(path, file.plain)
    tables = _tables_of(path, payload)
    found = []
    for number, sheet in enumerate(tables):
        target = file.folder / f"sheet{number}.csv"
        _write_csv(sheet, target)
        found.append(Sheet(path, target, "csv", sheet.columns))
    return found, captured_of(payload)


def load(con: duckdb.DuckDBPyConnection, sheet: Sheet, wanted: Iterable[str]) -> Loaded:
    """Put the wanted columns of a sheet on the connection."""
    used = frozenset(wanted)
    columns = [c for c in sheet.columns if c in used]
    relation = unique_name("raw")
    try:
        if sheet.kind == "parquet":
            return _load_parquet(con, sheet, columns, relation)
        return _load_csv(con, sheet, columns, relation)
    except duckdb.Error as error:
        raise malformed(sheet.path, _first_line(error), _FETCH_AGAIN) from error


def unload(con: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Drop a loaded sheet."""
    con.execute(f"drop {'view' if loaded.is_view else 'table'} temp.{loaded.relation}")


def _parquet(con: duckdb.DuckDBPyConnection, path: Path, plain: Path) -> Sheet:
    try:
        described = con.execute(
            f"describe select * from read_parquet({literal(str(plain))})"
        ).fetchall()
    except duckdb.Error as error:
        what = f"the Parquet file is truncated or damaged ({_first_line(error)})"
        raise malformed(path, what, _FETCH_AGAIN) from error
    return Sheet(path, plain, "parquet", tuple(row[0] for row in described))


def _csv(path: Path, plain: Path) -> Sheet:
    with plain.open("rb") as handle:
        head = handle.read(_HEAD_BYTES)
    if b"\0" in head:
        raise malformed(path, "is not a text file (it holds zero bytes)", "save it as UTF-8 CSV")
    try:
        line = head.decode("utf-8-sig", errors="strict").splitlines()[0]
    except UnicodeDecodeError as error:
        # A multi-byte letter may be cut where the head ends; anything before that is a real fault.
        if error.start < len(head) - 4 or len(head) < _HEAD_BYTES:
            raise malformed(path, "is not UTF-8 text", "save it as UTF-8 CSV") from error
        line = head[: error.start].decode("utf-8-sig").splitlines()[0]
    except IndexError:
        line = ""
    headers = {d: next(csv.reader([line], delimiter=d), []) for d in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda d: len(headers[d]))
    return Sheet(path, plain, "csv", _distinct(headers[delimiter]), delimiter)


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Header names trimmed; an empty or repeated one gets its position, so none shadows another."""
    found: list[str] = []
    lowered: set[str] = set()
    for position, name in enumerate(n.strip() for n in names):
        unique = name if name and name.lower() not in lowered else f"{name} #{position + 1}"
        lowered.add(unique.lower())
        found.append(unique)
    return tuple(found)


def _load_json(path: Path, plain: Path) -> Any:
    try:
        return json.loads(plain.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        what = f"the JSON is truncated or damaged ({error})"
        raise malformed(path, what, _FETCH_AGAIN) from error


def _tables_of(path: Path, payload: Any) -> list[JsonSheet]:
    """The tables of a response; one of a shape we know but without any row is an empty answer."""
    try:
        tables = sheets_of(payload)
    except (AttributeError, KeyError, TypeError) as error:
        what = f"the JSON lacks what its shape promises ({type(error).__name__}: {error})"
        raise malformed(path, what, _FETCH_AGAIN) from error
    if tables is None:
        keys = ", ".join(sorted(payload)[:8]) if isinstance(payload, dict) else "a list"
        raise UnknownFormatError(
            f"{path}: JSON of no known shape (found: {keys})",
            hint="see docs/sources for the shapes that can be read",
            fields={"path": str(path), "outcome": Outcome.MALFORMED},
        )
    if not any(table.rows for table in tables):
        raise EmptySourceError(
            f"{path}: a valid answer without rows",
            hint="fetch it again; an empty answer does not prove that nothing happened",
            fields={"path": str(path), "outcome": Outcome.EMPTY},
        )
    return [table for table in tables if table.columns]


def _write_csv(sheet: JsonSheet, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(sheet.columns)
        writer.writerows(sheet.rows)


def _load_parquet(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, columns: list[str], relation: str
) -> Loaded:
    source = f"read_parquet({literal(str(sheet.plain))}, file_row_number = true)"
    listed = ", ".join(f"{_text(f'cast({quoted(c)} as varchar)')} as {quoted(c)}" for c in columns)
    con.execute(
        f"create temp view {relation} as select file_row_number + 1 as _row, {listed} from {source}"
    )
    count = con.execute(f"select count(*) from {source}").fetchone()
    return Loaded(relation, count[0] if count else 0, is_view=True)


def _load_csv(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, columns: list[str], relation: str
) -> Loaded:
    rejects = unique_name("rejects")
    types = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in sheet.columns)
    listed = ", ".join(f"{_text(quoted(c))} as {quoted(c)}" for c in columns)
    con.execute(
        f"create temp table {relation} as select row_number() over () as _row, {listed} "
        f"from read_csv({literal(str(sheet.plain))}, auto_detect = false, header = true, "
        f"delim = {literal(sheet.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{types}}}, store_rejects = true, rejects_limit = 0, "
        f"rejects_table = '{rejects}', rejects_scan = '{rejects}_scan')"
    )
    problems = _rejected(con, rejects)
    if problems:
        _renumber(con, relation, rejects)
    con.execute(f"drop table temp.{rejects}; drop table temp.{rejects}_scan")
    count = con.execute(f"select count(*) from {relation}").fetchone()
    read = count[0] if count else 0
    problems = _swallowed(problems, sheet.plain, read)
    return Loaded(relation, read + sum(p.count for p in problems), tuple(problems))


def _swallowed(problems: list[Problem], path: Path, read: int) -> list[Problem]:
    """Count the lines that went with a quote that does not end: none may be lost in silence."""
    at = next((i for i, p in enumerate(problems) if p.message.startswith(_NO_END)), None)
    if at is None:
        return problems
    with path.open("rb") as file:
        lines = sum(1 for line in file if line.strip()) - 1
    swallowed = lines - read - sum(p.count for p in problems)
    if swallowed <= 0:
        return problems
    message = (
        f"{_NO_END}; the row is left out, and with it {swallowed:,} lines after it:"
        " mend the quote and ingest the file again"
    )
    known = problems[at]
    problems[at] = replace(known, message=message, count=known.count + swallowed)
    return problems


def _rejected(con: duckdb.DuckDBPyConnection, rejects: str) -> list[Problem]:
    """Lines that are no rows, one Problem a line (the first fault in it)."""
    found = con.execute(
        f"select line - 1 as row, arg_min(error_type, error_order) as fault, "
        f"arg_min(coalesce(column_name, ''), error_order), any_value(csv_line) "
        f"from (select *, row_number() over () as error_order from temp.{rejects}) "
        f"group by line order by line"
    ).fetchall()
    problems = [
        Problem(
            rule="bad_line",
            message=f"{_FAULTS.get(fault, fault.lower())}; the row is left out",
            row=row,
            column=column,
            value=str(line or "")[:120],
            lost=True,
        )
        for row, fault, column, line in found
    ]
    return fold_rest(problems)


_NO_END = "a quoted field does not end"
_FAULTS = {
    "MISSING COLUMNS": "fewer fields than the header has",
    "TOO MANY COLUMNS": "more fields than the header has",
    "UNQUOTED VALUE": _NO_END,
    "INVALID ENCODING": "not UTF-8 text",
    "LINE SIZE OVER MAXIMUM": "the line is longer than 2 MB",
}


def fold_rest(problems: list[Problem]) -> list[Problem]:
    """The first 200 problems, the rest folded into the count of the last."""
    if len(problems) <= PROBLEMS_A_RULE:
        return problems
    kept, rest = problems[: PROBLEMS_A_RULE - 1], problems[PROBLEMS_A_RULE - 1 :]
    last = rest[0]
    message = f"{last.message}, and so on"
    total = sum(p.count for p in rest)
    return [*kept, Problem(last.rule, message, last.row, last.column, lost=last.lost, count=total)]


def _renumber(con: duckdb.DuckDBPyConnection, relation: str, rejects: str) -> None:
    """Good rows were numbered among themselves: make room for the rejected ones."""
    con.execute(
        f"with rejected as (select distinct line - 1 as row from temp.{rejects}), "
        f"gaps as (select row - row_number() over (order by row) as good_before from rejected) "
        f"update {relation} as r set _row = _row + "
        f"(select count(*) from gaps where gaps.good_before < r._row)"
    )


def _text(expression: str) -> str:
    return f"nullif(trim({expression}), '')"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
