"""stats.nba.com `playbyplayv2`: 34 columns, one row an event; CSV, Parquet or JSON `resultSets`.

The feed is dead for new games. Traps:
- Row order is time order, EVENTNUM is not: `event_seq` is the row order inside the game, and
  EVENTNUM stays as `source_event_id` (shot charts join on it).
- Exact repeats of (game, EVENTNUM) are dropped, one Problem a game. Two *different* rows with one
  number are both kept.
- Ids may be float text (`1610612749.0`), `''` or `0` means nobody.
- PLAYER1_ID holds a TEAM id on team rebounds, timeouts and team turnovers: `player_id` is NULL
  then and `team_id` is that team.
- The third player of a missed shot blocked it when PERSON3TYPE is 4 or 5; on other rows PERSON3TYPE
  is 1 and PLAYER3_ID 0. The second player of a made shot assisted when the text says AST. The
  second player of a turnover stole the ball.
- A substitution names who goes out first (`player_id`), then who comes in (`other_player_id`).
- No coordinates; feet stand in the text of about 90 % of the shots; threes say 3PT.
- SCORE is "visitor - home" and stands on scoring rows only.
- `sub_type` is the feed's action code (EVENTMSGACTIONTYPE) as text.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

EVENT_TYPES = frozenset(str(code) for code in (*range(1, 14), 18))
"""EVENTMSGTYPE codes with a meaning; others are kept as `other` and reported."""

EVENTS = Layout(
    fields=(
        Field("GAME_ID", Kind.GAME_ID, Need.KEY),
        Field("EVENTNUM", Kind.INT, Need.KEY),
        Field("EVENTMSGTYPE", Kind.INT, Need.KEY, EVENT_TYPES),
        *columns(Kind.INT, Need.REQUIRED, "EVENTMSGACTIONTYPE", "PERIOD"),
        Field("PCTIMESTRING", Kind.CLOCK),
        *columns(Kind.TEXT, Need.REQUIRED, "HOMEDESCRIPTION", "VISITORDESCRIPTION"),
        *columns(Kind.TEXT, Need.OPTIONAL, "NEUTRALDESCRIPTION", "SCORE"),
        *columns(Kind.ID, Need.REQUIRED, "PLAYER1_ID", "PLAYER2_ID", "PLAYER3_ID"),
        *columns(Kind.INT, Need.REQUIRED, "PERSON1TYPE", "PERSON2TYPE", "PERSON3TYPE"),
        Field("PLAYER1_TEAM_ID", Kind.TEAM_ID),
        *columns(Kind.TEXT, Need.OPTIONAL, "PLAYER1_NAME", "PLAYER2_NAME", "PLAYER3_NAME"),
    ),
    tables={
        "nbac_play_by_play": "play_by_play_v2_events.sql",
        "player_names": "play_by_play_v2_names.sql",
    },
    leave_out=("play_by_play_v2_repeats.sql",),
)

FORMAT = Format("v2", (EVENTS,))
