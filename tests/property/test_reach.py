"""A late correction reaches every cell it can change, through windows that have since moved on.

Two seasons of four teams, the second long enough for windows of 15 and 20 games to move past a
corrected game. Whatever is corrected, rebuilding only what the plan names must end in the same bits
as a warehouse that was given the right files at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mini_warehouse import NOW, Hashes, built, copied, differences, hashes, ingested, write_raw

from fullcourt.api import open_warehouse
from fullcourt.league import Format, LeagueConfig, simulate_seasons
from oracle.cutoff import read_raw, write_raw_file

FORMATS = (Format.SCHEDULE, Format.PLAYER_BOX, Format.TEAM_BOX, Format.PLAY_BY_PLAY, Format.SHOTS)
SEASONS = ("2020-21", "2021-22")


@dataclass(frozen=True)
class World:
    """Raw files by season, the project built from them, and its games in order of time."""

    folders: tuple[Path, ...]
    project: Path
    games: tuple[tuple[date, str], ...]
    hashes: Hashes


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("reach")
    config = replace(LeagueConfig.mini(dates=6, teams=4, seed=21), season=SEASONS[0])
    short, _ = simulate_seasons(config, SEASONS)
    _, long = simulate_seasons(replace(config, dates=25), SEASONS)
    raw = tuple(
        write_raw(league, folder / season, FORMATS)
        for season, league in zip(SEASONS, (short, long), strict=True)
    )
    project = ingested(folder / "project", raw)
    with open_warehouse(project, now=NOW) as warehouse:
        warehouse.backfill()
        found = hashes(warehouse)
        games = warehouse.sql("select game_date, game_id from games order by all").fetchall()
    return World(raw, project, tuple(games), found)


def two_more_free_throws(folder: Path, game: str) -> list[Path]:
    """One player's and his team's line."""
    players, teams = (next(folder.glob(f"{kind}_box_*")) for kind in ("player", "team"))
    lines = read_raw(players)
    row = lines[lines["GAME_ID"] == game].index[0]
    _raise(lines, row)
    write_raw_file(lines, players)
    boxes = read_raw(teams)
    team = lines.at[row, "TEAM_ID"]
    _raise(boxes, boxes[(boxes["GAME_ID"] == game) & (boxes["TEAM_ID"] == team)].index[0])
    write_raw_file(boxes, teams)
    return [players, teams]


def _raise(frame: pd.DataFrame, row: int) -> None:
    for column in ("FTM", "FTA", "PTS"):
        frame.loc[row, column] = str(int(frame.at[row, column]) + 2)


def line_lost(folder: Path, game: str) -> list[Path]:
    """The new version of the box lacks a player: a hole in his windows."""
    path = next(folder.glob("player_box_*"))
    lines = read_raw(path)
    write_raw_file(lines.drop(lines[lines["GAME_ID"] == game].index[3]), path)
    return [path]


def zone_moved(folder: Path, game: str) -> list[Path]:
    """A shot at the rim was one from mid-range."""
    path = next(folder.glob("shots_*"))
    shots = read_raw(path)
    at_rim = shots[(shots["GAME_ID"] == game) & (shots["SHOT_ZONE_BASIC"] == "Restricted Area")]
    shots.loc[at_rim.index[0], "SHOT_ZONE_BASIC"] = "Mid-Range"
    write_raw_file(shots, path)
    return [path]


Correction = Callable[[Path, str], list[Path]]


@settings(max_examples=4)
@given(
    st.integers(0, 10_000), st.sampled_from([two_more_free_throws, line_lost, zone_moved])
)  # fmt: skip
def test_a_correction_ends_in_the_bits_of_a_clean_build(
    world: World, number: int, correct: Correction
) -> None:
    day, game = world.games[number % len(world.games)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        raw = [copy_of(f, folder / f.name) for f in world.folders]
        changed = correct(raw[SEASONS.index(f"20{game[3:5]}-{int(game[3:5]) + 1}")], game)
        with copied(world.project, folder / "corrected") as warehouse:
            warehouse.ingest(changed)
            warehouse.backfill()
            found = hashes(warehouse)
        clean = built(folder / "clean", raw)
    assert differences(found, clean) == []
    assert differences(found, world.hashes) != []
    assert all(d is None or d >= day for _, d in differences(found, world.hashes))


def copy_of(source: Path, target: Path) -> Path:
    target.mkdir()
    for path in source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target
