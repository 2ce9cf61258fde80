"""The laws of predicting on a small simulated league, built by the real engine."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import fullcourt
from fullcourt.league import LeagueConfig, simulate, write
from fullcourt.predict.design import make_design
from fullcourt.predict.frames import day_number

NOW = "2030-01-01"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fullcourt.Warehouse]:
    folder = tmp_path_factory.mktemp("predict")
    raw = folder / "raw"
    raw.mkdir()
    write(simulate(LeagueConfig.mini(dates=16, teams=6)), raw)
    fullcourt.create(str(folder / "nba")).close()
    with fullcourt.open(str(folder / "nba"), now=NOW) as opened:
        opened.ingest([raw])
        opened.backfill()
        season = next(iter(opened.calendar().seasons))
        opened.backfill(opened.select(layers=("predictions",)), predicting=[season])
        yield opened


def _rows(warehouse: fullcourt.Warehouse, query: str) -> list[tuple[object, ...]]:
    return warehouse.sql(query).fetchall()


def _middle(warehouse: fullcourt.Warehouse) -> date:
    days = [d for (d,) in _rows(warehouse, "select distinct game_date from games order by 1")]
    return days[2 * len(days) // 3]  # type: ignore[return-value]


def test_every_ready_row_is_predicted_and_no_other(warehouse: fullcourt.Warehouse) -> None:
    query = "select game_id, player_id from {} order by all"
    ready = _rows(warehouse, query.format("ml_feature_store where ready"))
    said = _rows(
        warehouse,
        query.format("points_predictions where market = 'points' and system = 'moving_average'"),
    )
    assert ready
    assert said == ready


def test_rows_keep_their_own_rules(warehouse: fullcourt.Warehouse) -> None:
    broken = _rows(
        warehouse,
        "select count(*) from points_predictions where not (q10 <= q25 and q25 <= q50 and"
        " q50 <= q75 and q75 <= q90) or q10 < 0 or trained_through >= game_date"
        " or abs(p_over + p_under + p_push - 1) > 0.0001",
    )
    assert broken == [(0,)]


def test_grades_say_void_push_and_no_line(warehouse: fullcourt.Warehouse) -> None:
    wrong = _rows(
        warehouse,
        "select count(*) from prediction_grades as g left join player_games as p"
        " on p.game_id = g.game_id and p.player_id = g.player_id and p.appearance = 'yes'"
        " where (p.player_id is null and g.outcome <> 'void')"
        " or (g.outcome = 'void') <> (g.error is null)"
        " or (g.outcome = 'push') <> coalesce(g.actual_points = g.line, false)"
        " or (g.outcome = 'no_line' and g.line is not null)",
    )
    assert wrong == [(0,)]
    assert _rows(warehouse, "select count(*) from prediction_grades") != [(0,)]


def test_a_row_is_the_same_alone_and_among_all(warehouse: fullcourt.Warehouse) -> None:
    day = _middle(warehouse)
    con = warehouse.store().con
    whole, alone = make_design(con), make_design(con, day, day)
    here = whole.rows.i("day") == day_number(day)
    assert np.array_equal(whole.matrix[here], alone.matrix, equal_nan=True)


def test_nothing_from_the_day_on_moves_a_row(warehouse: fullcourt.Warehouse) -> None:
    """Outcomes from a date on are rewritten in temp tables that hide the stored ones."""
    day = _middle(warehouse)
    con = warehouse.store().con
    before = make_design(con, day, day)
    for table, change in (
        ("player_game_summary", "points = points + 40, seconds = seconds // 2, fga = 50"),
        ("team_offense_game_summary", "margin = -margin, game_poss_x100 = 5000"),
        ("games", "overtimes = 3"),
        ("game_info", "starter_ids = null"),
    ):
        con.execute(f"create or replace temp table {table} as select * from wh.main.{table}")
        con.execute(f"update temp.{table} set {change} where game_date >= date '{day}'")
    try:
        after, later = make_design(con, day, day), day + timedelta(days=400)
        moved = make_design(con, day + timedelta(days=1), later)
    finally:
        for table in ("player_game_summary", "team_offense_game_summary", "games", "game_info"):
            con.execute(f"drop table temp.{table}")
    assert np.array_equal(before.matrix, after.matrix, equal_nan=True)
    truth = make_design(con, day + timedelta(days=1), later)
    assert not np.array_equal(moved.matrix, truth.matrix, equal_nan=True)


def test_building_again_gives_the_same_bits(warehouse: fullcourt.Warehouse, tmp_path: Path) -> None:
    from fullcourt.predict.warehouse import build_points_predictions

    day = _middle(warehouse)
    con = warehouse.store().con
    table = build_points_predictions(con, (day,), tmp_path)
    columns = ", ".join(c for c in warehouse.table("points_predictions").columns)
    stored = f"select {columns} from wh.main.points_predictions where game_date = date '{day}'"
    again = f"select {columns} from {table}"
    difference = con.execute(f"select count(*) from (({stored}) except ({again}))").fetchone()
    assert difference == (0,)
    assert con.execute(f"select count(*) from {table}").fetchone() != (0,)
