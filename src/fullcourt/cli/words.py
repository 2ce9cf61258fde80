"""Everything the command line says: results on stdout, people's words on stderr."""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from fullcourt.envelopes import shape

_PIPE_CLOSED = 141  # what a shell reports for a writer whose reader has left


def say(text: str = "") -> None:
    """Write a line of result to stdout."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def note(text: str = "") -> None:
    """Write a line for people to stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def quiet_pipe() -> int:
    """The reader of stdout has gone: keep the interpreter from complaining about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _PIPE_CLOSED


def answer(body: shape.Envelope) -> None:
    """Write the JSON answer of a verb."""
    say(shape.dumps(body))


def cell_text(value: object) -> str:
    """A value as a table shows it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)


def count(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2,000 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def grid(header: Sequence[str], rows: Iterable[Sequence[object]], right: str = "") -> str:
    """A plain text table.

    Args:
        header: Column titles.
        rows: Values; numbers are set flush right.
        right: Space-separated titles of text columns to set flush right too.
    """
    numeric = set(right.split())
    listed = [list(r) for r in rows]
    texts = [[_number(v) for v in row] for row in listed]
    widths = [max([len(h), *(len(row[i]) for row in texts)]) for i, h in enumerate(header)]
    flush = [
        header[i] in numeric
        or (bool(listed) and all(_is_number(row[i]) or row[i] is None for row in listed))
        for i in range(len(header))
    ]
    lines = [list(header), *texts]
    return "\n".join(
        "  ".join(
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, flush, strict=True)
        ).rstrip()
        for line in lines
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _number(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return cell_text(value)
