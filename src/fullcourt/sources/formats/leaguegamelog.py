"""stats.nba.com `leaguegamelog`: one row a player and game, or one a team and game.

Traps:
- Only players who played; no DNP rows, no starters (those stay NULL, `player_status` is active).
- MIN is whole minutes (`minutes_basis`): a player of a few seconds has 0.
- Home or away stands only in MATCHUP: `LAL vs. GSW` is at home, `SAS @ DAL` away.
- PLUS_MINUS of the team table is no score margin in some rows and is not read.
- Rows are not in date order. A repeated row is kept: the box-score rules name it.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

COUNTING = columns(
    Kind.INT,
    Need.REQUIRED,
    *("PTS", "FGM", "FGA", "FG3M", "FG3A", "FTM", "FTA"),
    *("OREB", "DREB", "AST", "STL", "BLK", "TOV", "PF"),
)

_GAME = (
    Field("GAME_ID", Kind.GAME_ID, Need.KEY),
    Field("TEAM_ID", Kind.TEAM_ID, Need.KEY),
    Field("GAME_DATE", Kind.DATE),
    Field("MIN", Kind.SECONDS),
)

PLAYERS = Layout(
    fields=(
        *_GAME,
        Field("PLAYER_ID", Kind.ID, Need.KEY),
        Field("PLAYER_NAME", need=Need.OPTIONAL),
        *COUNTING,
        Field("PLUS_MINUS", Kind.INT, Need.OPTIONAL),
        Field("WL", need=Need.OPTIONAL, allowed=frozenset({"W", "L"})),
    ),
    tables={
        "nbac_gamebook": "leaguegamelog_players.sql",
        "player_names": "leaguegamelog_names.sql",
    },
    problems=("leaguegamelog_repeated_players.sql",),
)

TEAMS = Layout(
    fields=(
        *_GAME,
        *COUNTING,
        Field("MATCHUP"),
        Field("WL", need=Need.OPTIONAL, allowed=frozenset({"W", "L"})),
    ),
    tables={"nbac_team_boxscore": "leaguegamelog_teams.sql"},
    problems=("leaguegamelog_repeated_teams.sql", "leaguegamelog_matchup.sql"),
    forbidden=frozenset({"PLAYER_ID", "PLAYER_NAME"}),
)

FORMAT = Format("leaguegamelog", (PLAYERS, TEAMS))
