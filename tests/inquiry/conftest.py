"""One small league, built once; every test damages a copy of the project."""

import pytest

from fullcourt.league import LeagueConfig, simulate
from scenario.kit import Site, make_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Twenty teams, since no league distribution exists below that."""
    league = simulate(LeagueConfig.mini(dates=20, teams=20, seed=11))
    return make_site(league, tmp_path_factory.mktemp("inquiry"))
