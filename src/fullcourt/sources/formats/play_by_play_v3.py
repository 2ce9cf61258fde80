"""stats.nba.com `playbyplayv3`, JSON (`game.actions`) or flattened with its `gameId`.

Traps:
- The key is (gameId, actionId), which is time order too; actionNumber repeats: BLOCK and STEAL rows
  have an empty actionType and share the number of their shot or turnover. They stay as rows of
  type block and steal, and give `blocker_id` and `stealer_id` on the shot and the turnover.
- Assisters, players who come in and second jumpers stand in the text by name only. A name that
  exactly one player of the game has is resolved; another is reported as `unresolved_name`.
- Scores are empty on most rows. xLegacy and yLegacy are tenths of a foot, 0 on non-shots.
- personId holds a team id on team events.
- meta.time is Eastern wall time: the moment of capture.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

ACTIONS = frozenset(
    {"Made Shot", "Missed Shot", "Free Throw", "Rebound", "Turnover", "Foul", "Violation"}
    | {"Substitution", "Timeout", "Jump Ball", "Ejection", "period", "Instant Replay"}
)

EVENTS = Layout(
    fields=(
        Field("gameId", Kind.GAME_ID, Need.KEY),
        Field("actionId", Kind.INT, Need.KEY),
        Field("actionNumber", Kind.INT, Need.KEY),
        Field("actionType", allowed=ACTIONS),
        Field("period", Kind.INT),
        Field("clock", Kind.ISO_CLOCK),
        *columns(Kind.TEXT, Need.REQUIRED, "subType", "description"),
        Field("personId", Kind.ID),
        Field("teamId", Kind.TEAM_ID),
        *columns(Kind.TEXT, Need.OPTIONAL, "playerName", "playerNameI"),
        *columns(Kind.INT, Need.REQUIRED, "shotValue", "shotDistance", "xLegacy", "yLegacy"),
        *columns(Kind.INT, Need.OPTIONAL, "scoreHome", "scoreAway"),
    ),
    tables={"nbac_play_by_play": "play_by_play_v3_events.sql"},
    problems=("play_by_play_v3_unresolved.sql",),
)

FORMAT = Format("v3", (EVENTS,))
