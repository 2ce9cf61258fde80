"""Running averages that forget: what is known of a player after each of his games."""

from collections.abc import Sequence

import numpy as np

from fullcourt.predict.frames import Floats, Ints


def fading_sums(player: Ints, values: Floats, half_lives: Sequence[float]) -> tuple[Floats, Floats]:
    """Sums over a player's games up to and with each row, older games counting less.

    Args:
        player: Whose row, rows sorted by player and time.
        values: Rows x quantities.
        half_lives: In games, one sum each.

    Returns:
        Rows x half-lives x quantities, and the weights, rows x half-lives.
    """
    rows, quantities = values.shape
    number = game_numbers(player)
    order = np.argsort(number, kind="stable")
    decay = 0.5 ** (1.0 / np.asarray(half_lives, dtype=np.float64))
    sums = np.zeros((rows, len(decay), quantities))
    weights = np.zeros((rows, len(decay)))
    done = 0
    for step, count in enumerate(np.bincount(number)) if rows else ():
        now = order[done : done + count]
        done += count
        sums[now] = values[now][:, None, :]
        weights[now] = 1.0
        if step:
            sums[now] += sums[now - 1] * decay[None, :, None]
            weights[now] += weights[now - 1] * decay[None, :]
    return sums, weights


def fading_means(player: Ints, values: Floats, half_lives: Sequence[float]) -> Floats:
    """The same as means: rows x half-lives x quantities."""
    sums, weights = fading_sums(player, values, half_lives)
    return np.asarray(sums / weights[:, :, None])


def game_numbers(*keys: Ints) -> Ints:
    """How many rows of the same key stand right before each row."""
    rows = len(keys[0])
    fresh = np.zeros(rows, dtype=bool)
    if rows:
        fresh[0] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    first = np.maximum.accumulate(np.where(fresh, np.arange(rows), 0))
    return np.arange(rows) - first


def latest(player: Ints, values: Floats, games: int) -> Floats:
    """The last few values of each row's player, newest first; NaN where he has fewer games."""
    number = game_numbers(player)
    found = np.full((len(values), games), np.nan)
    for back in range(games):
        at = np.flatnonzero(number >= back)
        found[at, back] = values[at - back]
    return found
