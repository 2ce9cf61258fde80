"""Comparing rows of the warehouse with the oracle's, column by column, exactly."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from .facts import Facts, Shot


def read_shots(con: duckdb.DuckDBPyConnection) -> Iterable[Shot]:
    """The shots of the warehouse: which source tells them is not the oracle's business."""
    for row in con.execute(
        "select game_id, player_id, team_id, zone_group, made, shot_value,"
        " case when credit_source is not null then assister_id is not null end,"
        " blocker_id is not null from shot_events"
    ).fetchall():
        yield Shot(*row)


def read_rows(
    con: duckdb.DuckDBPyConnection, table: str, day: date, key: tuple[str, ...]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """One date of a table, by key."""
    found = con.execute(f"select * from {table} where game_date = ?", [day])
    names = [d[0] for d in found.description]
    rows = (dict(zip(names, values, strict=True)) for values in found.fetchall())
    return {tuple(row[k] for k in key): row for row in rows}


Rows = Mapping[tuple[Any, ...], Mapping[str, Any]]


@dataclass
class Comparison:
    """What was compared and what differed."""

    rows: int = 0
    values: int = 0
    known: int = 0
    differences: list[str] = field(default_factory=list)
    columns: Counter[str] = field(default_factory=Counter)

    def table(self, where: str, expected: Rows, found: Rows) -> None:
        """Both must have the same keys, and every expected column must be equal."""
        missing, surplus = set(expected) - set(found), set(found) - set(expected)
        self.differences += [f"{where}: no row {k}" for k in sorted(missing)[:5]]
        self.differences += [f"{where}: surplus row {k}" for k in sorted(surplus)[:5]]
        for key in set(expected) & set(found):
            self.row(f"{where}, {key}", expected[key], found[key])

    def row(self, where: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        """Every expected column must be equal, NULL included."""
        self.rows += 1
        for column, value in expected.items():
            self.values += 1
            self.known += value is not None
            if found[column] != value:
                self.columns[column] += 1
                self.differences.append(
                    f"{where}: {column} is {found[column]!r}, the rules say {value!r}"
                )

    def check(self, rows: int) -> None:
        """Fail with the first differences and how many columns and rows they touch.

        Args:
            rows: At least so many must have been compared, most values of them known.
        """
        assert self.rows >= rows, f"only {self.rows} rows were compared"
        assert 2 * self.known > self.values, "most values are unknown"
        assert not self.differences, "\n".join(
            [f"{len(self.differences)} differences {dict(self.columns)}", *self.differences[:20]]
        )


def with_shots(facts: Facts, con: duckdb.DuckDBPyConnection) -> Facts:
    """The facts with the warehouse's shots counted in."""
    facts.add_shots(read_shots(con))
    return facts
