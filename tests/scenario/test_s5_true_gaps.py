"""S5: features of two dates were never built although the games were played."""

from datetime import date
from pathlib import Path

import pytest

from fullcourt.api import Warehouse
from fullcourt.integrity import backfill as backfill_module
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.kit import Site

FEATURES = "ml_feature_store"
GAPS = (22, 30)


def gaps(site: Site) -> list[date]:
    return [site.dates[i] for i in GAPS]


@pytest.fixture
def hurt(site: Site, tmp_path: Path) -> Warehouse:
    """The rows are gone, and so is every trace of a run that built them."""
    wh = site.open_copy(tmp_path / "hurt")
    for day in gaps(site):
        where = f"model = '{FEATURES}' and game_date = date '{day}'"
        kit.damage(
            wh,
            f"delete from {FEATURES} where game_date = date '{day}'",
            f"delete from ledger.build where {where}",
            f"delete from ledger.finding where {where}",
            f"delete from ledger.assessment where {where}",
        )
    kit.damage(wh, "delete from ledger.run")
    return wh


def test_missing_dates_come_from_the_calendar(site: Site, hurt: Warehouse) -> None:
    bad = kit.bad(hurt.status())
    assert bad == {(FEATURES, d): Verdict.MISSING for d in gaps(site)}


def test_the_plan_starts_and_ends_at_features(site: Site, hurt: Warehouse) -> None:
    plan = hurt.plan()
    assert [(s.model, s.dates) for s in plan.steps] == [(FEATURES, tuple(gaps(site)))]


def test_recovered_to_the_bit(site: Site, hurt: Warehouse) -> None:
    done = kit.recover(hurt)
    assert kit.built_cells(done.built) == {(FEATURES, d) for d in gaps(site)}
    kit.assert_as_never_damaged(hurt, site.contents)


def test_recovered_after_a_crash_in_between(
    site: Site, hurt: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One date is built, the process dies, and the next run does the rest."""
    real = backfill_module.build_batch
    calls: list[tuple[date | None, ...]] = []

    def dies_on_the_second(batch: backfill_module.Batch) -> backfill_module.Outcome:
        calls.append(batch.dates)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(batch)

    monkeypatch.setattr(backfill_module, "build_batch", dies_on_the_second)
    monkeypatch.setattr(backfill_module, "_GROUP_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        hurt.backfill(by_day=True)
    monkeypatch.undo()
    first, second = gaps(site)
    assert calls == [(first,), (second,)]
    assert kit.bad(hurt.status()) == {(FEATURES, second): Verdict.MISSING}
    hurt.backfill()
    kit.assert_as_never_damaged(hurt, site.contents)
