"""The league's lines and schedule as a loader leaves them: two DuckDB tables, or files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from bench.gauntlet.ground import opened
from fullcourt.league import Format, League, faults, write
from fullcourt.project import create_project

FORMATS = (Format.SCHEDULE, Format.PLAYER_BOX)
LOST = {"missing": "true", "half": "player_id % 2 = 0"}


@dataclass(frozen=True)
class Source:
    """The source in one state.

    Args:
        files: What fullcourt ingests.
        database: A DuckDB file whose schema `landing` the other tools read.
    """

    files: Path
    database: Path


@dataclass(frozen=True)
class Sources:
    """The source whole, corrected, and lacking lines of one date.

    Args:
        dates: Every date with games.
        day: The date all cases are about.
        whole: Nothing is missing.
        fixed: One player of `day` has two more free throws, and the score has moved.
        missing: No player line of `day` has come.
        half: Every other player line of `day` has come.
    """

    dates: Sequence[date]
    day: date
    whole: Source
    fixed: Source
    missing: Source
    half: Source


def make_sources(league: League, day: date, folder: Path) -> Sources:
    """Write the files and the tables of each state."""
    whole = _exported(league, folder / "whole")
    fixed = _exported(faults.corrected_free_throws(league, day), folder / "fixed")
    return Sources(
        sorted(set(league.schedule.dates.tolist())),
        day,
        whole,
        fixed,
        _lacking(league, whole, day, "missing", folder / "missing"),
        _lacking(league, whole, day, "half", folder / "half"),
    )


def _exported(league: League, folder: Path) -> Source:
    """The tables hold what fullcourt reads from the files, so all start from the same rows."""
    write(league, folder / "files", formats=FORMATS)
    create_project(folder / "reader", warehouse="wh.duckdb")
    with opened(folder / "reader") as wh:
        wh.ingest([folder / "files"])
        wh.backfill(wh.select(models=["games", "nbac_gamebook"]))
    database = folder / "lake.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute(f"attach '{folder / 'reader' / 'wh.duckdb'}' as reader (read_only)")
        con.execute("create schema landing")
        con.execute(
            """create table landing.schedule as select game_date, game_id, home_team_id,
            away_team_id, home_points, away_points, timestamp '2022-01-01' as loaded_at
            from reader.main.games where status = 'played'"""
        )
        con.execute(
            """create table landing.player_lines as select game_date, game_id, player_id, team_id,
            points, fga, timestamp '2022-01-01' as loaded_at
            from reader.main.nbac_gamebook where player_status = 'active'"""
        )
    return Source(folder / "files", database)


def _lacking(league: League, whole: Source, day: date, which: str, folder: Path) -> Source:
    folder.mkdir()
    write(league, folder / "files", formats=FORMATS)
    where = LOST[which].replace("player_id", "cast(player_id as bigint)")
    games = faults.games_on(league, day)
    lost = faults.drop_rows(folder / "files", Format.PLAYER_BOX, games=games, where=where)
    database = folder / "lake.duckdb"
    database.write_bytes(whole.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        gone = con.execute(
            f"delete from landing.player_lines where game_date = '{day}' and {LOST[which]}"
        ).fetchall()[0][0]
    if gone != lost:
        raise AssertionError(f"{which}: {lost} lines lost in the files, {gone} in the tables")
    return Source(folder / "files", database)


def replace_landing(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """The loader brings the source as it stands now."""
    con.execute(f"attach '{source.database}' as arriving (read_only)")
    for table in ("schedule", "player_lines"):
        con.execute(f"delete from landing.{table}")
        con.execute(f"insert into landing.{table} from arriving.landing.{table}")
    con.execute("detach arriving")
