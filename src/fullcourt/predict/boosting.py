"""Gradient boosting: points by absolute error, and as minutes times points a minute; quantiles.

LightGBM is imported on first use; it comes with the extra `predict`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from fullcourt.errors import UsageError
from fullcourt.predict.frames import Floats
from fullcourt.predict.scaling import median_curve, to_median

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
_SEED = 7
_COMMON: dict[str, Any] = {
    "num_leaves": 15, "min_data_in_leaf": 200, "feature_fraction": 0.25, "bagging_fraction": 0.6,
    "bagging_freq": 1, "lambda_l2": 10.0, "max_bin": 63, "verbose": -1, "num_threads": 1,
    "seed": _SEED, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
_PARTS: dict[str, tuple[str, float, int]] = {
    "points": ("regression_l1", 0.035, 350),
    "minutes": ("regression", 0.035, 280),
    "rate": ("regression", 0.035, 200),
}
"""Model -> objective, learning rate, trees."""
_QUANTILE_TREES, _QUANTILE_RATE = 120, 0.07


@dataclass(frozen=True, slots=True)
class Boosted:
    """Trained trees for points, minutes, points a minute and quantiles; a curve to the median."""

    models: Mapping[str, str]
    curve: Floats

    def predict(self, matrix: Floats) -> dict[str, Floats]:
        """Points, minutes, rate and the quantiles, sorted so that they never cross."""
        out = {n: _booster(t).predict(matrix, num_threads=1) for n, t in self.models.items()}
        product = np.maximum(out["minutes"], 0) * np.maximum(out["rate"], 0)
        by_parts = to_median(self.curve, product)
        bands = np.sort(np.column_stack([out[_quantile_name(q)] for q in QUANTILES]), axis=1)
        return {
            "points": (out["points"] + by_parts) / 2,
            "minutes": out["minutes"],
            "rate": out["rate"],
            "quantiles": bands,
        }

    def pushes(self, part: str, matrix: Floats) -> Floats:
        """How much each feature moves `minutes` or `rate` of each row, rows x features."""
        moved = _booster(self.models[part]).predict(matrix, pred_contrib=True, num_threads=1)
        return np.asarray(moved, dtype=np.float64)[:, :-1]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that makes the model, for storing."""
        texts = {n: np.frombuffer(t.encode(), dtype=np.uint8) for n, t in self.models.items()}
        return {f"tree_{n}": t for n, t in texts.items()} | {"curve": self.curve}


def load_boosted(arrays: Mapping[str, np.ndarray]) -> Boosted:
    """The model that `arrays` came from."""
    models = {
        name.removeprefix("tree_"): bytes(text).decode()
        for name, text in arrays.items()
        if name.startswith("tree_")
    }
    return Boosted(models, arrays["curve"])


def fit_boosted(matrix: Floats, points: Floats, minutes: Floats) -> Boosted:
    """Train on rows x features; the rate learns from rows with a minute or more counting most."""
    rate = points / np.maximum(minutes, 1.0)
    targets: dict[str, tuple[Floats, Floats | None]] = {
        "points": (points, None),
        "minutes": (minutes, None),
        "rate": (rate, np.sqrt(np.maximum(minutes, 0.01))),
    }
    data = library().Dataset(matrix.astype(np.float32), points, params=_COMMON)
    fitted = {}
    for q in QUANTILES:
        settings = {"objective": "quantile", "alpha": q, "learning_rate": _QUANTILE_RATE}
        fitted[_quantile_name(q)] = _fit(data, settings, _QUANTILE_TREES)
    for name, (objective, learning_rate, trees) in _PARTS.items():
        y, weight = targets[name]
        data.set_label(y)
        data.set_weight(weight)
        settings = {"objective": objective, "learning_rate": learning_rate}
        fitted[name] = _fit(data, settings, trees)
    product = np.maximum(fitted["minutes"].predict(matrix, num_threads=1), 0)
    product = product * np.maximum(fitted["rate"].predict(matrix, num_threads=1), 0)
    models = {name: model.model_to_string() for name, model in fitted.items()}
    return Boosted(models, median_curve(product, points))


def library() -> ModuleType:
    """LightGBM.

    Raises:
        UsageError: It is not installed.
    """
    try:
        import lightgbm
    except ImportError as error:
        raise UsageError(
            "predictions need LightGBM, which is not installed",
            hint="pip install 'fullcourt[predict]'",
        ) from error
    found: ModuleType = lightgbm
    return found


def _fit(data: Any, settings: Mapping[str, Any], trees: int) -> Any:
    return library().train({**_COMMON, **settings}, data, trees)


def _booster(text: str) -> Any:
    return library().Booster(model_str=text)


def _quantile_name(q: float) -> str:
    return f"q{round(100 * q)}"
