"""Box scores: counted from the events, so that both always agree."""

import numpy as np

from fullcourt.league.court import Kind
from fullcourt.league.game import Played
from fullcourt.league.rosters import SLOTS, Rosters
from fullcourt.league.tables import Array, Columns, frozen

STATS = (
    "points",
    "fgm",
    "fga",
    "fg3m",
    "fg3a",
    "ftm",
    "fta",
    "oreb",
    "dreb",
    "ast",
    "stl",
    "blk",
    "tov",
    "pf",
)


def player_box(played: Played, events: Columns, rosters: Rosters, lineups: Array) -> Columns:
    """One line per player who played: `row` (game and side), `player`, `starter`, counts."""
    rows = len(rosters.slots)
    seconds, plus_minus = _floor_time(played, lineups)
    counts = _counts(events, rows * SLOTS)
    at = np.flatnonzero((rosters.slots.ravel() >= 0) & (seconds.ravel() > 0))
    starters = np.zeros((rows, SLOTS), dtype=bool)
    np.put_along_axis(starters, lineups[:, 0], True, axis=1)
    box = {
        "row": at // SLOTS,
        "game": at // SLOTS // 2,
        "player": rosters.slots.ravel()[at],
        "starter": starters.ravel()[at],
        "seconds": seconds.ravel()[at],
        "plus_minus": plus_minus.ravel()[at],
    }
    return frozen(box | {name: counts[name][at] for name in STATS})


def team_box(players: Columns, rows: int) -> Columns:
    """One line per game and side: sums of the player lines."""
    row = players["row"]
    sums = {
        name: np.bincount(row, weights=players[name], minlength=rows).astype(np.int64)
        for name in ("seconds", *STATS)
    }
    margin = sums["points"] - sums["points"].reshape(-1, 2)[:, ::-1].ravel()
    every = np.arange(rows)
    return frozen({"row": every, "game": every // 2, "plus_minus": margin} | sums)


def _counts(events: Columns, size: int) -> dict[str, Array]:
    kind, p1, p2, p3 = (events[n] for n in ("kind", "p1", "p2", "p3"))
    made, miss = kind == Kind.MADE, kind == Kind.MISS
    three = events["value"] == 3
    free = kind == Kind.FREE_THROW
    board, lost = kind == Kind.REBOUND, kind == Kind.TURNOVER
    own = events["extra"] == 1

    def count(who: Array, mask: Array) -> Array:
        return np.bincount(who[mask & (who >= 0)], minlength=size).astype(np.int64)

    out = {
        "fgm": count(p1, made),
        "fga": count(p1, made | miss),
        "fg3m": count(p1, made & three),
        "fg3a": count(p1, (made | miss) & three),
        "ftm": count(p1, free & (events["made"] == 1)),
        "fta": count(p1, free),
        "oreb": count(p1, board & own),
        "dreb": count(p1, board & ~own),
        "ast": count(p2, made),
        "stl": count(p2, lost),
        "blk": count(p3, miss),
        "tov": count(p1, lost),
        "pf": count(p1, (kind == Kind.FOUL) & (events["action"] != 11)),
    }
    out["points"] = 2 * out["fgm"] + out["fg3m"] + out["ftm"]
    return out


def _floor_time(played: Played, lineups: Array) -> tuple[Array, Array]:
    """Seconds on court and plus-minus per card slot, from when stretches really began."""
    rows, stretches = played.began.shape
    end = 2880 + 300 * (np.repeat(played.periods, 2) - 4)
    final = played.score[:, 0] - played.score[:, 1]
    final = np.column_stack([final, -final]).ravel()
    seconds = np.zeros((rows, SLOTS), dtype=np.int64)
    plus_minus = np.zeros((rows, SLOTS), dtype=np.int64)
    next_start, next_lead = end.copy(), final.copy()
    every = np.arange(rows)[:, None]
    for stretch in range(stretches - 1, -1, -1):
        began = played.began[:, stretch]
        on = began >= 0
        span = np.where(on, next_start - began, 0)
        gain = np.where(on, next_lead - played.lead[:, stretch], 0)
        five = lineups[:, stretch]
        seconds[every, five] += span[:, None]
        plus_minus[every, five] += gain[:, None]
        next_start = np.where(on, began, next_start)
        next_lead = np.where(on, played.lead[:, stretch], next_lead)
    return seconds, plus_minus
