"""A list of postponed games as a news site printed it: teams, old date, new date and time.

Traps: dates as text (`Dec. 23, 2021`, `March 4, 2022`), times as `8 p.m. ET` or `7:30 p.m. ET`; no
game id (a moved game keeps its id; the schedule says which). A rescheduled time that cannot be
read leaves `rescheduled_tip_utc` NULL.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

GAMES = Layout(
    fields=(
        *columns(Kind.TEAM_NAME, Need.KEY, "home_team", "away_team"),
        Field("previous_date", Kind.DATE, Need.KEY),
        Field("rescheduled_date", Kind.DATE),
        Field("rescheduled_time", need=Need.OPTIONAL),
    ),
    tables={"postponed_games": "cbssports_postponed_games.sql"},
    problems=("cbssports_postponed_times.sql",),
)

FORMAT = Format("cbssports_postponed", (GAMES,))
