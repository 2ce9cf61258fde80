"""The leaderboard: who predicts best on the same rows, and whether probabilities mean anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.draw.calibration import Calibration, draw_calibration


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Graded systems by population, and their calibration.

    Args:
        population: The rows that are compared.
        systems: One row a system, the best first.
        calibration: Probability of over against how often it came true.
        is_graded: Whether anything is graded yet.
    """

    season: str
    seasons: tuple[str, ...]
    population: str
    systems: tuple[Mapping[str, Any], ...]
    calibration: Calibration
    is_graded: bool


POPULATIONS = ("all", "trailing10_20")


def leaderboard(console: Console, board: Board, season: str, population: str) -> Leaderboard:
    """Grade the systems of a season on one population."""
    chosen = population if population in POPULATIONS else POPULATIONS[0]
    with console.reader.store() as store:
        graded = "prediction_grades" in board.stored
        seasons = (
            tuple(s for (s,) in store.rows("select distinct season from wh.main.prediction_grades"))
            if graded
            else ()
        )
        if not seasons:
            return Leaderboard("", (), chosen, (), draw_calibration([]), False)
        shown = season if season in seasons else max(seasons)
        where: dict[str, object] = {"season": shown, "population": chosen}
        systems = tuple(records(store, "leaderboard", where))
        bins = records(store, "calibration", where)
    return Leaderboard(shown, tuple(sorted(seasons)), chosen, systems, draw_calibration(bins), True)
