"""The public per-season shot archive (`NBA_<end year>_Shots`): one field-goal attempt a row.

Traps:
- GAME_ID without leading zeros, GAME_DATE as month-day-year, SEASON_1 is the END year (not read).
- Coordinates are feet, x mirrored, y from the baseline with the basket at 5.25 ft; they are turned
  into tenths of a foot from the basket, negative x = left corner.
- No event id (`source_event_id` is NULL): joined to events by player, period, clock and make.
- No key: 13 to 14 rows a season repeat another exactly and are real shots. Nothing is dropped.
- The value is SHOT_TYPE's, whatever the zone label says.
- Games of one team only are left out (`one_team_only`), see `shotchartdetail`.
"""

from fullcourt.domain.zones import LABELS
from fullcourt.sources.format import Format
from fullcourt.sources.formats.shotchartdetail import SHOT_TYPES
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

SHOTS = Layout(
    fields=(
        Field("GAME_ID", Kind.GAME_ID, Need.KEY),
        Field("PLAYER_ID", Kind.ID, Need.KEY),
        Field("PLAYER_NAME", need=Need.OPTIONAL),
        Field("TEAM_ID", Kind.TEAM_ID, Need.KEY),
        *columns(Kind.INT, Need.REQUIRED, "QUARTER", "MINS_LEFT", "SECS_LEFT", "SHOT_DISTANCE"),
        Field("ACTION_TYPE", need=Need.OPTIONAL),
        Field("SHOT_TYPE", allowed=SHOT_TYPES),
        Field("BASIC_ZONE", allowed=frozenset(LABELS)),
        *columns(Kind.NUMBER, Need.REQUIRED, "LOC_X", "LOC_Y"),
        Field("SHOT_MADE", Kind.FLAG),
        Field("GAME_DATE", Kind.DATE),
    ),
    tables={
        "shot_chart": "shot_archive_shots.sql",
        "player_names": "shotchartdetail_names.sql",
    },
    leave_out=("shotchartdetail_one_team.sql",),
    problems=("shot_archive_sides.sql",),
)

FORMAT = Format("shot_archive", (SHOTS,))
