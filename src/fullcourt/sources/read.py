"""Reading a source file: any of the known formats, recognised by its columns, not by its name.

parsed = read_file(con, Path("player_box.parquet"))
con.sql(f"select * from {parsed.tables['nbac_gamebook']}")
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from fullcourt.domain.outcomes import Outcome
from fullcourt.errors import EmptySourceError, UnknownFormatError
from fullcourt.sources import macros
from fullcourt.sources.base import Parsed
from fullcourt.sources.format import Format
from fullcourt.sources.layout import Layout
from fullcourt.sources.opening import digest_of, find_files, find_unknown, is_known, opened
from fullcourt.sources.parsing import ParsedSheet, parse_sheet
from fullcourt.sources.registry import FORMATS
from fullcourt.sources.sheets import Sheet, find_sheets, unique_name

__all__ = ["find_files", "find_unknown", "is_known", "read_file", "release"]


def read_file(
    con: duckdb.DuckDBPyConnection, path: Path, *, captured: datetime | None = None
) -> Parsed:
    """Read one file into temp tables on `con`.

    Args:
        con: The connection to put the tables on.
        path: CSV, Parquet or JSON, plain or as gzip, xz, one-file tar or zip.
        captured: When the content was the truth (naive UTC), for files that do not say.

    Raises:
        UnknownFormatError: No format has these columns.
        MalformedSourceError: The file cannot be read as a whole.
        EmptySourceError: The file has no rows.
    """
    digest = digest_of(path)
    macros.install(con)
    with opened(path) as file:
        sheets, claimed = find_sheets(con, path, file)
        known = [(s, *match) for s in sheets if (match := recognise(s.columns))]
        if not known:
            raise _unknown(path, sheets)
        name = known[0][1].name
        parsed = [parse_sheet(con, s, f, layout) for s, f, layout in known if f.name == name]
    if not any(p.rows for p in parsed):
        for sheet in parsed:
            _drop(con, sheet.tables.values())
        raise _empty(path, name)
    captured_at, basis = _captured(claimed, captured, parsed)
    return Parsed(
        path=path,
        digest=digest,
        format=name,
        rows=sum(p.rows for p in parsed),
        tables=_merged(con, parsed),
        problems=tuple(problem for p in parsed for problem in p.problems),
        captured_at=captured_at,
        captured_basis=basis,
        outcome=_outcome(parsed),
        notes=tuple(note for p in parsed for note in p.notes),
    )


def release(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> None:
    """Drop the temp tables of a file that has been taken over."""
    _drop(con, parsed.tables.values())


def recognise(columns: Iterable[str]) -> tuple[Format, Layout] | None:
    """The format and layout of a table with these columns; the most specific one."""
    have = frozenset(columns)
    fitting = [(f, layout) for f in FORMATS if (layout := f.recognises(have))]
    return max(fitting, key=lambda pair: len(pair[1].required), default=None)


def _captured(
    claimed: datetime | None, option: datetime | None, parsed: Sequence[ParsedSheet]
) -> tuple[datetime | None, str]:
    if claimed is not None:
        return claimed, "payload"
    if option is not None:
        return option, "option"
    latest = max((p.latest_result for p in parsed if p.latest_result), default=None)
    return latest, "latest_result" if latest else "none"


def _outcome(parsed: Sequence[ParsedSheet]) -> Outcome:
    if not any(p.kept for p in parsed):
        return Outcome.MALFORMED
    lost = any(problem.lost for p in parsed for problem in p.problems)
    return Outcome.PARTIAL if lost else Outcome.OK


def _merged(con: duckdb.DuckDBPyConnection, parsed: Sequence[ParsedSheet]) -> dict[str, str]:
    """One temp table a landing table, where several sheets feed the same one."""
    merged: dict[str, str] = {}
    for table in sorted({t for p in parsed for t in p.tables}):
        parts = [p.tables[table] for p in parsed if table in p.tables]
        merged[table] = parts[0] if len(parts) == 1 else unique_name(f"parsed_{table}")
        if len(parts) > 1:
            union = " union all ".join(f"select * from {part}" for part in parts)
            con.execute(f"create temp table {merged[table]} as {union}")
            _drop(con, parts)
    return merged


def _drop(con: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
    for table in tables:
        con.execute(f"drop table temp.{table}")


def _unknown(path: Path, sheets: Sequence[Sheet]) -> UnknownFormatError:
    columns = frozenset(name for sheet in sheets for name in sheet.columns)
    ranked = [
        (len(layout.required & columns) / len(layout.required), f.name, layout.required - columns)
        for f in FORMATS
        for layout in f.layouts
    ]
    share, nearest, missing = max(ranked, key=lambda entry: entry[0])
    shown = ", ".join(sorted(missing)[:8])
    what = "no known format has its columns"
    if share > 0:
        what += f"; nearest is {nearest}, which also needs {shown}"
    return UnknownFormatError(
        f"{path}: {what} (found: {', '.join(sorted(columns)[:8]) or 'none'})",
        hint="compare the header with docs/sources, rename the columns, ingest again",
        fields={
            "path": str(path),
            "outcome": Outcome.MALFORMED,
            "nearest": nearest if share > 0 else None,
            "missing": sorted(missing) if share > 0 else [],
        },
    )


def _empty(path: Path, name: str) -> EmptySourceError:
    return EmptySourceError(
        f"{path}: a {name} file without rows",
        hint="fetch it again; an empty answer does not prove that nothing happened",
        fields={"path": str(path), "outcome": Outcome.EMPTY, "format": name},
    )
