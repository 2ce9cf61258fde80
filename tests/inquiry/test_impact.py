"""The radius of a change against brute force: damage, build everything on it, compare."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from fullcourt.api import Warehouse
from fullcourt.errors import UsageError
from fullcourt.integrity.impact import impact
from fullcourt.integrity.radius import Level
from scenario import kit
from scenario.kit import Site

AT = 9


@dataclass(frozen=True)
class Damaged:
    """What to change, and how to ask for it; `{game}`, `{team}`, `{player}`, `{day}` are filled in.

    Args:
        most: Reached cells for each that changed, at most.
    """

    table: str
    key: tuple[str, ...]
    change: str
    most: float


CASES = {
    "a team's defence": Damaged(
        "team_defense_game_summary",
        ("team_id",),
        "update team_defense_game_summary set opp_paint_makes = opp_paint_makes - 1,"
        " points_allowed = points_allowed - 2 where game_id = '{game}' and team_id = {team}",
        1.5,
    ),
    "a player's line": Damaged(
        "player_game_summary",
        ("player_id",),
        "update player_game_summary set points = points + 7, fga = fga + 3"
        " where game_id = '{game}' and player_id = {player}",
        1.1,
    ),
    "a box line": Damaged(
        "nbac_gamebook",
        ("player_id",),
        "update nbac_gamebook set points = points + 2, ftm = ftm + 2, fta = fta + 2"
        " where game_id = '{game}' and player_id = {player}",
        2.0,
    ),
    "a game's box lines": Damaged(
        "nbac_gamebook", ("game_id",), "delete from nbac_gamebook where game_id = '{game}'", 1.5
    ),
    "a game's shots": Damaged(
        "shot_events",
        ("game_id",),
        "update shot_events set zone_group = 'three' where game_id = '{game}'"
        " and player_id = {player} and zone_group = 'paint'",
        2.0,
    ),
    "a whole date": Damaged(
        "team_defense_game_summary",
        (),
        "update team_defense_game_summary set opp_three_makes = opp_three_makes - 1"
        " where game_date = date '{day}'",
        2.5,
    ),
    "a team's zones before a game": Damaged(
        "team_defense_zone_analysis",
        ("team_id",),
        "update team_defense_zone_analysis set paint_makes = paint_makes + 5"
        " where game_date = date '{day}' and team_id = {team}",
        1.1,
    ),
}


def names(wh: Warehouse, day: date) -> dict[str, object]:
    game, team = wh.sql(
        "select game_id, team_id from team_defense_game_summary"
        f" where game_date = date '{day}' order by 1, 2"
    ).fetchone()
    player = wh.sql(
        f"select player_id from player_game_summary where game_id = '{game}'"
        f" and team_id = {team} order by seconds desc, 1"
    ).fetchone()[0]
    return {"game": game, "team": team, "player": player, "day": day}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_covers_what_brute_force_changes_and_little_else(
    site: Site, case: Damaged, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    day = site.dates[AT]
    with site.open_copy(tmp_path / "wh") as wh:
        held = names(wh, day)
        key = {name: held[name.removesuffix("_id")] for name in case.key}
        found = wh.impact(case.table, day, key=key)
        kit.damage(wh, case.change.format(**held))
        damaged = kit.contents(wh)
        kit.rebuild_on_damage(wh, case.table)
        changed = kit.differing(damaged, kit.contents(wh)) - {(case.table, day)}

    likely = found.reached(Level.AVERAGE)
    spine = {c for c in changed if wh.graph.models[c[0]].layer == "spine"}
    record_property("ratio", round(len(likely) / len(changed), 2))
    assert len(changed) >= 2
    assert changed - found.reached() == set(), "cells outside the radius changed"
    assert changed - likely - spine == set(), "what surely moves was called conditional"
    assert len(likely) <= case.most * len(changed)


def test_rows_of_the_changed_key_are_those_that_change(site: Site, tmp_path: Path) -> None:
    """Zones of a player's next games: exactly his rows, nobody else's."""
    day = site.dates[AT]
    table = "player_shot_zone_analysis"
    with site.open_copy(tmp_path / "wh") as wh:
        held = names(wh, day)
        player = held["player"]
        found = wh.impact("player_game_summary", day, key={"player_id": player})
        before = set(wh.sql(f"select * from {table}").fetchall())
        kit.damage(
            wh,
            "update player_game_summary set paint_attempts = paint_attempts + 3,"
            f" fga = fga + 3 where game_id = '{held['game']}' and player_id = {player}",
        )
        kit.rebuild_on_damage(wh, "player_game_summary")
        changed = set(wh.sql(f"select * from {table}").fetchall()) - before
        place = [c.name for c in wh.graph.models[table].columns].index("player_id")

    shown = next(t for t in found.tables if t.model == table)
    assert {row[place] for row in changed} == {player}
    assert shown.rows == len(changed)
    assert shown.other_rows > 0


def test_averages_are_listed_apart_from_rows_that_become_incomplete(
    site: Site, tmp_path: Path
) -> None:
    """One team's window: 1 row a date has the hole, the other 19 may move with the league."""
    day = site.dates[AT]
    with site.open_copy(tmp_path / "wh") as wh:
        team = names(wh, day)["team"]
        found = wh.impact("team_defense_game_summary", day, key={"team_id": team})
    zones = next(t for t in found.tables if t.model == "team_defense_zone_analysis")
    dates = zones.dates[Level.KEYED]
    assert zones.rows == len(dates)
    assert zones.other_rows == 19 * len(dates)


def test_cells_are_answered_without_reading_a_table(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.open_copy(tmp_path / "wh") as wh:
        store, state = wh.store(), wh.state()
        asked: list[str] = []
        rows = store.rows
        monkeypatch.setattr(store, "rows", lambda sql, *a: asked.append(sql) or rows(sql, *a))
        impact(store, state, "nbac_gamebook", site.dates[AT], rows=False)
        impact(store, state, "team_defense_zone_analysis", site.dates[AT], rows=False)
    assert len(asked) == 1, "only the spine's games of the date, once"


def test_nothing_reads_the_last_table(site: Site, tmp_path: Path) -> None:
    with site.open_copy(tmp_path / "wh") as wh:
        found = wh.impact("players")
        assert found.tables == ()
        assert found.to_json()["recovery"] == [{"model": "players", "cells": 1}]


def test_what_cannot_be_asked_is_refused(site: Site, tmp_path: Path) -> None:
    with site.open_copy(tmp_path / "wh") as wh:
        day = site.dates[AT]
        for table, when, key in (
            ("nonsense", day, {}),
            ("games", None, {}),
            ("players", day, {}),
            ("games", day, {"player_id": 1}),
        ):
            with pytest.raises(UsageError):
                wh.impact(table, when, key=key)
