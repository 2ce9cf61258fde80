"""Read windows: the type of an edge between two models.

A window says which dates (and, where keyed, which entities) of an input a row at date t may read.
The same value drives ordering, staleness, reach and the leak test.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from fullcourt.errors import ModelError


class WindowKind(StrEnum):
    """The closed list of windows, see `docs/models.md`."""

    SAME_DAY = "same day"
    DAYS_BEFORE = "days before"
    SEASON_BEFORE = "season before"
    CAREER_BEFORE = "career before"
    LAST_N = "last n"
    SEASON_BY = "season by"
    PREVIOUS_SEASON_BY = "previous season by"
    SCHEDULED = "scheduled"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Window:
    """One window of one edge: kind, length (days or games) and entity key where it has them."""

    kind: WindowKind
    length: int = 0
    key: str = ""

    def __str__(self) -> str:
        match self.kind:
            case WindowKind.DAYS_BEFORE:
                return f"{self.length} days before"
            case WindowKind.LAST_N:
                return f"last {self.length} by {self.key}"
            case WindowKind.SEASON_BY | WindowKind.PREVIOUS_SEASON_BY:
                return f"{self.kind.value} {self.key}"
            case _:
                return self.kind.value

    @property
    def reads_past(self) -> bool:
        """Whether the window reaches dates before t."""
        return self.kind not in (WindowKind.SAME_DAY, WindowKind.UNDATED)


_PATTERNS = (
    (re.compile(r"(?P<n>\d+) days before"), WindowKind.DAYS_BEFORE),
    (re.compile(r"last (?P<n>\d+) by (?P<key>\w+)"), WindowKind.LAST_N),
    (re.compile(r"season by (?P<key>\w+)"), WindowKind.SEASON_BY),
    (re.compile(r"previous season by (?P<key>\w+)"), WindowKind.PREVIOUS_SEASON_BY),
    (re.compile(r"same day"), WindowKind.SAME_DAY),
    (re.compile(r"season before"), WindowKind.SEASON_BEFORE),
    (re.compile(r"career before"), WindowKind.CAREER_BEFORE),
    (re.compile(r"scheduled"), WindowKind.SCHEDULED),
    (re.compile(r"undated"), WindowKind.UNDATED),
)


def parse_window(text: str, where: str) -> Window:
    """Read one window of a `[reads]` section.

    Raises:
        ModelError: The text is not in the closed list.
    """
    for pattern, kind in _PATTERNS:
        found = pattern.fullmatch(" ".join(text.split()))
        if found:
            groups = found.groupdict()
            return Window(kind, int(groups.get("n") or 0), groups.get("key") or "")
    raise ModelError(
        f"{where}: {text!r} is not a window",
        hint="use one of: same day, N days before, season before, career before, last N by KEY, "
        "season by KEY, previous season by KEY, scheduled, undated",
    )
