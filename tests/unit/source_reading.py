"""Reading made-up rows in the tests of single formats."""

import csv
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fullcourt.domain.parsed import Parsed
from fullcourt.sources.read import read_file

sys.path.append(str(Path(__file__).parents[1] / "conformance"))
from source_cases import AWAY, CASES, HOME

__all__ = ["AWAY", "CASES", "HOME", "Row", "con", "fetch", "read", "rows_of", "rules"]

Row = dict[str, str]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.fixture
def read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Any:
    def write_and_read(rows: list[Row], name: str = "f.csv", **options: Any) -> Parsed:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return read_file(con, path, **options)

    return write_and_read


def rows_of(case: str) -> list[Row]:
    return [dict(r) for r in CASES[case].rows]


def fetch(con: duckdb.DuckDBPyConnection, parsed: Parsed, table: str, columns: str) -> list[Any]:
    return con.execute(f"select {columns} from {parsed.tables[table]}").fetchall()


def rules(parsed: Parsed) -> list[str]:
    return [p.rule for p in parsed.problems]
