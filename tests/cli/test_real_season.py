"""One real season through the command line, as the README shows it."""

import csv
import os
from pathlib import Path

import pytest

from .conftest import Run

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real") / "nba"


def _season() -> Path:
    return Path(os.environ["FULLCOURT_CORPUS"]) / "2021-22"


def test_init_ingest_backfill_status(run: Run, folder: Path) -> None:
    assert run("init", folder).code == 0
    taken = run("ingest", _season(), "--json", project=folder)
    assert taken.code == 0
    outcomes = {Path(f["path"]).name: f["outcome"] for f in taken.envelope["data"]}
    assert set(outcomes) == {p.name for p in _season().iterdir()}
    assert set(outcomes.values()) <= {"ok", "partial", "superseded"}
    copies = [outcomes["nbastats_2021.tar.xz"], outcomes["play_by_play.parquet"]]
    assert sorted(copies) == ["ok", "superseded"], "one season in two wrappings is stored once"
    assert outcomes["shots_shotchartdetail_first102400.parquet"] == "partial"
    assert "row_limit_cut" in taken.err

    built = run("backfill", "--season", "2021-22", "--json", project=folder)
    assert built.code == 0
    assert built.envelope["summary"]["failed"] == 0
    assert built.envelope["summary"]["blocked"] == 0

    status = run("status", "--json", project=folder)
    assert status.code == 0
    [ready] = status.envelope["summary"]["ready"]
    assert ready["season"] == "2021-22"
    assert ready["ready_pct"] > 95
    verdicts = {t["model"]: t["verdicts"] for t in status.envelope["data"]}
    for table in ("games", "player_games"):
        assert set(verdicts[table]) == {"complete"}
    assert not {"missing", "failed", "blocked", "stale"} & set(
        status.envelope["summary"]["verdicts"]
    )
    assert run("status", "--check", project=folder).code == 3, "the corpus has known gaps"


def test_a_second_time_changes_nothing(run: Run, folder: Path) -> None:
    taken = run("ingest", _season(), "--json", project=folder)
    assert taken.envelope["summary"]["new_units"] == 0
    built = run("backfill", "--json", project=folder)
    assert built.envelope["summary"]["planned"] == 0


def test_the_export_holds_the_season(run: Run, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "games.csv"
    run("export", "games", "--format", "csv", "--season", "2021-22", "--out", path, project=folder)
    with path.open() as file:
        regular = [g for g in csv.DictReader(file) if g["game_type"] == "2"]
    assert len(regular) == 1230
    assert len({g["game_date"] for g in regular}) == 165
