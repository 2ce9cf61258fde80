"""A small league, known up to the morning of one date, then to its evening, then as a whole."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import fullcourt
from fullcourt.league import DEFAULT_FORMATS, League, LeagueConfig, simulate, write

DATES, TEAMS = 14, 6
"""Game dates and teams of the league."""
FORMATS = (*DEFAULT_FORMATS, "odds", "player_props", "injury_report")
"""What its files tell, lines on games and players included."""


@dataclass(frozen=True, slots=True)
class Halves:
    """A project that knows nothing of one date's results yet.

    Args:
        folder: The project.
        day: The date that is still to be played.
        morning: A moment before the bookmakers' lines are out, UTC.
        evening: A moment with lines, before its tip-offs, UTC.
        late: Folder with the files known in the evening.
        whole: Folder with the files of the whole season.
        after: A moment after the season, UTC.
    """

    folder: Path
    day: date
    morning: datetime
    evening: datetime
    late: Path
    whole: Path
    after: datetime

    def open(self, now: datetime | None = None) -> fullcourt.Warehouse:
        """The project as of a moment; the morning when None."""
        return fullcourt.open(str(self.folder), now=(now or self.morning).isoformat())

    def hear_lines(self) -> None:
        """Load what the evening tells."""
        with self.open(self.evening) as warehouse:
            warehouse.ingest([self.late])

    def play(self) -> None:
        """Load everything that came after."""
        with self.open(self.after) as warehouse:
            warehouse.ingest([self.whole])


def game_days(league: League) -> list[date]:
    """The dates with games, ascending."""
    return [league.schedule.date_of(int(d)) for d in sorted(set(league.games["day"].tolist()))]


def make_halves(root: Path, warehouse: str = "wh.duckdb") -> Halves:
    """Simulate, write both states of the files, and build up to the morning."""
    league = simulate(LeagueConfig.mini(dates=DATES, teams=TEAMS))
    days = game_days(league)
    day = days[-4]
    morning = datetime(day.year, day.month, day.day, 16)
    evening = morning + timedelta(hours=6, minutes=30)
    early, late, whole = root / "early", root / "late", root / "whole"
    for folder, moment in ((early, morning), (late, evening), (whole, None)):
        folder.mkdir(parents=True)
        write(league, folder, as_of=moment, formats=FORMATS)
    fullcourt.create(str(root / "nba"), warehouse=warehouse).close()
    after = datetime(days[-1].year, days[-1].month, days[-1].day) + timedelta(days=3)
    halves = Halves(root / "nba", day, morning, evening, late, whole, after)
    with halves.open() as opened:
        opened.ingest([early])
        opened.backfill()
    return halves
