"""One league built once a session; every scenario damages a copy of it."""

from pathlib import Path

import pytest
from scenario.kit import Site, make_site

from fullcourt.league import LeagueConfig, simulate

LEAGUE = LeagueConfig(
    dates=40,
    teams=20,
    games_per_date=7,
    seed=3,
    postponements=3,
    trades=1,
    all_star_break=False,
)
"""Twenty teams, since no league distribution exists below that; windows of 15 games fill up."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The league, its files and the project nobody ever damaged."""
    return make_site(simulate(LEAGUE), tmp_path_factory.mktemp("league"))
