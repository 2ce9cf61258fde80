"""Bad cells folded into gaps, with cause, damage and remedy; and what became of one."""

import json
from pathlib import Path

from fullcourt.integrity.incident import incident
from fullcourt.integrity.verdicts import Verdict
from fullcourt.integrity.writeup import to_markdown
from scenario import kit
from scenario.kit import Site

AT = 9
ZONES = "team_defense_zone_analysis"


def test_a_sound_warehouse_has_no_gaps(site: Site, tmp_path: Path) -> None:
    with site.open_copy(tmp_path / "wh") as wh:
        found = wh.gaps(keys=True)
    assert found.gaps == ()
    assert sum(r.unexplained for r in found.reconciliation) == 0
    assert sum(r.present for r in found.reconciliation) > 1000


def test_deleted_rows_are_one_gap_that_a_recovery_mends(site: Site, tmp_path: Path) -> None:
    first, last = site.dates[AT], site.dates[AT + 2]
    with site.open_copy(tmp_path / "wh") as wh:
        among = f"between date '{first}' and date '{last}'"
        kit.damage(wh, f"delete from {ZONES} where game_date {among}")
        kit.verify(wh)
        found = wh.gaps(wh.select(models=[ZONES]), keys=True)
    (gap,) = found.gaps
    assert (gap.verdict, gap.range.first, gap.range.last) == (Verdict.DRIFTED, first, last)
    assert (gap.expected, gap.present, gap.missing) == (60, 0, 60)
    assert gap.remedy.command == "fullcourt recover"
    assert len(gap.keys) == 60
    json.dumps(found.to_json())


def test_lost_box_lines_need_a_source_and_name_the_game(site: Site, tmp_path: Path) -> None:
    day = site.dates[AT]
    with site.open_copy(tmp_path / "wh") as wh:
        game = wh.sql(f"select min(game_id) from games where game_date = '{day}'").fetchone()[0]
        kit.damage(wh, f"delete from nbac_gamebook where game_id = '{game}'")
        kit.as_if_done(wh)
        kit.rebuild_on_damage(wh, "nbac_gamebook")
        kit.verify(wh)
        gap = next(g for g in wh.gaps().gaps if g.model == "nbac_gamebook")
    assert (gap.dates, gap.causes) == ((day,), {"source_missing": gap.missing})
    assert gap.remedy.command == "fullcourt ingest PATH"
    assert gap.remedy.games == (game,)
    assert "ml_feature_store" in gap.damage.holed


def test_an_incident_tells_what_was_wrong_and_proves_the_repair(site: Site, tmp_path: Path) -> None:
    day = site.dates[AT]
    with site.open_copy(tmp_path / "wh") as wh:
        kit.damage(wh, f"delete from {ZONES} where game_date = date '{day}'")
        kit.verify(wh)
        broken = incident(wh.store(), wh.state(), ZONES, day)
        assert broken.verdict is Verdict.DRIFTED
        assert {at for r in broken.trace.roots for at in r.cells} == {(ZONES, day)}
        kit.recover(wh)
        mended = wh.incident(ZONES, day)
    assert mended.verdict is not None
    assert mended.verdict.is_good
    assert mended.proof.now == (site.contents[ZONES, day][1], site.contents[ZONES, day][0])
    text = to_markdown(mended)
    assert all(f"## {part}" in text for part in ("Timeline", "Root", "Radius", "Proof"))
    json.dumps(mended.to_json())
