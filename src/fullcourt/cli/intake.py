"""`init`, `ingest` and `simulate`: where a project and its raw files come from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, progress, words
from fullcourt.cli.session import Session
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from fullcourt.api import Ingested
    from fullcourt.integrity.landing import Landed

_LOADED = ("ok", "partial", "superseded")
_SOME_FAILED, _NOTHING_USABLE = 4, 5
_PROBLEMS_SHOWN = 5


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder.")],
    warehouse: Annotated[
        str,
        typer.Option(metavar="NAME", help="A folder (DuckLake) or a file ending in .duckdb."),
    ] = "warehouse",
) -> None:
    """Make a project folder with its settings; an existing project is left as it is."""
    from fullcourt.project import SETTINGS_FILE, create_project

    base = context.ensure_object(Session).project
    target = folder if folder.is_absolute() else base / folder
    there = (target / SETTINGS_FILE).exists()
    project = create_project(target, warehouse)
    if there:
        words.say(f"{folder} is a fullcourt project already; nothing changed")
    else:
        words.say(f"made {folder / SETTINGS_FILE}; the warehouse will be {project.warehouse.name}")
    words.note(f"  next: cd {folder} && fullcourt ingest PATH")


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files and folders, of any known format."),
    ],
    captured: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT", help="When this was the truth, UTC, if the files do not say."
        ),
    ] = None,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Load raw files. Each is recognised by its columns; equal content changes nothing."""
    from fullcourt.project import moment
    from fullcourt.sources.opening import find_files, find_unknown

    at = moment(captured) if captured else None
    files = [f for p in paths if p.exists() for f in find_files(p)]
    passed_over = [f for p in paths if p.exists() for f in find_unknown(p)]
    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "ingest", len(files)) as listener,
    ):
        result = warehouse.ingest(paths, captured=at, listener=listener)
    if as_json:
        words.answer(
            envelope(
                "ingest",
                ok=_exit_code(result, paths) == 0,
                summary=_summary(result),
                findings=[_problem(f, p) for f in result.files for p in f.problems],
                data=[_file(f) for f in result.files],
            )
        )
    else:
        _print_files(result.files)
    _print_problems(result.files)
    for path in passed_over:
        words.note(f"passed over {path}: not an ending fullcourt reads")
    words.note(_closing(result))
    raise typer.Exit(_exit_code(result, paths))


def simulate(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the raw files.")],
    season: Annotated[
        list[str] | None,
        typer.Option(metavar="SEASON", help="A season; repeat it for consecutive seasons."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files.")] = 1,
    teams: Annotated[int, typer.Option(help="Teams that take part, 4 to 30.")] = 30,
    dates: Annotated[
        int | None, typer.Option(help="Game dates of a small league; a full season if left out.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="Write only what was known then, UTC.")
    ] = None,
    formats: Annotated[
        str | None, typer.Option(metavar="NAME,NAME", help="Which files; see docs/league.md.")
    ] = None,
    container: Annotated[str, typer.Option(help="parquet, csv or csv.gz.")] = "parquet",
) -> None:
    """Simulate a league and write it as the raw files that real sources come in."""
    from fullcourt.project import moment

    del context
    written = simulate_files(
        out,
        seasons=season or ["2021-22"],
        seed=seed,
        teams=teams,
        dates=dates,
        as_of=moment(as_of) if as_of else None,
        formats=[f.strip() for f in formats.split(",")] if formats else None,
        container=container,
    )
    words.say(f"wrote {words.count(len(written), 'file')} to {out}")
    words.note(f"  next: fullcourt ingest {out}")


def simulate_files(  # noqa: PLR0913 - one argument a setting
    out: Path,
    *,
    seasons: list[str],
    seed: int = 1,
    teams: int = 30,
    dates: int | None = None,
    as_of: datetime | None = None,
    formats: list[str] | None = None,
    container: str = "parquet",
) -> list[Path]:
    """Simulate consecutive seasons and write their files.

    Raises:
        UsageError: Settings no league can have.
    """
    from dataclasses import replace

    from fullcourt.league import LeagueConfig, simulate_seasons, write

    if container not in ("parquet", "csv", "csv.gz"):
        raise UsageError(f"--container {container!r} is not one of parquet, csv, csv.gz")
    for season in seasons:
        if not re.fullmatch(r"\d{4}-\d{2}", season):
            raise UsageError(f"--season {season!r} is not a season", hint="it reads like 2021-22")
    try:
        config = LeagueConfig(season=seasons[0], seed=seed, teams=teams)
        if dates is not None:
            small = LeagueConfig.mini(dates=dates, teams=teams, seed=seed)
            config = replace(small, season=seasons[0])
        leagues = simulate_seasons(config, seasons)
        return [
            path
            for league in leagues
            for path in write(league, out, as_of=as_of, formats=formats, container=container)
        ]
    except ValueError as error:
        raise UsageError(str(error), hint="fullcourt simulate --help") from error


def _exit_code(result: Ingested, paths: list[Path]) -> int:
    """Unknown files met inside a folder are told but fail nothing; others do."""
    named = {p for p in paths if p.is_file()}
    bad = [f for f in result.files if f.outcome not in _LOADED]
    if len(bad) == len(result.files):
        return _NOTHING_USABLE
    counted = [f for f in bad if f.path in named or not _is_unknown(f)]
    return _SOME_FAILED if counted else 0


def _is_unknown(landed: Landed) -> bool:
    return landed.outcome == "unknown" or "no known format" in landed.detail


def _summary(result: Ingested) -> dict[str, object]:
    outcomes: dict[str, int] = {}
    for landed in result.files:
        outcomes[landed.outcome] = outcomes.get(landed.outcome, 0) + 1
    return {
        "run_id": result.run_id,
        "files": len(result.files),
        "outcomes": outcomes,
        "rows": sum(f.rows for f in result.files),
        "new_units": result.new_units,
    }


def _file(landed: Landed) -> dict[str, object]:
    return {
        "path": str(landed.path),
        "outcome": landed.outcome,
        "format": landed.format,
        "rows": landed.rows,
        "games": landed.games,
        "new_units": landed.new_units,
        "problems": sum(p.count for p in landed.problems),
        "detail": landed.detail,
    }


def _problem(landed: Landed, problem: object) -> dict[str, object]:
    fields = ("rule", "row", "column", "value", "unit", "message", "lost", "count")
    return {"path": str(landed.path)} | {f: getattr(problem, f) for f in fields}


def _print_files(files: tuple[Landed, ...]) -> None:
    words.say(
        words.grid(
            ("file", "outcome", "format", "rows", "games", "new units", "problems"),
            [
                (
                    f.path.name,
                    "unknown" if _is_unknown(f) else f.outcome,
                    f.format,
                    f.rows,
                    f.games,
                    f.new_units,
                    sum(p.count for p in f.problems),
                )
                for f in files
            ],
        )
    )


def _print_problems(files: tuple[Landed, ...]) -> None:
    """Each problem as file:row:column, at most a few of one rule; the ledger keeps them all."""
    for landed in files:
        if landed.outcome not in _LOADED and landed.detail:
            words.note(landed.detail)
            continue
        shown: dict[str, int] = {}
        for problem in landed.problems:
            shown[problem.rule] = shown.get(problem.rule, 0) + 1
            if shown[problem.rule] > _PROBLEMS_SHOWN:
                continue
            place = ":".join(
                str(p)
                for p in (landed.path.name, problem.row, problem.column)
                if p not in (None, "")
            )
            times = f" ({problem.count} times)" if problem.count > 1 else ""
            value = f" {problem.value!r}" if problem.value else ""
            words.note(f"{place}: {problem.rule}{value}: {problem.message}{times}")
        for rule, number in shown.items():
            if number > _PROBLEMS_SHOWN:
                words.note(
                    f"{landed.path.name}: {number - _PROBLEMS_SHOWN} more of {rule};"
                    " all in ledger.source_problem"
                )


def _closing(result: Ingested) -> str:
    loaded = [f for f in result.files if f.outcome in _LOADED]
    if not loaded:
        return f"nothing loaded from {words.count(len(result.files), 'file')}"
    if result.new_units == 0:
        return "nothing new: everything in these files was stored before"
    return (
        f"{words.count(result.new_units, 'new unit')} stored from"
        f" {words.count(len(loaded), 'file')}\n  next: fullcourt backfill"
    )
