"""The predictions as a table: what the engine calls to build points_predictions."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from fullcourt.predict.design import make_design
from fullcourt.predict.frames import day_number
from fullcourt.predict.offers import offers_for
from fullcourt.predict.sheet import Columns, empty_sheet, sheet
from fullcourt.predict.systems import Raw
from fullcourt.predict.walk import Walk
from fullcourt.project import SETTINGS_FILE, read_settings

_TABLE = "predicted_rows"
_MANY = 5
"""Dates from which the features of the whole warehouse are worth making at once."""


def build_points_predictions(
    con: duckdb.DuckDBPyConnection, dates: Sequence[date], folder: Path
) -> str:
    """Predict every ready row of the dates into a temp table.

    Args:
        con: Connection with the warehouse attached as `wh` and selected.
        dates: The dates wanted.
        folder: The project's folder, where artefacts live.

    Returns:
        The temp table's name.
    """
    walk = Walk(con, folder, weekly=refits_weekly(folder))
    parts = [sheet_of(walk, raw, first) for raw, first in predicted(walk, dates)]
    columns = _stacked([p for p in parts if p]) or empty_sheet()
    con.register("predicted_columns", columns)
    con.execute(_into_table())
    con.unregister("predicted_columns")
    return _TABLE


def refits_weekly(folder: Path) -> bool:
    """Whether a project's predictors are trained every week."""
    return read_settings(folder / SETTINGS_FILE).refit == "weekly"


def predicted(walk: Walk, dates: Sequence[date]) -> Iterator[tuple[Raw, date]]:
    """What the systems say of the ready rows of some dates, month by month."""
    walk.prepare(dates)
    wanted = np.array([day_number(d) for d in dates], dtype=np.int64)
    for first in sorted({walk.period_of(d) for d in dates}):
        days = [d for d in dates if walk.period_of(d) == first]
        many = len(dates) > _MANY
        design = walk.whole() if many else make_design(walk.con, min(days), max(days))
        day = design.rows.i("day")
        inside = np.isin(day, wanted) & (day >= day_number(min(days)))
        mine = inside & (day <= day_number(max(days))) & design.rows.b("ready")
        if mine.any():
            yield walk.raw(design.take(mine), first), first


def sheet_of(walk: Walk, raw: Raw, first: date) -> Columns:
    """The rows of points_predictions for some raw predictions."""
    return sheet(walk, raw, first, offers_for(walk.con, raw.design.rows))


def _stacked(parts: Sequence[Columns]) -> Columns:
    if not parts:
        return {}
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}


def _into_table() -> str:
    return f"""
        create or replace temp table {_TABLE} as
        select
            cast(cast(season_start as integer) as varchar) || '-'
                || right(cast(cast(season_start as integer) + 1 as varchar), 2)
                as season,
            date '2000-01-01' + cast(day as integer) as game_date,
            lpad(cast(cast(game as bigint) as varchar), 10, '0') as game_id,
            cast(player as integer) as player_id, market, system, model_id,
            cast(team as integer) as team_id, cast(opponent as integer) as opponent_team_id,
            predicted_points, q10, q25, q50, q75, q90, predicted_minutes, predicted_rate,
            line, nullif(line_book, '') as line_book,
            make_timestamp(cast(line_known_at as bigint)) as line_known_at,
            cast(over_price as integer) as over_price, cast(under_price as integer) as under_price,
            p_over, p_under, p_push, calibration, confidence, recommendation, edge,
            case when trained_through >= 0
                then date '2000-01-01' + cast(trained_through as integer) end as trained_through,
            false as made_before_tip, 'replay' as basis
        from predicted_columns
    """
