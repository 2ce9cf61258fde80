"""Issuing: what the systems say of games before they are played, kept as it was said.

A replay is made with today's code and today's corrected inputs; what was issued is neither. It goes
to the landing tables like a source's word, so it survives every rebuild and grading can prefer it.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from fullcourt.domain.parsed import Parsed

TABLE = "issued_predictions"
_TEMP = "issued_now"


def issuable(
    con: duckdb.DuckDBPyConnection,
    span: tuple[date, date],
    now: datetime,
    columns: Sequence[tuple[str, str]],
    facts: Sequence[str],
    basis: str,
) -> Parsed | None:
    """Gather the predictions of games that have not tipped off, for landing; None without any.

    Args:
        con: Connection with the warehouse attached and selected.
        span: First and last date.
        now: The moment of issuing, naive UTC.
        columns: The landing table's columns and types.
        facts: Landing tables by game that hold what is known only after it.
        basis: Where the moment comes from: `clock`, or `option` when somebody claimed another.
    """
    typed = ",\n    ".join(f"cast(p.{name} as {kind}) as {name}" for name, kind in columns)
    text = files("fullcourt.predict").joinpath("sql/issue.sql").read_text("utf-8")
    listed = ", ".join(f"'{table}'" for table in facts)
    query = text.replace("{columns}", typed).replace("{facts}", listed)
    con.execute(
        f"create or replace temp table {_TEMP} as {query}",
        {"now": now, "start": span[0], "end": span[1]},
    )
    counted = con.execute(f"select count(*) from {_TEMP}").fetchone()
    rows = int(counted[0]) if counted else 0
    if not rows:
        return None
    name = f"issued/{now:%Y-%m-%dT%H%M%SZ}"
    return Parsed(
        path=Path(name),
        digest=hashlib.sha256(name.encode()).hexdigest(),
        format=TABLE,
        rows=rows,
        tables={TABLE: _TEMP},
        captured_at=now,
        captured_basis=basis,
    )
