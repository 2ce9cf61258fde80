"""The game archive's info files, flattened or as JSON: proves that a game took place.

Traps:
- home_score and away_score are SWAPPED in every game; they are put right here. A few differ from
  the box by a point or two: use them as proof that a game was played, not as its score.
- game_id without leading zeros.
- Teams by nickname; the logo's address holds the id and helps where a name is unknown.
- `starter_on` is ten ids joined by `|`, of both teams; NULL where it is not exactly ten.
- `players_json` names those who played.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

GAMES = Layout(
    fields=(
        Field("game_id", Kind.GAME_ID, Need.KEY),
        Field("date", Kind.DATE, Need.KEY),
        Field("status"),
        *columns(Kind.TEXT, Need.REQUIRED, "home_name", "away_name"),
        *columns(Kind.INT, Need.REQUIRED, "home_score", "away_score"),
        *columns(Kind.TEXT, Need.OPTIONAL, "home_logo", "away_logo"),
        *columns(Kind.TEXT, Need.OPTIONAL, "players_json", "starter_on"),
    ),
    tables={"game_info": "game_info_games.sql", "player_names": "game_info_names.sql"},
    problems=("game_info_teams.sql", "game_info_players.sql"),
)

FORMAT = Format("game_info", (GAMES,))
