"""data.nba.com schedule (`gid`, `etdate`, ...): one game of any kind a row, one snapshot a file.

Traps:
- Postponed games stand at the date they were played, with their old id, and nothing marks them:
  changes show only between snapshots.
- `st` is 1 to come, 2 in play, 3 final; a score before that is none, even when it says 0.
- Status is decided by the text (`stt`) and the result.
- `etdate` and `ettime` are US Eastern. 00:00 means no time is set yet.
- All-Star sides have ids and codes of their own; rows are kept.
- No capture time: the option `--captured`, else the tip of the latest result plus three hours.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need

GAMES = Layout(
    fields=(
        Field("gid", Kind.GAME_ID, Need.KEY),
        Field("etdate", Kind.DATE, Need.KEY),
        Field("ettime", need=Need.OPTIONAL),
        Field("st", need=Need.OPTIONAL, allowed=frozenset({"1", "2", "3"})),
        Field("stt"),
        Field("h.tid", Kind.TEAM_ID),
        Field("v.tid", Kind.TEAM_ID),
        Field("h.s", Kind.INT),
        Field("v.s", Kind.INT),
    ),
    tables={"nbac_schedule": "data_nba_schedule_games.sql"},
    problems=("data_nba_schedule_status.sql",),
)

FORMAT = Format("data_nba_schedule", (GAMES,), latest_result="data_nba_schedule_latest.sql")
