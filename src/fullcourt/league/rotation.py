"""Minutes: which five of a team stand on court in each two-minute stretch of a game."""

import numpy as np

from fullcourt.league.players import Players
from fullcourt.league.rosters import SLOTS, Rosters
from fullcourt.league.tables import Array

STRETCHES_A_QUARTER = 6
OVERTIMES = 6
STRETCHES = 4 * STRETCHES_A_QUARTER + OVERTIMES
_REGULATION = 4 * STRETCHES_A_QUARTER
# Minutes by rank inside a team and game.
_MINUTES = np.array(
    [34.0, 32.4, 31.0, 29.4, 27.2, 24.0, 20.6, 17.4, 13.6, 9.0, 5.2, 3.8, 3.2, 2.8, 2.4]
)
_STARTERS = np.array([0.9] * 5 + [0.0] * (SLOTS - 5))


def period_length(period: Array) -> Array:
    """Seconds of a period: twelve minutes, five in overtime."""
    return np.where(period <= 4, 720, 300)


def stretch_starts(rows: int, rng: np.random.Generator) -> Array:
    """(rows, STRETCHES) game seconds at which each stretch begins; periods begin on time."""
    base = np.arange(_REGULATION) * 120.0
    jitter = rng.integers(-45, 46, (rows, _REGULATION))
    jitter[:, ::STRETCHES_A_QUARTER] = 0
    overtime = 2880 + 300 * np.arange(OVERTIMES)
    return np.concatenate(
        [base.astype(np.int64) + jitter, np.tile(overtime, (rows, 1))], axis=1
    ).astype(np.int64)


def target_minutes(rosters: Rosters, players: Players, rng: np.random.Generator) -> Array:
    """(rows, SLOTS) minutes each player of a card is meant to play; rows sum to 240."""
    present = rosters.slots >= 0
    worth = np.where(present, players.worth[np.maximum(rosters.slots, 0)], 0.0)
    share = np.tile(_MINUTES, (len(worth), 1)) * np.exp(rng.normal(0, 0.12, worth.shape))
    share *= np.where(present, np.clip(worth, 0.2, 1.6) ** 0.10, 0.0)
    share[:, 10:] *= 0.85
    for _ in range(6):
        total = share.sum(axis=1, keepdims=True)
        share = np.minimum(share * (240.0 / total), 38.5)
    return share


def lineups(rosters: Rosters, target: Array, rng: np.random.Generator) -> Array:
    """(rows, STRETCHES, 5) slots on court, chosen so that everybody comes near his minutes.

    Each stretch goes to the five players furthest behind their minutes, with a bonus for those
    already on court, so that a boundary changes about one player.
    """
    rows = len(target)
    present = rosters.slots >= 0
    credit = np.zeros((rows, SLOTS))
    court = np.zeros((rows, SLOTS), dtype=bool)
    ever = np.zeros((rows, SLOTS), dtype=bool)
    out = np.zeros((rows, STRETCHES, 5), dtype=np.int64)
    deep = np.clip((10.0 - target) / 8.0, 0.0, 1.0) * 1.5
    for stretch in range(STRETCHES):
        credit += target / _REGULATION
        score = credit + 2.7 * court + rng.random((rows, SLOTS)) * 0.4
        score += _urgency(stretch, deep, ever)
        score[~present] = -99.0
        if stretch >= _REGULATION:
            score = np.where(present, target + rng.random((rows, SLOTS)), -99.0)
        five = np.argsort(-score, axis=1, kind="stable")[:, :5]
        five.sort(axis=1)
        out[:, stretch] = five
        court[:] = False
        np.put_along_axis(court, five, True, axis=1)
        ever |= court
        credit -= 2.0 * court
    return out


def _urgency(stretch: int, deep: Array, ever: Array) -> Array:
    """Starters open the halves and close the game; the end of the bench plays late."""
    if stretch == 0:
        return np.broadcast_to(9.0 * (_STARTERS > 0), deep.shape)
    if stretch == 12:
        return np.broadcast_to(2.2 * _STARTERS, deep.shape)
    if stretch == 23:
        return np.where(ever, 0.0, 9.0)
    late = 1.0 if stretch >= 20 else 0.0
    return deep * (late * 2.0 - 1.0) * 0.8
