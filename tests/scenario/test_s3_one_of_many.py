"""S3: the context table holds one row of a whole date, and exit codes say all is well."""

from datetime import date
from pathlib import Path

import pytest

from fullcourt.api import Warehouse
from fullcourt.integrity.build import Batch, build_batch
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.kit import Site

CONTEXT = "upcoming_player_game_context"
DOWN = ("player_composite_factors", "player_daily_cache", "ml_feature_store")
AT = 26
KEPT = (1, 68)


def thin_out(site: Site, wh: Warehouse) -> None:
    """Keep 1 row of one date and 68 of the next."""
    for day, rows in zip(hit(site), KEPT, strict=True):
        kit.damage(
            wh,
            f"""delete from {CONTEXT} where game_date = date '{day}' and player_id not in (
            select player_id from {CONTEXT} where game_date = date '{day}'
            order by player_id limit {rows})""",
        )


def hit(site: Site) -> list[date]:
    return site.dates[AT : AT + 2]


@pytest.fixture
def hurt(site: Site, tmp_path: Path) -> Warehouse:
    """The context thinned out and everything built on what was left, all of it marked done."""
    wh = site.open_copy(tmp_path / "hurt")
    thin_out(site, wh)
    for model in DOWN:
        for day in hit(site):
            kit.damage(
                wh,
                f"""delete from {model} where game_date = date '{day}' and player_id not in (
                select player_id from {CONTEXT} where game_date = date '{day}')""",
            )
    kit.as_if_done(wh)
    return wh


def test_missing_players_are_counted_against_the_rosters(site: Site, hurt: Warehouse) -> None:
    report = kit.verify(hurt)

    cells = kit.by_cell(report.cells)
    for day, rows in zip(hit(site), KEPT, strict=True):
        due = site.contents[CONTEXT, day][0]
        context = cells[CONTEXT, day]
        assert context.verdict is Verdict.PARTIAL
        assert (context.counts.expected, context.counts.present) == (due, rows)
        assert context.counts.missing == due - rows
        for model in DOWN[:2]:
            below = cells[model, day]
            assert below.verdict is Verdict.PARTIAL, model
            assert below.counts.missing == site.contents[model, day][0] - below.counts.present
    assert {d for _, d in kit.bad(report.cells)} == set(hit(site))


def test_missing_players_are_named_by_team_and_downstream_says_why(
    site: Site, hurt: Warehouse
) -> None:
    kit.verify(hurt)
    first = hit(site)[0]
    named = hurt.store().scalar(
        f"select count(distinct key) from ledger.finding where model = '{CONTEXT}'"
        f" and game_date = date '{first}' and reason = 'unexplained'"
    )
    assert named == site.contents[CONTEXT, first][0] - 1
    why = {
        reason
        for (reason,) in hurt.store().rows(
            "select distinct reason from ledger.finding where model = 'player_composite_factors'"
            f" and game_date = date '{first}' and class = 'defect'"
        )
    }
    # Who lacks a context row is an orphan whatever his history: the cause is named, not excused.
    assert why == {"upstream_missing"}


def test_a_build_on_the_remains_is_refused(site: Site, tmp_path: Path) -> None:
    """No rerun makes a good cell worse: the rows it would lose are still expected."""
    day = hit(site)[0]
    with site.open_copy(tmp_path / "rerun") as wh:
        thin_out(site, wh)
        for model in DOWN[:2]:
            outcome = build_batch(Batch(wh.prepare(), wh.state(), model, (day,), run_id=0))
            assert outcome.published == []
            lost = site.contents[model, day][0] - wh.store().scalar(
                f"select count(*) from {model} m where game_date = date '{day}' and exists ("
                f"select 1 from {CONTEXT} c where c.game_date = m.game_date"
                " and c.player_id = m.player_id)"
            )
            assert f"would lose {lost} rows" in outcome.failed[day]
            assert kit.contents(wh)[model, day] == site.contents[model, day]


def test_recovered_to_the_bit(site: Site, hurt: Warehouse) -> None:
    done = kit.recover(hurt)
    assert {d for _, d in kit.built_cells(done.built)} == set(hit(site))
    kit.assert_as_never_damaged(hurt, site.contents)
