"""The three real seasons, built once a session through the front door, and the oracle's facts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.project import create_project
from oracle.compare import with_shots
from oracle.facts import Facts
from oracle.readers import read_facts

SEASONS = ("2021-22", "2022-23", "2023-24")
NOW = "2024-07-01"


def season_folders() -> list[Path]:
    return [Path(os.environ["FULLCOURT_CORPUS"]) / s for s in SEASONS]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """All seasons ingested and built, in the default store."""
    folder = tmp_path_factory.mktemp("three_seasons")
    create_project(folder)
    with open_warehouse(folder, now=NOW) as warehouse:
        warehouse.ingest(season_folders())
        outcome = warehouse.backfill()
        assert outcome.failed == 0
        assert outcome.blocked == {}
        yield warehouse


@pytest.fixture(scope="session")
def facts(built: Warehouse) -> Facts:
    """The raw files read by the oracle, with the warehouse's shots counted in."""
    return with_shots(read_facts(season_folders()), built.store().con)
