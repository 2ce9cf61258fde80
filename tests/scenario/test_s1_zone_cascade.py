"""S1: zone columns stay NULL upstream, zeros and NULLs downstream, every run green."""

from pathlib import Path

import pytest

from fullcourt.api import Warehouse
from fullcourt.integrity.plan import make_plan
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.kit import Site

ROOT = "team_defense_game_summary"
FIRST, LAST = 12, 21  # the dates whose zones are lost
LATER = 32


def lost_dates(site: Site) -> str:
    days = site.dates
    return f"between date '{days[FIRST]}' and date '{days[LAST]}'"


def lose_zones(site: Site, wh: Warehouse) -> int:
    return kit.damage(
        wh,
        f"""update {ROOT} set opp_paint_attempts = null, opp_paint_makes = null,
        opp_mid_range_attempts = null, opp_mid_range_makes = null
        where game_date {lost_dates(site)}""",
    )


def what_the_old_tool_left(site: Site, wh: Warehouse) -> None:
    """NULL zones for as long as the windows hold a lost game, a score of 0, everything done."""
    days = site.dates
    after = f"between date '{days[FIRST + 1]}' and date '{days[LATER]}'"
    zones = ", ".join(
        f"{zone}_{column} = null"
        for zone in ("paint", "mid_range")
        for column in ("pct_allowed", "pps_allowed", "defense_vs_league_avg")
    )
    lose_zones(site, wh)
    kit.damage(
        wh,
        f"update team_defense_zone_analysis set {zones} where game_date {after}",
        f"""update player_composite_factors set opponent_strength_score = 0
        where opponent_strength_score is not null and game_date {after}""",
        f"""update ml_feature_store set opponent_strength_score = 0, opp_paint_vs_league = null,
        opp_mid_range_vs_league = null
        where opponent_strength_score is not null and game_date {after}""",
    )
    kit.as_if_done(wh)


@pytest.fixture
def hurt(site: Site, tmp_path: Path) -> Warehouse:
    wh = site.open_copy(tmp_path / "hurt")
    what_the_old_tool_left(site, wh)
    return wh


def test_the_ledger_of_the_old_tool_sees_nothing(site: Site, hurt: Warehouse) -> None:
    assert kit.bad(hurt.status()) == {}
    assert hurt.plan().cells == 0


def test_found_in_the_rows_with_counts(site: Site, hurt: Warehouse) -> None:
    report = kit.verify(hurt)

    bad = kit.bad(report.cells)
    lost = set(site.dates[FIRST : LAST + 1])
    assert report.drifted == ()
    assert kit.dates_of(bad, ROOT) == lost
    assert {bad[ROOT, d] for d in lost} == {Verdict.CONTAMINATED}
    for day in lost:
        rows = 2 * site.games_on(day)
        assert kit.found_rules(hurt, ROOT, day) == {
            "critical/opp_paint_attempts": rows,
            "critical/opp_mid_range_attempts": rows,
            "critical/opp_paint_makes": rows,
            "critical/opp_mid_range_makes": rows,
            "consistent/opponents_offence": rows,
            "consistent/league_sums": 1,
        }


def test_symptoms_downstream_are_findings_too(site: Site, hurt: Warehouse) -> None:
    report = kit.verify(hurt)

    bad = kit.bad(report.cells)
    scored = {
        d
        for (d,) in hurt.store().rows(
            "select distinct game_date from player_composite_factors"
            " where opponent_strength_score = 0"
        )
    }
    assert len(scored) > 10
    for model in ("player_composite_factors", "ml_feature_store"):
        assert kit.dates_of(bad, model) == scored
        assert "range/opponent_strength_score" in kit.found_rules(hurt, model)
    assert kit.dates_of(bad, "team_defense_zone_analysis") >= scored
    assert kit.models_of(bad) == {
        ROOT,
        "team_defense_zone_analysis",
        "player_composite_factors",
        "ml_feature_store",
    }, "sources and other tables are sound and must not be blamed"


def test_a_repair_plans_every_cell_that_brute_force_changes(site: Site, tmp_path: Path) -> None:
    changed, _ = kit.changed_by(site, tmp_path / "brute", lambda wh: lose_zones(site, wh), ROOT)
    with site.open_copy(tmp_path / "plan") as wh:
        days = site.dates[FIRST : LAST + 1]
        plan = make_plan(wh.state(), repairs=[(ROOT, d) for d in days])
    planned = {(s.model, d) for s in plan.steps for d in s.dates}
    assert len(changed) > 50
    assert changed - planned == set()


def test_recovered_to_the_bit(site: Site, hurt: Warehouse) -> None:
    done = kit.recover(hurt)

    assert kit.bad(done.after.cells) == {}
    touched = kit.models_of(kit.built_cells(done.built))
    assert "shot_events" not in touched
    assert "player_shot_zone_analysis" not in touched
    kit.assert_as_never_damaged(hurt, site.contents)


def test_recovered_when_the_ledger_knows_better(site: Site, tmp_path: Path) -> None:
    with site.open_copy(tmp_path / "edited") as wh:
        lose_zones(site, wh)
        report = kit.verify(wh)
        assert set(report.drifted) == {(ROOT, d) for d in site.dates[FIRST : LAST + 1]}
        kit.recover(wh)
        kit.assert_as_never_damaged(wh, site.contents)
