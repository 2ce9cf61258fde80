"""Numbers fit for linear models and networks: gaps filled and flagged, one scale for all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fullcourt.predict.frames import Floats

_FAR = 5.0
_STEPS = 25
_OFTEN = 0.02
"""Share of gaps from which a feature gets a flag of its own."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """How training rows were filled and scaled; applied the same way ever after.

    Args:
        median: Fills gaps.
        mean: Of the filled training rows.
        spread: Their standard deviation.
        flagged: Positions of the features whose gaps are flagged.
    """

    median: Floats
    mean: Floats
    spread: Floats
    flagged: np.ndarray

    def apply(self, matrix: Floats) -> Floats:
        """Scaled features, then the flags."""
        gaps = np.isnan(matrix)
        filled = np.where(gaps, self.median, matrix)
        scaled = np.clip((filled - self.mean) / self.spread, -_FAR, _FAR)
        return np.hstack([scaled, gaps[:, self.flagged].astype(np.float64)])

    def arrays(self) -> dict[str, np.ndarray]:
        """The four arrays, by name."""
        return {
            "median": self.median,
            "mean": self.mean,
            "spread": self.spread,
            "flagged": self.flagged,
        }

    @staticmethod
    def of(arrays: Mapping[str, np.ndarray]) -> "Scaling":
        """The scaling that `arrays` came from."""
        return Scaling(arrays["median"], arrays["mean"], arrays["spread"], arrays["flagged"])


def fit_scaling(matrix: Floats) -> Scaling:
    """Learn medians, means and spreads from training rows."""
    gaps = np.isnan(matrix)
    empty = gaps.all(axis=0)
    median = np.zeros(matrix.shape[1])
    median[~empty] = np.nanmedian(matrix[:, ~empty], axis=0)
    filled = np.where(gaps, median, matrix)
    spread = filled.std(axis=0)
    share = gaps.mean(axis=0)
    return Scaling(
        median,
        filled.mean(axis=0),
        np.where(spread > 1e-9, spread, 1.0),
        np.flatnonzero((share > _OFTEN) & ~empty),
    )


def median_curve(predicted: Floats, actual: Floats) -> Floats:
    """Median error by size of the prediction: what turns a mean into a median."""
    groups = np.array_split(np.argsort(predicted, kind="stable"), _STEPS)
    at = [float(predicted[g].mean()) for g in groups]
    shift = [float(np.median(actual[g] - predicted[g])) for g in groups]
    return np.array([at, shift])


def to_median(curve: Floats, predicted: Floats) -> Floats:
    """Predictions of the mean, moved to the median."""
    return np.asarray(predicted + np.interp(predicted, curve[0], curve[1]))
