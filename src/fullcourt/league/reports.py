"""Injury reports: what teams say about their absent players, the evening before and on the day."""

import numpy as np

from fullcourt.league.rosters import Rosters
from fullcourt.league.schedule import Schedule
from fullcourt.league.tables import Array, Columns, frozen

OUT, DOUBTFUL, QUESTIONABLE, PROBABLE, AVAILABLE, NOT_SUBMITTED = range(6)
# Eastern minutes of game day at which reports appear: 17:30 the day before, then 13:30.
_EVENING, _MIDDAY = 1050 - 1440, 810


def make_reports(schedule: Schedule, rosters: Rosters, rng: np.random.Generator) -> Columns:
    """Columns `row`, `player` (-1: the team has not submitted), `status`, `reason`, `report_minute`
    (Eastern minutes after midnight of game day)."""
    hurt = rosters.others["reason"] >= 0
    row, player = rosters.others["row"][hurt], rosters.others["player"][hurt]
    reason = rosters.others["reason"][hurt]
    draw = rng.random(len(row))
    early = np.select([draw < 0.72, draw < 0.84], [OUT, DOUBTFUL], QUESTIONABLE)
    sure = np.full(len(row), OUT)
    listed_row, listed = _doubts(rosters, rng)
    doubt = rng.random(len(listed))
    before = np.where(doubt < 0.6, QUESTIONABLE, PROBABLE)
    parts = [
        (row, player, early, reason, _EVENING),
        (row, player, sure, reason, _MIDDAY),
        (listed_row, listed, before, rng.integers(0, 5, len(listed)), _EVENING),
        (listed_row, listed, np.full(len(listed), AVAILABLE), np.zeros(len(listed), int), _MIDDAY),
    ]
    late = np.flatnonzero(rng.random(2 * len(schedule.games["day"])) < 0.03)
    silent = [np.full(len(late), v) for v in (-1, NOT_SUBMITTED, -1)]
    columns = [np.concatenate([part[i] for part in parts]) for i in range(4)]
    minute = np.concatenate([np.full(len(part[0]), part[4]) for part in parts])
    keep = ~(np.isin(columns[0], late) & (minute == _EVENING))
    table = [
        np.r_[values[keep], more] for values, more in zip(columns, [late, *silent], strict=True)
    ]
    names = ("row", "player", "status", "reason")
    minutes = np.r_[minute[keep], np.full(len(late), _EVENING)]
    return frozen(dict(zip(names, table, strict=True)) | {"report_minute": minutes})


def _doubts(rosters: Rosters, rng: np.random.Generator) -> tuple[Array, Array]:
    """Players who are listed as doubts and then play."""
    row, slot = np.nonzero(rosters.slots >= 0)
    keep = rng.random(len(row)) < 0.045
    return row[keep], rosters.slots[row[keep], slot[keep]]
