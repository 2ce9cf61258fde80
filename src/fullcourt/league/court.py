"""The state of many games at once, and the record of what happens in them."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from fullcourt.league.tables import Array

FIELDS = (
    "game",
    "step",
    "part",
    "period",
    "clock",
    "kind",
    "action",
    "side",
    "p1",
    "p2",
    "p3",
    "made",
    "value",
    "zone",
    "extra",
)


class Kind(IntEnum):
    """Kinds of event, numbered as the play-by-play feed numbers them."""

    MADE = 1
    MISS = 2
    FREE_THROW = 3
    REBOUND = 4
    TURNOVER = 5
    FOUL = 6
    SUBSTITUTION = 8
    TIMEOUT = 9
    JUMP_BALL = 10
    PERIOD_START = 12
    PERIOD_END = 13


class Part(IntEnum):
    """Order of events inside one step of a game."""

    SUBSTITUTION = 5
    TECHNICAL = 6
    FOUL = 8
    TURNOVER = 10
    SHOT = 20
    AND_ONE = 21
    FREE_THROW = 30
    REBOUND = 50
    TIMEOUT = 60
    PERIOD_END = 90
    PERIOD_START = 91
    JUMP_BALL = 92


class Chance(IntEnum):
    """How the offence came to its chance."""

    FRESH = 0
    SECOND = 1
    AFTER_FOUL = 2


@dataclass(slots=True)
class Record:
    """Events in the order they are told; sorted once at the end."""

    blocks: list[Array] = field(default_factory=list)

    def add(self, game: Array, **columns: Array | int) -> None:
        """Append one event for each game of `game`; a column left out is -1."""
        if not len(game):
            return
        block = np.full((len(FIELDS), len(game)), -1, dtype=np.int32)
        block[0] = game
        for name, values in columns.items():
            block[_POSITION[name]] = values
        self.blocks.append(block)

    def columns(self) -> dict[str, Array]:
        """Every event as columns, sorted by game, step and part."""
        table = np.concatenate(self.blocks, axis=1)
        key = (table[0].astype(np.int64) * 4096 + table[1]) * 128 + table[2]
        table = table[:, np.argsort(key, kind="stable")]
        return {name: table[i] for i, name in enumerate(FIELDS)}


_POSITION = {name: i for i, name in enumerate(FIELDS)}


@dataclass(slots=True)
class State:
    """Where every game stands; arrays over games, or over (games, sides)."""

    period: Array
    clock: Array
    offence: Array
    chance: Array
    first: Array  # side that won the opening tip
    score: Array
    team_fouls: Array
    stretch: Array
    fouls: Array  # by card row * SLOTS + slot
    over: Array
    step: int = 0

    @classmethod
    def opening(cls, games: int, slots: int, first: Array) -> "State":
        """All games at tip-off."""
        return cls(
            period=np.ones(games, dtype=np.int64),
            clock=np.full(games, 720, dtype=np.int64),
            offence=first.copy(),
            chance=np.zeros(games, dtype=np.int64),
            first=first,
            score=np.zeros((games, 2), dtype=np.int64),
            team_fouls=np.zeros((games, 2), dtype=np.int64),
            stretch=np.zeros((games, 2), dtype=np.int64),
            fouls=np.zeros(games * 2 * slots, dtype=np.int64),
            over=np.zeros(games, dtype=bool),
        )

    def elapsed(self, games: Array) -> Array:
        """Game seconds played."""
        period, clock = self.period[games], self.clock[games]
        regulation = np.minimum(period, 4) * 720
        seconds: Array = regulation + np.maximum(period - 4, 0) * 300 - clock
        return seconds


def pick(weights: Array, u: Array) -> Array:
    """Row by row, a column drawn with probability proportional to its weight."""
    cumulative = np.cumsum(weights, axis=1)
    hit = (u * cumulative[:, -1])[:, None] >= cumulative
    column: Array = np.minimum(hit.sum(axis=1), weights.shape[1] - 1)
    return column
