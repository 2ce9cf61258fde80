"""Ridge regression: least squares with a penalty, on scaled features."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fullcourt.predict.frames import Floats
from fullcourt.predict.scaling import Scaling, fit_scaling, median_curve, to_median

PENALTY = 200.0


@dataclass(frozen=True, slots=True)
class Ridge:
    """A trained ridge regression of one or more targets."""

    scaling: Scaling
    weights: Floats
    curves: Floats

    def predict(self, matrix: Floats) -> Floats:
        """Rows x targets, medians rather than means."""
        means = np.asarray(_with_one(self.scaling.apply(matrix)) @ self.weights)
        pairs = zip(self.curves, means.T, strict=True)
        return np.column_stack([to_median(curve, mean) for curve, mean in pairs])

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that makes the model, for storing."""
        return self.scaling.arrays() | {"weights": self.weights, "curves": self.curves}


def load_ridge(arrays: Mapping[str, np.ndarray]) -> Ridge:
    """The model that `arrays` came from."""
    return Ridge(Scaling.of(arrays), arrays["weights"], arrays["curves"])


def fit_ridge(matrix: Floats, targets: Floats, penalty: float = PENALTY) -> Ridge:
    """Train on rows x features and rows x targets; the intercept is not penalised."""
    scaling = fit_scaling(matrix)
    x = _with_one(scaling.apply(matrix))
    penalties = np.full(x.shape[1], penalty)
    penalties[-1] = 0.0
    weights: Floats = np.asarray(
        np.linalg.solve(x.T @ x + np.diag(penalties), x.T @ targets), dtype=np.float64
    )
    means = x @ weights
    curves = [median_curve(m, y) for m, y in zip(means.T, targets.T, strict=True)]
    return Ridge(scaling, weights, np.array(curves))


def _with_one(x: Floats) -> Floats:
    return np.hstack([x, np.ones((len(x), 1))])
