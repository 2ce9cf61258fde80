"""`predict` and `grade`: what the systems say of games, and what became of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, progress, words
from fullcourt.cli.session import Session
from fullcourt.envelopes import predictions as answers
from fullcourt.errors import BuildFailedError, NothingBuildableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullcourt.api import Warehouse
    from fullcourt.integrity.backfill import Built
    from fullcourt.integrity.calendar import Calendar

_SHOWN = 30

Season = Annotated[
    str | None, typer.Option("--season", metavar="SEASON", help="One season, such as 2021-22.")
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="One date, such as 2021-12-04.")
]


def predict(
    context: typer.Context,
    *,
    day: Date = None,
    season: Season = None,
    system: Annotated[
        str, typer.Option("--system", metavar="NAME", help="Which system's rows are listed.")
    ] = answers.MAIN_SYSTEM,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Predict every ready player of a date or a season; the others are listed with the reason.

    What is said of games that have not tipped off is kept in issued_predictions and graded later.
    """
    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "predict") as listener,
    ):
        first, last, seasons = _span(warehouse, day, season)
        answers.require_system(system)
        wanted = warehouse.select(start=first, end=last, models=("points_predictions",))
        built = warehouse.backfill(wanted, predicting=seasons, listener=listener)
        _stop_if_failed(built, "points_predictions")
        issued = warehouse.issue(first, last, listener=listener)
        found = answers.read_predicted(warehouse.store().con, first, last, system)
    if as_json:
        issued_rows, anew = (issued.rows, issued.new_units) if issued else (0, 0)
        words.answer(answers.predict_envelope(found, issued=issued_rows, issued_anew=anew))
    else:
        _print_rows(found.rows, one_date=first == last)
        for reason, number in sorted(Counter(str(r["reasons"]) for r in found.left_out).items()):
            words.note(f"not predicted: {words.count(number, 'player')}, {reason}")
    words.note(f"{words.count(found.number, 'prediction')} of {first} to {last}")
    if issued and issued.new_units:
        games = words.count(issued.new_units, "game")
        words.note(f"issued before tip-off: {games}, kept in issued_predictions and graded as said")
    elif issued:
        words.note("issued before: the same was said of these games already")


def grade(
    context: typer.Context,
    *,
    day: Date = None,
    season: Season = None,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Grade the predictions of played games."""
    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "grade") as listener,
    ):
        first, last, seasons = _span(warehouse, day, season, predicted=True)
        wanted = warehouse.select(start=first, end=last, models=("prediction_grades",))
        built = warehouse.backfill(wanted, predicting=seasons, listener=listener)
        _stop_if_failed(built, "prediction_grades")
        con = warehouse.store().con
        outcomes = answers.read_grades(con, "outcome", first, last)
        bases = answers.read_grades(con, "basis", first, last)
    if as_json:
        words.answer(answers.grade_envelope(first, last, outcomes, bases))
    else:
        words.say(words.grid(("outcome", "predictions"), outcomes.items()))
    told = ", ".join(f"{number:,} {basis}" for basis, number in bases.items()) or "none"
    words.note(f"{words.count(sum(outcomes.values()), 'grade')} of {first} to {last}: {told}")


def _span(
    warehouse: Warehouse, day: str | None, season: str | None, *, predicted: bool = False
) -> tuple[date, date, list[str]]:
    """First and last date meant, and the seasons they lie in."""
    if bool(day) + bool(season) != 1 and not (predicted and not day and not season):
        raise UsageError("name one date or one season", hint="--date 2024-01-15, or --season ...")
    calendar = warehouse.calendar()
    if day:
        one = options.parse_date(day)
        if one is None or one not in calendar.by_date:
            raise UsageError(f"no game is known on {day}", hint="fullcourt status")
        _check_horizon(warehouse, calendar, one, predicted=predicted)
        return one, one, [calendar.by_date[one].season]
    if season:
        wanted = warehouse.select(season=season)
        if wanted.start is None or wanted.end is None:
            raise UsageError(f"season {season!r} has no dates")
        return wanted.start, wanted.end, [season]
    found = warehouse.sql(
        "select min(game_date), max(game_date) from points_predictions"
    ).fetchone()
    if not found or found[0] is None:
        raise UsageError("nothing has been predicted yet", hint="fullcourt predict --season ...")
    inside = [s for s, (a, b) in calendar.seasons.items() if a <= found[1] and b >= found[0]]
    return found[0], found[1], inside


def _check_horizon(warehouse: Warehouse, calendar: Calendar, day: date, *, predicted: bool) -> None:
    """Refuse a date of which nothing can be said yet."""
    which = "prediction_grades" if predicted else "points_predictions"
    model = warehouse.graph.models[which]
    ahead = warehouse.project.settings.horizon_days
    if day not in calendar.expected_dates(model, warehouse.now, ahead):
        if predicted:
            raise UsageError(f"the games of {day} are not over", hint="grade them tomorrow")
        raise UsageError(
            f"{day} is more than {words.count(ahead, 'day')} ahead of {warehouse.now:%Y-%m-%d}",
            hint="another date, --now, or horizon_days in fullcourt.toml",
        )


def _stop_if_failed(built: Built, model: str) -> None:
    failed = {d: m for o in built.outcomes.values() for d, m in o.failed.items()}
    if failed:
        day, message = next(iter(failed.items()))
        raise BuildFailedError(
            f"{words.count(len(failed), 'cell')} failed, the first on {day}: {message}",
            hint="fullcourt gaps",
        )
    waiting = built.blocked.get(model)
    if waiting:
        when, reason = next(iter(waiting.items()))
        raise NothingBuildableError(
            f"{model}: {words.count(len(waiting), 'date')} cannot be built, the first {when}:"
            f" waits for {reason}",
            hint="fullcourt gaps",
        )


def _print_rows(rows: Sequence[answers.Record], *, one_date: bool) -> None:
    shown = rows[:_SHOWN] if one_date else []
    if not shown:
        return
    header = ("player", "market", "predicted", "q10", "q90", "line", "p_over", "recommendation")
    names = ("player", "market", "predicted_points", *header[3:])
    words.say(words.grid(header, [[row[n] for n in names] for row in shown]))
    if len(rows) > len(shown):
        words.note(f"and {len(rows) - len(shown)} more; --json lists all")
