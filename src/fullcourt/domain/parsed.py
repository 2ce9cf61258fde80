"""What a source module hands over to landing: rows in temp tables, problems, an outcome.

Each temp table named in `Parsed.tables` has the columns `unit VARCHAR, unit_date DATE` and then
exactly the columns of the landing table, in order and of its types. Rows that cannot be read become
`Problem`s and are left out; everything else is handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

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
