"""The options that several verbs share, and what they select."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, get_type_hints

import typer

from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from fullcourt.api import Warehouse
    from fullcourt.integrity.plan import Selection

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON envelope on stdout.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Tell progress as JSON lines on stderr.")]


@dataclass(frozen=True, slots=True)
class Selectors:
    """The options that say which cells a verb is about, as the user wrote them."""

    season: Annotated[
        str | None, typer.Option("--season", metavar="SEASON", help="One season, such as 2021-22.")
    ] = None
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First date, such as 2021-12-01.")
    ] = None
    end: Annotated[
        str | None, typer.Option("--end", metavar="DATE", help="Last date, inclusive.")
    ] = None
    date: Annotated[
        list[str] | None, typer.Option("--date", metavar="DATE", help="One date; may be repeated.")
    ] = None
    dates: Annotated[
        str | None,
        typer.Option("--dates", metavar="DATE,DATE", help="Several dates, comma between."),
    ] = None
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="TABLE", help="One table; may be repeated."),
    ] = None
    layer: Annotated[
        list[str] | None,
        typer.Option(
            "--layer",
            metavar="LAYER",
            help="raw, spine, analytics, precompute, features; may be repeated.",
        ),
    ] = None

    @property
    def given(self) -> bool:
        """Whether anything is selected at all."""
        return any(getattr(self, f.name) for f in fields(self))

    def of(self, warehouse: "Warehouse", tables: list[str] | None = None) -> "Selection":
        """The cells of a warehouse that are meant.

        Args:
            warehouse: Whose cells.
            tables: Further tables, named as arguments.

        Raises:
            UsageError: A date, season, table or layer that cannot be.
        """
        named = [*(self.date or []), *(self.dates.split(",") if self.dates else [])]
        first, last = parse_date(self.start), parse_date(self.end)
        if first and last and first > last:
            raise UsageError(f"--start {first} is after --end {last}", hint="swap them")
        return warehouse.select(
            season=self.season,
            start=first,
            end=last,
            dates=tuple(sorted({d for text in named if (d := parse_date(text.strip()))})),
            models=(*(tables or ()), *(self.model or ())),
            layers=tuple(self.layer or ()),
        )


def selecting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb whose last parameter is `selectors` the options of `Selectors` instead of it."""
    hints = get_type_hints(Selectors, include_extras=True)
    signature = inspect.signature(command, eval_str=True)
    own = [p for p in signature.parameters.values() if p.name != "selectors"]
    added = [
        inspect.Parameter(
            f.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=hints[f.name]
        )
        for f in fields(Selectors)
    ]

    @wraps(command)
    def verb(**kwargs: object) -> None:
        chosen = {f.name: kwargs.pop(f.name, None) for f in fields(Selectors)}
        command(**kwargs, selectors=Selectors(**chosen))  # type: ignore[arg-type]

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *added)]
    del verb.__wrapped__
    verb.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    verb.__annotations__ = {p.name: p.annotation for p in parameters}
    return verb


def parse_date(text: str | None) -> date | None:
    """A date from the command line.

    Raises:
        UsageError: It is not one.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a date", hint="dates are US Eastern and read like 2021-12-04"
        ) from error
