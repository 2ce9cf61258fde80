"""The one vocabulary of source outcomes, shared by files, units and raw cells."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a source: a file, or one game in it."""

    OK = "ok"
    EMPTY = "empty"  # valid, but without rows
    BLOCKED = "blocked"  # refused by the other side
    GONE = "gone"  # no longer served
    MALFORMED = "malformed"  # unreadable as a whole
    PARTIAL = "partial"  # some rows could not be read; the rest is loaded
    NOT_PLAYED = "not_played"
    NOT_YET = "not_yet"
    SUPERSEDED = "superseded"  # equal content is already stored
