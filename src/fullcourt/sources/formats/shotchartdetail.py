"""stats.nba.com `shotchartdetail`: one field-goal attempt a row; CSV, Parquet or JSON `resultSets`.

Native units: LOC_X and LOC_Y in tenths of a foot from the basket, negative x = left corner.

Traps:
- Answers stop at 102,400 rows, in game order: a file of exactly that size ends inside a game. That
  game is left out and reported as `row_limit_cut`.
- An answer for one team holds half a game; it would replace the other half. Such games are left
  out and reported as `one_team_only`: join both teams' shots in one file.
- GAME_EVENT_ID is the EVENTNUM of the play-by-play, and is kept as `source_event_id`.
- The value is SHOT_TYPE's: the zone label disagrees in a few rows a season.
- Look-alike rows are real shots (two tips in one second): nothing is dropped by content.
- If fewer than 99 % of the corner threes lie on their side, the coordinates are read as NULL and
  `mirrored_coordinates` is reported; the labels stay.
"""

from fullcourt.domain.zones import LABELS
from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

ROW_LIMIT = 102_400
"""Where the API stops, without a word."""

SHOT_TYPES = frozenset({"2PT Field Goal", "3PT Field Goal"})

SHOTS = Layout(
    fields=(
        Field("GAME_ID", Kind.GAME_ID, Need.KEY),
        Field("GAME_EVENT_ID", Kind.INT),
        Field("PLAYER_ID", Kind.ID, Need.KEY),
        Field("PLAYER_NAME", need=Need.OPTIONAL),
        Field("TEAM_ID", Kind.TEAM_ID, Need.KEY),
        *columns(Kind.INT, Need.REQUIRED, "PERIOD", "MINUTES_REMAINING", "SECONDS_REMAINING"),
        Field("ACTION_TYPE", need=Need.OPTIONAL),
        Field("SHOT_TYPE", allowed=SHOT_TYPES),
        Field("SHOT_ZONE_BASIC", allowed=frozenset(LABELS)),
        *columns(Kind.INT, Need.REQUIRED, "SHOT_DISTANCE", "LOC_X", "LOC_Y"),
        Field("SHOT_MADE_FLAG", Kind.FLAG),
        Field("GAME_DATE", Kind.DATE),
    ),
    tables={
        "shot_chart": "shotchartdetail_shots.sql",
        "player_names": "shotchartdetail_names.sql",
    },
    leave_out=("shotchartdetail_cut.sql", "shotchartdetail_one_team.sql"),
    problems=("shotchartdetail_sides.sql",),
)

FORMAT = Format("shotchartdetail", (SHOTS,))
