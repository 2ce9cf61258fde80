"""`demo`: a whole simulated season, from raw files to features, in one command."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import progress, words
from fullcourt.cli.intake import simulate_files
from fullcourt.cli.session import Session
from fullcourt.cli.status import print_ready, print_tables
from fullcourt.envelopes import standing

if TYPE_CHECKING:
    from fullcourt.api import Warehouse

_SOME_FAILED = 4
_FORMATS = [
    *("schedule", "postponed_games", "player_box_seconds", "team_box", "play_by_play", "shots"),
    *("odds", "player_props", "injury_report"),
]
_QUERY = (
    "select game_date, player_id, points_avg_10, ready from ml_feature_store"
    " where points_avg_10 > 25 order by points_avg_10 desc limit 5"
)


def demo(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it.")] = Path("demo"),
    season: Annotated[str, typer.Option(metavar="SEASON", help="Season to simulate.")] = "2021-22",
    teams: Annotated[int, typer.Option(help="Teams that take part.")] = 30,
    dates: Annotated[
        int | None, typer.Option(help="Game dates of a small league; a full season if left out.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal seasons.")] = 1,
    warehouse: Annotated[
        str,
        typer.Option(metavar="NAME", help="A folder (DuckLake) or a file ending in .duckdb."),
    ] = "warehouse",
) -> None:
    """Simulate a season, ingest it, build every table and show the result.

    Run again, it says what is there and rebuilds nothing.
    """
    from fullcourt.api import open_warehouse
    from fullcourt.project import create_project

    began = time.perf_counter()
    project = create_project(folder, warehouse)
    raw = project.folder / "raw"
    _simulate(raw, season, teams, dates, seed)
    with open_warehouse(folder, now=context.ensure_object(Session).now) as opened:
        failed = _fill(opened, raw)
        _show(opened, folder, time.perf_counter() - began)
    raise typer.Exit(_SOME_FAILED if failed else 0)


def _simulate(raw: Path, season: str, teams: int, dates: int | None, seed: int) -> None:
    if raw.is_dir():
        files = [p for p in raw.iterdir() if p.is_file()]
        words.note(f"1. raw files: already there, {len(files)} in {raw}")
        return
    words.note(f"1. simulating the season {season} ...")
    started = time.perf_counter()
    # Written beside and renamed, so that an interrupted simulation is never taken for a whole one.
    partial = raw.with_name("raw.partial")
    shutil.rmtree(partial, ignore_errors=True)
    files = simulate_files(
        partial, seasons=[season], teams=teams, dates=dates, seed=seed, formats=_FORMATS
    )
    partial.rename(raw)
    words.note(f"   {words.count(len(files), 'file')} in {raw}{_took(started)}")


def _fill(warehouse: Warehouse, raw: Path) -> int:
    """Ingest and build; return how many cells failed."""
    started = time.perf_counter()
    words.note("2. ingesting ...")
    count = sum(1 for p in raw.iterdir() if p.is_file())
    with progress.shown(False, "ingest", count) as listener:
        taken = warehouse.ingest([raw], listener=listener)
    if taken.new_units:
        rows = sum(f.rows for f in taken.files)
        stored = words.count(taken.new_units, "unit")
        words.note(f"   {words.count(rows, 'row')} read, {stored} stored{_took(started)}")
    else:
        words.note("   nothing new: every file was stored before")
    words.note("3. building every table ...")
    started = time.perf_counter()
    with progress.shown(False, "backfill") as listener:
        built = warehouse.backfill(listener=listener)
    if built.planned:
        cells = words.count(built.published, "cell")
        words.note(f"   {cells} published, {words.count(built.rows, 'row')}{_took(started)}")
    else:
        words.note("   nothing to build: every cell is current")
    return built.failed


def _show(warehouse: Warehouse, folder: Path, seconds: float) -> None:
    rows = standing.rows_by_cell(warehouse.store())
    words.say(f"The warehouse {warehouse.project.warehouse}, {seconds:.0f} seconds:\n")
    print_tables(standing.summarise(warehouse.graph, warehouse.status(), rows))
    words.say()
    print_ready(standing.ready_shares(standing.read_readiness(warehouse.store())))
    program = _program(folder)
    words.say(
        f"\nTry next:\n"
        f"  cd {folder}\n"
        f"  {program} status --model games\n"
        f'  {program} sql "{_QUERY}"\n'
        f"  {program} export ml_feature_store --format csv\n"
        f"  {program} plan"
    )


def _program(folder: Path) -> str:
    """How to call fullcourt from the demo's folder: by name where the shell finds it."""
    if shutil.which("fullcourt"):
        return "fullcourt"
    return os.path.relpath(sys.argv[0], folder)


def _took(started: float) -> str:
    return f", {time.perf_counter() - started:.1f} s"
