"""S2: the zone analysis of one date is empty and the factors of that date stand on nothing."""

from datetime import date
from pathlib import Path

import pytest

from fullcourt.api import Warehouse
from fullcourt.integrity.build import Batch, build_batch
from fullcourt.integrity.plan import Selection
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.kit import Site

EMPTY, FACTORS, FEATURES = (
    "team_defense_zone_analysis",
    "player_composite_factors",
    "ml_feature_store",
)
AT = 24


@pytest.fixture
def day(site: Site) -> date:
    return site.dates[AT]


def empty_the_table(wh: Warehouse, day: date) -> int:
    return kit.damage(wh, f"delete from {EMPTY} where game_date = date '{day}'")


@pytest.fixture
def hurt(site: Site, tmp_path: Path, day: date) -> Warehouse:
    """No row of the analysis, zeros in the factors, the ledger green."""
    wh = site.open_copy(tmp_path / "hurt")
    empty_the_table(wh, day)
    kit.damage(
        wh,
        f"""update {FACTORS} set opponent_strength_score = 0, shot_zone_mismatch_score = 0,
        pace_score = 0 where game_date = date '{day}'""",
    )
    kit.as_if_done(wh)
    return wh


def test_every_team_is_missed_and_the_zeros_are_named(
    site: Site, hurt: Warehouse, day: date
) -> None:
    report = kit.verify(hurt)

    cells = kit.by_cell(report.cells)
    gap = cells[EMPTY, day]
    assert gap.verdict is Verdict.PARTIAL
    assert (gap.counts.expected, gap.counts.present, gap.counts.missing) == (20, 0, 20)
    # The ten clubs that take no part have proof of it: 0 of 5 games.
    assert gap.counts.absent == 10
    factors = cells[FACTORS, day]
    assert factors.verdict is Verdict.CONTAMINATED
    rows = site.contents[FACTORS, day][0]
    found = kit.found_rules(hurt, FACTORS, day)
    for column in ("opponent_strength_score", "shot_zone_mismatch_score", "pace_score"):
        assert found[f"range/{column}"] == rows
    assert kit.models_of(kit.bad(report.cells)) == {EMPTY, FACTORS}
    assert kit.dates_of(kit.bad(report.cells), EMPTY) == {day}


def test_no_excuse_of_a_young_league(hurt: Warehouse, day: date) -> None:
    kit.verify(hurt)
    reasons = hurt.store().rows(
        f"select class, reason, count(*) from ledger.finding where model = '{EMPTY}'"
        f" and game_date = date '{day}' and rule = 'expect' group by 1, 2 order by 1"
    )
    assert reasons == [("defect", "unexplained", 20), ("expected", "insufficient_history", 10)]


def test_repaired_on_that_date_only(site: Site, hurt: Warehouse, day: date) -> None:
    done = kit.recover(hurt)

    built = kit.built_cells(done.built)
    assert {d for _, d in built} == {day}
    assert kit.models_of(built) <= {EMPTY, FACTORS, FEATURES}
    kit.assert_as_never_damaged(hurt, site.contents)


def test_scores_are_refused_where_the_analysis_is_missing(
    site: Site, tmp_path: Path, day: date
) -> None:
    """Built in every mode on an empty analysis, no score appears out of nothing."""
    with site.open_copy(tmp_path / "forced") as wh:
        empty_the_table(wh, day)
        for dates in ((day,), (site.dates[AT - 1], day)):
            outcome = build_batch(
                Batch(wh.prepare(), wh.state(), FACTORS, dates, run_id=0, forced=True)
            )
            assert outcome.failed == {}
            assert wh.store().rows(
                f"""select count(*) > 0, count(opponent_strength_score),
                count(shot_zone_mismatch_score), count(pace_score),
                count(total_composite_adjustment)
                from {FACTORS} where game_date = date '{day}'"""
            ) == [(True, 0, 0, 0, 0)]


def test_never_built_analysis_blocks_the_factors_of_its_date(
    site: Site, tmp_path: Path, day: date
) -> None:
    with site.open_copy(tmp_path / "unbuilt") as wh:
        empty_the_table(wh, day)
        kit.damage(
            wh,
            f"delete from ledger.build where model = '{EMPTY}' and game_date = date '{day}'",
        )
        cells = kit.by_cell(wh.status())
        assert cells[EMPTY, day].verdict is Verdict.MISSING
        plan = wh.plan(Selection(models=(FACTORS,), dates=(day,)))
        assert next((s.model, s.dates) for s in plan.steps) == (EMPTY, (day,))
        wh.backfill()
        kit.assert_as_never_damaged(wh, site.contents)


def test_brute_force_reaches_no_other_date(site: Site, tmp_path: Path, day: date) -> None:
    changed, _ = kit.changed_by(
        site, tmp_path / "brute", lambda wh: empty_the_table(wh, day), EMPTY
    )
    assert {d for _, d in changed} == {day}
    assert kit.models_of(changed) == {FACTORS, FEATURES}
