"""Box score v3 (`boxscoretraditionalv3`), as published season files or as JSON: DNP rows included.

Traps:
- `comment` tells why somebody did not play, in several spellings: DNP (in uniform) gives `dnp`,
  DND and NWT (did not dress, not with team) give `inactive`; minutes are blank then, read as 0
  seconds. Blank minutes without a comment give `unknown`.
- minutes are `42:57` (or `PT42M57.00S`), so playing time is exact.
- position is filled for starters only; it says who started where a team has exactly five.
- gameId without leading zeros in the season files.
- JSON holds team totals as well; season files do not.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

COUNTING = columns(
    Kind.INT,
    Need.REQUIRED,
    *("points", "fieldGoalsMade", "fieldGoalsAttempted"),
    *("threePointersMade", "threePointersAttempted", "freeThrowsMade", "freeThrowsAttempted"),
    *("reboundsOffensive", "reboundsDefensive", "assists", "steals", "blocks", "turnovers"),
    "foulsPersonal",
)

_GAME = (
    Field("gameId", Kind.GAME_ID, Need.KEY),
    Field("teamId", Kind.TEAM_ID, Need.KEY),
    Field("game_date", Kind.DATE, Need.OPTIONAL),
    Field("minutes", Kind.SECONDS),
)

PLAYERS = Layout(
    fields=(
        *_GAME,
        Field("personId", Kind.ID, Need.KEY),
        *columns(Kind.TEXT, Need.OPTIONAL, "personName", "position"),
        Field("comment"),
        *COUNTING,
        Field("plusMinusPoints", Kind.INT, Need.OPTIONAL),
    ),
    tables={
        "nbac_gamebook": "boxscoretraditionalv3_players.sql",
        "player_names": "boxscoretraditionalv3_names.sql",
    },
    problems=("boxscoretraditionalv3_comments.sql", "boxscoretraditionalv3_repeated.sql"),
)

TEAMS = Layout(
    fields=(*_GAME, Field("isHome", Kind.FLAG), *COUNTING),
    tables={"nbac_team_boxscore": "boxscoretraditionalv3_teams.sql"},
    forbidden=frozenset({"personId"}),
)

FORMAT = Format("boxscoretraditionalv3", (PLAYERS, TEAMS))
