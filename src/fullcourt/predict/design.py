"""The matrix a predictor learns from: the 60 core features and what this room adds to them."""

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from fullcourt.predict.frames import FAR_AHEAD, LONG_AGO, Bools, Floats, Frame, core_features, read
from fullcourt.predict.lineup import absence_features, lineup_features, roster_of
from fullcourt.predict.market import market_features
from fullcourt.predict.players import history_of, player_features


@dataclass(frozen=True, slots=True)
class Design:
    """Rows of the feature store with everything that may explain them.

    Args:
        rows: Keys, flags, core features and outcomes (`rows.sql`).
        names: Features, in the order of the matrix.
        matrix: Rows x features, NaN where unknown.
    """

    rows: Frame
    names: tuple[str, ...]
    matrix: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Floats:
        """One feature."""
        return self.matrix[:, self.names.index(name)]

    def take(self, where: Bools) -> "Design":
        """Some of the rows."""
        return Design(self.rows.take(where), self.names, self.matrix[where])

    @property
    def played(self) -> Bools:
        """Ready rows whose player appeared: what is trained on and graded."""
        return self.rows.b("ready") & self.rows.b("appeared")


def make_design(
    con: duckdb.DuckDBPyConnection, start: date = LONG_AGO, end: date = FAR_AHEAD
) -> Design:
    """Read the rows between two dates and compute their features from everything before them.

    A row's features do not depend on which other rows are asked for.
    """
    rows = read(con, "rows", start, end)
    history = history_of(read(con, "history", end=end))
    roster = roster_of(history, read(con, "roster", end=end))
    found = {name: rows.f(name) for name in core_features()}
    found |= player_features(history, rows)
    found |= absence_features(history, roster, rows)
    found |= lineup_features(history, roster, rows)
    found |= market_features(read(con, "teams", end=end), rows)
    found["tip_hour"] = rows.f("tip_hour")
    found["market_pts_tonight"] = found["market_pts_10"] * rows.f("implied_team_total") / 113
    return Design(rows, tuple(found), np.column_stack(list(found.values())))
