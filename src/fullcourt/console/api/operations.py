"""What `/api` offers, as an OpenAPI document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API: what it answers and what may be asked.

    Args:
        path: Address; `{name}` parts are parameters.
        verb: Name of the envelope's schema.
        summary: What it answers.
        query: Parameters behind the question mark: name -> meaning.
    """

    path: str
    verb: str
    summary: str
    query: Mapping[str, str]


_SELECTORS = {
    "season": "One season, such as 2021-22.",
    "start": "First date.",
    "end": "Last date, inclusive.",
    "date": "One date.",
    "model": "One table.",
    "layer": "One layer.",
}
OPERATIONS: Sequence[Operation] = (
    Operation(
        "/api/status",
        "status",
        "Verdicts by table, or cell by cell.",
        {**_SELECTORS, "cells": "1 lists every cell."},
    ),
    Operation("/api/plan", "plan", "What a backfill would build.", _SELECTORS),
    Operation("/api/cells/{model}/{day}", "cell", "One cell with its evidence.", {}),
    Operation("/api/runs", "runs", "The latest runs, and the one that goes on.", {}),
    Operation("/api/runs/{run_id}", "run", "One run.", {}),
    Operation("/api/sql", "sql", "The rows of one reading statement.", {"q": "The statement."}),
)
_NUMBERS = {"run_id"}


def document(version: str) -> dict[str, object]:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fullcourt",
            "version": version,
            "description": "The warehouse's verdicts, read-only, in the command line's envelopes.",
        },
        "paths": {o.path: {"get": _operation(o)} for o in OPERATIONS},
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
        {
            "name": part.strip("{}"),
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if part.strip("{}") in _NUMBERS else "string"},
        }
        for part in operation.path.split("/")
        if part.startswith("{")
    ]
    parameters += [
        {"name": n, "in": "query", "description": text, "schema": {"type": "string"}}
        for n, text in operation.query.items()
    ]
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Envelope"}}}
    return {
        "operationId": operation.verb + ("_" if "{" in operation.path else ""),
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": f"fullcourt.{operation.verb}/1", "content": body},
            "404": {"description": "no such thing", "content": body},
        },
    }
