"""The leak alarm: results or features too good to be known before tip-off."""

from collections.abc import Mapping

import numpy as np

from fullcourt.errors import FullcourtError
from fullcourt.predict.design import Design
from fullcourt.predict.frames import Bools, Floats

SUSPICIOUS = 0.9
"""Correlation with the outcome that nothing known before tip-off reaches."""
_ENOUGH = 1_000


class LeakError(FullcourtError):
    """Something that could only be known after the game is among the inputs."""

    exit_code = 3


def watch_features(design: Design) -> None:
    """Look for features that follow the outcome too closely.

    Raises:
        LeakError: Names the suspect columns.
    """
    played = design.take(design.played)
    if len(played) < _ENOUGH:
        return
    actual = played.rows.f("y_points")
    found = {
        name: r
        for name, values in zip(played.names, played.matrix.T, strict=True)
        if (r := _correlation(values, actual)) > SUSPICIOUS
    }
    if found:
        listed = ", ".join(f"{n} ({r:.3f})" for n, r in sorted(found.items()))
        raise LeakError(
            f"features follow the points of their own game too closely: {listed}",
            hint="find where these columns read the game they describe: fullcourt trace",
            fields={"columns": sorted(found)},
        )


def watch_results(
    system: str, errors: Floats, oracle_errors: Floats, suspects: Mapping[str, float]
) -> None:
    """Compare a system with one that knows the actual minutes, on the same rows.

    Raises:
        LeakError: The system is better.
    """
    if len(errors) < _ENOUGH or errors.mean() >= oracle_errors.mean():
        return
    listed = ", ".join(f"{n} ({r:.3f})" for n, r in suspects.items())
    raise LeakError(
        f"{system} errs by {errors.mean():.3f} points on {len(errors)} rows, less than the"
        f" {oracle_errors.mean():.3f} of knowing the minutes played; suspects: {listed}",
        hint="find where these columns read the game they describe: fullcourt trace",
        fields={"system": system, "columns": list(suspects)},
    )


def closest(design: Design, most: int = 5) -> dict[str, float]:
    """The features that follow the outcome most closely, strongest first."""
    actual = design.rows.f("y_points")
    pairs = (
        (n, _correlation(v, actual)) for n, v in zip(design.names, design.matrix.T, strict=True)
    )
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:most])


def oracle(design: Design) -> Floats:
    """Points predicted by someone who knows the minutes: usual points a minute times minutes."""
    return np.asarray(design.column("points_rate") * design.rows.f("y_minutes"))


def _correlation(values: Floats, actual: Floats) -> float:
    known: Bools = ~np.isnan(values) & ~np.isnan(actual)
    if known.sum() < _ENOUGH:
        return 0.0
    x, y = values[known] - values[known].mean(), actual[known] - actual[known].mean()
    size = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return abs(float((x * y).sum())) / size if size > 0 else 0.0
