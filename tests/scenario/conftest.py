"""One league built once a session; every scenario damages a copy of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fullcourt.league import Format, LeagueConfig, faults, simulate
from scenario import kit
from scenario.kit import Site, make_site

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


@pytest.fixture(autouse=True)
def _copies_are_closed() -> Iterator[None]:
    yield
    kit.close_all()


LOST = slice(11, 17)
"""The dates of `lossy` whose team and player box lines never came."""


@pytest.fixture(scope="session")
def lossy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same league built from files without the box lines of six dates."""
    folder = tmp_path_factory.mktemp("lossy")
    raw = site.copy_raw(folder / "raw")
    games = faults.games_on(site.league, *site.dates[LOST])
    assert faults.drop_rows(raw, [Format.TEAM_BOX, Format.PLAYER_BOX], games=games) > 900
    with kit.build_project(folder / "project", [raw]) as wh:
        return replace(site, raw=raw, project=folder / "project", contents=kit.contents(wh))
