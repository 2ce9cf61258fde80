"""How far off a system is: quantiles, the chance to go over a line, and both kept honest.

Everything here is learned from errors of predictions made before the outcome was known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fullcourt.predict.frames import Floats

LEVELS = np.array([0.02, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95, 0.98])
BANDS = (0.1, 0.25, 0.5, 0.75, 0.9)
MOST = 120.0
_GROUPS = 12
_FEW = 500
"""Graded rows below which nothing is learned."""
_STEPS = 30
PRIOR_TRUST = 0.1
"""Share of a disagreement with the market that is believed before any line was graded.

It follows from how good both are, not from graded rows: of two forecasts that differ by d (root
mean square) and err by m and l, the best mixture gives the first the weight 1/2 - (m² - l²) / 2d².
docs/predictions.md has the numbers.
"""
_PRIOR_WEIGHT = 5.0
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Bands:
    """The spread of a system's errors.

    Args:
        at: Sizes of the prediction where the spread is known.
        low: Distance from the prediction down to the 10 % quantile there.
        high: Distance up to the 90 % quantile.
        steps: Errors in units of these distances at each of `LEVELS`.
        curve: Raw chance -> calibrated chance, two rows.
        basis: What made the chances honest: `lines`, `replayed` or `none`.
        trust: How far a chance at a bookmaker's line may leave the market's own; it knows more.
    """

    at: Floats
    low: Floats
    high: Floats
    steps: Floats
    curve: Floats
    basis: str
    trust: float = PRIOR_TRUST

    def values(self, predicted: Floats, scale: tuple[Floats, Floats] | None = None) -> Floats:
        """Rows x levels: the distribution of the outcome, never crossing.

        Args:
            predicted: The prediction of each row.
            scale: The row's own distances, where the system gives them.
        """
        low, high = scale or (
            np.interp(predicted, self.at, self.low),
            np.interp(predicted, self.at, self.high),
        )
        side = np.where(self.steps < 0, low[:, None], high[:, None])
        values = np.clip(predicted[:, None] + self.steps * side, -0.49, MOST)
        return np.maximum.accumulate(values, axis=1)

    def calibrated(self, chance: Floats) -> Floats:
        """A raw chance to go over, mapped to what such chances came to."""
        return np.asarray(np.interp(chance, self.curve[0], self.curve[1]))

    def against_bookmaker(self, chance: Floats, market: Floats) -> Floats:
        """A chance at a real line: the market's, moved as far as lines have taught to trust ours.

        Args:
            chance: Ours, raw, a push counted half.
            market: What the prices say without the bookmaker's margin, a push counted half.
        """
        return np.asarray(market + self.trust * (self.calibrated(chance) - market))

    def arrays(self) -> Arrays:
        """For storing."""
        basis = np.frombuffer(self.basis.encode(), dtype=np.uint8)
        return {
            "at": self.at, "low": self.low, "high": self.high, "steps": self.steps,
            "curve": self.curve, "basis": basis, "trust": np.array([self.trust]),
        }  # fmt: skip


def load_bands(arrays: Mapping[str, np.ndarray]) -> Bands:
    """The bands that `arrays` came from."""
    at, low, high, steps, curve = (arrays[n] for n in ("at", "low", "high", "steps", "curve"))
    basis = bytes(arrays["basis"]).decode()
    return Bands(at, low, high, steps, curve, basis, float(arrays["trust"][0]))


def typical_bands() -> Bands:
    """What is assumed before anything has been graded: roughly normal, wider for scorers."""
    at = np.array([0.0, 5.0, 10.0, 20.0, 30.0, 45.0])
    low, high = 2.0 + 0.3 * at, 4.0 + 0.3 * at
    normal = np.array([-1.6, -1.28, -1.0, -0.53, -0.2, 0.0, 0.2, 0.53, 1.0, 1.28, 1.6])
    return Bands(at, low, high, normal, np.array([[0.0, 1.0], [0.0, 1.0]]), "none")


def fit_bands(
    predicted: Floats, actual: Floats, scale: tuple[Floats, Floats] | None = None
) -> Bands:
    """Learn the spread from graded predictions; typical bands when there are too few."""
    known = ~np.isnan(predicted)
    if known.sum() < _FEW:
        return typical_bands()
    p, error = predicted[known], (actual - predicted)[known]
    groups = np.array_split(np.argsort(p, kind="stable"), _GROUPS)
    at = np.array([p[g].mean() for g in groups])
    low = np.array([max(0.5, -np.quantile(error[g], 0.1)) for g in groups])
    high = np.array([max(0.5, np.quantile(error[g], 0.9)) for g in groups])
    down, up = (
        (scale[0][known], scale[1][known])
        if scale
        else (np.interp(p, at, low), np.interp(p, at, high))
    )
    steps = np.quantile(np.where(error < 0, error / down, error / up), LEVELS)
    return Bands(at, low, high, steps, np.array([[0.0, 1.0], [0.0, 1.0]]), "none")


def chances(values: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Raw chances to go over a line and to land on it exactly.

    Args:
        values: Rows x levels, as `Bands.values` gives them.
        line: One threshold a row; whole numbers can be hit exactly.
    """
    whole = line == np.floor(line)
    above = 1 - _below(values, np.where(whole, line + 0.5, line))
    under = _below(values, np.where(whole, line - 0.5, line))
    return above, np.where(whole, np.maximum(0.0, 1 - above - under), 0.0)


def _below(values: Floats, threshold: Floats) -> Floats:
    """The chance of an outcome below a threshold, by straight lines between the levels."""
    first, last = values[:, :1] - 4.0, values[:, -1:] + 8.0
    x = np.hstack([first, values, last])
    y = np.concatenate([[0.0], LEVELS, [1.0]])
    at = np.clip((x <= threshold[:, None]).sum(axis=1), 1, x.shape[1] - 1)
    rows = np.arange(len(x))
    left, right = x[rows, at - 1], x[rows, at]
    width = np.where(right > left, right - left, 1.0)
    share = np.clip((threshold - left) / width, 0.0, 1.0)
    return np.asarray(y[at - 1] + share * (y[at] - y[at - 1]))


def learn_trust(chance: Floats, market: Floats, happened: Floats) -> float:
    """How much of our distance from the market came true at real lines, starting from the prior.

    Args:
        chance: Ours, calibrated.
        market: The market's.
        happened: 1 where the outcome was above the line, else 0; pushes left out.
    """
    x, y = chance - market, happened - market
    learned = float((x * y).sum() + PRIOR_TRUST * _PRIOR_WEIGHT)
    return min(1.0, max(0.0, learned / float((x * x).sum() + _PRIOR_WEIGHT)))


def rising_curve(chance: Floats, happened: Floats) -> Floats:
    """An isotonic curve from predicted chances to observed shares (pool adjacent violators)."""
    groups = np.array_split(np.argsort(chance, kind="stable"), _STEPS)
    blocks: list[list[float]] = []
    for g in groups:
        if not len(g):
            continue
        blocks.append([float(chance[g].mean()), float(happened[g].mean()), float(len(g))])
        while len(blocks) > 1 and blocks[-2][1] > blocks[-1][1]:
            x, y, n = blocks.pop()
            a, b, m = blocks[-1]
            blocks[-1] = [(a * m + x * n) / (m + n), (b * m + y * n) / (m + n), m + n]
    xs = [0.0, *(b[0] for b in blocks), 1.0]
    ys = [0.0, *(b[1] for b in blocks), 1.0]
    return np.array([xs, ys])
