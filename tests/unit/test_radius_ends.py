"""The reach of a window at the end of what is loaded."""

from datetime import date, datetime

from fullcourt.integrity.calendar import Calendar, Day
from fullcourt.integrity.radius import Level, _split
from fullcourt.warehouse.windows import parse_window


def test_a_window_of_games_reaches_through_the_last_season_without_an_end() -> None:
    """Nothing comes after the last loaded season, so nothing is reached only conditionally."""
    days = [date(2021, 10, 19), date(2021, 10, 21)]
    calendar = Calendar(
        tuple(Day(d, "2021-22", 2, 0, 0, 0, datetime(d.year, d.month, d.day, 23)) for d in days)
    )
    found = _split(parse_window("last 10 by team_id", "test"), (days[0], days[0]), calendar)
    assert [level for level, _ in found] == [Level.KEYED]
    assert found[0][1][0] > days[0]
