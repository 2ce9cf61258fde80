"""S10: weeks of box lines are missing and windows may not fill up with older games."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.verdicts import Verdict
from fullcourt.league import Format, faults
from scenario import kit
from scenario.conftest import LOST
from scenario.kit import Site


@dataclass(frozen=True)
class Frame:
    """A team's last games before a date, by the league itself."""

    expected: int
    found: list[int]  # rows of team_games of the *opponent* in games that have a box line

    @property
    def has_hole(self) -> bool:
        return len(self.found) < self.expected


@pytest.fixture
def wh(lossy: Site) -> Iterator[Warehouse]:
    with open_warehouse(lossy.project, now=kit.NOW) as opened:
        yield opened


def frame(site: Site, team: int, day: date, length: int) -> Frame:
    league, schedule = site.league, site.league.schedule
    lost = set(site.dates[LOST])
    played = []
    for game, when in enumerate(schedule.dates.tolist()):
        for side, name in enumerate(("home", "away")):
            if when < day and league.side_team(name)[game] == team:
                played.append((when, str(league.games["game_id"][game]), 2 * game + 1 - side))
    last = sorted(played)[-length:]
    return Frame(len(last), [row for when, _, row in last if when not in lost])


def test_two_rows_a_played_game_are_missed_on_every_lost_date(site: Site, wh: Warehouse) -> None:
    cells = kit.by_cell(wh.status())
    for day in site.dates:
        counts = cells["nbac_team_boxscore", day].counts
        lost = day in site.dates[LOST]
        assert counts.missing == (2 * site.games_on(day) if lost else 0), day


def test_no_older_game_fills_a_hole(site: Site, wh: Warehouse) -> None:
    """Every zone row says how many of its last 15 games are there, and averages those only."""
    points = site.league.team_games["points"]
    rows = wh.store().rows(
        """select game_date, team_id, games_expected_15, games_found, rating_games_found_15,
        window_complete, points_allowed_per_game from team_defense_zone_analysis"""
    )
    assert len(rows) > 400
    full_but_holed = 0
    for day, team, expected, found, rated, complete, allowed in rows:
        true = frame(site, team, day, 15)
        assert expected == true.expected
        assert found == rated == len(true.found), (day, team)
        assert complete == (found == expected)
        if found >= 5:
            mean = float(np.mean([points[row] for row in true.found]))
            assert allowed == pytest.approx(mean, abs=0.0006), (day, team)
        else:
            assert allowed is None
        full_but_holed += expected == 15 and not complete
    assert full_but_holed > 50


def test_the_gap_is_reported_until_the_last_window_has_moved_past(
    site: Site, wh: Warehouse
) -> None:
    cells = kit.by_cell(wh.status())
    verdicts = [cells["team_defense_zone_analysis", d].verdict for d in site.dates]
    after = [
        any(
            frame(site, int(t), d, 15).expected > len(frame(site, int(t), d, 15).found)
            for t in teams
        )
        for d, teams in ((d, site.league.side_team("home")) for d in site.dates)
    ]
    young = [v is Verdict.BOOTSTRAP for v in verdicts]
    for day, verdict, hurt, start in zip(site.dates, verdicts, after, young, strict=True):
        if start:
            continue
        assert (verdict is Verdict.HOLED) == hurt, day
    assert after[LOST.stop]
    assert sum(after) > 15


def test_features_behind_a_hole_are_capped_and_not_ready(wh: Warehouse) -> None:
    best, ready, rows = wh.store().rows(
        """select max(quality_score), sum(case when ready then 1 else 0 end), count(*)
        from ml_feature_store where not core_windows_complete"""
    )[0]
    assert rows > 300
    assert best <= 69
    assert ready == 0
    fine = wh.store().scalar(
        "select count(*) from ml_feature_store where core_windows_complete and ready"
    )
    assert fine > 1000, "rows that no hole reaches are ready all the same"


def test_a_row_is_incomplete_exactly_when_its_own_window_is(site: Site, wh: Warehouse) -> None:
    """Player windows, counted on the league: appearances decide, not the calendar."""
    league = site.league
    days = league.schedule.dates
    lost = set(site.dates[LOST])
    ids = league.players.player_id
    games: dict[int, list[tuple[date, bool]]] = {}
    lines = league.player_games
    for player, game in zip(lines["player"].tolist(), lines["game"].tolist(), strict=True):
        when = days[game].item()
        games.setdefault(int(ids[player]), []).append((when, when in lost))
    wrong = [
        (day, player)
        for day, player, expected, found, complete in wh.store().rows(
            """select game_date, player_id, games_expected_20, games_found_20, window_complete
            from player_shot_zone_analysis"""
        )
        if (last := [hurt for when, hurt in sorted(games[player]) if when < day][-20:])
        and (expected, found, complete) != (len(last), last.count(False), not any(last))
    ]
    assert wrong == []


def test_team_rows_are_derived_where_player_lines_are_complete(site: Site, tmp_path: Path) -> None:
    """With the players' lines present the team's are their sum: no hole, another origin."""
    raw = site.copy_raw(tmp_path / "raw")
    day = site.dates[LOST][2]
    faults.drop_rows(raw, Format.TEAM_BOX, games=faults.games_on(site.league, day))
    with kit.build_project(tmp_path / "derived", [raw]) as derived:
        assert kit.bad(derived.status()) == {("nbac_team_boxscore", day): Verdict.PARTIAL}
        differing = kit.differing(kit.contents(derived), site.contents)
        assert differing == {
            (m, day)
            for m in (
                "nbac_team_boxscore",
                "team_offense_game_summary",
                "team_defense_game_summary",
            )
        }, "values downstream are the same to the bit"
        origins = derived.store().rows(
            "select distinct box_source from team_offense_game_summary"
            f" where game_date = date '{day}'"
        )
        assert origins == [("sum_of_players",)]
        derived.ingest([site.raw])
        derived.backfill()
        kit.assert_as_never_damaged(derived, site.contents)
