"""cdn.nba.com live play-by-play, JSON (`game.actions`) or flattened with its `gameId` and names.

Traps:
- `orderNumber` is time order; actionNumber, kept as `source_event_id`, is not always.
- xLegacy and yLegacy are tenths of a foot from the basket, negative x = left corner; x and y are
  percent of the court and are not read. shotDistance is feet with decimals: cut to whole feet.
- Block rows carry the *shot's* area and the *blocker's* team: area and place are taken on shots.
- A block is told twice, a steal too: see `cdn_reduced`. Substitutions are two rows.
- Sub-type spelling varies (`DUNK`, `Layup`): lower case here.
- meta.time is Eastern wall time: the moment of capture.
- Columns appear only when a game has such an event: most are optional.
- Surnames only: no names are taken.
"""

from fullcourt.domain.zones import LABELS
from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

ACTIONS = frozenset(
    {"2pt", "3pt", "freethrow", "rebound", "turnover", "foul", "violation", "substitution"}
    | {"timeout", "jumpball", "ejection", "period", "game", "stoppage", "instantreplay"}
    | {"steal", "block", "memo"}
)

EVENTS = Layout(
    fields=(
        Field("gameId", Kind.GAME_ID, Need.KEY),
        Field("actionNumber", Kind.INT, Need.KEY),
        Field("orderNumber", Kind.INT, Need.KEY),
        Field("actionType", Kind.TEXT, Need.KEY, ACTIONS),
        Field("period", Kind.INT),
        Field("clock", Kind.ISO_CLOCK),
        Field("personId", Kind.ID),
        *columns(Kind.TEXT, Need.OPTIONAL, "subType", "description", "shotResult"),
        *columns(Kind.INT, Need.OPTIONAL, "scoreHome", "scoreAway"),
        *columns(Kind.ID, Need.OPTIONAL, "assistPersonId", "blockPersonId", "stealPersonId"),
        *columns(Kind.ID, Need.OPTIONAL, "jumpBallWonPersonId", "jumpBallLostPersonId"),
        Field("teamId", Kind.TEAM_ID, Need.OPTIONAL),
        *columns(Kind.NUMBER, Need.OPTIONAL, "shotDistance"),
        *columns(Kind.INT, Need.OPTIONAL, "xLegacy", "yLegacy"),
        Field("area", Kind.TEXT, Need.OPTIONAL, frozenset(LABELS)),
    ),
    tables={"nbac_play_by_play": "play_by_play_cdn_events.sql"},
)

FORMAT = Format("cdn", (EVENTS,))
