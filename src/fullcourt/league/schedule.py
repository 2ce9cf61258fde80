"""The season's calendar: planned games, the games that moved, and when each became known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from fullcourt.league.config import LeagueConfig
from fullcourt.league.pairings import opening_night, plan
from fullcourt.league.tables import Array, Columns, frozen

_TIP_MINUTES = np.array([1140, 1140, 1170, 1200, 1260, 1320])
_GAME_HOURS = timedelta(hours=3)
_EASTERN_WINTER = timedelta(hours=5)
_EASTERN_SUMMER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Games of a season, in game-id order.

    Columns: `game_id`, `game_type`, `home`, `away` (team indexes), `planned_day`, `day` (played),
    `tip_minute` (Eastern minutes after midnight), `postponed_at` and `rescheduled_at` (naive UTC
    moments at which the change became known; NaT where nothing changed), `announced_at` (when the
    game first stood in the schedule).
    """

    first_date: date
    games: Columns

    def date_of(self, day: int) -> date:
        """Eastern date of a day number."""
        return self.first_date + timedelta(days=int(day))

    @property
    def dates(self) -> Array:
        """Eastern date played of every game, as datetime64[D]."""
        return np.datetime64(self.first_date, "D") + self.games["day"]

    @property
    def planned_dates(self) -> Array:
        """First announced date of every game."""
        return np.datetime64(self.first_date, "D") + self.games["planned_day"]

    @property
    def tip_utc(self) -> Array:
        """Moment of tip-off of every game as played, naive UTC, as datetime64[s]."""
        return tip_moment(self.dates, self.games["tip_minute"])

    @property
    def result_known(self) -> Array:
        """Moment from which a result may be known: tip plus three hours."""
        return self.tip_utc + np.timedelta64(_GAME_HOURS)


def is_summer_time(day: date) -> bool:
    """Whether US Eastern daylight time holds in the evening of `day`."""
    march = date(day.year, 3, 8)
    begins = march + timedelta(days=(6 - march.weekday()) % 7)
    november = date(day.year, 11, 1)
    ends = november + timedelta(days=(6 - november.weekday()) % 7)
    return begins <= day < ends


def to_utc(day: date, minute: int) -> datetime:
    """Naive UTC moment of an Eastern date and minute of the day."""
    offset = _EASTERN_SUMMER if is_summer_time(day) else _EASTERN_WINTER
    return datetime(day.year, day.month, day.day) + timedelta(minutes=int(minute)) + offset


def tip_moment(dates: Array, minutes: Array) -> Array:
    """Naive UTC tip-off of Eastern dates and minutes, as datetime64[s]."""
    return np.array(
        [to_utc(d, m) for d, m in zip(dates.tolist(), minutes.tolist(), strict=True)],
        dtype="datetime64[s]",
    )


def make_schedule(config: LeagueConfig, rng: np.random.Generator) -> Schedule:
    """Plan a regular season and let some December games be postponed."""
    start = opening_night(config)
    planned, home, away = plan(config, rng)
    count = len(planned)
    minute = _TIP_MINUTES[rng.integers(0, len(_TIP_MINUTES), count)]
    yy = config.start_year % 100
    ids = [f"002{yy:02d}{n + 1:05d}" for n in range(count)]
    games = games_table(ids, home, away, planned, minute)
    _postpone(config, games, start, rng)
    if config.cup_final:
        games = _with_cup_final(config, games, start)
    return Schedule(start, frozen(games))


def games_table(
    ids: list[str], home: Array, away: Array, day: Array, minute: Array
) -> dict[str, Array]:
    """The columns of games that nobody has moved; the game type follows from the id."""
    nothing = np.full(len(ids), np.datetime64("NaT"), dtype="datetime64[s]")
    return {
        "game_id": np.array(ids, dtype=object),
        "game_type": np.array([int(game[2]) for game in ids]),
        "home": home,
        "away": away,
        "planned_day": day,
        "day": day.copy(),
        "tip_minute": minute,
        "postponed_at": nothing,
        "rescheduled_at": nothing.copy(),
        "announced_at": np.full(len(ids), np.datetime64("1900-01-01"), dtype="datetime64[s]"),
    }


def _with_cup_final(config: LeagueConfig, games: dict[str, Array], start: date) -> dict[str, Array]:
    """One more game, between an East and a West team that rest on its day, told a week before."""
    days = games["day"]
    middle = min((date(config.start_year, 12, 9) - start).days, int(days.max()) // 2)
    for day in range(max(middle, 0), int(days.max()) + 2):
        busy = set(games["home"][days == day].tolist()) | set(games["away"][days == day].tolist())
        free = [t for t in range(config.teams) if t not in busy]
        east = [t for t in free if t < config.teams // 2]
        west = [t for t in free if t >= config.teams // 2]
        if east and west:
            break
    one = games_table(
        [f"006{config.start_year % 100:02d}00001"],
        np.array([east[0]]),
        np.array([west[0]]),
        np.array([day]),
        np.array([1230]),
    )
    told = to_utc(start + timedelta(days=day - 7), 0)
    one["announced_at"] = np.array([np.datetime64(told, "s")])
    return {name: np.concatenate([games[name], one[name]]) for name in games}


def _postpone(
    config: LeagueConfig, games: dict[str, Array], start: date, rng: np.random.Generator
) -> None:
    """Move some games of late December (small leagues: of the middle) to a later free date."""
    low, high, target = _postponement_window(config, games, start)
    candidates = np.flatnonzero((games["planned_day"] >= low) & (games["planned_day"] <= high))
    moved = 0
    for game in rng.permutation(candidates):
        if moved >= config.postponements:
            break
        new_day = _free_day(config, games, int(game), target, rng)
        if new_day is None:
            continue
        games["day"][game] = new_day
        old = start + timedelta(days=int(games["planned_day"][game]))
        tip = to_utc(old, int(games["tip_minute"][game]))
        noticed = tip - timedelta(hours=float(3 + rng.integers(0, 30)))
        told = max(noticed + timedelta(days=4), to_utc(date(config.start_year + 1, 1, 3), 900))
        told = min(told, to_utc(start + timedelta(days=new_day - 1), 600))
        games["postponed_at"][game] = np.datetime64(noticed, "s")
        games["rescheduled_at"][game] = np.datetime64(told, "s")
        moved += 1


def _postponement_window(
    config: LeagueConfig, games: dict[str, Array], start: date
) -> tuple[int, int, int]:
    """First and last day from which games are moved, and the first day to which."""
    if config.dates is None:
        december = (date(config.start_year, 12, 13) - start).days
        return december, december + 18, december + 25
    span = int(games["planned_day"].max())
    return round(span * 0.3), round(span * 0.6), round(span * 0.6) + 2


def _free_day(
    config: LeagueConfig,
    games: dict[str, Array],
    game: int,
    low: int,
    rng: np.random.Generator,
) -> int | None:
    """A day from `low` on without a game of either team, with rest around it if there is one.

    Full seasons use days that have games anyway; small leagues also the gaps between their dates.
    """
    pair = [games["home"][game], games["away"][game]]
    theirs = np.isin(games["home"], pair) | np.isin(games["away"], pair)
    busy = set(games["day"][theirs].tolist())
    last = int(games["planned_day"].max())
    league_days = np.unique(games["planned_day"]).tolist() if config.dates is None else range(last)
    days = [int(d) for d in league_days if low <= d <= last - 2 and int(d) not in busy]
    calm = [d for d in days if not ({d - 1, d + 1} <= busy or {d - 2, d - 1} <= busy)]
    calm = [d for d in calm if not {d + 1, d + 2} <= busy]
    choice = calm or days
    return choice[int(rng.integers(len(choice)))] if choice else None
