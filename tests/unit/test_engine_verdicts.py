"""Verdicts: the first of the list that holds is the headline, every other is kept as a reason."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcourt.integrity.verdicts import Facts, Verdict, judge

SOUND = Facts(built=True, rows=10)
ONE_BY_ONE = {
    Verdict.PHANTOM: {"phantom": 2},
    Verdict.FAILED: {"failure": "division by zero"},
    Verdict.DRIFTED: {"drifted": True},
    Verdict.STALE: {"stale": "inputs"},
    Verdict.CONTAMINATED: {"contaminated": 1},
    Verdict.PARTIAL: {"missing": 1},
    Verdict.HOLED: {"holed": 3},
    Verdict.PENDING: {"pending": 1},
    Verdict.BOOTSTRAP: {"young": True},
}
"""In the order of precedence of the design, each with the fact that brings it about."""


def test_a_sound_cell_is_complete_without_reasons() -> None:
    assert judge(SOUND) == (Verdict.COMPLETE, ())


@pytest.mark.parametrize("verdict", ONE_BY_ONE)
def test_each_fact_alone_gives_its_verdict(verdict: Verdict) -> None:
    headline, reasons = judge(replace(SOUND, **ONE_BY_ONE[verdict]))
    assert headline is verdict
    assert len(reasons) == 1


@pytest.mark.parametrize(("first", "second"), list(pairwise(ONE_BY_ONE)))
def test_the_earlier_verdict_wins_and_the_later_is_kept(first: Verdict, second: Verdict) -> None:
    headline, reasons = judge(replace(SOUND, **ONE_BY_ONE[first], **ONE_BY_ONE[second]))
    assert headline is first
    assert len(reasons) == 2


def test_surplus_rows_are_partial_too() -> None:
    headline, reasons = judge(replace(SOUND, missing=3, surplus=2))
    assert headline is Verdict.PARTIAL
    assert "3 missing" in reasons[0]
    assert "2 surplus" in reasons[0]


def test_an_overdue_outcome_is_partial() -> None:
    headline, reasons = judge(replace(SOUND, unsettled=2))
    assert headline is Verdict.PARTIAL
    assert reasons == ("2 unsettled",)


def test_rows_no_build_yields_are_drift() -> None:
    assert judge(replace(SOUND, unstable=True))[0] is Verdict.DRIFTED


def test_never_built_is_missing_and_blocked_if_something_stands_in_the_way() -> None:
    assert judge(Facts())[0] is Verdict.MISSING
    headline, reasons = judge(Facts(blocked_by="shot_events"))
    assert headline is Verdict.BLOCKED
    assert "shot_events" in reasons[0]


def test_a_built_cell_is_not_blocked_by_what_failed_since() -> None:
    assert judge(replace(SOUND, blocked_by="shot_events"))[0] is Verdict.COMPLETE


def test_no_game_and_no_rows_is_expected_empty_and_says_nothing() -> None:
    assert judge(Facts(playable=False, built=True)) == (Verdict.EXPECTED_EMPTY, ())


def test_rows_on_a_date_without_games_are_not_expected_empty() -> None:
    assert judge(replace(SOUND, playable=False, phantom=10))[0] is Verdict.PHANTOM


def test_expected_absences_never_make_a_verdict() -> None:
    """Players with few games are counted in every season."""
    assert judge(replace(SOUND, absent=40))[0] is Verdict.COMPLETE


def test_good_is_what_leaves_nothing_to_do() -> None:
    good = {v.value for v in Verdict if v.is_good}
    assert good == {"expected_empty", "holed", "pending", "bootstrap", "complete"}


@given(
    st.builds(
        Facts,
        built=st.booleans(),
        rows=st.integers(0, 3),
        missing=st.integers(0, 2),
        surplus=st.integers(0, 2),
        contaminated=st.integers(0, 2),
        holed=st.integers(0, 2),
        pending=st.integers(0, 2),
        stale=st.sampled_from(["", "inputs"]),
        failure=st.sampled_from(["", "broken"]),
    )
)
def test_complete_means_that_nothing_at_all_is_wrong(facts: Facts) -> None:
    troubles = (facts.missing, facts.surplus, facts.contaminated, facts.holed, facts.pending)
    sound = facts.built and not any(troubles) and not facts.stale and not facts.failure
    assert (judge(facts)[0] is Verdict.COMPLETE) == sound
