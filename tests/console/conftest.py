"""A small league with planted incidents, a project built from it, and real console servers."""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import fullcourt as fc
from fullcourt.league import Format, LeagueConfig, faults, simulate, write

NOW = "2022-08-01T00:00"
FORMATS = [
    *(Format.SCHEDULE, Format.PLAYER_BOX_SECONDS, Format.TEAM_BOX, Format.PLAY_BY_PLAY),
    *(Format.SHOTS, Format.ODDS, Format.PROPS, Format.INJURY_REPORT),
]
STARTS_WITHIN = 40.0


@dataclass(frozen=True)
class Site:
    """A project with incidents.

    Args:
        project: Its folder.
        raw: The undamaged files.
        lost_box: Date with a game whose box lines are lost.
        lost_shots: Date without shots.
        drifted: Date whose rows in team_defense_zone_analysis were deleted behind the ledger.
        after: The game date after the one with the lost lines.
        player: Somebody who played in the game whose lines are lost.
        team: One of its teams.
    """

    project: Path
    raw: Path
    lost_box: date
    lost_shots: date
    drifted: date
    after: date
    player: int
    team: int


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project that tests only look at."""
    folder = tmp_path_factory.mktemp("console")
    league = simulate(LeagueConfig.mini(dates=14, teams=6, seed=11))
    dates = sorted(set(league.schedule.dates.tolist()))
    raw, damaged = folder / "raw", folder / "damaged"
    for place in (raw, damaged):
        place.mkdir()
        write(league, place, formats=FORMATS)
    lost_shots, lost_box, drifted = dates[5], dates[8], dates[11]
    faults.drop_rows(
        damaged, [Format.SHOTS, Format.PLAY_BY_PLAY], games=faults.games_on(league, lost_shots)
    )
    game = faults.games_on(league, lost_box)[0]
    faults.drop_rows(damaged, [Format.PLAYER_BOX_SECONDS, Format.TEAM_BOX], games=[game])
    with fc.create(str(folder / "nba"), now=NOW) as warehouse:
        warehouse.ingest([damaged])
        warehouse.backfill(predicting=[league.config.season])
        store = warehouse.store(write=True)
        store.con.execute(
            "delete from main.team_defense_zone_analysis where game_date = ? and team_id in"
            " (select min(team_id) from main.team_defense_zone_analysis)",
            [drifted],
        )
        warehouse.verify()
        warehouse.accept("shot_chart/*", "the feed was down", who="Kim")
        player = warehouse.store().scalar(
            "select min(player_id) from player_games where game_id = ?", [game]
        )
        team = warehouse.store().scalar("select min(team_id) from player_games")
    return Site(
        folder / "nba", raw, lost_box, lost_shots, drifted, dates[9], int(player), int(team)
    )


@dataclass(frozen=True)
class Oracle:
    """A project whose models predict tonight's games.

    Args:
        project: Its folder.
        now: The moment at which the games of `tonight` are still to come.
        tonight: Date of those games.
        player: Who is expected to score most of those of whom the models speak.
    """

    project: Path
    now: str
    tonight: date
    player: int


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """Seven weeks of a league of fourteen: enough for every system to speak of tonight."""
    folder = tmp_path_factory.mktemp("oracle")
    league = simulate(LeagueConfig.mini(dates=50, teams=14, seed=4))
    tonight = max(league.schedule.dates.tolist())
    now = datetime.combine(tonight, time_of_day(20))
    write(league, folder / "raw", formats=FORMATS, as_of=now)
    with fc.create(str(folder / "nba"), now=now.isoformat()) as warehouse:
        warehouse.ingest([folder / "raw"])
        warehouse.backfill(predicting=[league.config.season])
        player = warehouse.store().scalar(
            "select arg_max(player_id, predicted_points) from points_predictions"
            " where game_date = ? and system = 'ensemble' and market = 'points'",
            [tonight],
        )
    return Oracle(folder / "nba", now.isoformat(), tonight, int(player))


@pytest.fixture
def own(tmp_path: Path, site: Site) -> Path:
    """A copy of the project, to change."""
    return Path(shutil.copytree(site.project, tmp_path / "nba"))


@dataclass
class Server:
    """A console in a process of its own."""

    url: str
    process: subprocess.Popen[str]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address without path and token."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def request(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, str]:
        """Ask for a page; answer the response and its text."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=60)
        connection.request(method, path, headers={**self.headers, **(headers or {})})
        response = connection.getresponse()
        text = response.read().decode("utf-8")
        connection.close()
        return response, text

    def json(self, path: str) -> dict[str, Any]:
        """Ask the API."""
        found: dict[str, Any] = json.loads(self.request(path)[1])
        return found


@contextmanager
def serving(project: Path, *options: str, now: str = NOW) -> Iterator[Server]:
    """A console on a free port."""
    words = [sys.executable, "-m", "fullcourt", "--project", str(project), "--now", now]
    process = subprocess.Popen(
        [*words, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield Server(_address(process), process)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    assert process.stderr
    ready, _, _ = select.select([process.stdout], [], [], STARTS_WITHIN)
    line = process.stdout.readline().strip() if ready else ""
    assert line.startswith("http"), f"the console did not start: {line}"
    deadline = time.monotonic() + STARTS_WITHIN
    parts = urlsplit(line)
    while time.monotonic() < deadline:
        connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=20)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return line
        except OSError:
            select.select([], [], [], 0.05)
        finally:
            connection.close()
    raise AssertionError(process.stderr.read())


@pytest.fixture(scope="session")
def server(site: Site) -> Iterator[Server]:
    """A console that only shows."""
    with serving(site.project) as running:
        yield running


@pytest.fixture(scope="session")
def seer(oracle: Oracle) -> Iterator[Server]:
    """A console of that project."""
    with serving(oracle.project, now=oracle.now) as running:
        yield running


@pytest.fixture
def wait() -> Callable[[Callable[[], object]], object]:
    """Wait until something holds."""

    def until(holds: Callable[[], object], seconds: float = 90.0) -> object:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = holds()
            if found:
                return found
            select.select([], [], [], 0.1)
        raise AssertionError("it never came to pass")

    return until
