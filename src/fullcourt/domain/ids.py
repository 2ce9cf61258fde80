"""Game ids: 2 digits league + 1 type + 2 start year + 5 number, ten digits in all.

Files lose the leading zeros (`22100001`) or pass ids through a float (`22100001.0`); `pad_game_id`
undoes both. Seasons and types are read off the padded id.
"""

from enum import IntEnum

from fullcourt.domain.seasons import season_label

TEAM_ID_FLOOR = 1_610_000_000
"""Ids from here on are teams. Feeds put them where a player's id is expected."""


class GameType(IntEnum):
    """The third digit of a game id."""

    PRESEASON = 1
    REGULAR = 2
    ALL_STAR = 3
    PLAYOFFS = 4
    PLAY_IN = 5
    CUP_FINAL = 6


COUNTED_TYPES = frozenset(
    {GameType.REGULAR, GameType.PLAYOFFS, GameType.PLAY_IN, GameType.CUP_FINAL}
)
"""Types whose games enter windows and rosters; the others stay in raw."""


def pad_game_id(value: str | int | float) -> str | None:
    """The ten-digit NBA game id behind `value`, or None when it is none.

    >>> pad_game_id("22100001.0")
    '0022100001'
    >>> pad_game_id("1022500165") is None  # another league
    True
    """
    text = str(value).strip().removesuffix(".0")
    if not text.isascii() or not text.isdigit():
        return None
    padded = text.zfill(10)
    return padded if len(padded) == 10 and padded.startswith("00") and padded[2] != "0" else None


def game_type(game_id: str) -> int:
    """The type digit of a padded game id."""
    return int(game_id[2])


def is_counted(game_id: str) -> bool:
    """Whether the game counts in windows and rosters."""
    return game_type(game_id) in COUNTED_TYPES


def season_of(game_id: str) -> str:
    """The season of a padded game id: `0022100001` is of `2021-22`."""
    two = int(game_id[3:5])
    return season_label(two + (1900 if two >= 46 else 2000))
