"""`predict` and `grade`: what the systems say of games, and what became of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, progress, words
from fullcourt.cli.session import Session
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from fullcourt.api import Warehouse
    from fullcourt.integrity.backfill import Built

_SYSTEM = "ensemble"
_SHOWN = 30
_FAILED = 4

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
    ] = _SYSTEM,
    as_json: options.Json = False,
    log_json: options.LogJson = False,
) -> None:
    """Predict every ready player of a date or a season; the others are listed with the reason."""
    with (
        context.ensure_object(Session).warehouse() as warehouse,
        progress.shown(log_json, "predict") as listener,
    ):
        first, last, seasons = _span(warehouse, day, season)
        wanted = warehouse.select(start=first, end=last, models=("points_predictions",))
        built = warehouse.backfill(wanted, predicting=seasons, listener=listener)
        _stop_if_failed(built)
        rows = _rows(warehouse, first, last, system)
        left_out = _left_out(warehouse, first, last)
        predicted = _count(warehouse, "points_predictions", first, last)
    reasons = Counter(str(r["reasons"]) for r in left_out)
    summary = {
        "start": first, "end": last, "rows": predicted, "players": len(rows),
        "not_ready": len(left_out), "system": system,
    }  # fmt: skip
    if as_json:
        words.envelope("predict", ok=True, summary=summary, findings=left_out, data=rows)
    else:
        _print_rows(rows, one_date=first == last)
        for reason, number in sorted(reasons.items()):
            words.note(f"not predicted: {words.count(number, 'player')}, {reason}")
    words.note(f"{words.count(predicted, 'prediction')} of {first} to {last}")


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
        _stop_if_failed(built)
        outcomes = dict(
            warehouse.sql(
                "select outcome, count(*) from prediction_grades"
                f" where game_date between date '{first}' and date '{last}'"
                " group by outcome order by outcome"
            ).fetchall()
        )
    if as_json:
        summary = {"start": first, "end": last, "rows": sum(outcomes.values())}
        words.envelope("grade", ok=True, summary=summary, data=outcomes)
    else:
        words.say(words.grid(("outcome", "predictions"), outcomes.items()))
    words.note(f"{words.count(sum(outcomes.values()), 'grade')} of {first} to {last}")


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


def _stop_if_failed(built: Built) -> None:
    failed = {d: m for o in built.outcomes.values() for d, m in o.failed.items()}
    if failed:
        day, message = next(iter(failed.items()))
        error = UsageError(f"{len(failed)} cells failed, the first on {day}: {message}")
        error.exit_code = _FAILED
        raise error


def _rows(warehouse: Warehouse, first: date, last: date, system: str) -> list[dict[str, object]]:
    found = warehouse.sql(
        "select p.game_date, p.game_id, p.player_id, n.display_name as player, p.market,"
        " p.predicted_points, p.q10, p.q90, p.line, p.line_book, p.p_over, p.recommendation,"
        " p.model_id from points_predictions as p left join players as n using (player_id)"
        f" where p.game_date between date '{first}' and date '{last}' and p.system = $system"
        " order by p.game_date, p.predicted_points desc, p.player_id, p.market".replace(
            "$system", "'" + system.replace("'", "''") + "'"
        )
    )
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _left_out(warehouse: Warehouse, first: date, last: date) -> list[dict[str, object]]:
    found = warehouse.sql(
        "select f.game_date, f.game_id, f.player_id, n.display_name as player,"
        " f.not_ready_reasons as reasons from ml_feature_store as f"
        " left join players as n using (player_id)"
        f" where not f.ready and f.game_date between date '{first}' and date '{last}'"
        " order by f.game_date, f.game_id, f.player_id"
    )
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _count(warehouse: Warehouse, table: str, first: date, last: date) -> int:
    found = warehouse.sql(
        f"select count(*) from {table} where game_date between date '{first}' and date '{last}'"
    ).fetchone()
    return int(found[0]) if found else 0


def _print_rows(rows: list[dict[str, object]], *, one_date: bool) -> None:
    shown = rows[:_SHOWN] if one_date else []
    if not shown:
        return
    header = ("player", "market", "predicted", "q10", "q90", "line", "p_over", "recommendation")
    names = ("player", "market", "predicted_points", *header[3:])
    words.say(words.grid(header, [[row[n] for n in names] for row in shown]))
    if len(rows) > len(shown):
        words.note(f"and {len(rows) - len(shown)} more; --json lists all")
