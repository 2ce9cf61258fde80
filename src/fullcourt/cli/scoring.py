"""`backtest`, `leaderboard`, `explain`: how good predictions are, and why they are so."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fullcourt.cli import options, words
from fullcourt.cli.session import Session
from fullcourt.envelopes import predictions as answers
from fullcourt.envelopes.shape import envelope
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullcourt.api import Warehouse
    from fullcourt.predict.backtest import Chances
    from fullcourt.predict.scores import Score
    from fullcourt.predict.walk import Walk

_WIDE = 40
"""Characters of a full bar in the reliability plot."""


def backtest(
    context: typer.Context,
    *,
    season: Annotated[
        str, typer.Option("--season", metavar="SEASON", help="The season to walk through.")
    ],
    as_json: options.Json = False,
) -> None:
    """Walk through a season month by month and grade every system on games it had not seen.

    Nothing is written to the warehouse; models are kept in the project's artefacts folder.
    """
    from fullcourt.predict.backtest import backtest as run

    with context.ensure_object(Session).warehouse() as warehouse:
        if season not in warehouse.calendar().seasons:
            raise UsageError(f"season {season!r} is not loaded", hint="fullcourt status")
        found = run(_walk(warehouse), int(season[:4]))
    if found is None:
        raise UsageError(f"season {season} has no ready rows", hint="fullcourt backfill")
    summary = {
        "season": season, "start": found.first, "end": found.last, "rows": found.rows,
        "played": found.played,
    }  # fmt: skip
    if as_json:
        data = {
            "scores": [asdict(s) for s in found.scores],
            "chances": [asdict(c) for c in found.chances],
        }
        words.answer(envelope("backtest", ok=True, summary=summary, data=data))
    else:
        _print_scores(found.scores)
        _print_chances(found.chances)
    words.note(f"{season}: {words.count(found.rows, 'ready row')}, {found.played:,} of them played")


def leaderboard(
    context: typer.Context,
    *,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First date.")
    ] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last date.")] = None,
    as_json: options.Json = False,
) -> None:
    """Rank the systems on the grades in the warehouse, with baselines on the same rows."""
    from fullcourt.predict import leaderboard as board
    from fullcourt.predict.frames import FAR_AHEAD, LONG_AGO

    first, last = options.parse_date(start) or LONG_AGO, options.parse_date(end) or FAR_AHEAD
    with context.ensure_object(Session).warehouse() as warehouse:
        con = warehouse.store().con
        scores = board.leaderboard(con, first, last)
        outcomes = dict(board.counts(con, first, last))
    if not scores:
        raise UsageError("there are no grades yet", hint="fullcourt grade")
    if as_json:
        words.answer(answers.leaderboard_envelope(scores, outcomes))
    else:
        _print_scores(scores)
    told = ", ".join(f"{number:,} {outcome}" for outcome, number in outcomes.items())
    words.note(f"grades: {told}")


def explain(
    context: typer.Context,
    player: Annotated[str, typer.Argument(metavar="PLAYER", help="Name or NBA id.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="Date of the game.")],
    *,
    as_json: options.Json = False,
) -> None:
    """Say in words and numbers what moved a prediction: minutes, points a minute, features."""
    from fullcourt.predict.explain import explain as run
    from fullcourt.predict.explain import in_words

    on = options.parse_date(day)
    with context.ensure_object(Session).warehouse() as warehouse:
        player_id, name = _player(warehouse, player)
        found = run(_walk(warehouse), player_id, on) if on else None
    if found is None or on is None:
        raise UsageError(f"{name} is on no roster of a game on {day}", hint="another date?")
    if as_json:
        words.answer(answers.explain_envelope(found, name, on))
        return
    for sentence in in_words(found, name):
        words.say(sentence)
    if found.predictions:
        words.say()
        words.say(words.grid(("system", "points"), found.predictions.items()))
    if found.pushes:
        words.say()
        lines = [(p.part, p.feature, p.value, p.points) for p in found.pushes]
        words.say(words.grid(("part", "feature", "value", "points moved"), lines))


def _walk(warehouse: Warehouse) -> Walk:
    from fullcourt.predict.walk import Walk

    weekly = warehouse.project.settings.refit == "weekly"
    return Walk(warehouse.store().con, warehouse.project.folder, record=False, weekly=weekly)


def _player(warehouse: Warehouse, text: str) -> tuple[int, str]:
    from fullcourt.domain.names import fold

    column = "player_id" if text.isdigit() else "player_lookup"
    value = text if text.isdigit() else f"'{fold(text)}'"
    found = warehouse.sql(
        f"select player_id, display_name from players where {column} = {value} order by player_id"
    ).fetchall()
    if len(found) != 1:
        many = ", ".join(f"{name} ({number})" for number, name in found)
        problem = f"{text!r} may be {many}" if found else f"there is no player {text!r}"
        raise UsageError(problem, hint="name him by his NBA id")
    return int(found[0][0]), str(found[0][1])


def _print_scores(scores: Sequence[Score]) -> None:
    """Two tables: how far off, on all rows; and the bets, on the rows with a line."""
    ranked = sorted(scores, key=lambda s: (s.market != "points", s.population, s.mae))
    header = (
        *("market", "population", "system", "rows", "issued", "MAE", "RMSE", "bias", "in 80 %"),
        *("in 50 %", "last 10", "season", "better %"),
    )
    rows = [
        (
            *(s.market, s.population, s.system, s.rows, s.issued, s.mae, s.rmse, s.bias, s.in_80),
            *(s.in_50, s.last10_mae, s.season_mae, s.better_than_last10),
        )
        for s in ranked
    ]
    words.say(words.grid(header, rows))
    lined = [s for s in ranked if s.lined_rows]
    if not lined:
        return
    of_bets = (
        *("market", "population", "system", "lined rows", "MAE", "closing line", "calibration"),
        *("bets", "hit rate", "95 % interval", "break-even", "units"),
    )
    bets = []
    for s in lined:
        span = f"{s.hit_low:.3f}-{s.hit_high:.3f}" if s.hit_low is not None else None
        bets.append(
            (
                *(s.market, s.population, s.system, s.lined_rows, s.mae_on_lined, s.line_mae),
                *(s.line_calibration_error, s.bets, s.hit_rate, span, s.break_even, s.profit_units),
            )
        )
    words.say()
    words.say(words.grid(of_bets, bets))


def _print_chances(chances: Sequence[Chances]) -> None:
    words.say()
    lines = [
        (c.market, c.system, c.at, c.rows, c.calibration_error, c.by_chance, c.by_chance_95)
        for c in chances
    ]
    header = ("market", "system", "at", "rows", "calibration error", "perfect one", "its 95 %")
    words.say(words.grid(header, lines))
    for found in (c for c in chances if c.system == "ensemble"):
        words.say()
        where = "real lines" if found.at == "lines" else "half points around the last-10 median"
        words.say(f"{found.market}, ensemble: chance of more at {where} (| said, # came)")
        rows = [(p, s, n, _bar(p, s)) for p, s, n in found.reliability]
        words.say(words.grid(("said", "came", "rows", ""), rows))


def _bar(said: float, came: float) -> str:
    bar = list("#" * round(_WIDE * came) + " " * (_WIDE - round(_WIDE * came)))
    bar[min(_WIDE - 1, round(_WIDE * said))] = "|"
    return "".join(bar).rstrip()
