"""Dates folded into ranges of neighbours."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fullcourt.integrity.ranges import fold, union, within

DAYS = [date(2030, 1, d) for d in (1, 2, 5, 6, 9)]


def test_neighbours_are_those_with_no_expected_date_between() -> None:
    found = fold([DAYS[0], DAYS[1], DAYS[2], DAYS[4]], DAYS)
    assert [str(r) for r in found] == ["2030-01-01..2030-01-05", "2030-01-09"]
    assert [r.cells for r in found] == [3, 1]


def test_a_date_that_nobody_expects_stands_alone() -> None:
    assert [str(r) for r in fold([DAYS[0], date(2029, 1, 1)], DAYS)] == ["2029-01-01", "2030-01-01"]


def test_the_cell_without_a_date() -> None:
    found = fold([None], [None])
    assert [str(r) for r in found] == ["-"]
    assert None in found[0]
    assert DAYS[0] not in found[0]


@given(st.sets(st.sampled_from(DAYS)))
def test_every_date_is_in_exactly_one_range(chosen: set[date]) -> None:
    found = fold(chosen, DAYS)
    assert sum(r.cells for r in found) == len(chosen)
    assert {d for d in DAYS if any(d in r for r in found)} == chosen


@given(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
def test_dates_within_spans(spans: list[tuple[date, date]]) -> None:
    assert within(spans, DAYS) == [d for d in DAYS if any(a <= d <= b for a, b in spans)]
    joined = union(spans)
    assert all(a[1] < b[0] for a, b in pairwise(joined))
