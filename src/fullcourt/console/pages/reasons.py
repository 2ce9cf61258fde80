"""Why a prediction is what it is, told by models that stand ready; none is trained for a page."""

from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.needs import day_text
from fullcourt.errors import UsageError
from fullcourt.predict.artefacts import CALIBRATION
from fullcourt.predict.explain import Explanation, explain, in_words
from fullcourt.predict.systems import TRAINED
from fullcourt.predict.walk import Walk


@dataclass(frozen=True, slots=True)
class Why:
    """An explanation, or why there is none and what makes one."""

    name: str
    found: Explanation | None = None
    problem: str = ""
    command: str = ""

    @property
    def words(self) -> list[str]:
        """The explanation as sentences."""
        return in_words(self.found, self.name) if self.found else []

    @property
    def most(self) -> float:
        """The largest number of points that one feature moved."""
        pushes = self.found.pushes if self.found else ()
        return max((abs(p.points) for p in pushes), default=0.0)


def why(console: Console, board: Board, player_id: int, day: date) -> Why:
    """Explain the prediction of a player on a date.

    Raises:
        UsageError: Nobody by that id is known.
    """
    return console.kept(
        ("why", player_id, day), board, lambda: _explained(console, board, player_id, day)
    )


def _explained(console: Console, board: Board, player_id: int, day: date) -> Why:
    with console.reader.store() as store:
        names = board.names
        if player_id not in names.players:
            raise UsageError(f"there is no player {player_id}")
        name = names.player(player_id)
        weekly = console.project.settings.refit == "weekly"
        walk = Walk(store.con, console.project.folder, record=False, weekly=weekly)
        first = walk.period_of(day)
        if not all(walk.artefacts.path(s, first).is_file() for s in (*TRAINED, CALIBRATION)):
            command = f"fullcourt explain {player_id} {day}"
            return Why(
                name,
                problem=f"no models trained before {day_text(first)} stand ready",
                command=command,
            )
        found = explain(walk, player_id, day)
    if found is None:
        return Why(name, problem=f"{name} is on no roster of a game on {day}")
    return Why(name, found)
