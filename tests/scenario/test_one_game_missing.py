"""A hole stops only what depends on it: one game's lines are lost, all else stands and is ready."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.trace import trace
from fullcourt.integrity.verdicts import Verdict
from fullcourt.league import Format, faults
from scenario import kit
from scenario.kit import Site

AT = 20
BY_GAME = (
    *("nbac_gamebook", "nbac_team_boxscore", "player_game_summary"),
    *("team_offense_game_summary", "team_defense_game_summary"),
)
FEATURES = "ml_feature_store"

Row = tuple[date, int]


@dataclass
class Loss:
    """Two warehouses, one of them without the lines of one game."""

    sound: Warehouse
    hurt: Warehouse
    day: date
    game: str

    @property
    def teams(self) -> tuple[int, ...]:
        """Who played it."""
        return self.sound.store().rows(
            f"select home_team_id, away_team_id from games where game_id = '{self.game}'"
        )[0]

    def features(self, condition: str) -> set[Row]:
        """Rows of the undamaged features."""
        return _keys(self.sound, condition)


def _keys(wh: Warehouse, condition: str) -> set[Row]:
    return set(wh.store().rows(f"select game_date, player_id from {FEATURES} where {condition}"))


@pytest.fixture(scope="module")
def loss(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loss]:
    folder = tmp_path_factory.mktemp("one_game")
    day = site.dates[AT]
    game = faults.games_on(site.league, day)[0]
    raw = site.copy_raw(folder / "raw")
    lines = [Format.TEAM_BOX, Format.PLAYER_BOX]
    assert faults.drop_rows(raw, lines, games=[game]) > 20
    with (
        kit.build_project(folder / "hurt", [raw]) as hurt,
        open_warehouse(site.project, now=kit.NOW) as sound,
    ):
        yield Loss(sound, hurt, day, game)


@pytest.mark.parametrize("table", BY_GAME)
def test_the_other_games_of_the_date_are_published(loss: Loss, table: str) -> None:
    query = (
        f"select * from {table} where game_date = date '{loss.day}' and game_id <> '{loss.game}'"
    )
    others = sorted(map(repr, loss.sound.store().rows(query)))
    assert len(others) >= 2 * 5
    assert sorted(map(repr, loss.hurt.store().rows(query))) == others


def test_the_date_itself_is_ready(loss: Loss) -> None:
    """Nothing known before its games has changed."""
    ready = f"game_date = date '{loss.day}' and ready"
    assert len(_keys(loss.hurt, ready)) > 50
    assert _keys(loss.hurt, ready) == loss.features(ready)


def test_exactly_the_rows_that_use_the_game_have_a_hole(site: Site, loss: Loss) -> None:
    holed = _keys(loss.hurt, "not window_complete")
    assert loss.features("not window_complete") == set()
    after = f"game_date > date '{loss.day}'"
    played = (
        f"player_id in (select player_id from player_games where game_id = '{loss.game}'"
        " and appearance = 'yes')"
    )
    may = loss.features(
        f"{after} and ({played} or team_id in {loss.teams} or opponent_team_id in {loss.teams})"
    )
    must = {
        (day, player)
        for day, player, opponent in loss.sound.store().rows(
            f"select game_date, player_id, opponent_team_id from {FEATURES}"
            f" where {after} and opponent_team_id in {loss.teams}"
        )
        if site.in_window(opponent, day, loss.game, 15)
    }
    assert len(must) > 100
    assert must - holed == set()
    assert holed - may == set()
    others = loss.features(f"{after} and ready") - holed
    assert len(others) > 1000
    assert others - _keys(loss.hurt, "ready") == set(), "whoever does not use the game is ready"
    needed = _keys(loss.hurt, "not core_windows_complete")
    assert len(needed) > 100
    assert needed <= holed
    assert needed & _keys(loss.hurt, "ready") == set(), "whoever needs it is not"


def test_nothing_is_blocked_and_the_loss_is_named(loss: Loss) -> None:
    cells = loss.hurt.status()
    assert {c.verdict for c in cells} & {Verdict.BLOCKED, Verdict.MISSING, Verdict.FAILED} == set()
    bad = kit.bad(cells)
    assert {d for _, d in bad} == {loss.day}
    assert {m for m, _ in bad} == {*BY_GAME} - {"player_game_summary"}
    missing = kit.by_cell(cells)["nbac_team_boxscore", loss.day].counts.missing
    assert missing == 2
    day, player = min(_keys(loss.hurt, f"not core_windows_complete and game_date > '{loss.day}'"))
    found = trace(loss.hurt.store(), loss.hurt.state(), FEATURES, day, key={"player_id": player})
    assert {d for root in found.roots for _, d in root.cells} == {loss.day}
