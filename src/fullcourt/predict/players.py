"""What each player's own games say: minutes, scoring and shooting, recent games counting more."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fullcourt.predict.frames import Bools, Floats, Frame, Ints, latest_before
from fullcourt.predict.memory import fading_means, fading_sums, game_numbers, latest

HALF_LIVES = (1.5, 4.0, 10.0, 25.0, 70.0)
"""In games: from the last two games to the whole career."""

_QUANTITIES = (*("points", "fga", "fta", "fg3a", "reb", "ast", "tov", "used", "pf", "minutes"),)
_RATES = {
    "points": 4, "fga": 4, "used": 4, "fta": 4, "fg3a": 1, "ast": 1, "reb": 1, "pf": 1, "tov": 1,
}  # fmt: skip
"""Quantity -> how many of its per-minute rates (short to long memory) are features."""
_LAST_IN_A_ROW = 11
"""Days without a game after which a player counts as returning."""

Features = dict[str, Floats]
Placing = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class History:
    """Every player's games, oldest first, with overtime taken out of points and minutes."""

    games: Frame
    regulation: Floats

    @property
    def player(self) -> Ints:
        """Whose game."""
        return self.games.i("player")

    @property
    def day(self) -> Ints:
        """When."""
        return self.games.i("day")

    @property
    def minutes(self) -> Floats:
        """Minutes as if the game had ended after 48."""
        return self.games.f("minutes") * self.regulation

    @property
    def points(self) -> Floats:
        """Points as if the game had ended after 48 minutes."""
        return self.games.f("points") * self.regulation

    def of(self, players: Ints) -> "History":
        """The games of some players; what is computed a player at a time stays the same."""
        mine = np.isin(self.player, players)
        return self if mine.all() else History(self.games.take(mine), self.regulation[mine])


def history_of(games: Frame) -> History:
    """Prepare the rows of `history.sql`."""
    overtimes = np.nan_to_num(games.f("overtimes"))
    return History(games, 240.0 / (240.0 + 25.0 * overtimes))


def placing(history: History, player: Ints, day: Ints) -> Placing:
    """A function that hands every wanted row the value after its player's latest earlier game."""
    at = latest_before(history.player, history.day, player, day)
    known = at >= 0

    def place(values: Floats) -> Floats:
        found = np.full((len(player), *values.shape[1:]), np.nan)
        found[known] = values[at[known]]
        return found

    return place


def player_features(history: History, rows: Frame) -> Features:
    """Features of the rows from their players' earlier games.

    Args:
        history: Games of all players.
        rows: `player` and `day` of the wanted rows.
    """
    history = history.of(np.unique(rows.i("player")))
    place = placing(history, rows.i("player"), rows.i("day"))
    found: Features = {}
    found |= _levels(history, place)
    found |= _rates(history, place)
    found |= _roles(history, place)
    found |= _recent(history, place)
    found |= _shooting(history, place)
    found |= _calendar(history, rows, place)
    return found


def _levels(history: History, place: Placing) -> Features:
    both = np.column_stack([history.minutes, history.points])
    means = place(fading_means(history.player, both, HALF_LIVES))
    found = {}
    for i, life in enumerate(HALF_LIVES):
        found[f"min_e{life:g}"], found[f"pts_e{life:g}"] = means[:, i, 0], means[:, i, 1]
    squares = np.column_stack([both, both**2])
    spread = place(fading_means(history.player, squares, (12.0,)))[:, 0]
    found["min_sd"] = np.sqrt(np.maximum(0.0, spread[:, 2] - spread[:, 0] ** 2))
    found["pts_sd"] = np.sqrt(np.maximum(0.0, spread[:, 3] - spread[:, 1] ** 2))
    season = history.player * 10_000 + history.games.i("season_start")
    own = place(fading_means(season, both, (20.0,)))[:, 0]
    found["min_s20"], found["pts_s20"] = own[:, 0], own[:, 1]
    return found


def _rates(history: History, place: Placing) -> Features:
    values = np.column_stack([np.nan_to_num(history.games.f(q)) for q in _QUANTITIES])
    sums, _ = fading_sums(history.player, values, HALF_LIVES[2:])
    minutes = sums[:, :, _QUANTITIES.index("minutes")]
    found = {}
    for quantity, kept in _RATES.items():
        x = sums[:, :, _QUANTITIES.index(quantity)]
        prior = _TYPICAL[quantity]
        long = (x[:, 2] + 100 * prior) / (minutes[:, 2] + 100)
        middle = (x[:, 1] + 150 * long) / (minutes[:, 1] + 150)
        short = (x[:, 0] + 150 * middle) / (minutes[:, 0] + 150)
        found[f"{quantity}_rate"] = place(short)
        if kept > 1:
            found[f"{quantity}_rate_m"], found[f"{quantity}_rate_l"] = place(middle), place(long)
    attempts = sums[:, 1, 1] + 0.44 * sums[:, 1, 2]
    found["pps"] = place((sums[:, 1, 0] + 110) / (attempts + 100))
    return found


_TYPICAL = {
    "points": 0.47, "fga": 0.366, "used": 0.458, "fta": 0.091, "fg3a": 0.147, "ast": 0.106,
    "reb": 0.18, "pf": 0.082, "tov": 0.053,
}  # fmt: skip
"""League rates per minute that a player without minutes is given, rounded; a shrinkage prior."""


def _roles(history: History, place: Placing) -> Features:
    started = history.games.f("started")
    known = np.where(np.isnan(started), 0.5, started)
    share = place(fading_means(history.player, known[:, None], (1.5, 4.0)))[:, :, 0]
    found = {"start_e1": share[:, 0], "start_e4": share[:, 1], "start_last": place(known)}
    for role, flag in (("starter", 1.0), ("bench", 0.0)):
        here = (started == flag).astype(np.float64)
        pair = np.column_stack([history.minutes * here, here])
        sums = fading_sums(history.player, pair, (8.0,))[0][:, 0]
        some = sums[:, 1] > 0.05
        mean = np.where(some, sums[:, 0] / np.where(some, sums[:, 1], 1.0), np.nan)
        found[f"min_as_{role}"] = place(mean)
    margin = np.nan_to_num(history.games.f("plus_minus"))
    paint = np.nan_to_num(history.games.f("paint_attempts"))
    shots = np.nan_to_num(history.games.f("fga"))
    totals, weights = fading_sums(history.player, np.column_stack([margin, paint, shots]), (10.0,))
    found["plus_minus_e10"] = place(totals[:, 0, 0] / weights[:, 0])
    found["paint_share"] = place(totals[:, 0, 1] / np.maximum(1.0, totals[:, 0, 2]))
    return found


def _recent(history: History, place: Placing) -> Features:
    minutes = latest(history.player, history.minutes, 10)
    points = latest(history.player, history.points, 10)
    found = {f"min_lag{k + 1}": place(minutes[:, k]) for k in range(3)}
    found["pts_lag1"] = place(points[:, 0])
    found["min_med5"] = place(_middle(minutes[:, :5]))
    found["min_med10"] = place(_middle(minutes))
    found["min_max5"] = place(_largest(minutes[:, :5]))
    found["min_max10"] = place(_largest(minutes))
    found["min_min5"] = place(-_largest(-minutes[:, :5]))
    found["pts_med10"] = place(_middle(points))
    found["pts_max10"] = place(_largest(points))
    games = history.games
    total = games.f("points") + games.f("reb") + games.f("ast")
    found["pra_e10"] = place(fading_means(history.player, total[:, None], (10.0,))[:, 0, 0])
    found["pra_med10"] = place(_middle(latest(history.player, total, 10)))
    return found | _competitive(history, place)


def _middle(values: Floats) -> Floats:
    return np.asarray(np.nanmedian(values, axis=1), dtype=np.float64)


def _largest(values: Floats) -> Floats:
    return np.asarray(np.nanmax(values, axis=1), dtype=np.float64)


def _competitive(history: History, place: Placing) -> Features:
    """Minutes with blowouts, foul trouble and early exits counting less."""
    margin = np.abs(history.games.f("margin"))
    margin = np.where(np.isnan(margin), 10.0, margin)
    usual = fading_means(history.player, history.minutes[:, None], (8.0,))[:, 0, 0]
    before = np.where(game_numbers(history.player) > 0, np.roll(usual, 1), 0.0)
    weight = np.exp(-np.maximum(0.0, margin - 10.0) / 12.0)
    weight *= np.where(history.games.f("pf") >= 5, 0.6, 1.0)
    weight *= np.where(history.minutes < 0.45 * before, 0.5, 1.0)
    values = np.column_stack([weight, weight * history.minutes, margin])
    sums, weights = fading_sums(history.player, values, (5.0, 12.0))
    found = {}
    for i, life in enumerate((5, 12)):
        found[f"min_close_{life}"] = place(sums[:, i, 1] / sums[:, i, 0])
        found[f"margin_{life}"] = place(sums[:, i, 2] / weights[:, i])
    return found


def _shooting(history: History, place: Placing) -> Features:
    """Points his attempts are worth at his long-run percentages, so that luck does not count."""
    games = history.games
    two_a, two_m = games.f("fga") - games.f("fg3a"), games.f("fgm") - games.f("fg3m")
    made = np.column_stack(
        [two_a, two_m, games.f("fg3a"), games.f("fg3m"), games.f("fta"), games.f("ftm")]
    )
    long = fading_sums(history.player, made, (120.0,))[0][:, 0]
    two = (long[:, 1] + 120 * 0.54) / (long[:, 0] + 120)
    three = (long[:, 3] + 150 * 0.355) / (long[:, 2] + 150)
    free = (long[:, 5] + 40 * 0.77) / (long[:, 4] + 40)
    implied, possessions = games.f("implied_team_total"), games.f("possessions")
    by_market = games.f("points") * 113 / np.where(np.isnan(implied), 113.0, implied)
    pace = np.where(np.isnan(possessions), 100.0, possessions * history.regulation)
    values = np.column_stack(
        [games.f("minutes"), two_a, games.f("fg3a"), games.f("fta"), by_market,
         games.f("points") / pace * 100]
    )  # fmt: skip
    sums, weights = fading_sums(history.player, values, (4.0, 10.0, 25.0))
    found = {"two_pct": place(two), "three_pct": place(three), "free_pct": place(free)}
    for i, life in enumerate((4, 10, 25)):
        worth = 2 * two * sums[:, i, 1] + 3 * three * sums[:, i, 2] + free * sums[:, i, 3]
        found[f"worth_rate_{life}"] = place((worth + 40 * 0.47) / (sums[:, i, 0] + 40))
        found[f"worth_{life}"] = place(worth / weights[:, i])
        if life < 25:
            found[f"market_pts_{life}"] = place(sums[:, i, 4] / weights[:, i])
            found[f"pace_pts_{life}"] = place(sums[:, i, 5] / weights[:, i])
    return found


def _calendar(history: History, rows: Frame, place: Placing) -> Features:
    number = game_numbers(history.player)
    team = history.games.i("team")
    tenure: Floats = np.asarray(game_numbers(history.player, team) + 1, dtype=np.float64)
    gap = np.where(number > 0, history.day - np.roll(history.day, 1), 0)
    spells = game_numbers(history.player, np.cumsum(gap >= _LAST_IN_A_ROW))
    spell: Floats = np.asarray(spells + 1, dtype=np.float64)
    since = np.minimum(rows.i("day") - place(history.day.astype(np.float64)), 60.0)
    back: Bools = since >= _LAST_IN_A_ROW
    return {
        "career_games": place(np.asarray(number + 1, dtype=np.float64)),
        "days_since": since,
        "team_tenure": np.minimum(place(tenure), 60.0),
        "since_return": np.where(back, 0.0, np.minimum(place(spell), 30.0)),
    }
