"""Law 5: any order, any batch, any interruption gives the same bits."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mini_warehouse import Hashes, copied, differences, hashes, ingested, league, write_raw

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.plan import Selection

LAYERS = ("raw", "spine", "analytics", "precompute", "features")


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A league of six teams, landed and not built."""
    folder = tmp_path_factory.mktemp("order")
    raw = write_raw(league(dates=8, teams=6, seed=11), folder / "raw")
    return ingested(folder / "project", raw)


@pytest.fixture(scope="module")
def days(landed: Path) -> list[date]:
    """Its dates."""
    with open_warehouse(landed, now="2022-07-01") as warehouse:
        return list(warehouse.calendar().dates)


@pytest.fixture(scope="module")
def expected(landed: Path, tmp_path_factory: pytest.TempPathFactory) -> Hashes:
    """Every cell, built in one batch."""
    with copied(landed, tmp_path_factory.mktemp("whole") / "project") as warehouse:
        warehouse.backfill()
        found = hashes(warehouse)
    assert len(found) > 150
    return found


@st.composite
def builds(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Some builds to run one after the other: single dates, ranges, layers, tables."""
    step = st.one_of(
        st.tuples(st.just("date"), st.integers(0, 40)),
        st.tuples(st.just("range"), st.tuples(st.integers(0, 40), st.integers(0, 40))),
        st.tuples(st.just("layer"), st.sampled_from(LAYERS)),
        st.tuples(
            st.just("table"),
            st.sampled_from(["player_daily_cache", "team_defense_game_summary", "games"]),
        ),
        st.tuples(st.just("days in order"), st.none()),
    )
    return draw(st.lists(step, min_size=1, max_size=4))


def selection(kind: str, what: object, days: list[date]) -> Selection:
    """The drawn numbers as dates of the league."""
    match kind, what:
        case "date", int(i):
            return Selection(dates=(days[i % len(days)],))
        case "range", (int(i), int(j)):
            start, end = sorted((days[i % len(days)], days[j % len(days)]))
            return Selection(start=start, end=end)
        case "layer", str(layer):
            return Selection(layers=(layer,))
        case "table", str(table):
            return Selection(models=(table,))
    return Selection()


@settings(max_examples=8)
@given(builds())
def test_any_order_of_builds_ends_in_the_same_bits(
    landed: Path, days: list[date], expected: Hashes, steps: list[tuple[str, object]]
) -> None:
    with TemporaryDirectory() as folder, copied(landed, Path(folder) / "project") as warehouse:
        for kind, what in steps:
            warehouse.backfill(selection(kind, what, days), by_day=kind == "days in order")
        warehouse.backfill()
        assert differences(hashes(warehouse), expected) == []
        assert warehouse.plan().cells == 0


@settings(max_examples=3)
@given(st.randoms(use_true_random=False))
def test_single_dates_in_any_order(
    landed: Path, days: list[date], expected: Hashes, chance: object
) -> None:
    """Later dates built first become stale when an earlier one arrives; the end is the same."""
    order = list(days)
    chance.shuffle(order)  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder, copied(landed, Path(folder) / "project") as warehouse:
        for day in order:
            warehouse.backfill(Selection(dates=(day,)))
            assert is_current(warehouse, day)
        warehouse.backfill()
        assert differences(hashes(warehouse), expected) == []


def is_current(warehouse: Warehouse, day: date) -> bool:
    """Nothing of a date is left to build."""
    plan = warehouse.plan(Selection(dates=(day,)))
    return not any(day in step.dates for step in plan.steps)


def test_a_date_alone_equals_the_date_in_the_batch(
    landed: Path, days: list[date], expected: Hashes, tmp_path: Path
) -> None:
    """Without a final backfill: the closure of one date already gives that date's bits."""
    day = days[6]
    with copied(landed, tmp_path / "project") as warehouse:
        warehouse.backfill(Selection(dates=(day,)))
        found = hashes(warehouse)
    cells = {c: h for c, h in found.items() if c[1] == day}
    assert len(cells) > 15
    assert differences(cells, {c: expected[c] for c in cells}) == []
