"""For any check of any model: the smallest change of its tables that makes it fail.

Nothing here knows basketball. A check is a SQL condition (or query); its columns are read off it
and given values it may not like: nothing, zero, one more, far too much, another word, the words it
mentions. Temp tables shadow the stored ones, so the warehouse itself stays as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

import duckdb
import sqlglot
from sqlglot import exp

from fullcourt.integrity import audit
from fullcourt.warehouse.compose import contract_reads, query_sql
from fullcourt.warehouse.models import TYPES, Model
from fullcourt.warehouse.store import Store

Setting = tuple[str, str]  # column, SQL expression of its new value

_BY_TYPE = {
    "INT": ("null", "0", "-1", "{c} + 1", "{c} - 1", "{c} + 1000", "-{c}", "99999999"),
    "BIGINT": ("null", "0", "-1", "{c} + 1", "{c} - 1", "{c} + 100000", "99999999"),
    "DOUBLE": (
        "null",
        "0",
        "-1",
        "{c} + 0.5",
        "{c} - 0.5",
        "{c} + 0.3",
        "{c} * 2 + 7",
        "-{c}",
        "99999",
        "50",
    ),
    "BOOL": ("not {c}", "null", "true", "false"),
    "TEXT": ("'zzz'", "null", "''", "{c} || 'x'", "replace({c}, 'O', 'M')"),
    "DATE": ("null", "{c} + 1", "{c} - 400", "date '2021-12-01'", "date '2021-11-01'"),
    "TIMESTAMP": ("null", "{c} + interval 10 day", "{c} - interval 400 day"),
}
_SAMPLE = {
    "INT": "2",
    "BIGINT": "2",
    "DOUBLE": "2.5",
    "BOOL": "true",
    "TEXT": "'a'",
    "DATE": "date '2021-12-01'",
    "TIMESTAMP": "timestamp '2021-12-01 20:00:00'",
}


@dataclass(frozen=True)
class Mutation:
    """What was changed: a table, the rows (SQL) and the new values, or rows lost or repeated."""

    table: str
    rows: str
    change: str


def mentioned(sql: str) -> tuple[list[str], list[str]]:
    """Columns and literals of a SQL condition or query, in order."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    columns = list(dict.fromkeys(c.name for c in tree.find_all(exp.Column)))
    literals = list(dict.fromkeys(v.sql(dialect="duckdb") for v in tree.find_all(exp.Literal)))
    return columns, literals


def settings(model: Model, sql: str) -> list[Setting]:
    """Values worth trying, column by column."""
    columns, literals = mentioned(sql)
    types = {c.name: c.type for c in model.columns}
    found = []
    for column in columns:
        kind = types.get(column)
        if kind is None:
            continue
        words = [v for v in literals if v.startswith("'") == (kind == "TEXT")]
        if kind not in ("TEXT", "INT", "BIGINT", "DOUBLE"):
            words = []
        tries = [t.format(c=column) for t in _BY_TYPE[kind]]
        found += [(column, f"cast({t} as {TYPES[kind]})") for t in (*tries, *words)]
    return found


def sample(store: Store, model: Model, days: Sequence[date]) -> None:
    """Make temp table `sound`: the model's rows of some dates, or one made-up row."""
    where = f"where game_date in ({', '.join(f'date {str(d)!r}' for d in days)})"
    source = f"select * from wh.main.{model.name} {where if model.dated else ''}"
    store.con.execute(f"create or replace temp table sound as {source}")
    if not store.scalar("select count(*) from sound"):
        store.con.execute(f"insert into sound select * from wh.main.{model.name} limit 200")
    if not store.scalar("select count(*) from sound"):
        row = ", ".join(f"cast({_SAMPLE[c.type]} as {TYPES[c.type]})" for c in model.columns)
        store.con.execute(f"insert into sound values ({row})")


def break_row(store: Store, model: Model, check: audit.Check) -> tuple[Setting, ...] | None:
    """New values of one row of `sound` (made `broken`) that violate a row check."""
    for changes in _tries(settings(model, check.violated)):
        replaced = ", ".join(f"{value} as {column}" for column, value in changes)
        query = (
            "select rowid from (select * replace ("
            + replaced
            + f"), rowid from sound) as s where {check.violated} limit 1"
        )
        try:
            hit = store.scalar(query)
        except duckdb.Error:
            continue  # the value does not fit the column or the check's arithmetic
        if hit is None:
            continue
        store.con.execute("create or replace temp table broken as select * from sound")
        assigned = ", ".join(f"{column} = {value}" for column, value in changes)
        # As the query may have chosen a row that was broken before, the rest must be sound.
        store.con.execute(f"update broken set {assigned} where rowid = {hit}")
        return changes
    return None


def break_date(store: Store, model: Model, check: audit.Check) -> tuple[Setting, ...] | None:
    """New values of a whole date of `sound` (made `broken`) that violate a guard."""
    choices = settings(model, check.violated)
    columns = list(dict.fromkeys(c for c, _ in choices))
    kinds = {c.name: c.type for c in model.columns}
    level = [(c, f"(select max({c}) from sound)") for c in columns]
    split = [(c, f"case when rowid % 2 = 0 then {c} + 1 else {c} end") for c in columns]
    split = [s for s in split if kinds[s[0]] in ("INT", "BIGINT", "DOUBLE")]
    for changes in _tries([*level, *choices, *split]):
        assigned = ", ".join(f"{column} = {value}" for column, value in changes)
        store.con.execute("create or replace temp table broken as select * from sound")
        try:
            store.con.execute(f"update broken set {assigned}")
            if store.scalar(
                f"select 1 from (select 1 from broken group by game_date having {check.violated})"
            ):
                return changes
        except duckdb.Error:
            continue
    return _crowd(store, model, check)


def break_query(
    store: Store, models: dict[str, Model], model: Model, query: str, day: date
) -> Mutation | None:
    """A change of one row (or the rows of one date) of some table that a reconciliation names."""
    start = end = day
    composed = query_sql(query, models, start, end, model.name)
    reads = [n for n in contract_reads(model, models) if models[n].is_table]
    order = [model.name, *(n for n in reads if n != model.name)]
    _shadow(store, [models[n] for n in order])
    if not _fill(store, models, model, day) and store.rows(composed):
        raise AssertionError(f"{model.name}: fails on sound tables")
    for name in order:
        for mutation, sql in _mutations(store, models[name], query, day):
            store.con.execute("begin transaction")
            try:
                store.con.execute(sql)
                if store.rows(f"select * from ({composed}) limit 1"):
                    return mutation
            except duckdb.Error:
                continue
            finally:
                store.con.execute("rollback")
    return None


def unshadow(store: Store, models: Iterable[str]) -> None:
    """Let the stored tables show again."""
    for name in models:
        store.con.execute(f"drop table if exists temp.{name}")


def _shadow(store: Store, models: Iterable[Model]) -> None:
    for model in models:
        store.con.execute(
            f"create or replace temp table {model.name} as select * from wh.main.{model.name}"
        )


def _fill(store: Store, models: dict[str, Model], model: Model, day: date) -> bool:
    """Give a table that no simulated format fills the rows of its nearest kin."""
    if store.scalar(f"select 1 from temp.{model.name} limit 1"):
        return False
    own = {c.name: c.type for c in model.columns}
    kin = max(
        (m for m in models.values() if m.is_table and m is not model and "game_id" in m.grain),
        key=lambda m: len({(c.name, c.type) for c in m.columns} & own.items()),
    )
    shared = {c.name for c in kin.columns if own.get(c.name) == c.type}
    values = ", ".join(n if n in shared else _SAMPLE[t] for n, t in own.items())
    store.con.execute(
        f"insert into temp.{model.name} select {values} from wh.main.{kin.name}"
        f" where game_date = date '{day}'"
    )
    return True


def _mutations(store: Store, model: Model, query: str, day: date) -> Iterator[tuple[Mutation, str]]:
    name = model.name
    table = f"temp.{name}"
    on_day = f"game_date = date '{day}'" if model.dated else "true"
    rows = {
        "one row": f"rowid = (select min(rowid) from {table} where {on_day})",
        "another row": f"rowid = (select max(rowid) from {table} where {on_day})",
        "every other row": f"{on_day} and rowid % 2 = 0",
        "the date": on_day,
        "earlier dates": f"game_date < date '{day}'" if model.dated else "false",
    }
    for label in ("one row", "another row", "every other row"):
        yield (
            Mutation(name, label, "twice"),
            f"insert into {table} select * from {table} where {rows[label]}",
        )
    if model.dated:
        yield (
            Mutation(name, "one row", "again a day later"),
            f"insert into {table} select * replace (game_date + 1 as game_date) from {table}"
            f" where {rows['one row']}",
        )
    for label, where in rows.items():
        yield Mutation(name, label, "gone"), f"delete from {table} where {where}"
    for label in ("one row", "another row", "the date"):
        for column, value in settings(model, query):
            yield (
                Mutation(name, label, f"{column} = {value}"),
                f"update {table} set {column} = {value} where {rows[label]}",
            )


def _tries(choices: Sequence[Setting]) -> Iterator[tuple[Setting, ...]]:
    """Single changes first, then pairs on different columns."""
    yield from ((c,) for c in choices)
    columns = list(dict.fromkeys(c for c, _ in choices))
    by_column = {c: [s for s in choices if s[0] == c] for c in columns}
    for one, other in combinations(columns[:8], 2):
        yield from product(by_column[one], by_column[other])


def _crowd(store: Store, model: Model, check: audit.Check) -> tuple[Setting, ...] | None:
    """Many copies of the date's rows, where a guard counts them."""
    store.con.execute("create or replace temp table broken as select * from sound")
    for _ in range(9):  # a guard may need hundreds of rows before it judges; some tables have one
        store.con.execute("insert into broken select * from broken")
        if store.scalar(
            f"select 1 from (select 1 from broken group by game_date having {check.violated})"
        ):
            return (("rows", "repeated"),)
    return None
