"""`doctor`: whether everything fullcourt needs is here and well."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fullcourt.cli import options, words
from fullcourt.cli.session import Session
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import FullcourtError

if TYPE_CHECKING:
    from fullcourt.project import Project

_FINDINGS = 3
_PACKAGES = ("duckdb", "sqlglot", "typer", "rich", "numpy", "tzdata")
_LOW_DISK = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str
    value: str
    ok: bool = True
    advice: str = ""


def doctor(context: typer.Context, as_json: options.Json = False) -> None:
    """Look at versions, extensions, project, store and disk. Changes nothing."""
    checks = list(_all_checks(context.ensure_object(Session)))
    bad = [c for c in checks if not c.ok]
    if as_json:
        words.answer(
            envelope(
                "doctor",
                ok=not bad,
                summary={"checks": len(checks), "problems": len(bad)},
                findings=[asdict(c) for c in bad],
                data=[asdict(c) for c in checks],
            )
        )
    else:
        rows = [("ok" if c.ok else "PROBLEM", c.what, c.value) for c in checks]
        words.say(words.grid(("", "what", "found"), rows))
    for check in bad:
        words.note(f"{check.what}: {check.value}\n  next: {check.advice}")
    words.note("all well" if not bad else words.count(len(bad), "problem"))
    raise typer.Exit(_FINDINGS if bad else 0)


def _all_checks(session: Session) -> Iterator[Check]:
    yield Check("fullcourt", metadata.version("fullcourt"))
    yield Check("python", f"{platform.python_version()} on {platform.system().lower()}")
    for name in _PACKAGES:
        yield Check(name, metadata.version(name))
    yield from _extensions()
    yield from _moment(session)
    from fullcourt.project import find_project

    try:
        project = find_project(session.project)
    except FullcourtError as error:
        yield Check("project", error.message, ok=False, advice=error.hint)
        return
    yield Check("project", str(project.folder))
    for name, value in asdict(project.settings).items():
        yield Check(f"setting {name}", str(value))
    yield _disk(project)
    yield from _store(session, project)


def _extensions() -> Iterator[Check]:
    import duckdb

    from fullcourt.warehouse.store import load_extension

    for name in ("ducklake", "sqlite_scanner"):
        with contextlib.closing(duckdb.connect()) as con:
            try:
                load_extension(con, name)
            except FullcourtError as error:
                yield Check(f"extension {name}", error.message, ok=False, advice=error.hint)
            else:
                yield Check(f"extension {name}", "loads")


def _moment(session: Session) -> Iterator[Check]:
    from fullcourt.project import moment

    origin = "--now" if session.now else "FULLCOURT_NOW"
    if not session.now and not os.environ.get("FULLCOURT_NOW"):
        origin = "the clock"
    yield Check("now (UTC)", f"{moment(session.now)} from {origin}")


def _disk(project: Project) -> Check:
    free = shutil.disk_usage(project.folder).free
    return Check(
        "disk free",
        f"{free / (1 << 30):.1f} GiB",
        ok=free >= _LOW_DISK,
        advice="make room: a season takes some hundred MiB",
    )


def _store(session: Session, project: Project) -> Iterator[Check]:
    location = project.warehouse
    if not location.exists():
        yield Check("warehouse", f"none yet at {location}: it comes with the first ingest")
        return
    yield Check("warehouse", f"{location} ({_size(location) / (1 << 20):.0f} MiB)")
    try:
        with session.warehouse() as warehouse:
            graph, store = warehouse.graph, warehouse.store()
            yield Check("models", f"{len(graph.models)} load, {len(graph.order)} of them tables")
            yield Check("store", f"{store.kind}, opens")
            present = store.tables()
            lacking = [n for n in graph.order if ("main", n) not in present]
            yield Check("tables", f"{len(graph.order) - len(lacking)} of {len(graph.order)} made")
            if ("ledger", "build") not in present:
                yield Check("ledger", "absent", ok=False, advice="fullcourt ingest PATH")
                return
            version = store.scalar("select value from ledger.meta where key = 'version'")
            yield Check("ledger", f"version {version}")
            yield from _runs(
                warehouse.store().rows(
                    "select run_id, command, status, message from ledger.run"
                    " order by run_id desc limit 1"
                )
            )
            leases = store.rows("select command, pid, expires_at from ledger.lease")
            held = ", ".join(f"{c} (process {p}) until {e}" for c, p, e in leases)
            yield Check("lease", held or "free")
    except FullcourtError as error:
        yield Check("store", error.message, ok=False, advice=error.hint)


def _runs(rows: list[tuple[object, ...]]) -> Iterator[Check]:
    for run_id, command, status, message in rows:
        told = f"{run_id} ({command}): {status}{f', {message}' if message else ''}"
        yield Check("last run", told)


def _size(location: Path) -> int:
    if location.is_file():
        return location.stat().st_size
    return sum(p.stat().st_size for p in location.rglob("*") if p.is_file())
