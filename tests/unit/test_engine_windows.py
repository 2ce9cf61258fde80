"""Windows: the dates they cover, what views do to them, and fingerprints of what stands there."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fullcourt.errors import ModelError
from fullcourt.integrity.calendar import Calendar, Day
from fullcourt.integrity.fingerprint import UNDATED, Fingerprints, Marks, inputs_hash, span
from fullcourt.warehouse.compose import compose_windows
from fullcourt.warehouse.hashing import MASK
from fullcourt.warehouse.models import Read
from fullcourt.warehouse.windows import Window, WindowKind, parse_window

SEASONS = {
    "2019-20": date(2019, 10, 20),
    "2020-21": date(2020, 12, 1),
    "2021-22": date(2021, 10, 18),
}
GAMES = 12
"""Dates of each season, two days apart."""


def made_calendar() -> Calendar:
    days = [
        Day(opening + timedelta(days=2 * i), season, 5, 0, 0, 0, datetime(2000, 1, 1))
        for season, opening in SEASONS.items()
        for i in range(GAMES)
    ]
    return Calendar(tuple(days))


CALENDAR = made_calendar()
DATES = st.sampled_from(list(CALENDAR.dates))
WINDOWS = st.sampled_from(
    [
        parse_window(text, "test")
        for text in (
            *("same day", "1 days before", "30 days before", "season before", "career before"),
            *("last 5 by team_id", "last 10 by player_id", "season by player_id"),
            *("season by team_id", "previous season by player_id", "scheduled"),
        )
    ]
)


# --- the dates of a window ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("same day", date(2021, 10, 24), date(2021, 10, 24)),
        ("3 days before", date(2021, 10, 21), date(2021, 10, 23)),
        ("season before", date(2021, 10, 18), date(2021, 10, 23)),
        ("season by player_id", date(2021, 10, 18), date(2021, 10, 23)),
        ("last 10 by player_id", date(2020, 12, 1), date(2021, 10, 23)),
        ("previous season by player_id", date(2020, 12, 1), date(2020, 12, 23)),
        ("scheduled", date(2021, 10, 18), date(2021, 11, 9)),
        ("undated", UNDATED, UNDATED),
    ],
)
def test_span_of_a_cell(text: str, start: date, end: date) -> None:
    assert span(parse_window(text, "test"), date(2021, 10, 24), CALENDAR) == (start, end)


def test_career_reaches_the_first_loaded_date_but_not_the_undated_cell() -> None:
    start, end = span(parse_window("career before", "test"), date(2021, 10, 24), CALENDAR)
    assert UNDATED < start <= date(2019, 10, 20)
    assert end == date(2021, 10, 23)


@given(WINDOWS, DATES)
def test_only_same_day_and_scheduled_reach_the_day_itself(window: Window, day: date) -> None:
    _, end = span(window, day, CALENDAR)
    if window.kind is WindowKind.SAME_DAY:
        assert end == day
    elif window.kind is WindowKind.SCHEDULED:
        assert end >= day
    else:
        assert end < day


def test_the_first_loaded_season_has_nothing_before_it() -> None:
    day = date(2019, 10, 22)
    start, end = span(parse_window("previous season by player_id", "test"), day, CALENDAR)
    assert end < start


def test_an_unknown_window_names_the_vocabulary() -> None:
    with pytest.raises(ModelError) as raised:
        parse_window("last week", "some/model.sql [reads]")
    assert "last week" in str(raised.value.message)
    assert "season before" in str(raised.value.hint)


@given(WINDOWS)
def test_a_window_reads_back_from_its_text(window: Window) -> None:
    assert parse_window(str(window), "test") == window


# --- through views ------------------------------------------------------------------------------


@given(WINDOWS, WINDOWS, DATES)
def test_a_composed_window_covers_all_that_can_be_read_through_the_view(
    outer: Window, inner: Window, day: date
) -> None:
    try:
        composed = compose_windows(outer, inner)
    except ModelError:
        assume(False)
    first, last = span(composed, day, CALENDAR)
    start, end = span(outer, day, CALENDAR)
    for through in CALENDAR.dates:
        if start <= through <= end:
            deep_first, deep_last = span(inner, through, CALENDAR)
            for read in CALENDAR.dates:
                if deep_first <= read <= deep_last:
                    assert first <= read <= last, (str(composed), through, read)


@pytest.mark.parametrize(
    ("outer", "inner", "composed"),
    [
        ("same day", "last 10 by player_id", "last 10 by player_id"),
        ("season before", "same day", "season before"),
        ("3 days before", "4 days before", "7 days before"),
        ("season by player_id", "season by player_id", "season by player_id"),
        ("season by player_id", "season by team_id", "season before"),
        ("scheduled", "season before", "scheduled"),
        ("same day", "undated", "undated"),
    ],
)
def test_windows_through_views_stay_as_narrow_as_they_can(
    outer: str, inner: str, composed: str
) -> None:
    found = compose_windows(parse_window(outer, "test"), parse_window(inner, "test"))
    assert str(found) == composed


@pytest.mark.parametrize("inner", ["career before", "last 5 by team_id", "9 days before"])
def test_a_schedule_cannot_be_mixed_with_other_seasons(inner: str) -> None:
    with pytest.raises(ModelError) as raised:
        compose_windows(parse_window("scheduled", "test"), parse_window(inner, "test"))
    assert inner in str(raised.value.message)


# --- fingerprints -------------------------------------------------------------------------------

MARKS = st.dictionaries(DATES, st.integers(0, MASK), max_size=10)


@given(MARKS, DATES, DATES, st.lists(st.tuples(DATES, st.integers(0, MASK)), max_size=4))
def test_a_total_is_the_sum_of_the_dates_in_between(
    values: dict[date, int], start: date, end: date, later: list[tuple[date, int]]
) -> None:
    marks = Marks(dict(values))
    for day, value in later:
        marks.total(start, end)
        marks.set(day, value)
        values[day] = value
    inside = sum(v for d, v in values.items() if start <= d <= end)
    assert marks.total(start, end) == inside % (MASK + 1)


READS = (
    Read("facts", (parse_window("season before", "test"),)),
    Read("teams", (Window(WindowKind.UNDATED),)),
)


def fingerprint_of(contents: dict[tuple[str, date | None], str], day: date) -> str:
    found = Fingerprints(CALENDAR, {})
    for (table, when), content in contents.items():
        found.put(table, when, content)
    return inputs_hash(found.edges(READS, day))


BASE: dict[tuple[str, date | None], str] = {
    ("facts", date(2021, 10, 18)): "a",
    ("facts", date(2021, 10, 20)): "b",
    ("teams", None): "t",
}


def test_the_order_of_builds_does_not_show_in_a_fingerprint() -> None:
    backwards = dict(reversed(BASE.items()))
    day = date(2021, 10, 24)
    assert fingerprint_of(BASE, day) == fingerprint_of(backwards, day)


@pytest.mark.parametrize(
    ("cell", "content", "moves"),
    [
        (("facts", date(2021, 10, 20)), "changed", True),
        (("facts", date(2021, 10, 22)), "new", True),
        (("teams", None), "changed", True),
        (("facts", date(2021, 10, 24)), "the day itself", False),
        (("facts", date(2020, 12, 3)), "another season", False),
        (("other", date(2021, 10, 20)), "another table", False),
    ],
)
def test_a_fingerprint_moves_with_what_stands_in_the_window(
    cell: tuple[str, date | None], content: str, moves: bool
) -> None:
    day = date(2021, 10, 24)
    moved = fingerprint_of(BASE | {cell: content}, day) != fingerprint_of(BASE, day)
    assert moved == moves


def test_swapping_the_contents_of_two_dates_moves_the_fingerprint() -> None:
    """The sum is over (date, content), not over contents alone."""
    swapped = BASE | {("facts", date(2021, 10, 18)): "b", ("facts", date(2021, 10, 20)): "a"}
    assert fingerprint_of(swapped, date(2021, 10, 24)) != fingerprint_of(BASE, date(2021, 10, 24))


def test_a_dropped_cell_leaves_no_trace() -> None:
    found = Fingerprints(CALENDAR, {})
    found.put("facts", date(2021, 10, 18), "a")
    before = inputs_hash(found.edges(READS, date(2021, 10, 24)))
    found.put("facts", date(2021, 10, 20), "b")
    found.drop("facts", date(2021, 10, 20))
    assert inputs_hash(found.edges(READS, date(2021, 10, 24))) == before
