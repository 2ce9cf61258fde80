"""Answers about predictions: what is said of games, how good it has been, and why it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from fullcourt.envelopes.shape import Envelope, envelope
from fullcourt.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from fullcourt.predict.explain import Explanation
    from fullcourt.predict.scores import Score

MAIN_SYSTEM = "ensemble"
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Predicted:
    """The stored predictions between two dates.

    Args:
        first: First date.
        last: Last date.
        system: Whose rows are listed.
        rows: One row a player and market, the highest predictions of a date first.
        left_out: Players without predictions, with the reasons.
        number: Predictions of all systems.
    """

    first: date
    last: date
    system: str
    rows: Sequence[Record]
    left_out: Sequence[Record]
    number: int


def read_predicted(
    con: duckdb.DuckDBPyConnection, first: date, last: date, system: str = MAIN_SYSTEM
) -> Predicted:
    """What the warehouse holds of predictions between two dates."""
    span = {"first": first, "last": last}
    rows = _records(
        con,
        "select p.game_date, p.game_id, p.player_id, n.display_name as player, p.market,"
        " p.predicted_points, p.q10, p.q90, p.line, p.line_book, p.p_over, p.recommendation,"
        " p.model_id from points_predictions as p left join players as n using (player_id)"
        " where p.game_date between $first and $last and p.system = $system"
        " order by p.game_date, p.predicted_points desc, p.player_id, p.market",
        span | {"system": system},
    )
    left_out = _records(
        con,
        "select f.game_date, f.game_id, f.player_id, n.display_name as player,"
        " f.not_ready_reasons as reasons from ml_feature_store as f"
        " left join players as n using (player_id)"
        " where not f.ready and f.game_date between $first and $last"
        " order by f.game_date, f.game_id, f.player_id",
        span,
    )
    counted = con.execute(
        "select count(*) from points_predictions where game_date between $first and $last", span
    ).fetchone()
    return Predicted(first, last, system, rows, left_out, int(counted[0]) if counted else 0)


def read_grades(
    con: duckdb.DuckDBPyConnection, column: Literal["outcome", "basis"], first: date, last: date
) -> dict[str, int]:
    """Grades between two dates, counted by outcome, or by what was graded."""
    rows = con.execute(
        f"select {column}, count(*) from prediction_grades where game_date between ? and ?"
        " group by 1 order by 1",
        [first, last],
    ).fetchall()
    return {str(value): int(number) for value, number in rows}


def require_system(system: str) -> None:
    """Refuse a system that nobody has heard of.

    Raises:
        UsageError: There is none of this name.
    """
    from fullcourt.predict.systems import System

    if system not in list(System):
        raise UsageError(f"there is no system {system!r}", hint=f"one of {', '.join(System)}")


def _records(
    con: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object]
) -> list[Record]:
    found = con.execute(query, dict(parameters))
    names = [d[0] for d in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def predict_envelope(found: Predicted, *, issued: int = 0, issued_anew: int = 0) -> Envelope:
    """What is said of some dates; findings are the players of whom nothing is said.

    Args:
        found: The stored predictions.
        issued: Predictions that were kept before tip-off just now.
        issued_anew: Games of which something new was said.
    """
    summary = {
        "start": found.first,
        "end": found.last,
        "rows": found.number,
        "players": len(found.rows),
        "not_ready": len(found.left_out),
        "system": found.system,
        "issued": issued,
        "games_issued_anew": issued_anew,
    }
    return envelope("predict", ok=True, summary=summary, findings=found.left_out, data=found.rows)


def grade_envelope(
    first: date, last: date, outcomes: Mapping[str, int], bases: Mapping[str, int]
) -> Envelope:
    """What became of predictions, and whether the issued or a replay was graded."""
    rows = sum(outcomes.values())
    summary = {"start": first, "end": last, "rows": rows, "bases": dict(bases)}
    return envelope("grade", ok=True, summary=summary, data=dict(outcomes))


def leaderboard_envelope(scores: Sequence[Score], outcomes: Mapping[str, int]) -> Envelope:
    """The systems by their grades."""
    summary = {"outcomes": dict(outcomes)}
    return envelope("leaderboard", ok=True, summary=summary, data=[asdict(s) for s in scores])


def explain_envelope(found: Explanation, name: str, day: date) -> Envelope:
    """Why a prediction is what it is."""
    from fullcourt.predict.explain import in_words

    summary = {"player": name, "date": day.isoformat(), "words": in_words(found, name)}
    return envelope("explain", ok=True, summary=summary, data=asdict(found))
