"""Predictions as they are stored: of a date, graded, ranked, explained."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from fullcourt.console.api.asked import answer, as_date, selection
from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.pages.reasons import why
from fullcourt.envelopes.predictions import (
    MAIN_SYSTEM,
    explain_envelope,
    grade_envelope,
    leaderboard_envelope,
    predict_envelope,
    read_grades,
    read_predicted,
    require_system,
)
from fullcourt.errors import UsageError
from fullcourt.predict.frames import FAR_AHEAD, LONG_AGO
from fullcourt.predict.leaderboard import counts
from fullcourt.predict.leaderboard import leaderboard as rank


def predictions(console: Console, request: Request) -> Response:
    """What is said of a date or a season; predicts nothing anew."""
    board = console.board()
    _require(board, "points_predictions", "fullcourt predict --season SEASON")
    first, last = _span(board, request)
    system = request.query_params.get("system", MAIN_SYSTEM)
    require_system(system)
    with console.reader.store() as store:
        return answer(predict_envelope(read_predicted(store.con, first, last, system)))


def grades(console: Console, request: Request) -> Response:
    """What became of the predictions of a date or a season; of all when neither is named."""
    board = console.board()
    _require(board, "prediction_grades", "fullcourt grade")
    named = request.query_params.get("date") or request.query_params.get("season")
    with console.reader.store() as store:
        if named:
            first, last = _span(board, request)
        else:
            first, last = store.rows(
                "select min(game_date), max(game_date) from points_predictions"
            )[0]
        if first is None:
            raise UsageError(
                "nothing has been predicted yet", hint="fullcourt predict --season ..."
            )
        outcomes = read_grades(store.con, "outcome", first, last)
        bases = read_grades(store.con, "basis", first, last)
    return answer(grade_envelope(first, last, outcomes, bases))


def leaderboard(console: Console, request: Request) -> Response:
    """The systems ranked on the grades, with baselines on the same rows."""
    board = console.board()
    _require(board, "prediction_grades", "fullcourt grade")
    asked = request.query_params
    first, last = as_date(asked.get("start")) or LONG_AGO, as_date(asked.get("end")) or FAR_AHEAD

    def read() -> Response:
        with console.reader.store() as store:
            scores = rank(store.con, first, last)
            outcomes = counts(store.con, first, last)
        if not scores:
            raise UsageError("there are no grades yet", hint="fullcourt grade")
        return answer(leaderboard_envelope(scores, outcomes))

    return console.kept(("scores", first, last), board, read)


def explain(console: Console, request: Request) -> Response:
    """What moved a prediction, by the models that stand in the project's artefacts."""
    board = console.board()
    day = as_date(request.path_params["day"])
    if day is None:
        raise UsageError("which date?")
    told = why(console, board, request.path_params["player_id"], day)
    if told.found is None:
        raise UsageError(told.problem, hint=told.command)
    return answer(explain_envelope(told.found, told.name, day))


def _span(board: Board, request: Request) -> tuple[date, date]:
    wanted = selection(board, request)
    if len(wanted.dates) == 1 and not request.query_params.get("season"):
        if wanted.dates[0] not in board.state.calendar.by_date:
            raise UsageError(f"no game is known on {wanted.dates[0]}", hint="fullcourt status")
        return wanted.dates[0], wanted.dates[0]
    if wanted.dates or not wanted.start or not wanted.end:
        raise UsageError("name one date or one season", hint="date=2024-01-15, or season=...")
    return wanted.start, wanted.end


def _require(board: Board, table: str, command: str) -> None:
    if table not in board.stored:
        raise UsageError(f"the table {table} is not built yet", hint=command)
