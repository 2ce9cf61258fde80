"""Games that count for nothing: preseason and All-Star rows, which only schedules show."""

import numpy as np

from fullcourt.league.config import LeagueConfig
from fullcourt.league.schedule import Schedule, tip_moment
from fullcourt.league.tables import Columns, frozen

# Invented teams of the All-Star game, as the real schedule has them.
ALL_STARS = ((1610616901, "ASE", "Team East"), (1610616902, "ASW", "Team West"))


def make_exhibitions(config: LeagueConfig, schedule: Schedule, rng: np.random.Generator) -> Columns:
    """Rows with the columns of a schedule's games; teams -1 and -2 are the All-Star teams."""
    rounds = [rng.permutation(config.teams) for _ in range(3)] if config.extra_games else []
    home = [int(t) for order in rounds for t in order[0::2]]
    away = [int(t) for order in rounds for t in order[1::2]]
    day = [-12 + 4 * turn for turn in range(len(rounds)) for _ in range(config.teams // 2)]
    yy = config.start_year % 100
    ids = [f"001{yy:02d}{n + 1:05d}" for n in range(len(home))]
    if config.extra_games:
        ids.append(f"003{yy:02d}00001")
        home, away = [*home, -1], [*away, -2]
        day.append(_all_star_day(schedule))
    days = np.array(day, dtype=np.int64)
    dates = np.datetime64(schedule.first_date, "D") + days
    minutes = np.full(len(ids), 1170)
    points = rng.integers(88, 128, (len(ids), 2))
    points[:, 1] += points[:, 0] == points[:, 1]
    return frozen(
        {
            "game_id": np.array(ids, dtype=object),
            "home_index": np.array(home, dtype=np.int64),
            "away_index": np.array(away, dtype=np.int64),
            "moment": dates,
            "tip_minute": minutes,
            "home_score": points[:, 0],
            "away_score": points[:, 1],
            "result_known": tip_moment(dates, minutes) + np.timedelta64(3, "h"),
        }
    )


def _all_star_day(schedule: Schedule) -> int:
    """The middle of the regular season's longest stretch without games."""
    regular = schedule.games["game_type"] == 2
    days = np.unique(schedule.games["planned_day"][regular])
    if len(days) < 2:
        return int(days[-1]) + 1
    gap = int(np.argmax(np.diff(days)))
    return int(days[gap] + days[gap + 1]) // 2
