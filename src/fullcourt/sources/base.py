"""What a source module is, and what it hands over.

A source module turns one file into temp tables on a DuckDB connection, one for each landing table
it feeds, named in `Parsed.tables`. Each temp table has the columns `unit VARCHAR, unit_date DATE`
and then exactly the columns of `schema.LANDING[table]`, in order and of those types. Rows that
cannot be read become `Problem`s and are left out; everything else is handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb

from fullcourt.domain.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a file that could not be taken as it stands.

    Args:
        rule: Short name, such as `bad_number`, `unknown_team`, `unresolved_name`, `duplicate_row`,
            `row_limit_cut`, `impossible_value`, `unknown_vocabulary`.
        row: 1-based data row in the file (header not counted), NULL when it is about many rows.
        column: The file's own column name, or "".
        value: The offending text, shortened.
        message: What it means and what was done (row left out, value set to NULL, kept).
        unit: The unit it belongs to, if known.
        lost: True when the row was left out.
        count: How many rows this problem stands for.
    """

    rule: str
    message: str
    row: int | None = None
    column: str = ""
    value: str = ""
    unit: str = ""
    lost: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file, read.

    Args:
        path: The file.
        digest: SHA-256 of the file's bytes, hex.
        format: Which source module read it, such as `leaguegamelog`.
        rows: Data rows in the file.
        tables: Landing table name -> name of the temp table that holds its rows.
        problems: What could not be taken as it stands (at most 200 a rule; `count` folds the rest).
        captured_at: When the content was the truth, naive UTC; None when nothing says so.
        captured_basis: payload / option / latest_result / none.
        outcome: ok, partial (some rows lost), empty or malformed.
    """

    path: Path
    digest: str
    format: str
    rows: int
    tables: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    captured_at: datetime | None = None
    captured_basis: str = "none"
    outcome: Outcome = Outcome.OK
    notes: tuple[str, ...] = field(default=())


class Source(Protocol):
    """A file format that fullcourt can read."""

    name: str
    """The format's name, as the ledger shows it."""

    def recognises(self, columns: frozenset[str]) -> bool:
        """Whether a file with these column names is of this format."""
        ...

    def parse(self, con: duckdb.DuckDBPyConnection, rows: str, path: Path) -> Parsed:
        """Turn the temp table `rows` (all file columns plus `_row`, 1-based) into landing rows."""
        ...
