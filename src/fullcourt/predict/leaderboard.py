"""The graded predictions of the warehouse, system by system."""

from collections.abc import Mapping
from datetime import date

import duckdb
import numpy as np

from fullcourt.predict.frames import FAR_AHEAD, LONG_AGO, read
from fullcourt.predict.scores import Score, by_population, graded_of, populations

NAMES = {"last10_mae": "last-10 average", "season_mae": "season average", "line_mae": "line"}
"""The baselines in words."""


def leaderboard(
    con: duckdb.DuckDBPyConnection, start: date = LONG_AGO, end: date = FAR_AHEAD
) -> list[Score]:
    """Score every system on the grades between two dates, best first in each population."""
    grades = read(con, "grades", start, end)
    if not len(grades):
        return []
    minutes = np.nan_to_num(grades.f("minutes"))
    groups = populations(np.nan_to_num(grades.f("games_before")), minutes)
    market, system = grades.o("market").astype(str), grades.o("system").astype(str)
    found: list[Score] = []
    for name in np.unique(market):
        for who in np.unique(system[market == name]):
            mine = (market == name) & (system == who)
            here = {group: where[mine] for group, where in groups.items()}
            graded = graded_of(grades.take(mine).columns)
            found += by_population(str(name), str(who), graded, here)
    return sorted(found, key=lambda s: (s.market != "points", s.market, s.population, s.mae))


def counts(con: duckdb.DuckDBPyConnection, start: date, end: date) -> Mapping[str, int]:
    """Grades by outcome."""
    rows = con.execute(
        "select outcome, count(*) from prediction_grades where game_date between ? and ?"
        " group by outcome order by outcome",
        [start, end],
    ).fetchall()
    return {str(outcome): int(number) for outcome, number in rows}
