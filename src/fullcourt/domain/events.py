"""The one vocabulary of play-by-play events, whatever the feed."""

from enum import StrEnum


class EventType(StrEnum):
    """What happened."""

    SHOT = "shot"
    FREE_THROW = "free_throw"
    REBOUND = "rebound"
    TURNOVER = "turnover"
    FOUL = "foul"
    VIOLATION = "violation"
    SUBSTITUTION = "substitution"
    TIMEOUT = "timeout"
    JUMP_BALL = "jump_ball"
    EJECTION = "ejection"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    REPLAY = "replay"
    BLOCK = "block"  # feeds that tell a block twice: on the shot and as a row of its own
    STEAL = "steal"
    OTHER = "other"  # a code we do not know: kept, and reported as unknown vocabulary
