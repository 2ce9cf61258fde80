"""The chain: four models and five checks as plain SQL, rendered for whoever runs them.

`${lines}` and `${schedule}` are what the source holds; `${g_x_same_day}` and `${g_x_before}` the
tables of the chain as a row of date t may read them. Integers only, so equal is equal to the bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template

import duckdb

from bench.gauntlet.scoring import Cell

MODELS = ("g_summary", "g_team", "g_form", "g_features")
GRAIN = {
    "g_summary": ("game_date", "game_id", "player_id"),
    "g_team": ("game_date", "game_id", "team_id"),
    "g_form": ("game_date", "game_id", "player_id"),
    "g_features": ("game_date", "game_id", "player_id"),
}
GROWN = 2
"""By this date of a league every team has played, so that every game has two sides with a form."""
_FOLDER = Path(__file__).parent
Contents = dict[Cell, tuple[int, str]]


@dataclass(frozen=True)
class Check:
    """A query that returns the dates on which a table of the chain is wrong."""

    model: str
    name: str
    sql: str


@cache
def body(model: str) -> Template:
    """The SELECT of a model."""
    return Template((_FOLDER / "chain" / f"{model}.sql").read_text(encoding="utf-8"))


@cache
def checks() -> tuple[Check, ...]:
    """The contract beyond keys that are unique and not NULL."""
    found = []
    for path in sorted((_FOLDER / "checks").glob("*.sql")):
        model, name = path.stem.split(".")
        found.append(Check(model, name, path.read_text(encoding="utf-8")))
    return tuple(found)


def tables(prefix: str) -> dict[str, str]:
    """Names for every placeholder that reads a table of the chain as a whole."""
    names = {m: f"{prefix}{m}" for m in MODELS}
    return {
        **names,
        **{f"{m}_same_day": n for m, n in names.items()},
        **{f"{m}_before": n for m, n in names.items()},
    }


SOURCES = {
    "lines": "select * from landing.player_lines",
    "schedule": "select * from landing.schedule",
}


def truth(con: duckdb.DuckDBPyConnection) -> Contents:
    """Brute force: each SELECT once, over everything that the source holds."""
    con.execute("create or replace schema truth")
    for model in MODELS:
        first, last = "date '1900-01-01'", "date '2999-12-31'"
        sql = body(model).substitute(SOURCES, first=first, last=last, **tables("truth."))
        con.execute(f"create or replace table truth.{model} as {sql}")
    found = contents(con, {m: f"truth.{m}" for m in MODELS})
    con.execute("drop schema truth cascade")
    return found


def contents(con: duckdb.DuckDBPyConnection, where: Mapping[str, str]) -> Contents:
    """Rows and an order-free hash of every table and date."""
    found: Contents = {}
    for model, table in where.items():
        columns = ", ".join(f"cast({c} as varchar)" for c in _columns(model))
        query = f"""select game_date, count(*), cast(sum(hash(concat_ws('|', {columns})))
            as varchar) from {table} group by game_date"""
        for day, rows, content in con.execute(query).fetchall():
            found[model, _day(day)] = (rows, content)
    return found


def _columns(model: str) -> tuple[str, ...]:
    return {
        "g_summary": (*GRAIN[model], "team_id", "points", "fga", "team_points", "team_fga"),
        "g_team": (*GRAIN[model], "opponent_team_id", "points", "points_allowed"),
        "g_form": (*GRAIN[model], "team_id", "opponent_team_id", "points_10", "games_10"),
        "g_features": (
            *(*GRAIN[model], "team_id", "opponent_team_id", "points_10", "games_10"),
            *("opponent_allowed_10", "opponent_games_10"),
        ),
    }[model]


def _day(value: object) -> date:
    return date.fromisoformat(str(value)[:10])


def failing(
    con: duckdb.DuckDBPyConnection, check: Check, where: Mapping[str, str], by_then: date
) -> set[Cell]:
    """The cells a check returns."""
    day = {f"{model}_same_day": table for model, table in where.items()}
    names = {**SOURCES, **where, **day, "this": where[check.model], "by_then": f"date '{by_then}'"}
    rows = con.execute(Template(check.sql).substitute(names)).fetchall()
    return {(check.model, _day(row[0])) for row in rows}
