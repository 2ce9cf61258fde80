"""Who is likely to be there tonight, and how the player fared when the same team-mates were.

Nothing here knows tonight's line-up: a team-mate who played the last game will probably play, one
who missed it probably not. Past games are weighted by how much their line-up resembles that guess.
"""

from dataclasses import dataclass

import numpy as np

from fullcourt.predict.frames import Bools, Floats, Frame, Ints, match
from fullcourt.predict.memory import fading_means
from fullcourt.predict.players import Features, History, placing

_PRESENCE = ((0, 0.93), (1, 0.40), (2, 0.25), (4, 0.15))
"""Team games missed in a row (up to) -> chance to play the next one."""
_LONG_GONE = 0.08
_KERNELS = ((12.0, 30.0), (20.0, 15.0))
"""Half-life in team games, and minutes of difference in line-up that cost a factor e."""
_LOOK_BACK = 40
_TYPICAL_LOADS = (70.0, 32.0, 32.0, 225.0, 105.0)
"""Absent minutes, points, possessions and present minutes, points where a game had no roster."""


def chance_to_play(missed: Floats) -> Floats:
    """The chance that a roster player appears, by how many team games he has missed in a row."""
    steps = [missed <= most for most, _ in _PRESENCE]
    return np.select(steps, [chance for _, chance in _PRESENCE], _LONG_GONE)


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster rows of all games with what is known of each player before the game.

    Args:
        rows: `roster.sql`.
        minutes: His usual minutes; 0 where he has never played.
        points: His usual points.
        used: Possessions he usually uses.
        side: Number of the team in the game, one a (game, team).
        sides: How many there are.
    """

    rows: Frame
    minutes: Floats
    points: Floats
    used: Floats
    side: Ints
    sides: int

    @property
    def absent(self) -> Bools:
        """Whether he missed the team's latest game."""
        return ~(self.rows.f("missed") <= 0)

    def sums(self, values: Floats) -> Floats:
        """Totals by side."""
        return np.asarray(np.bincount(self.side, values, minlength=self.sides), dtype=np.float64)


def roster_of(history: History, rows: Frame) -> Roster:
    """The roster rows with each player's usual minutes, points and possessions."""
    place = placing(history, rows.i("player"), rows.i("day"))
    values = np.column_stack(
        [history.minutes, history.points, np.nan_to_num(history.games.f("used"))]
    )
    usual = np.nan_to_num(place(fading_means(history.player, values, (10.0,)))[:, 0])
    _, side = np.unique(_side(rows), return_inverse=True)
    return Roster(rows, usual[:, 0], usual[:, 1], usual[:, 2], side, int(side.max(initial=-1)) + 1)


def absence_features(history: History, roster: Roster, rows: Frame) -> Features:
    """Minutes, points and possessions that tonight's likely absentees leave, against those that
    absentees left in the player's own recent games."""
    at = match(roster.rows.i("player"), roster.rows.i("game"), rows.i("player"), rows.i("game"))
    side, own_gone = roster.side[at], roster.absent[at]
    gone = roster.absent.astype(np.float64)
    before = _absent_in_own_games(history, roster, rows)
    found: Features = {"missed": rows.f("missed")}
    quantities = (("min", roster.minutes), ("pts", roster.points), ("used", roster.used))
    for i, (name, usual) in enumerate(quantities):
        own = usual[at]
        tonight = roster.sums(usual * gone)[side] - own * own_gone
        found[f"gone_{name}"] = tonight
        found[f"gone_{name}_more_5"] = tonight - before[:, 0, i]
        found[f"gone_{name}_more_12"] = tonight - before[:, 1, i]
    for i, (name, usual) in enumerate(quantities[:2]):
        own = usual[at]
        there = roster.sums(usual * (1 - gone))[side] - own * ~own_gone
        found[f"there_{name}"] = there
        found[f"there_{name}_more_5"] = there + own - before[:, 0, 3 + i]
    found["rank"] = _rank(roster.side, roster.minutes)[at]
    found["rank_there"] = _rank(roster.side, np.where(roster.absent, -1.0, roster.minutes))[at]
    return found


def _absent_in_own_games(history: History, roster: Roster, rows: Frame) -> Floats:
    """Fading means of what was absent and present in the games each row's player played."""
    came = roster.rows.b("appeared").astype(np.float64)
    loads = np.column_stack(
        [roster.sums(u * (1 - came)) for u in (roster.minutes, roster.points, roster.used)]
        + [roster.sums(u * came) for u in (roster.minutes, roster.points)]
    )
    history = history.of(np.unique(rows.i("player")))
    sides = np.unique(_side(roster.rows))
    wanted = _side(history.games)
    at = np.minimum(np.searchsorted(sides, wanted), max(0, len(sides) - 1))
    known = sides[at] == wanted
    values = np.where(known[:, None], loads[at], _TYPICAL_LOADS)
    place = placing(history, rows.i("player"), rows.i("day"))
    return place(fading_means(history.player, values, (5.0, 12.0)))


def lineup_features(history: History, roster: Roster, rows: Frame) -> Features:
    """What the player did in the games whose line-up is most like tonight's."""
    names = [f"alike{k}_{n}" for k in (1, 2) for n in ("min", "pts", "used", "weight", "apart")]
    names += ["likely_min", "likely_pts", "likely_gone"]
    out = np.full((len(rows), len(names)), np.nan)
    position = {(p, g): i for i, (p, g) in enumerate(_pairs(rows))}
    table = _Games(history)
    squads = roster.rows.i("season_start") * 64 + roster.rows.i("team") % 64
    order = np.lexsort((roster.rows.i("game"), roster.rows.i("day"), squads))
    order = order[np.isin(roster.rows.i("day")[order], rows.i("day"))]
    squads, roster_day = squads[order], roster.rows.i("day")[order]
    edge = np.flatnonzero((np.diff(squads) != 0) | (np.diff(roster_day) != 0)) + 1
    for here in np.split(order, edge) if len(order) else ():
        squad = int(roster.rows.i("season_start")[here[0]]), int(roster.rows.i("team")[here[0]])
        found = table.compare(squad, roster, here)
        if found is not None:
            players, games = roster.rows.i("player")[here], roster.rows.i("game")[here]
            for line, key in zip(
                found, zip(players.tolist(), games.tolist(), strict=True), strict=True
            ):
                if key in position:
                    out[position[key]] = line
    found_features = dict(zip(names, out.T, strict=True))
    history = history.of(np.unique(rows.i("player")))
    usual = fading_means(history.player, history.minutes[:, None], (10.0,))[:, 0, 0]
    usual = placing(history, rows.i("player"), rows.i("day"))(usual)
    rest = np.maximum(150.0, found_features["likely_min"] + usual)
    found_features["min_to_fit"] = usual * 240 / rest
    return found_features


class _Games:
    """Past games of each team and season as matrices of games x players."""

    def __init__(self, history: History) -> None:
        self._history = history
        squads = history.games.i("season_start") * 64 + history.games.i("team") % 64
        order = np.argsort(squads, kind="stable")
        edge = np.flatnonzero(np.diff(squads[order])) + 1
        parts = np.split(order, edge) if len(order) else []
        self._rows = {int(squads[p[0]]): p for p in parts}
        self._made: dict[int, _Squad] = {}

    def compare(self, squad: tuple[int, int], roster: Roster, here: Ints) -> Floats | None:
        """What the past games of a team say of its roster on one date; None before the first."""
        key = squad[0] * 64 + squad[1] % 64
        if key not in self._rows:
            return None
        if key not in self._made:
            self._made[key] = _Squad(self._history, self._rows[key])
        return self._made[key].compare(roster, here)


class _Squad:
    """The games of one team and season: who played, how long, what he did."""

    def __init__(self, history: History, rows: Ints) -> None:
        self.days, game = np.unique(history.day[rows], return_inverse=True)
        self.players, player = np.unique(history.player[rows], return_inverse=True)
        used = np.nan_to_num(history.games.f("used"))
        self.there, self.minutes, self.points, self.used = (
            self._grid(game, player, v[rows])
            for v in (np.ones(len(history.day)), history.minutes, history.points, used)
        )

    def _grid(self, game: Ints, player: Ints, values: Floats) -> Floats:
        grid = np.zeros((len(self.days), len(self.players)))
        grid[game, player] = values
        return grid

    def compare(self, roster: Roster, here: Ints) -> Floats | None:
        """One line a roster row."""
        end = int(np.searchsorted(self.days, roster.rows.i("day")[here[0]]))
        start = max(0, end - _LOOK_BACK)
        if end == 0:
            return None
        players = roster.rows.i("player")[here]
        at = np.minimum(np.searchsorted(self.players, players), len(self.players) - 1)
        mine = (self.players[at] == players).astype(np.float64)
        there, minutes, points, used = (
            grid[start:end][:, at] * mine
            for grid in (self.there, self.minutes, self.points, self.used)
        )
        weight, chance = roster.minutes[here], chance_to_play(roster.rows.f("missed")[here])
        unlike = (there * (1 - chance) + (1 - there) * chance) * weight
        apart = _across(unlike)[:, None] - unlike
        age = np.arange(end - start - 1, -1, -1.0)[:, None]
        found = []
        for half_life, scale in _KERNELS:
            w = there * 0.5 ** (age / half_life) * np.exp(-(apart - apart.min(axis=0)) / scale)
            total = w.sum(axis=0)
            safe = np.where(total > 0, total, np.nan)
            played = (w * minutes).sum(axis=0)
            found += [played / safe, (w * points).sum(axis=0) / safe]
            found += [np.where(total > 0, (w * used).sum(axis=0) / np.maximum(played, 1.0), np.nan)]
            found += [total, (w * apart).sum(axis=0) / safe]
        for value in (chance * weight, chance * roster.points[here], (1 - chance) * weight):
            found.append(value.sum() - value)
        return np.column_stack(found)


def _across(values: Floats) -> Floats:
    return np.asarray(values.sum(axis=1))


def _side(rows: Frame) -> Ints:
    return rows.i("game") * 64 + rows.i("team") % 64


def _pairs(rows: Frame) -> list[tuple[int, int]]:
    return list(zip(rows.i("player").tolist(), rows.i("game").tolist(), strict=True))


def _rank(side: Ints, values: Floats) -> Floats:
    order = np.lexsort((-values, side))
    first = np.flatnonzero(np.r_[True, np.diff(side[order]) != 0])
    sizes = np.diff(np.r_[first, len(side)])
    rank = np.empty(len(side))
    rank[order] = np.arange(len(side)) - np.repeat(first, sizes)
    return rank
