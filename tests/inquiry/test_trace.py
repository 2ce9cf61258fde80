"""From what suffers to what broke, on a league with planted damage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fullcourt.api import Warehouse
from fullcourt.errors import UsageError
from fullcourt.integrity.trace import Trace
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.kit import Site

DEFENCE = "team_defense_game_summary"
FIRST, LAST, LATER = 8, 10, 12


def cells(found: Trace) -> set[tuple[str, object]]:
    return {at for root in found.roots for at in root.cells}


@pytest.fixture(scope="module")
def cascade(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Zones NULL on three dates, everything downstream built on them, the ledger content."""
    days = site.dates
    with site.open_copy(tmp_path_factory.mktemp("cascade") / "wh") as wh:
        kit.damage(
            wh,
            f"update {DEFENCE} set opp_paint_attempts = null, opp_paint_makes = null where"
            f" game_date between date '{days[FIRST]}' and date '{days[LAST]}'",
        )
        kit.as_if_done(wh)
        kit.rebuild_on_damage(wh, DEFENCE)
        kit.verify(wh)
        yield wh


@pytest.mark.parametrize(
    "table", ["team_defense_zone_analysis", "player_composite_factors", "ml_feature_store"]
)
def test_a_null_cascade_is_traced_to_the_table_that_lost_its_zones(
    site: Site, cascade: Warehouse, table: str
) -> None:
    found = cascade.trace(table, site.dates[LATER])
    assert cells(found) == {(DEFENCE, d) for d in site.dates[FIRST : LAST + 1]}
    (root,) = found.roots
    assert root.columns == ("opp_paint_attempts", "opp_paint_makes")
    assert root.explains == found.rows > 0


def test_a_column_leads_to_the_columns_it_is_made_of(site: Site, cascade: Warehouse) -> None:
    found = cascade.trace(
        "player_composite_factors", site.dates[LATER], column="opponent_strength_score"
    )
    assert {name for name, _ in cells(found)} == {DEFENCE}
    chain = found.roots[0].chain
    assert [s.model for s in chain] == [
        "player_composite_factors",
        "team_defense_zone_analysis",
        DEFENCE,
    ]
    assert "opp_paint_attempts" in chain[-1].columns
    assert chain[-1].window == "last 15 by team_id"


def test_a_column_made_of_other_things_has_no_root(site: Site, cascade: Warehouse) -> None:
    found = cascade.trace("player_composite_factors", site.dates[LATER], column="fatigue_score")
    assert found.roots == found.others == ()


def test_every_step_has_evidence_and_a_query_that_shows_it(site: Site, cascade: Warehouse) -> None:
    found = cascade.trace("team_defense_zone_analysis", site.dates[LATER])
    for root in found.roots:
        assert len(cascade.sql(root.sql).fetchall()) == 20 * len(root.dates)
        for step in root.chain:
            assert step.evidence
            assert cascade.sql(step.sql).fetchall()


def test_a_holed_row_leads_to_the_game_without_box_lines(site: Site, tmp_path: Path) -> None:
    day, later = site.dates[FIRST], site.dates[LATER]
    with site.open_copy(tmp_path / "wh") as wh:
        game, player = wh.sql(
            "select p.game_id, p.player_id from player_game_summary as p"
            f" join ml_feature_store as f on f.player_id = p.player_id and f.game_date = '{later}'"
            f" where p.game_date = '{day}' order by 1, p.seconds desc, 2"
        ).fetchone()
        kit.damage(wh, f"delete from nbac_gamebook where game_id = '{game}'")
        kit.as_if_done(wh)
        kit.rebuild_on_damage(wh, "nbac_gamebook")
        kit.verify(wh)
        found = wh.trace("ml_feature_store", later, key={"player_id": player})
    assert cells(found) == {("nbac_gamebook", day)}
    assert found.rows == found.roots[0].explains == 1
    assert f"game_id={game}/player_id={player}" in found.roots[0].evidence[0]


def test_edited_rows_are_their_own_root(site: Site, tmp_path: Path) -> None:
    day = site.dates[LATER]
    with site.open_copy(tmp_path / "wh") as wh:
        kit.damage(wh, f"delete from team_defense_zone_analysis where game_date = date '{day}'")
        kit.verify(wh)
        found = wh.trace("team_defense_zone_analysis", day)
    assert found.verdict is Verdict.DRIFTED
    assert cells(found) == {("team_defense_zone_analysis", day)}


def test_a_cell_that_is_well_has_no_root(site: Site, tmp_path: Path) -> None:
    with site.open_copy(tmp_path / "wh") as wh:
        found = wh.trace("games", site.dates[LATER])
        assert (found.roots, found.notes) == ((), ("this cell is well",))
        with pytest.raises(UsageError):
            wh.trace("games", site.dates[LATER], column="nonsense")
