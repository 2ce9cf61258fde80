"""One sheet of a known format -> landing rows in temp tables, with everything that went wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from fullcourt.sources.base import Problem
from fullcourt.sources.format import Format, fill
from fullcourt.sources.layout import Layout
from fullcourt.sources.opening import malformed
from fullcourt.sources.schema import LANDING
from fullcourt.sources.sheets import Sheet, fold_rest, load, unique_name, unload
from fullcourt.sources.typed import read_typed

_OUR_BUGS = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """What one sheet gave."""

    rows: int
    kept: int
    tables: Mapping[str, str]
    problems: tuple[Problem, ...]
    latest_result: datetime | None
    notes: tuple[str, ...]


def parse_sheet(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, source: Format, layout: Layout
) -> ParsedSheet:
    """Load, type and turn a sheet into landing rows; only the landing tables stay behind."""
    loaded = load(con, sheet, (f.name for f in layout.fields))
    try:
        typed = read_typed(con, sheet, layout, loaded)
    except _OUR_BUGS:
        raise
    except duckdb.Error as error:
        # A Parquet file is read here; a damaged page shows only now.
        what = f"the {sheet.kind} file is damaged ({str(error).splitlines()[0]})"
        raise malformed(sheet.path, what, "fetch the file again, then ingest it") from error
    finally:
        unload(con, loaded)
    try:
        given = source.parameters(con, typed.relation, sheet.path)
        values = {"rows": typed.relation, **given.values}
        problems = [*loaded.problems, *typed.problems, *given.problems]
        problems += _left_out(con, typed.relation, layout, values)
        problems += _reported(con, layout, values)
        tables = {t: _landing(con, t, fill(sql, values)) for t, sql in layout.tables.items()}
        latest = _latest_result(con, source, values)
        kept = _count(con, typed.relation)
    finally:
        con.execute(f"drop table temp.{typed.relation}")
    return ParsedSheet(loaded.rows, kept, tables, tuple(problems), latest, given.notes)


def _left_out(
    con: duckdb.DuckDBPyConnection, relation: str, layout: Layout, values: Mapping[str, str]
) -> Iterator[Problem]:
    """Rows a format drops on purpose, one Problem a rule and unit."""
    for name in layout.leave_out:
        cut = unique_name("cut")
        con.execute(f"create temp table {cut} as {fill(name, values)}")
        found = con.execute(
            f"select rule, any_value(message), min(_row), unit, bool_or(lost), count(*) "
            f"from temp.{cut} group by rule, unit order by rule, unit"
        ).fetchall()
        con.execute(f"delete from {relation} where _row in (select _row from temp.{cut})")
        con.execute(f"drop table temp.{cut}")
        yield from fold_rest(
            [
                Problem(rule, message, row, unit=unit or "", lost=lost, count=count)
                for rule, message, row, unit, lost, count in found
            ]
        )


def _reported(
    con: duckdb.DuckDBPyConnection, layout: Layout, values: Mapping[str, str]
) -> Iterator[Problem]:
    """Findings of a format's own checks; the rows are kept."""
    for name in layout.problems:
        found = con.execute(
            f'select rule, message, "row", "column", "value", unit, "count" '
            f'from ({fill(name, values)}) order by "row"'
        ).fetchall()
        yield from fold_rest(
            [
                Problem(rule, message, row, column, str(value or "")[:120], unit or "", count=count)
                for rule, message, row, column, value, unit, count in found
            ]
        )


def _landing(con: duckdb.DuckDBPyConnection, table: str, sql: str) -> str:
    """Run a query into a temp table that has exactly the landing columns and types."""
    name = unique_name(f"parsed_{table}")
    listed = ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in LANDING[table])
    con.execute(
        f"create temp table {name} as select cast(unit as varchar) as unit, "
        f"cast(unit_date as date) as unit_date, {listed} from ({sql})"
    )
    return name


def _latest_result(
    con: duckdb.DuckDBPyConnection, source: Format, values: Mapping[str, str]
) -> datetime | None:
    if not source.latest_result:
        return None
    row = con.execute(fill(source.latest_result, values)).fetchone()
    return row[0] if row else None


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = con.execute(f"select count(*) from {relation}").fetchone()
    return row[0] if row else 0
