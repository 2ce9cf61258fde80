"""From text to typed rows, once for all formats: what does not fit is reported, never guessed."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from fullcourt.sources.base import Problem
from fullcourt.sources.layout import READINGS, Field, Kind, Layout, Need
from fullcourt.sources.sheets import Loaded, Sheet, fold_rest, quoted, unique_name

_BLANKS = "'nan', 'NaN', 'NA', 'None', 'null', 'NULL', '<NA>'"


@dataclass(frozen=True, slots=True)
class Typed:
    """A temp table of typed rows (`_row` and the layout's columns) and what was wrong."""

    relation: str
    problems: tuple[Problem, ...]


def read_typed(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, layout: Layout, loaded: Loaded
) -> Typed:
    """Read a loaded sheet's texts as the layout says."""
    relation = unique_name("typed")
    present = frozenset(sheet.columns)
    fields = [f for f in layout.fields if f.name in present]
    absent = [f for f in layout.fields if f.name not in present]
    con.execute(f"create temp table {relation} as {_select(loaded.relation, fields, absent)}")
    problems = list(_unreadable(con, relation, loaded, fields))
    problems += _without_key(con, relation, fields, present)
    problems += _unknown_words(con, relation, fields)
    problems += _unknown_teams(con, relation, layout, fields)
    return Typed(relation, tuple(problems))


def _select(relation: str, fields: list[Field], absent: list[Field]) -> str:
    """Three steps over short expressions: clean the texts, read them, mark what failed."""
    clean = ", ".join(f"{_clean(f)} as t{i}" for i, f in enumerate(fields))
    read = ", ".join(f"{_read(f, f't{i}')} as v{i}" for i, f in enumerate(fields))
    values = ", ".join(f"{_value(f, f'v{i}')} as {quoted(f.name)}" for i, f in enumerate(fields))
    nulls = "".join(f", {_read(f, 'null::varchar')} as {quoted(f.name)}" for f in absent)
    return (
        f"select _row, {values}{nulls}, {_bad_mask(fields)} as _bad from ("
        f"select *, {read} from (select _row, {clean} from {relation}))"
    )


def _clean(field: Field) -> str:
    name = quoted(field.name)
    if field.kind is Kind.TEXT:
        return name
    return f"case when {name} not in ({_BLANKS}) then {name} end"


def _read(field: Field, text: str) -> str:
    return READINGS[field.kind].read.replace("{x}", text)


def _value(field: Field, value: str) -> str:
    return f"nullif({value}, 0)" if READINGS[field.kind].zero_is_none else value


def _bad_mask(fields: list[Field]) -> str:
    """One bit a column: set where there is a text and it could not be read."""
    bits = [
        f"(case when t{i} is not null and v{i} is null then {1 << i} else 0 end)"
        for i, f in enumerate(fields)
        if READINGS[f.kind].rule
    ]
    return f"cast({' + '.join(bits) or '0'} as bigint)"


def _unreadable(
    con: duckdb.DuckDBPyConnection, relation: str, loaded: Loaded, fields: list[Field]
) -> Iterator[Problem]:
    """Texts that are not what their column holds. A row bad in several keys is lost once."""
    mask = _one(con, f"select bit_or(_bad) from {relation}")
    seen_lost: set[int] = set()
    for position, field in enumerate(fields):
        if not (mask or 0) >> position & 1:
            continue
        found = con.execute(
            f"select t._row, r.{quoted(field.name)} from {relation} t "
            f"join {loaded.relation} r on r._row = t._row "
            f"where (t._bad >> {position}) & 1 = 1 order by t._row"
        ).fetchall()
        reading = READINGS[field.kind]
        is_key = field.need is Need.KEY
        problems = []
        for row, value in found:
            lost = is_key and row not in seen_lost
            seen_lost |= {row} if is_key else set()
            fate = "the row is left out" if is_key else "read as NULL"
            message = f"{_MEANINGS[reading.rule]}; {fate}"
            problems.append(
                Problem(reading.rule, message, row, field.name, str(value)[:120], lost=lost)
            )
        yield from fold_rest(problems)


_MEANINGS = {
    "bad_number": "not a whole number",
    "bad_game_id": "not an NBA game id (ten digits from 00, leading zeros may be missing)",
    "unknown_team": "none of the thirty teams goes by this name",
    "bad_date": "not a date",
    "bad_time": "not a time",
    "bad_clock": "not a clock",
    "bad_flag": "neither true nor false",
}


def _without_key(
    con: duckdb.DuckDBPyConnection, relation: str, fields: list[Field], present: frozenset[str]
) -> list[Problem]:
    """Rows without a value in a key column cannot be placed; they leave the typed table here."""
    keys = [(i, f) for i, f in enumerate(fields) if f.need is Need.KEY and f.name in present]
    if not keys:
        return []
    missing = " or ".join(f"{quoted(f.name)} is null" for _, f in keys)
    unread = sum(1 << i for i, _ in keys)
    blank = con.execute(
        "select _row, case "
        + " ".join(f"when {quoted(f.name)} is null then {_quote(f.name)}" for _, f in keys)
        + f" end from {relation} where ({missing}) and (_bad & {unread}) = 0 order by _row"
    ).fetchall()
    con.execute(f"delete from {relation} where {missing}")
    problems = [
        Problem("missing_key", "no value; the row is left out", row, column, lost=True)
        for row, column in blank
    ]
    return fold_rest(problems)


def _unknown_words(
    con: duckdb.DuckDBPyConnection, relation: str, fields: list[Field]
) -> list[Problem]:
    """Values outside a closed vocabulary, one Problem a value."""
    problems = []
    for field in (f for f in fields if f.allowed):
        name = quoted(field.name)
        words = ", ".join(_quote(word) for word in sorted(field.allowed))
        found = con.execute(
            f"select cast({name} as varchar), min(_row), count(*) from {relation} "
            f"where cast({name} as varchar) not in ({words}) group by 1 order by 2"
        ).fetchall()
        problems += [
            Problem(
                "unknown_vocabulary",
                "a value we do not know; the rows are kept",
                row,
                field.name,
                str(value)[:120],
                count=count,
            )
            for value, row, count in found
        ]
    return fold_rest(problems)


def _unknown_teams(
    con: duckdb.DuckDBPyConnection, relation: str, layout: Layout, fields: list[Field]
) -> list[Problem]:
    """Team ids outside the thirty, in counted games (All-Star sides have ids of their own)."""
    problems = []
    game = quoted(layout.game_id) if layout.game_id else None
    counted = f"fc_is_counted({game})" if game else "true"
    unit = game or "''"
    for field in (f for f in fields if f.kind is Kind.TEAM_ID):
        name = quoted(field.name)
        found = con.execute(
            f"select {name}, min(_row), count(*), min({unit}) from {relation} "
            f"where {name} is not null and not fc_is_team({name}) and {counted} "
            f"group by 1 order by 2"
        ).fetchall()
        problems += [
            Problem(
                "unknown_team",
                "none of the thirty teams; the rows are kept",
                row,
                field.name,
                str(value),
                unit=first,
                count=count,
            )
            for value, row, count, first in found
        ]
    return fold_rest(problems)


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> int | None:
    row = con.execute(sql).fetchone()
    return row[0] if row else None


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
