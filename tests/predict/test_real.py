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
    folder = tmp_path_factory.mktemp("real")
    corpus = Path(os.environ["FULLCOURT_CORPUS"])
    files = [
        path
        for season in ("2021-22", "2022-23", "2023-24")
        for path in sorted((corpus / season).iterdir())
        if path.name not in _SKIPPED
    ]
    fullcourt.create(str(folder / "nba")).close()
    with fullcourt.open(str(folder / "nba"), now="2026-11-21") as warehouse:
        warehouse.ingest(files)
        warehouse.backfill()
        found = backtest(Walk(warehouse.store().con, folder / "nba", record=False), 2023)
    assert found
    return found


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
    assert walked.chances
    for found in walked.chances:
        assert found.calibration_error < 0.03, (found.market, found.system)
