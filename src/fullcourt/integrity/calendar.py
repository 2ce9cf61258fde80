"""The calendar: every date on which a game stands or stood, and when its facts are due."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from fullcourt.warehouse.models import Model

FACTS_DUE = timedelta(hours=3)
"""Facts of a date are due this long after its last tip-off."""

_EASTERN = ZoneInfo("America/New_York")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Day:
    """One Eastern date: season, counted games planned or played, those called off or moved away."""

    game_date: date
    season: str
    counted: int
    called_off: int
    uncounted: int
    moved: int
    last_tip_utc: datetime

    @property
    def playable(self) -> int:
        """Counted games that were or are to be played on this date."""
        return self.counted - self.called_off

    @property
    def has_cells(self) -> bool:
        """Whether derived tables have a cell here: a counted game stands or stood on it."""
        return self.counted > 0 or self.moved > 0

    @property
    def facts_due(self) -> datetime:
        """When the date's facts are due, UTC."""
        return self.last_tip_utc + FACTS_DUE


@dataclass(frozen=True)
class Calendar:
    """All days in order."""

    days: tuple[Day, ...]

    @cached_property
    def by_date(self) -> Mapping[date, Day]:
        """Day by its date."""
        return {d.game_date: d for d in self.days}

    @cached_property
    def seasons(self) -> Mapping[str, tuple[date, date]]:
        """Season -> its first and last date, in order of time."""
        spans: dict[str, tuple[date, date]] = {}
        for day in self.days:
            first, last = spans.get(day.season, (day.game_date, day.game_date))
            spans[day.season] = (min(first, day.game_date), max(last, day.game_date))
        return dict(sorted(spans.items(), key=lambda item: item[1]))

    @cached_property
    def dates(self) -> Sequence[date]:
        """Every date, ascending."""
        return [d.game_date for d in self.days]

    def between(self, start: date, end: date) -> Sequence[Day]:
        """The days from start to end, both inclusive."""
        return self.days[
            bisect_left(self.dates, start) : bisect_left(self.dates, end + timedelta(days=1))
        ]

    def season_of(self, day: date) -> str | None:
        """The season a date belongs to: the last one that has begun by then; None before all."""
        found = self.by_date.get(day)
        if found:
            return found.season
        begun = [name for name, (first, _) in self.seasons.items() if first <= day]
        return begun[-1] if begun else None

    def previous_season(self, season: str) -> str | None:
        """The loaded season before this one, if any."""
        names = list(self.seasons)
        at = names.index(season)
        return names[at - 1] if at > 0 else None

    def expected_dates(self, model: Model, now: datetime, horizon_days: int) -> list[date]:
        """Dates on which a model's cells are expected at the given moment.

        Args:
            model: A dated table.
            now: Naive UTC moment.
            horizon_days: How many days ahead of today's Eastern date are prepared.
        """
        last = eastern_date(now) + timedelta(days=horizon_days)
        # A raw table that is announced in advance also holds dates without counted games.
        keeps_all = model.layer == "raw" and model.due == "announced"
        return [
            d.game_date
            for d in self.days
            if (d.has_cells or keeps_all)
            and (
                model.due == "announced"
                or (model.due == "horizon" and d.game_date <= last)
                or (model.due == "played" and d.facts_due <= now)
            )
        ]


def eastern_date(moment: datetime) -> date:
    """The US Eastern calendar date of a naive UTC moment."""
    return moment.replace(tzinfo=_UTC).astimezone(_EASTERN).date()
