"""An author's reduction of the cdn.nba.com live play-by-play: ten action types, on-court lists.

Traps:
- game_id without leading zeros; teamId and the credit ids are float text (`1610612749.0`).
- ROW ORDER is time order (the clock goes back 13, 2 and 6 times in three seasons), actionNumber is
  not (4,228 to 5,144 times). `event_seq` is the row order; actionNumber stays as `source_event_id`
  and equals EVENTNUM of v2 for nearly every field goal.
- Only 2pt, 3pt, freethrow, rebound, turnover, foul, substitution, timeout, steal, block: no period
  marks, jump balls, violations, ejections. No coordinates, area or distance; feet stand in most
  texts, but not in those of hooks and floaters.
- A block is told twice, on the missed shot (`blocker_id`) and as a row of its own, a steal too:
  both rows stay, credits stand on shot and turnover rows only.
- A substitution is two rows: one out (`player_id`), one in (`other_player_id`).
- minutes_left_in_game is wrong and not read; on-court lists are not ten ids in one row of seven.
- Names are surnames only, so no names are taken.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

ACTIONS = frozenset(
    {"2pt", "3pt", "freethrow", "rebound", "turnover", "foul"}
    | {"substitution", "timeout", "steal", "block"}
)

EVENTS = Layout(
    fields=(
        Field("game_id", Kind.GAME_ID, Need.KEY),
        Field("actionNumber", Kind.INT, Need.KEY),
        Field("actionType", Kind.TEXT, Need.KEY, ACTIONS),
        Field("period", Kind.INT),
        Field("clock", Kind.ISO_CLOCK),
        *columns(Kind.TEXT, Need.REQUIRED, "description", "shotResult"),
        *columns(Kind.INT, Need.REQUIRED, "scoreHome", "scoreAway"),
        *columns(Kind.ID, Need.REQUIRED, "person_id"),
        *columns(Kind.ID, Need.OPTIONAL, "assister_id", "stealPersonId", "blockPersonId"),
        Field("teamId", Kind.TEAM_ID),
    ),
    tables={"nbac_play_by_play": "play_by_play_cdn_reduced_events.sql"},
    leave_out=("play_by_play_cdn_reduced_repeats.sql",),
)

FORMAT = Format("cdn_reduced", (EVENTS,))
