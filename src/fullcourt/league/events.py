"""From the engine's record to the feed: numbering, running counts, score, shot details."""

import numpy as np

from fullcourt.league.court import Kind
from fullcourt.league.game import Played
from fullcourt.league.rosters import Rosters
from fullcourt.league.shots import describe
from fullcourt.league.tables import Array, Columns, frozen, running


def make_events(played: Played, rosters: Rosters, rng: np.random.Generator) -> Columns:
    """All events of all games in feed order.

    Columns besides the engine's: `p1_player` to `p3_player` (player indexes, -1 = nobody), `number`
    (the feed's event number, unique in a game but not in time order), `home_score`, `away_score`
    after the event, `points` (scored by it), `count1` to `count3` (running totals that the texts
    tell: points, assists, blocks, steals, turnovers, fouls; rebounds in `offensive`/`defensive`),
    and shot details.
    """
    events = played.events
    shot = events["kind"] == Kind.MADE
    events["kind"] = np.where(shot & (events["made"] != 1), Kind.MISS, events["kind"])
    points = np.where(events["made"] == 1, np.maximum(events["value"], 0), 0).astype(np.int64)
    events["points"] = points
    events["number"] = _numbers(events, rng)
    game = events["game"].astype(np.int64)
    events["home_score"] = running(game, points * (events["side"] == 0))
    events["away_score"] = running(game, points * (events["side"] == 1))
    events |= _counts(events, points)
    events |= _details(events, shot, rng)
    slots = rosters.slots.ravel()
    for name in ("p1", "p2", "p3"):
        flat = events[name].astype(np.int64)
        events[f"{name}_player"] = np.where(flat >= 0, slots[np.maximum(flat, 0)], -1)
    return frozen(events)


def _numbers(events: dict[str, Array], rng: np.random.Generator) -> Array:
    """Event numbers with gaps; some substitutions carry the number of the event after them."""
    game = events["game"].astype(np.int64)
    # A block or steal takes a number of its own in feeds that tell it twice.
    twice = (events["p3"] >= 0) & (events["kind"] == Kind.MISS)
    twice |= (events["p2"] >= 0) & (events["kind"] == Kind.TURNOVER)
    step = np.maximum(1 + (rng.random(len(game)) < 0.32), 1 + np.r_[False, twice[:-1]])
    number = 1 + running(game, step)
    late = (events["kind"] == Kind.SUBSTITUTION) & (rng.random(len(game)) < 0.09)
    rows = np.flatnonzero(late[:-1] & (game[:-1] == game[1:]) & ~late[1:] & ~twice[1:])
    number[rows], number[rows + 1] = number[rows + 1].copy(), number[rows].copy()
    return number


def _total(flat: Array, counts: Array) -> Array:
    """Running total of `counts` for the player of each row; 0 where there is none."""
    out = np.zeros(len(flat), dtype=np.int64)
    rows = np.flatnonzero((flat >= 0) & (counts > 0))
    out[rows] = running(flat[rows].astype(np.int64), counts[rows].astype(np.int64))
    return out


def _counts(events: dict[str, Array], points: Array) -> dict[str, Array]:
    kind, p1 = events["kind"], events["p1"]
    scored = points > 0
    lost = kind == Kind.TURNOVER
    foul = (kind == Kind.FOUL) & (events["action"] != 11)
    own = (kind == Kind.REBOUND) & (events["extra"] == 1) & (p1 >= 0)
    other = (kind == Kind.REBOUND) & (events["extra"] == 0) & (p1 >= 0)
    return {
        "count1": _total(p1, np.where(scored, points, 0)) + _total(p1, lost) + _total(p1, foul),
        "count2": _total(events["p2"], kind == Kind.MADE) + _total(events["p2"], lost),
        "count3": _total(events["p3"], kind == Kind.MISS),
        "offensive": _both(p1, own, other),
        "defensive": _both(p1, other, own),
    }


def _both(flat: Array, mine: Array, other: Array) -> Array:
    """Running count of `mine` shown on the rows of both kinds of rebound."""
    out = np.zeros(len(flat), dtype=np.int64)
    rows = np.flatnonzero(mine | other)
    out[rows] = running(flat[rows].astype(np.int64), mine[rows].astype(np.int64))
    return out


def _details(events: dict[str, Array], shot: Array, rng: np.random.Generator) -> dict[str, Array]:
    rows = np.flatnonzero(shot)
    detail = describe(
        events["zone"][rows].astype(np.int64),
        events["made"][rows] == 1,
        events["action"][rows] == 1,
        rng,
    )
    out = {}
    for name in ("style", "x", "y", "distance", "told", "area", "reach"):
        column = np.full(len(shot), -1, dtype=np.int64)
        column[rows] = getattr(detail, name)
        out[name] = column
    return out
