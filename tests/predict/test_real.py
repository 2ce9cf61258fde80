"""The figures that must be reached on the real seasons."""

import os
from pathlib import Path

import pytest

import fullcourt
from fullcourt.predict.backtest import Backtest, backtest
from fullcourt.predict.walk import Walk

pytestmark = [pytest.mark.real, pytest.mark.torture]
_SKIPPED = {"play_by_play_cdn_oncourt.parquet", "nbastats_2021.tar.xz"}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    """The backtest of 2023-24; FULLCOURT_BUILT may name a project that holds the three seasons."""
    built = os.environ.get("FULLCOURT_BUILT")
    folder = Path(built) if built else _built(tmp_path_factory.mktemp("real") / "nba")
    with fullcourt.open(str(folder), now="2024-07-01") as warehouse:
        found = backtest(Walk(warehouse.store().con, folder, record=False), 2023)
    assert found
    return found


def _built(folder: Path) -> Path:
    corpus = Path(os.environ["FULLCOURT_CORPUS"])
    files = [
        path
        for season in ("2021-22", "2022-23", "2023-24")
        for path in sorted((corpus / season).iterdir())
        if path.name not in _SKIPPED
    ]
    fullcourt.create(str(folder)).close()
    with fullcourt.open(str(folder), now="2024-07-01") as warehouse:
        warehouse.ingest(files)
        warehouse.backfill()
    return folder


@pytest.mark.parametrize("population", ["five_games", "trailing10_20"])
def test_the_ensemble_beats_the_last_ten(walked: Backtest, population: str) -> None:
    (score,) = [
        s
        for s in walked.scores
        if (s.market, s.system, s.population) == ("points", "ensemble", population)
    ]
    assert score.rows > 10_000
    assert score.better_than_last10 is not None
    assert score.better_than_last10 >= 4.5
    assert 0.78 <= score.in_80 <= 0.82


def test_chances_around_the_median_come_true(walked: Backtest) -> None:
    around = [c for c in walked.chances if c.at == "median"]
    assert {c.system for c in around} >= {"boosted", "network", "ridge", "ensemble"}
    for found in around:
        assert found.calibration_error < 0.03, (found.market, found.system)


def test_chances_at_real_lines_come_true(walked: Backtest) -> None:
    [found] = [c for c in walked.chances if c.at == "lines" and c.system == "ensemble"]
    assert found.rows > 1_000
    assert found.calibration_error < 0.03
