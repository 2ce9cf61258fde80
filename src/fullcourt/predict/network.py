"""A small neural network in NumPy: two hidden layers, absolute error, several targets at once.

Several networks that differ only in their seed are averaged. The same rows give the same weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fullcourt.predict.frames import Floats
from fullcourt.predict.scaling import Scaling, fit_scaling

HIDDEN = (64, 32)
EPOCHS = 10
BATCH = 256
_RATE, _DECAY, _SLOPE = 2e-3, 1e-3, 1.5
_WARM_UP = 100
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Network:
    """Trained networks of one ensemble."""

    scaling: Scaling
    layers: tuple[tuple[np.ndarray, ...], ...]

    def predict(self, matrix: Floats) -> Floats:
        """Rows x targets, the mean over the networks."""
        x = self.scaling.apply(matrix).astype(np.float32)
        return np.asarray(sum(_forward(w, x)[-1] for w in self.layers) / len(self.layers), float)

    def arrays(self) -> Arrays:
        """Everything that makes the model, for storing."""
        found = self.scaling.arrays()
        for n, layers in enumerate(self.layers):
            found |= {f"net{n}_{i}": w for i, w in enumerate(layers)}
        return found


def load_network(arrays: Mapping[str, np.ndarray]) -> Network:
    """The model that `arrays` came from."""
    nets = 1 + max(int(k[3:].split("_")[0]) for k in arrays if k.startswith("net"))
    layers = tuple(tuple(arrays[f"net{n}_{i}"] for i in range(6)) for n in range(nets))
    return Network(Scaling.of(arrays), layers)


def fit_network(matrix: Floats, targets: Floats, seeds: int = 6) -> Network:
    """Train on rows x features and rows x targets."""
    scaling = fit_scaling(matrix)
    x = scaling.apply(matrix).astype(np.float32)
    y = targets.astype(np.float32)
    return Network(scaling, tuple(_train(x, y, seed) for seed in range(seeds)))


def _forward(weights: tuple[np.ndarray, ...], x: np.ndarray) -> list[np.ndarray]:
    first, second, last, b1, b2, b3 = weights
    one = np.maximum(x @ first + b1, 0)
    two = np.maximum(one @ second + b2, 0)
    return [x, one, two, two @ last + b3]


def _start(rng: np.random.Generator, sizes: tuple[int, ...], y: np.ndarray) -> list[np.ndarray]:
    weights = [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32) for a, b in pairwise(sizes)]
    weights[-1] *= np.float32(0.3)
    biases = [np.zeros(size, np.float32) for size in sizes[1:]]
    biases[-1] += np.median(y, axis=0)
    return weights + biases


def _train(x: np.ndarray, y: np.ndarray, seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    weights = _start(rng, (x.shape[1], *HIDDEN, y.shape[1]), y)
    mean = [np.zeros_like(w) for w in weights]
    square = [np.zeros_like(w) for w in weights]
    rows = len(x)
    batch = min(BATCH, rows)
    steps, step = EPOCHS * (rows // batch), 0
    for _ in range(EPOCHS):
        order = rng.permutation(rows)
        for at in range(0, rows - batch + 1, batch):
            picked = order[at : at + batch]
            slopes = _slopes(weights, x[picked], y[picked])
            step += 1
            rate = _RATE * min(1.0, step / _WARM_UP) * (1 - step / steps)
            for i, slope in enumerate(slopes):
                mean[i] += np.float32(0.1) * (slope - mean[i])
                square[i] += np.float32(0.001) * (slope * slope - square[i])
                size = np.sqrt(square[i] / np.float32(1 - 0.999**step)) + np.float32(1e-8)
                weights[i] -= np.float32(rate / (1 - 0.9**step)) * mean[i] / size
    return tuple(weights)


def _slopes(weights: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    first, second, last = weights[:3]
    _, one, two, out = _forward(tuple(weights), x)
    error = np.clip((out - y) / np.float32(_SLOPE), -1, 1) / np.float32(len(x))
    back_two = (error @ last.T) * (two > 0)
    back_one = (back_two @ second.T) * (one > 0)
    decay = np.float32(_DECAY)
    return [
        x.T @ back_one + decay * first,
        one.T @ back_two + decay * second,
        two.T @ error + decay * last,
        back_one.sum(axis=0),
        back_two.sum(axis=0),
        error.sum(axis=0),
    ]
