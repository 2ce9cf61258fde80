"""S8: team tables are empty for a fortnight, and precompute rows stand all the same."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.conftest import LOST
from scenario.kit import Site

SOURCES = ("nbac_gamebook", "nbac_team_boxscore")
TEAMS = ("team_offense_game_summary", "team_defense_game_summary")
PLAYERS = "player_game_summary"
WINDOWED = (
    "upcoming_team_game_context",
    "upcoming_player_game_context",
    "player_shot_zone_analysis",
    "team_defense_zone_analysis",
    "player_composite_factors",
    "player_daily_cache",
    "ml_feature_store",
)


@pytest.fixture
def gone(site: Site, tmp_path: Path) -> Warehouse:
    """Rows deleted in both team tables, the player table and the raw lines; the ledger green."""
    wh = site.open_copy(tmp_path / "gone")
    first, *_, last = site.dates[LOST]
    for model in (*SOURCES, *TEAMS, PLAYERS):
        kit.damage(
            wh, f"delete from {model} where game_date between date '{first}' and date '{last}'"
        )
    kit.as_if_done(wh)
    return wh


def lines_on(site: Site, day: date) -> int:
    """How many players appeared on a date, by the league itself."""
    days = site.league.schedule.dates
    return int((days[site.league.player_games["game"]] == day).sum())


def test_each_table_and_date_is_counted_against_the_spine(site: Site, gone: Warehouse) -> None:
    cells = kit.by_cell(kit.verify(gone).cells)
    for day in site.dates[LOST]:
        for model in ("nbac_team_boxscore", *TEAMS):
            found = cells[model, day]
            assert found.verdict is Verdict.PARTIAL, (model, day)
            due = 2 * site.games_on(day)
            assert (found.counts.expected, found.counts.missing) == (due, due), (model, day)
        for model in ("nbac_gamebook", PLAYERS):
            found = cells[model, day]
            due = lines_on(site, day)
            assert (found.counts.expected, found.counts.missing) == (due, due), (model, day)


def test_no_other_date_is_blamed(site: Site, gone: Warehouse) -> None:
    bad = kit.bad(kit.verify(gone).cells)
    assert {d for _, d in bad} == set(site.dates[LOST])
    assert gone.plan().cells == 0, "the ledger knows of nothing"


def test_recovered_in_order_to_the_bit(site: Site, gone: Warehouse) -> None:
    done = kit.recover(gone)
    assert kit.models_of(kit.built_cells(done.built)) == {*SOURCES, *TEAMS, PLAYERS}
    kit.assert_as_never_damaged(gone, site.contents)


def test_lost_at_the_source_holes_are_inherited_and_nothing_is_blocked(
    site: Site, lossy: Site
) -> None:
    with open_warehouse(lossy.project, now=kit.NOW) as wh:
        cells = wh.status()
    lost = set(site.dates[LOST])
    assert not [c for c in cells if c.verdict in (Verdict.BLOCKED, Verdict.MISSING, Verdict.FAILED)]
    bad = kit.bad(cells)
    assert set(bad.values()) == {Verdict.PARTIAL}
    assert set(bad) == {(m, d) for m in (*SOURCES, *TEAMS) for d in lost}
    holed = {(c.model, c.game_date) for c in cells if c.verdict is Verdict.HOLED}
    assert kit.models_of(holed) == set(WINDOWED)
    assert all(d > min(lost) for _, d in holed), "the first lost date itself looks back on nothing"


def test_brute_force_agrees_on_what_the_loss_touches(site: Site, lossy: Site) -> None:
    """A holed cell does differ from the undamaged league's; a differing one is holed or partial.

    What differs besides are values that move through league means, and on the lost dates and in
    the list of names what the lost lines alone had proved.
    """
    with open_warehouse(lossy.project, now=kit.NOW) as wh:
        verdicts = {c: s.verdict for c, s in kit.by_cell(wh.status()).items()}
    holed = {c for c, v in verdicts.items() if v is Verdict.HOLED}
    differing = kit.differing(lossy.contents, site.contents)
    assert holed - differing == set()
    unexplained = {
        c
        for c in differing - holed
        if verdicts[c] not in (Verdict.PARTIAL, Verdict.BOOTSTRAP) and c[0] not in WINDOWED
    }
    lost = site.dates[LOST]
    assert {d for _, d in unexplained} <= {None, *lost}
    assert {m for m, d in unexplained if d is None} <= {"player_aliases"}


def test_the_same_files_complete_make_it_whole(site: Site, lossy: Site, tmp_path: Path) -> None:
    folder = shutil.copytree(lossy.project, tmp_path / "own")
    with open_warehouse(folder, now=kit.NOW) as wh:
        wh.ingest([site.raw])
        done = wh.backfill()
        assert done.failed == 0
        kit.assert_as_never_damaged(wh, site.contents)
        assert kit.findings(wh) == set()


def test_recover_without_the_source_changes_nothing_and_says_so(
    lossy: Site, tmp_path: Path
) -> None:
    folder = shutil.copytree(lossy.project, tmp_path / "own")
    with open_warehouse(folder, now=kit.NOW) as wh:
        done = kit.recover(wh)
        assert kit.built_cells(done.built) == set()
        assert {c.verdict for c in done.remaining} == {Verdict.PARTIAL}
        assert kit.models_of((c.model, c.game_date) for c in done.remaining) == {*SOURCES, *TEAMS}
        assert kit.differing(kit.contents(wh), lossy.contents) == set()
