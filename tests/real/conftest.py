"""The three real seasons, built once a session, and the oracle's facts."""

from collections.abc import Iterator

import pytest
from three_seasons import landed, season_folders

from fullcourt.api import Warehouse
from oracle.compare import with_shots
from oracle.facts import Facts
from oracle.readers import read_facts


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """All seasons ingested and built, in the default store."""
    folder = tmp_path_factory.mktemp("three_seasons")
    with landed(folder / "nba", season_folders(), "warehouse") as warehouse:
        outcome = warehouse.backfill()
        assert outcome.failed == 0
        assert outcome.blocked == {}
        yield warehouse


@pytest.fixture(scope="session")
def facts(built: Warehouse) -> Facts:
    """The raw files read by the oracle, with the warehouse's shots counted in."""
    return with_shots(read_facts(season_folders()), built.store().con)
