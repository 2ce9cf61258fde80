"""Rows of a query as `sql` answers with them."""

from collections.abc import Iterable, Sequence

from fullcourt.envelopes.shape import Envelope, envelope


def objects(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> list[object]:
    """Rows as mappings from column to value."""
    return [{n: v for (n, _), v in zip(columns, row, strict=True)} for row in rows]


def sql_envelope(
    columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]], *, cut: bool
) -> Envelope:
    """The rows of one reading statement; `cut` when there were more."""
    summary = {
        "rows": len(rows),
        "cut": cut,
        "columns": [{"name": n, "type": t} for n, t in columns],
    }
    return envelope("sql", ok=True, summary=summary, data=objects(columns, rows))
