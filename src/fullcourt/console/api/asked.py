"""What the address of a question says: selectors, dates, keys, flags."""

from collections.abc import Collection, Iterable
from datetime import date

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from fullcourt.console.board import Board
from fullcourt.envelopes.shape import Envelope, dumps
from fullcourt.errors import UsageError
from fullcourt.integrity.plan import Selection

_NO = ("", "0", "no", "false")


def answer(body: Envelope, status: int = 200) -> Response:
    """An envelope as a response."""
    return Response(dumps(body), status, media_type="application/json")


def selection(board: Board, request: Request) -> Selection:
    """The cells that an address asks for, by the command line's selectors.

    Raises:
        UsageError: An unknown season, table or layer, or a word that is no date.
    """
    asked = request.query_params
    models = board.state.graph.models
    _require(asked.getlist("model"), board.state.graph.reads, "table")
    _require(asked.getlist("layer"), {m.layer for m in models.values()}, "layer")
    start, end = as_date(asked.get("start")), as_date(asked.get("end"))
    if start and end and start > end:
        raise UsageError(f"start {start} is after end {end}", hint="swap them")
    season = asked.get("season")
    if season:
        _require([season], board.seasons, "season")
        first, last = board.state.calendar.seasons[season]
        start = max(start, first) if start else first
        end = min(end, last) if end else last
    named = [*asked.getlist("date"), *asked.get("dates", "").split(",")]
    return Selection(
        models=tuple(asked.getlist("model")),
        layers=tuple(asked.getlist("layer")),
        start=start,
        end=end,
        dates=tuple(sorted({d for text in named if (d := as_date(text.strip()))})),
    )


def flag(request: Request, name: str) -> bool:
    """Whether an option that is on or off is on."""
    return request.query_params.get(name, "").lower() not in _NO


def number(request: Request, name: str, default: int) -> int:
    """A whole number, not below zero.

    Raises:
        UsageError: It is none.
    """
    text = request.query_params.get(name, str(default))
    if not text.isdecimal():
        raise UsageError(f"{name} is a whole number, not {text!r}")
    return int(text)


def keys(asked: QueryParams) -> dict[str, object]:
    """`key=player_id=2544`, perhaps several times.

    Raises:
        UsageError: It does not read so.
    """
    found: dict[str, object] = {}
    for text in asked.getlist("key"):
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"key {text!r} does not read NAME=VALUE", hint="key=player_id=2544")
        found[name.strip()] = value.strip()
    return found


def as_date(text: str | None) -> date | None:
    """A date, or None for no word.

    Raises:
        UsageError: The word is no date.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date", hint="dates read like 2021-12-04") from error


def _require(names: Iterable[str], known: Collection[str], kind: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f"there is no {kind} {name!r}")
