"""The league's injury report as CSV: one player and report a row, several reports in one file.

Columns: `Game Date` (12/01/2021 or ISO), `Game Time` (07:30 (ET), not used), `Matchup` (CLE@MIA),
`Team` (full name, nickname or tricode), `Player Name` (`Claxton, Nic` or `Nic Claxton`), `Current
Status`, `Reason`, `Report Time` (Eastern: `12/01/2021 05:30 PM` or ISO).

Traps:
- Reports are snapshots; every row carries the moment of its report, and all of them are kept.
- Tables taken from the PDF leave date, time, matchup, team and report time blank where they repeat
  the row above: filled down.
- A team that has not reported has a row without a player and `NOT YET SUBMITTED` as its reason or
  status: `not_submitted`.
- A status outside the vocabulary is reported and read as NULL.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

REPORTS = Layout(
    fields=(
        Field("Game Date", Kind.DATE),
        *columns(Kind.TEXT, Need.REQUIRED, "Team", "Player Name", "Current Status"),
        Field("Reason", need=Need.OPTIONAL),
        Field("Report Time", Kind.TIMESTAMP),
    ),
    tables={"injury_report": "official_injury_report_rows.sql"},
    leave_out=("official_injury_report_unplaced.sql",),
    problems=("official_injury_report_status.sql", "official_injury_report_teams.sql"),
)

FORMAT = Format("official_injury_report", (REPORTS,))
