"""How a format's columns are described: names, kinds, and what happens to texts that do not fit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Need(StrEnum):
    """What the reader does without a column, or without a value in it."""

    KEY = "key"  # the file is not of this format without it; a row without a value is left out
    REQUIRED = "required"  # the file is not of this format without it; a value may be blank
    OPTIONAL = "optional"  # may be absent; reads as NULL then


class Kind(StrEnum):
    """How a column's text is read."""

    TEXT = "text"
    INT = "int"
    NUMBER = "number"
    ID = "id"  # 0 means nobody
    GAME_ID = "game_id"
    TEAM_ID = "team_id"  # 0 means none; one of the thirty in counted games
    TEAM_NAME = "team_name"  # any spelling, read as today's team of that name
    DATE = "date"
    TIMESTAMP = "timestamp"
    CLOCK = "clock"
    ISO_CLOCK = "iso_clock"
    SECONDS = "seconds"
    FLAG = "flag"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Reading:
    """The SQL of a kind: how to read a text, and the problem rule when that gives NULL."""

    read: str
    rule: str = ""
    zero_is_none: bool = False


READINGS: Mapping[Kind, Reading] = {
    Kind.TEXT: Reading("{x}"),
    Kind.INT: Reading("fc_int({x})", "bad_number"),
    Kind.NUMBER: Reading("try_cast({x} as double)", "bad_number"),
    Kind.ID: Reading("fc_int({x})", "bad_number", zero_is_none=True),
    Kind.GAME_ID: Reading("fc_game_id({x})", "bad_game_id"),
    Kind.TEAM_ID: Reading("fc_int({x})", "bad_number", zero_is_none=True),
    Kind.TEAM_NAME: Reading("fc_team({x}, null::date)", "unknown_team"),
    Kind.DATE: Reading("fc_date({x})", "bad_date"),
    Kind.TIMESTAMP: Reading("fc_timestamp({x})", "bad_time"),
    Kind.CLOCK: Reading("fc_clock({x})", "bad_clock"),
    Kind.ISO_CLOCK: Reading("fc_iso_clock({x})", "bad_clock"),
    Kind.SECONDS: Reading("fc_seconds({x})", "bad_clock"),
    Kind.FLAG: Reading("fc_flag({x})", "bad_flag"),
    Kind.PRICE: Reading("fc_price({x})", "bad_number"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a format.

    Args:
        name: The file's own column name.
        kind: How its text is read.
        need: What happens without it.
        allowed: The closed vocabulary, if it has one; other values are reported and kept.
    """

    name: str
    kind: Kind = Kind.TEXT
    need: Need = Need.REQUIRED
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Layout:
    """One shape of rows a format comes in, and the queries that turn them into landing rows.

    SQL files lie beside the format's module. They see the typed rows as `{rows}` (the columns of
    `fields` plus `_row`) and what `Format.parameters` gives.

    Args:
        fields: The columns used, in any order.
        tables: Landing table -> SQL file; its query gives `unit`, `unit_date` and the columns.
        leave_out: SQL files giving `_row, rule, message, unit, lost` of rows to drop and report.
        problems: SQL files giving `rule, message, row, column, value, unit, count` to report.
        forbidden: Columns that show a file to be of another layout.
    """

    fields: tuple[Field, ...]
    tables: Mapping[str, str]
    leave_out: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    forbidden: frozenset[str] = frozenset()
    required: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        needed = frozenset(f.name for f in self.fields if f.need is not Need.OPTIONAL)
        object.__setattr__(self, "required", needed)

    @property
    def game_id(self) -> str | None:
        """The column that holds the game id, if there is one."""
        return next((f.name for f in self.fields if f.kind is Kind.GAME_ID), None)


def columns(kind: Kind, need: Need, *names: str) -> tuple[Field, ...]:
    """Several columns of one kind."""
    return tuple(Field(name, kind, need) for name in names)
