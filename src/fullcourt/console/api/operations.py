"""What `/api` offers: each address with what answers it, and the OpenAPI document made of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fullcourt.console.api import cells, predictions, standing
from fullcourt.console.console import Console

_TYPES = {"int": "integer", "": "string"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API: what answers it and what may be asked.

    Args:
        path: Address; `{name}` and `{name:int}` parts are parameters.
        verb: Name of the envelope's schema.
        answers: What answers; its docstring says what.
        query: Parameters behind the question mark: name -> meaning.
    """

    path: str
    verb: str
    answers: Callable[[Console, Request], Response]
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The address as OpenAPI writes it."""
        return re.sub(r":\w+}", "}", self.path)

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        """Parameters of the address with their types."""
        found = re.findall(r"{(\w+)(?::(\w+))?}", self.path)
        return [(name, _TYPES[kind]) for name, kind in found]


_SELECTORS = {
    "season": "One season, such as 2021-22.",
    "start": "First date.",
    "end": "Last date, inclusive.",
    "date": "One date; may be repeated.",
    "dates": "Several dates, comma between.",
    "model": "One table; may be repeated.",
    "layer": "One layer; may be repeated.",
}
_KEY = {"key": "Only rows of this key, NAME=VALUE; may be repeated."}
_WHEN = {"date": "One date.", "season": "Or one season."}
_CELL = "/api/{verb}/{{model}}/{{day}}"
OPERATIONS: Sequence[Operation] = (
    Operation(
        "/api/status", "status", standing.status, {**_SELECTORS, "cells": "1 lists every cell."}
    ),
    Operation("/api/plan", "plan", standing.plan, _SELECTORS),
    Operation(
        "/api/gaps",
        "gaps",
        standing.gaps,
        {
            **_SELECTORS,
            "keys": "1 names the entities, and accounts for every expected key.",
            "all": "1 lists what somebody has accepted, too.",
        },
    ),
    Operation("/api/verify", "verify", standing.verify),
    Operation("/api/accept", "accept", standing.accepted),
    Operation("/api/cells/{model}/{day}", "cell", cells.cell),
    Operation(
        _CELL.format(verb="trace"),
        "trace",
        cells.trace,
        {**_KEY, "column": "Only what makes up this column."},
    ),
    Operation(_CELL.format(verb="impact"), "impact", cells.impact, _KEY),
    Operation(_CELL.format(verb="incident"), "incident", cells.incident),
    Operation(_CELL.format(verb="history"), "history", cells.history),
    Operation("/api/runs", "runs", standing.runs),
    Operation("/api/runs/{run_id:int}", "run", standing.run),
    Operation(
        "/api/diff/{run_id:int}",
        "diff",
        cells.diff,
        {"model": "One table; may be repeated.", "values": "Changed fields to show a table."},
    ),
    Operation(
        "/api/predict",
        "predict",
        predictions.predictions,
        {**_WHEN, "system": "Whose rows are listed."},
    ),
    Operation("/api/grade", "grade", predictions.grades, _WHEN),
    Operation(
        "/api/leaderboard",
        "leaderboard",
        predictions.leaderboard,
        {"start": "First date.", "end": "Last date."},
    ),
    Operation("/api/explain/{player_id:int}/{day}", "explain", predictions.explain),
    Operation("/api/sql", "sql", standing.sql, {"q": "The statement."}),
)


def openapi(_console: Console, _request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(document(version("fullcourt")))


def document(release: str) -> dict[str, object]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fullcourt",
            "version": release,
            "description": "The warehouse's verdicts, read-only, in the command line's envelopes.",
        },
        "paths": {o.place: {"get": _operation(o)} for o in OPERATIONS},
        "components": {
            "schemas": {"Envelope": _ENVELOPE},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_ENVELOPE = {
    "type": "object",
    "required": ["schema", "ok", "summary", "findings", "data"],
    "properties": {
        "schema": {"type": "string", "examples": ["fullcourt.status/1"]},
        "ok": {"type": "boolean"},
        "summary": {"type": "object"},
        "findings": {"type": "array"},
        "data": {},
    },
}


def _operation(operation: Operation) -> dict[str, object]:
    parameters: list[dict[str, object]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": kind}}
        for name, kind in operation.parts
    ]
    parameters += [
        {"name": n, "in": "query", "description": text, "schema": {"type": "string"}}
        for n, text in operation.query.items()
    ]
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Envelope"}}}
    return {
        "operationId": operation.verb,
        "summary": (operation.answers.__doc__ or "").split("\n")[0],
        "parameters": parameters,
        "responses": {
            "200": {"description": f"fullcourt.{operation.verb}/1", "content": body},
            "404": {"description": "no such thing", "content": body},
        },
    }
