"""Seasons and the US Eastern clock.

Every stored timestamp is naive UTC; every date is the US Eastern date of the game.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")


def season_label(start_year: int) -> str:
    """`2021` -> `2021-22`."""
    return f"{start_year}-{(start_year + 1) % 100:02d}"


def season_from_end_year(end_year: int) -> str:
    """For sources that count by the year a season ends in: `2022` -> `2021-22`."""
    return season_label(end_year - 1)


def start_year(season: str) -> int:
    """`2021-22` -> `2021`; ValueError unless the two years follow each other."""
    head, _, tail = season.partition("-")
    if not (head.isdigit() and len(head) == 4 and tail == f"{(int(head) + 1) % 100:02d}"):
        raise ValueError(f"not a season: {season!r} (expected the form 2021-22)")
    return int(head)


def season_start(day: date) -> date:
    """1 July on or before `day`."""
    return date(day.year if day.month >= 7 else day.year - 1, 7, 1)


def season_of_date(day: date) -> str:
    """The season a date falls into, seasons turning on 1 July.

    A game's own id is the better witness (2019-20 ended in October 2020).
    """
    return season_label(season_start(day).year)


def eastern_to_utc(moment: datetime) -> datetime:
    """A naive Eastern wall time as naive UTC."""
    return moment.replace(tzinfo=EASTERN).astimezone(UTC).replace(tzinfo=None)


def utc_to_eastern(moment: datetime) -> datetime:
    """A naive UTC moment as naive Eastern wall time."""
    return moment.replace(tzinfo=UTC).astimezone(EASTERN).replace(tzinfo=None)


def eastern_midnight(day: date) -> datetime:
    """00:00 Eastern of a date, as naive UTC."""
    return eastern_to_utc(datetime.combine(day, time()))


def eastern_date(moment: datetime) -> date:
    """The Eastern date of a naive UTC moment."""
    return utc_to_eastern(moment).date()
