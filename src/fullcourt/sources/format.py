"""A source format: a name, the layouts it comes in, and what it says about its own time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from fullcourt.sources.base import Problem
from fullcourt.sources.layout import Layout


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a format works out from a whole file before reading its rows.

    Args:
        values: Placeholder -> SQL text, for the format's queries.
        problems: What that brought to light.
        notes: What was assumed.
    """

    values: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


Work = Callable[[duckdb.DuckDBPyConnection, str, Path], Parameters]


def no_parameters(con: duckdb.DuckDBPyConnection, rows: str, path: Path) -> Parameters:
    """Most formats need nothing beyond their rows."""
    del con, rows, path
    return Parameters({})


@dataclass(frozen=True, slots=True)
class Format:
    """A file format that fullcourt can read.

    Args:
        name: As the ledger shows it.
        layouts: The shapes of rows it comes in; the columns decide which.
        latest_result: SQL file giving when the newest result in the rows was known, for formats
            that are snapshots and do not say when they were taken.
        parameters: Called with the typed rows before the queries run.
    """

    name: str
    layouts: tuple[Layout, ...]
    latest_result: str = ""
    parameters: Work = no_parameters

    def recognises(self, columns: frozenset[str]) -> Layout | None:
        """The layout a file with these columns has, the most specific first."""
        fitting = [
            layout
            for layout in self.layouts
            if layout.required <= columns and not layout.forbidden & columns
        ]
        return max(fitting, key=lambda layout: len(layout.required), default=None)


@cache
def query(name: str) -> str:
    """The text of a SQL file beside the format modules."""
    return files("fullcourt.sources.formats").joinpath(name).read_text(encoding="utf-8")


def fill(name: str, values: Mapping[str, str]) -> str:
    """A SQL file's text with its `{placeholders}` filled."""
    text = query(name)
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text
