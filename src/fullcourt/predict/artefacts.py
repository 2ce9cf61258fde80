"""Trained models on disk, found by what they were trained on, recorded in the ledger.

A file is named after the content of the cells, the code and the library it was made from, so a
changed input can never be served by an old model. A file that is lost is made again, bit for bit;
one that differs from its record is refused.
"""

import ast
import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import duckdb
import numpy as np

from fullcourt.errors import FullcourtError
from fullcourt.predict.frames import core_features

Arrays = dict[str, np.ndarray]
RANDOM_STATE = 7
_LEARNING = (
    *("boosting", "design", "frames", "linear", "lineup", "market", "memory", "network"),
    *("players", "scaling"),
)
_JUDGING = ("bands", "ensemble", "offers", "rules", "systems", "walk")
"""Modules whose code decides what is learned; and what is made of it."""
_LEARNING_SQL, _JUDGING_SQL = ("rows", "history", "roster", "teams"), ("zones", "past", "props")
CALIBRATION = "calibration"
"""The artefact that holds weights and spread instead of a model."""


@dataclass(frozen=True, slots=True)
class Made:
    """What goes into an artefact: arrays, and the rows they were learned from."""

    arrays: Arrays
    rows: int
    first: date | None
    last: date | None


class Artefacts:
    """The artefacts of one project.

    Args:
        con: Connection with the warehouse attached as `wh`.
        folder: The project's folder.
        record: Whether new artefacts are written to the ledger (a reader cannot).
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, *, record: bool) -> None:
        self._con = con
        self._folder = folder / "artefacts"
        self._record = record
        self._hashes: dict[date, str] = {}

    def inputs_hash(self, before: date) -> str:
        """One hash over all cells dated before a day, asked once: nobody builds them meanwhile."""
        if before not in self._hashes:
            cells = self._con.execute(_sql("inputs"), {"before": before}).fetchall()
            self._hashes[before] = _digest(*(part for cell in cells for part in cell))
        return self._hashes[before]

    def path(self, system: str, before: date) -> Path:
        """Where the artefact for dates from `before` on lies, made or not."""
        code = code_hash(judging=system == CALIBRATION)
        key = _digest(system, before.isoformat(), self.inputs_hash(before), code)
        return self._folder / f"{system}-{before.isoformat()}-{key}.npz"

    def get(self, system: str, before: date, make: Callable[[], Made]) -> tuple[Arrays, str]:
        """The arrays of an artefact and its hash, made and recorded when there is no file yet.

        Raises:
            FullcourtError: The file is not what the ledger recorded.
        """
        path = self.path(system, before)
        if path.is_file():
            content = path.read_bytes()
            found = hashlib.sha256(content).hexdigest()[:16]
            self._check(path, found)
        else:
            made = make()
            found = _write(path, made.arrays)
            self._check(path, found)
            if self._record:
                self._write_ledger(system, before, made, found, path)
        with np.load(path) as stored:
            return {name: stored[name] for name in stored.files}, found

    def _check(self, path: Path, found: str) -> None:
        recorded = self._recorded(path)
        if recorded and recorded != found:
            raise FullcourtError(
                f"{path} is not the artefact that the ledger recorded"
                f" ({recorded} then, {found} now)",
                hint=f"rm {path}, then the same command: it is made again",
            )

    def _recorded(self, path: Path) -> str:
        known = self._con.execute(
            "select count(*) from duckdb_tables() where database_name = 'wh'"
            " and schema_name = 'ledger' and table_name = 'artefact'"
        ).fetchone()
        if not known or not known[0]:
            return ""
        row = self._con.execute(
            "select artefact_hash from wh.ledger.artefact where path = $path"
            " order by created_at desc limit 1",
            {"path": path.name},
        ).fetchone()
        return str(row[0]) if row else ""

    def _write_ledger(self, system: str, before: date, made: Made, found: str, path: Path) -> None:
        if self._recorded(path):
            return
        self._con.execute(_sql("artefact"))
        self._con.execute(
            "insert into wh.ledger.artefact values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(model_id(system, before, found), system, "points,pra", made.first, made.last),
                *(made.rows, _digest(*core_features()), self.inputs_hash(before), found),
                *(RANDOM_STATE, path.name, datetime.now(UTC).replace(tzinfo=None)),
            ],
        )


def model_id(system: str, before: date, artefact_hash: str) -> str:
    """The name predictions carry: system, first day it may predict, content."""
    return f"{system}-{before.isoformat()}-{artefact_hash[:8]}"


@cache
def code_hash(*, judging: bool) -> str:
    """Changes when the code behind an artefact or a library it learns with changes; words do not.

    Args:
        judging: Whether what is made of the models counts too.
    """
    modules = _LEARNING + (_JUDGING if judging else ())
    queries = _LEARNING_SQL + (_JUDGING_SQL if judging else ())
    texts = [_meaning(_text(f"{name}.py")) for name in modules]
    texts += [_text(f"sql/{name}.sql") for name in queries]
    return _digest(*texts, *(_version(name) for name in ("numpy", "lightgbm")))


@cache
def _meaning(code: str) -> str:
    """The code without comments and docstrings."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            node.body = [s for s in node.body if not _is_text(s)]
    return ast.dump(tree)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _sql(name: str) -> str:
    return _text(f"sql/{name}.sql")


@cache
def _text(name: str) -> str:
    return files("fullcourt.predict").joinpath(name).read_text("utf-8")


def _write(path: Path, arrays: Mapping[str, np.ndarray]) -> str:
    """Write all or nothing; NumPy's zip carries no clock, so equal arrays are equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.savez_compressed(file, **{k: arrays[k] for k in sorted(arrays)})  # type: ignore[arg-type]
    Path(name).replace(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
