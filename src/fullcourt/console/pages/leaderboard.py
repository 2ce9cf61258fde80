"""The leaderboard: who predicts best on the same rows, and whether chances are honest."""

from collections.abc import Sequence
from dataclasses import dataclass

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.draw.calibration import Calibration, draw_calibration
from fullcourt.predict.frames import FAR_AHEAD, LONG_AGO
from fullcourt.predict.leaderboard import leaderboard as rank
from fullcourt.predict.scores import Score

ALL = "all seasons"
MARKETS = {"points": "points", "pra": "points + rebounds + assists"}
POPULATIONS = {
    "five_games": "5 games or more",
    "all": "everybody",
    "trailing10_20": "20 minutes or more",
    "cold_start": "fewer than 5 games",
}
"""Groups of rows that are scored apart, in people's words."""


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Graded systems of one market and population, and how honest their chances were.

    Args:
        season: Shown season, or `ALL`.
        seasons: Graded seasons.
        scores: One a system, the one first that beats the last-10 average by most.
        calibration: Chance of over against how often it came true.
        is_graded: Whether anything is graded yet.
    """

    season: str
    seasons: tuple[str, ...]
    market: str
    markets: tuple[str, ...]
    population: str
    populations: tuple[str, ...]
    scores: tuple[Score, ...]
    calibration: Calibration
    is_graded: bool

    @property
    def best(self) -> Score | None:
        """The system that beats the last-10 average by most, if any is compared with it."""
        found = [s for s in self.scores if s.better_than_last10 is not None]
        return found[0] if found else None


def leaderboard(
    console: Console, board: Board, season: str, market: str, population: str
) -> Leaderboard:
    """Grade the systems of a season in one market, on one population."""
    graded = _graded_seasons(console, board)
    shown = season if season in graded else graded[-1] if graded and season != ALL else ALL
    if not graded:
        return Leaderboard(ALL, (), "", (), "", (), (), draw_calibration([]), False)
    scores = _scores(console, board, shown)
    markets = tuple(m for m in MARKETS if any(s.market == m for s in scores))
    kind = market if market in markets else markets[0] if markets else ""
    held = tuple(
        p for p in POPULATIONS if any((s.market, s.population) == (kind, p) for s in scores)
    )
    group = population if population in held else held[0] if held else ""
    chosen = [s for s in scores if (s.market, s.population) == (kind, group)]
    where: dict[str, object] = {"season": None if shown == ALL else shown, "market": kind}
    with console.reader.store() as store:
        bins = records(store, "calibration", where)
    return Leaderboard(
        shown,
        graded,
        kind,
        markets,
        group,
        held,
        tuple(sorted(chosen, key=_rank)),
        draw_calibration(bins),
        True,
    )


def _graded_seasons(console: Console, board: Board) -> tuple[str, ...]:
    if "prediction_grades" not in board.stored:
        return ()

    def read() -> tuple[str, ...]:
        with console.reader.store() as store:
            rows = store.rows("select distinct season from wh.main.prediction_grades order by 1")
        return tuple(s for (s,) in rows)

    return console.kept("graded", board, read)


def _scores(console: Console, board: Board, season: str) -> Sequence[Score]:
    first, last = board.state.calendar.seasons.get(season, (LONG_AGO, FAR_AHEAD))

    def read() -> Sequence[Score]:
        with console.reader.store() as store:
            return rank(store.con, first, last)

    return console.kept(("scores of", season), board, read)


def _rank(score: Score) -> tuple[bool, float, float, str]:
    """Systems are graded on different rows, so what counts is the gain on the same rows."""
    better = score.better_than_last10
    return better is None, -(better or 0.0), score.mae, score.system
