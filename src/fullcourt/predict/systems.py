"""The systems and the markets they predict, and what they say of some rows."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fullcourt.predict.bands import BANDS
from fullcourt.predict.design import Design
from fullcourt.predict.frames import Floats


class System(StrEnum):
    """Every way to predict."""

    MOVING_AVERAGE = "moving_average"
    ZONE_MATCHUP = "zone_matchup"
    SIMILARITY = "similarity"
    RIDGE = "ridge"
    BOOSTED = "boosted"
    NETWORK = "network"
    ENSEMBLE = "ensemble"


class Market(StrEnum):
    """What is predicted: points, or points + rebounds + assists."""

    POINTS = "points"
    PRA = "pra"

    @property
    def outcome(self) -> str:
        """The column that tells what came."""
        return f"y_{self}"

    @property
    def median(self) -> str:
        """The feature with the median of the last 10."""
        return "pts_med10" if self is Market.POINTS else "pra_med10"

    @property
    def most(self) -> float:
        """The largest prediction allowed."""
        return 75.0 if self is Market.POINTS else 120.0


TRAINED = (System.RIDGE, System.BOOSTED, System.NETWORK)
"""Systems that learn."""
BY_MARKET = {
    Market.POINTS: tuple(System),
    Market.PRA: (System.MOVING_AVERAGE, System.RIDGE, System.NETWORK, System.ENSEMBLE),
}
MEMBERS = {m: tuple(s for s in BY_MARKET[m] if s is not System.ENSEMBLE) for m in Market}
"""The ensemble's candidates."""


@dataclass(slots=True)
class Raw:
    """What the systems say of some rows, before spread and ensemble.

    Args:
        design: The rows.
        guesses: (market, system) -> prediction, NaN where the system has none.
        quantiles: The boosted system's own 10, 25, 50, 75 and 90 % quantiles.
        minutes: Its minutes.
        rate: Its points a minute.
    """

    design: Design
    guesses: dict[tuple[Market, System], Floats]
    quantiles: Floats
    minutes: Floats
    rate: Floats

    def scale(self, market: Market, system: System) -> tuple[Floats, Floats] | None:
        """The row's own distances to its 10 and 90 % quantiles, where the system knows them."""
        if system not in (System.BOOSTED, System.ENSEMBLE) or market is Market.PRA:
            return None
        if np.isnan(self.quantiles).any():
            return None
        middle = self.quantiles[:, 2]
        low, high = middle - self.quantiles[:, 0], self.quantiles[:, 4] - middle
        return np.maximum(low, 0.5), np.maximum(high, 0.5)


def silent(design: Design) -> Raw:
    """Nothing said yet."""
    rows = len(design)
    nothing = np.full(rows, np.nan)
    return Raw(design, {}, np.full((rows, len(BANDS)), np.nan), nothing, nothing.copy())
