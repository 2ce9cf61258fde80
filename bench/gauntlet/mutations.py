"""Seeded damage to tables: the table, the date, the column and the rows are drawn by chance."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.scenario.kit import Site

from bench.gauntlet.scoring import Cell
from fullcourt.api import Warehouse
from fullcourt.warehouse.models import Model

_FIRST, _LEAST_ROWS = 8, 8
"""Early dates are a start without windows, and in tiny cells there is nothing to lose by halves."""
_NUMBERS = ("INT", "BIGINT", "DOUBLE")


@dataclass(frozen=True)
class Mutation:
    """What is done to some cells of one table.

    Args:
        kind: The sort of damage.
        cells: The damaged cells.
        statements: SQL that does it.
        key: The only key whose rows change, where it is one.
        label: What a reader of the table is told.
        forgets: The builds' records are lost as well.
        symptoms: What an older tool made of it downstream besides.
        rebuilds: Whether an older tool built what is downstream on it.
        bounded: Whether brute force is asked what it moves. Not where rows are repeated: every join
            downstream multiplies them, and no tool that refuses repeated keys would build on them.
    """

    kind: str
    cells: tuple[Cell, ...]
    statements: tuple[str, ...]
    label: str
    key: Mapping[str, object] = field(default_factory=dict)
    forgets: bool = False
    symptoms: tuple[str, ...] = ()
    rebuilds: bool = True
    bounded: bool = True


Draw = Callable[[Warehouse, Model, date, random.Random], Mutation | None]


def draw(kind: str, site: Site, wh: Warehouse, chance: random.Random) -> Mutation:
    """A mutation of a kind, of a cell where it changes something."""
    cells = [
        (name, day)
        for (name, day), (rows, _) in site.contents.items()
        if day and day >= site.dates[_FIRST] and rows >= _LEAST_ROWS
    ]
    tables = sorted({name for name, _ in cells})
    while True:
        name = chance.choice(tables)  # the table first, or those with many dates come more often
        day = chance.choice(sorted(d for n, d in cells if n == name and d))
        found = KINDS[kind](wh, wh.graph.models[name], day, chance)
        if found:
            return found


def _nulled(wh: Warehouse, model: Model, day: date, chance: random.Random) -> Mutation | None:
    return _column(wh, model, day, chance, "nulled column", "null")


def _zeroed(wh: Warehouse, model: Model, day: date, chance: random.Random) -> Mutation | None:
    return _column(wh, model, day, chance, "zeroed column", "0")


def _column(
    wh: Warehouse, model: Model, day: date, chance: random.Random, kind: str, value: str
) -> Mutation | None:
    where = f"game_date = date '{day}'"
    columns = [c.name for c in model.columns if c.type in _NUMBERS and c.name not in model.grain]
    if not columns:
        return None
    column = chance.choice(columns)
    holds = f"{column} is not null and {column} <> 0"
    if not wh.store().scalar(f"select count(*) from {model.name} where {where} and {holds}"):
        return None
    statement = f"update {model.name} set {column} = {value} where {where}"
    return Mutation(kind, ((model.name, day),), (statement,), f"{model.name}.{column} {day}")


def _deleted(_: Warehouse, model: Model, day: date, chance: random.Random) -> Mutation:
    every, rest = chance.choice([(10, 0), (5, 0), (3, 0), (3, 1)])
    return _lost(model, day, "deleted rows", f"n % {every} = {rest}")


def _half(_: Warehouse, model: Model, day: date, chance: random.Random) -> Mutation:
    return _lost(model, day, "half-full date", f"n % 2 = {chance.randrange(2)}")


def _one_of_many(_: Warehouse, model: Model, day: date, __: random.Random) -> Mutation:
    return _lost(model, day, "1 of N rows", "n > 1")


def _lost(model: Model, day: date, kind: str, which: str) -> Mutation:
    statement = f"""delete from {model.name} where rowid in (select id from (
        select rowid as id, row_number() over (order by {", ".join(model.grain)}) as n
        from {model.name} where game_date = date '{day}') where {which})"""
    return Mutation(kind, ((model.name, day),), (statement,), f"{model.name} {day}")


def _duplicated(_: Warehouse, model: Model, day: date, chance: random.Random) -> Mutation:
    times = chance.choice([1, 3])
    statement = f"""insert into {model.name} select t.* from {model.name} as t
        cross join range({times}) where game_date = date '{day}'"""
    label = f"{model.name} {day} x {times + 1}"
    cells = ((model.name, day),)
    return Mutation("duplicated rows", cells, (statement,), label, rebuilds=False, bounded=False)


def _missing(_: Warehouse, model: Model, day: date, __: random.Random) -> Mutation:
    statement = f"delete from {model.name} where game_date = date '{day}'"
    return Mutation(
        "missing date", ((model.name, day),), (statement,), f"{model.name} {day}", forgets=True
    )


def _edited(wh: Warehouse, model: Model, day: date, chance: random.Random) -> Mutation | None:
    columns = [c.name for c in model.columns if c.type in _NUMBERS and c.name not in model.grain]
    if not columns:
        return None
    column, who = chance.choice(columns), model.grain[-1]
    keys = wh.store().rows(
        f"select distinct {who} from {model.name} where game_date = date '{day}'"
        f" and {column} is not null order by 1"
    )
    if not keys:
        return None
    value = chance.choice(keys)[0]
    shown = f"'{value}'" if isinstance(value, str) else str(value)
    statement = f"""update {model.name} set {column} = {column} + 1
        where game_date = date '{day}' and {who} = {shown}"""
    label = f"{model.name}.{column} {day} {who}={value}"
    known = {who: value} if who in ("player_id", "team_id", "game_id") else {}
    return Mutation("hand edit", ((model.name, day),), (statement,), label, known)


KINDS: dict[str, Draw] = {
    "nulled column": _nulled,
    "zeroed column": _zeroed,
    "deleted rows": _deleted,
    "half-full date": _half,
    "1 of N rows": _one_of_many,
    "duplicated rows": _duplicated,
    "missing date": _missing,
    "hand edit": _edited,
}
