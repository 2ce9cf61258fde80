"""What every verb knows: the global options and how to open the warehouse they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fullcourt.api import Warehouse

GLOBAL_OPTIONS = ("--project", "--now")
"""Options that may stand before or after the verb."""


@dataclass(slots=True)
class Session:
    """The global options of one call.

    Args:
        project: Folder of the project, or below it.
        now: The moment verdicts refer to, as the user wrote it.
        verb: The command being run.
        as_json: Whether errors are to be told as an envelope.
    """

    project: Path = Path()
    now: str | None = None
    verb: str = ""
    as_json: bool = False

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The project's warehouse, closed afterwards."""
        from fullcourt.api import open_warehouse

        with open_warehouse(self.project, now=self.now) as opened:
            yield opened


def hoisted(arguments: list[str]) -> list[str]:
    """The words with every global option moved to the front, so that it may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word == "--":
            rest += arguments[at:]
            break
        if word in GLOBAL_OPTIONS:
            front += arguments[at : at + 2]
            at += 2
        elif word.split("=", 1)[0] in GLOBAL_OPTIONS:
            front.append(word)
            at += 1
        else:
            rest.append(word)
            at += 1
    return front + rest
