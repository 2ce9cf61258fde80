"""prosportstransactions.com roster moves: who went out (Relinquished), who came back (Acquired).

Hints, not reports: no player id, no game, no status such as questionable.

Traps:
- Names begin with a blank and list aliases (`Nicolas Claxton / Nic Claxton`), with middle names or
  birth dates in parentheses. `player_name` keeps the whole text, `player_lookup` folds the last
  alias, mostly the one in use; `domain.names.aliases` gives all of them.
- Team is the nickname (`Blazers`); `Hornets` is New Orleans from 2002 to 2013.
- One of the two name columns is blank; with both or neither the row is left out.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

MOVES = Layout(
    fields=(
        Field("Date", Kind.DATE, Need.KEY),
        *columns(Kind.TEXT, Need.REQUIRED, "Team", "Acquired", "Relinquished"),
        Field("Notes", need=Need.OPTIONAL),
    ),
    tables={"injury_transactions": "prosportstransactions_moves.sql"},
    leave_out=("prosportstransactions_unclear.sql",),
    problems=("prosportstransactions_teams.sql",),
)

FORMAT = Format("prosportstransactions", (MOVES,))
