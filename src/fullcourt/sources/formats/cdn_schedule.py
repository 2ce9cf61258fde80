"""cdn.nba.com `scheduleLeagueV2`, flattened (`homeTeam.teamId`) or as JSON: one snapshot a file.

Traps:
- gameDateTimeEst ends in `Z` but is US Eastern; 00:00 with the text `TBD` means no time is set.
  Other time fields carry the year 1900 and are not read.
- postponedStatus is `A` for every game of a season and is not read: text and result decide.
- Games to come have score 0: read as no score.
- Cup games whose teams are not known yet have team id 0: NULL until they are.
- JSON says when it was made (`meta.time`, Eastern in spite of its `Z`); the flattened form does
  not: the option `--captured`, else the tip of the latest result plus three hours.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need

GAMES = Layout(
    fields=(
        Field("gameId", Kind.GAME_ID, Need.KEY),
        Field("gameDateTimeEst", Kind.TIMESTAMP, Need.KEY),
        Field("gameStatusText"),
        Field("homeTeam.teamId", Kind.TEAM_ID),
        Field("awayTeam.teamId", Kind.TEAM_ID),
        Field("homeTeam.score", Kind.INT, Need.OPTIONAL),
        Field("awayTeam.score", Kind.INT, Need.OPTIONAL),
    ),
    tables={"nbac_schedule": "cdn_schedule_games.sql"},
    problems=("cdn_schedule_status.sql",),
)

FORMAT = Format("cdn_schedule", (GAMES,), latest_result="cdn_schedule_latest.sql")
