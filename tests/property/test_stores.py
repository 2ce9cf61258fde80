"""Both stores: interruption, repetition, corrections and seasons in any order, one suite."""

import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from killed_backfill import __file__ as killer
from mini_warehouse import (
    NOW,
    STORES,
    Hashes,
    built,
    differences,
    hashes,
    ingested,
    league,
    write_raw,
)

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.league import Format, LeagueConfig, faults, simulate_seasons, write
from oracle.cutoff import read_raw, write_raw_file

FORMATS = (Format.SCHEDULE, Format.PLAYER_BOX, Format.TEAM_BOX, Format.PLAY_BY_PLAY, Format.SHOTS)
BOXES = (Format.PLAYER_BOX, Format.TEAM_BOX)


@dataclass(frozen=True)
class Files:
    """Raw files; the corrected game of `day` alone; everything as if right from the start."""

    raw: Path
    corrected: Path
    all_corrected: Path
    day: date


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A league of four teams; two more free throws are given to one player of the third date."""
    folder = tmp_path_factory.mktemp("files")
    simulated = league(dates=7, teams=4, seed=3, postponements=0)
    day = sorted({d.item() for d in simulated.schedule.dates})[2]
    raw = write_raw(simulated, folder / "raw", FORMATS)
    later = write_raw(simulated, folder / "later", FORMATS)
    write(faults.corrected_free_throws(simulated, day), folder / "small", formats=BOXES)
    games = set()
    for path in (folder / "small").iterdir():
        fixed = read_raw(path)
        write_raw_file(fixed, later / path.name)
        games |= set(fixed[(fixed != read_raw(raw / path.name)).any(axis=1)]["GAME_ID"])
    (game,) = games
    for path in (folder / "small").iterdir():
        fixed = read_raw(path)
        write_raw_file(fixed[fixed["GAME_ID"] == game], path)
    return Files(raw, folder / "small", later, day)


@dataclass
class Life:
    """What a warehouse went through: hashes after each stage, and what its runs said."""

    kills: int
    killed: Hashes
    finished: Hashes
    again: int
    superseded: set[str]
    ingested_again: Hashes
    corrected: Hashes


@pytest.fixture(scope="module")
def whole(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Hashes:
    """The same files built in one go on a plain file."""
    return built(tmp_path_factory.mktemp("whole") / "project", files.raw)


@pytest.fixture(scope="module", params=STORES)
def life(
    request: pytest.FixtureRequest, files: Files, tmp_path_factory: pytest.TempPathFactory
) -> Life:
    """Killed three times in mid-backfill, finished, repeated, fed the same files, corrected."""
    project = ingested(tmp_path_factory.mktemp("life") / "project", files.raw, request.param)
    kills = sum(kill(project, *when) for when in ((7, 0.0), (6, 1.0), (4, 0.0)))
    with reopened(project) as warehouse:
        killed = hashes(warehouse)
    with reopened(project) as warehouse:
        warehouse.backfill()
        finished = hashes(warehouse)
        again = warehouse.backfill()
        superseded = {f.outcome for f in warehouse.ingest([files.raw]).files}
        warehouse.backfill()
        ingested_again = hashes(warehouse)
        warehouse.ingest([files.corrected])
        warehouse.backfill()
        return Life(
            kills,
            killed,
            finished,
            again.planned,
            superseded,
            ingested_again,
            hashes(warehouse),
        )


def kill(project: Path, batches: int, seconds: float) -> bool:
    """Let a backfill die; whether it did."""
    command = [sys.executable, killer, str(project), str(batches), str(seconds)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode == -signal.SIGKILL


def reopened(project: Path) -> Warehouse:
    return open_warehouse(project, now=NOW)


def test_a_killed_backfill_leaves_whole_cells(life: Life, whole: Hashes) -> None:
    assert life.kills == 3
    assert 0 < len(life.killed) < len(whole)
    assert differences(life.killed, {c: whole[c] for c in life.killed}) == []


def test_the_rest_is_finished_to_the_same_bits(life: Life, whole: Hashes) -> None:
    """Also across stores: the plain file is the yardstick of both."""
    assert differences(life.finished, whole) == []


def test_a_second_backfill_does_nothing(life: Life) -> None:
    assert life.again == 0


def test_the_same_files_again_change_nothing(life: Life) -> None:
    assert life.superseded == {"superseded"}
    assert differences(life.ingested_again, life.finished) == []


def test_a_corrected_file_replaces_exactly_its_games(life: Life, files: Files) -> None:
    moved = differences(life.corrected, life.finished)
    raw = {c for c in moved if c[0] in ("nbac_gamebook", "nbac_team_boxscore", "nbac_play_by_play")}
    assert raw == {("nbac_gamebook", files.day), ("nbac_team_boxscore", files.day)}
    assert {d for _, d in moved if d is not None and d < files.day} == set()


def test_a_correction_reaches_the_features_of_later_dates(life: Life, files: Files) -> None:
    moved = differences(life.corrected, life.finished)
    features = {d for m, d in moved if m == "ml_feature_store"}
    days = sorted(d for m, d in life.finished if m == "ml_feature_store" and d)
    assert features <= {d for d in days if d > files.day}
    # Everybody has five games by now, so the free throws are in his averages.
    assert features >= set(days[-2:])


def test_a_correction_ends_where_corrected_files_begin(
    life: Life, files: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clean = built(tmp_path_factory.mktemp("clean") / "project", files.all_corrected)
    assert differences(life.corrected, clean) == []


# --- seasons ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three short seasons of the same players."""
    labels = ("2019-20", "2020-21", "2021-22")
    config = replace(LeagueConfig.mini(dates=4, teams=4, seed=9), season=labels[0], trades=0)
    folder = tmp_path_factory.mktemp("seasons")
    found = []
    for label, simulated in zip(labels, simulate_seasons(config, labels), strict=True):
        found.append(write_raw(simulated, folder / label, FORMATS))
    return found


@pytest.fixture(scope="module")
def in_order(seasons: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Hashes:
    return built(tmp_path_factory.mktemp("in_order") / "project", seasons)


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 2, 0)])
def test_seasons_may_come_in_any_order(
    seasons: list[Path], in_order: Hashes, order: tuple[int, ...], tmp_path: Path
) -> None:
    """Each is built when it comes; what it changes in later ones follows."""
    project = ingested(tmp_path / "project", seasons[order[0]])
    with reopened(project) as warehouse:
        warehouse.backfill()
        for position in order[1:]:
            warehouse.ingest([seasons[position]])
            warehouse.backfill()
        assert differences(hashes(warehouse), in_order) == []


def test_the_earlier_season_is_seen_by_the_later(
    seasons: list[Path], in_order: Hashes, tmp_path: Path
) -> None:
    """Otherwise the order would not matter."""
    alone = built(tmp_path / "project", seasons[2])
    moved = {m for m, _ in differences(alone, {c: in_order[c] for c in alone})}
    assert {"ml_feature_store", "upcoming_player_game_context"} <= moved
