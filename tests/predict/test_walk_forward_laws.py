"""The laws of predicting on a small simulated league, built by the real engine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

import fullcourt
from fullcourt.league import LeagueConfig, simulate, write
from fullcourt.predict import leaks, walk
from fullcourt.predict.backtest import backtest
from fullcourt.predict.design import make_design
from fullcourt.predict.frames import day_number
from fullcourt.predict.systems import System
from fullcourt.predict.walk import Walk

NOW = "2030-01-01"
FEW = {System.RIDGE: 60, System.NETWORK: 60, System.BOOSTED: 60}
"""Training rows that are enough for this small league, so that every system learns."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fullcourt.Warehouse]:
    folder = tmp_path_factory.mktemp("predict")
    raw = folder / "raw"
    raw.mkdir()
    write(simulate(LeagueConfig.mini(dates=16, teams=6)), raw)
    fullcourt.create(str(folder / "nba"), warehouse="wh.duckdb").close()
    with fullcourt.open(str(folder / "nba"), now=NOW) as opened, few_rows_are_enough():
        opened.ingest([raw])
        opened.backfill()
        season = next(iter(opened.calendar().seasons))
        opened.backfill(opened.select(layers=("predictions",)), predicting=[season])
        yield opened


@contextmanager
def few_rows_are_enough() -> Iterator[None]:
    """Let every system learn from what little a small league has."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walk, "LEAST_ROWS", FEW)
        yield


@pytest.fixture
def own(warehouse: fullcourt.Warehouse, tmp_path: Path) -> Iterator[fullcourt.Warehouse]:
    """A copy of the warehouse, to change."""
    folder = warehouse.project.folder
    warehouse.close()
    copied = shutil.copytree(folder, tmp_path / "nba")
    with fullcourt.open(str(copied), now=NOW) as opened, few_rows_are_enough():
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
    shutil.copy(warehouse.project.folder / "fullcourt.toml", tmp_path)
    table = build_points_predictions(con, (day,), tmp_path)
    columns = ", ".join(c for c in warehouse.table("points_predictions").columns)
    stored = f"select {columns} from wh.main.points_predictions where game_date = date '{day}'"
    again = f"select {columns} from {table}"
    difference = con.execute(f"select count(*) from (({stored}) except ({again}))").fetchone()
    assert difference == (0,)
    assert con.execute(f"select count(*) from {table}").fetchone() != (0,)


HASHES = (
    "select model, game_date, content_hash from ledger.build where is_current and model in"
    " ('points_predictions', 'prediction_grades') order by all"
)


def test_two_builds_of_one_warehouse_hash_alike(
    warehouse: fullcourt.Warehouse, own: fullcourt.Warehouse
) -> None:
    """Models trained anew, dates built one by one: the same bits."""
    shutil.rmtree(own.project.folder / "artefacts")
    con = own.prepare().con
    for table in ("points_predictions", "prediction_grades"):
        con.execute(f"delete from wh.main.{table}")
        con.execute(f"delete from wh.ledger.build where model = '{table}'")
    con.execute("delete from wh.ledger.artefact")
    season = next(iter(own.calendar().seasons))
    own.backfill(predicting=[season], by_day=True)
    systems = {s for (s,) in _rows(own, "select distinct system from points_predictions")}
    assert systems == set(System) - {System.ZONE_MATCHUP}  # 20 shots by zone take longer
    assert _rows(own, HASHES) == _rows(warehouse, HASHES)
    models = "select model_id, artefact_hash from ledger.artefact order by all"
    assert _rows(own, models) == _rows(warehouse, models) != []


def test_a_corrected_upstream_makes_models_and_predictions_stale(
    own: fullcourt.Warehouse, tmp_path: Path
) -> None:
    """And recover trains and predicts again, from the first month that may learn of it on."""
    [(day, game, player)] = _rows(
        own,
        "select game_date, game_id, player_id from player_game_summary where points > 12"
        " and game_date > (select min(game_date) from player_game_summary)"
        " and month(game_date) = 10 order by all limit 1",
    )
    before = {(m, d): h for m, d, h in _rows(own, HASHES)}
    models = dict(_rows(own, "select system || trained_through, model_id from ledger.artefact"))
    _correct(own, str(game), int(str(player)), tmp_path)
    planned = {s.model: set(s.dates) for s in own.plan().steps}
    later = {d for m, d in before if m == "points_predictions" and d > day}
    assert later <= planned["points_predictions"] <= later | {day}
    own.recover()
    assert own.plan().cells == 0
    after = {(m, d): h for m, d, h in _rows(own, HASHES)}
    moved = {d for (m, d), h in after.items() if m == "points_predictions" and h != before[m, d]}
    assert moved
    assert all(d > day for d in moved)
    assert any(d.month == 11 for d in moved)
    fresh = set(
        _rows(
            own,
            "select distinct model_id from points_predictions where month(game_date) = 11"
            " and system in ('ridge', 'network')",
        )
    )
    assert len(fresh) == 2
    assert not fresh & {(m,) for m in models.values()}


def _correct(warehouse: fullcourt.Warehouse, game: str, player: int, folder: Path) -> None:
    """Load a later version of the box scores in which one player has three assists more."""
    raw = warehouse.project.folder.parent / "raw"
    source = next(p for p in _raw_folder(warehouse, raw).iterdir() if "player_box" in p.name)
    target = folder / "corrected.parquet"
    duckdb.sql(
        f"copy (select * replace (case when GAME_ID = '{game}' and cast(PLAYER_ID as integer) ="
        f" {player} then cast(cast(AST as integer) + 3 as varchar) else AST end as AST)"
        f" from '{source}') to '{target}' (format parquet)"
    )
    warehouse.ingest([target], captured=datetime(2029, 1, 1))


def _raw_folder(warehouse: fullcourt.Warehouse, near: Path) -> Path:
    if near.is_dir():
        return near
    [(path,)] = _rows(
        warehouse, "select path from ledger.source_file where path like '%player_box%' limit 1"
    )
    return Path(str(path)).parent


def test_a_planted_leak_stops_the_backtest(
    own: fullcourt.Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feature that reads its own game is named, whether or not the models were trained before."""
    monkeypatch.setattr(leaks, "_ENOUGH", 200)
    season = int(next(iter(own.calendar().seasons))[:4])
    honest = Walk(own.store().con, own.project.folder, record=False)
    assert backtest(honest, season)
    con = own.prepare().con
    con.execute(
        "update wh.main.ml_feature_store as f set points_avg_5 = s.points + 0.25"
        " from wh.main.player_game_summary as s where s.game_id = f.game_id"
        " and s.player_id = f.player_id"
    )
    with pytest.raises(leaks.LeakError, match="points_avg_5") as caught:
        backtest(Walk(con, own.project.folder, record=False), season)
    assert caught.value.exit_code == 3
    assert "points_avg_5" in caught.value.fields["columns"]  # type: ignore[operator]


def test_refitting_weekly_is_a_setting_and_makes_predictions_stale(
    own: fullcourt.Warehouse,
) -> None:
    settings = own.project.folder / "fullcourt.toml"
    settings.write_text(settings.read_text().replace('refit = "monthly"', 'refit = "weekly"'))
    own.close()
    with fullcourt.open(str(own.project.folder), now=NOW) as weekly:
        planned = {s.model for s in weekly.plan().steps}
        assert planned == {"points_predictions", "prediction_grades"}
        weekly.backfill()
        rows = _rows(
            weekly,
            "select distinct game_date, trained_through, model_id from points_predictions"
            " where system = 'boosted'",
        )
    assert rows
    for day, through, model in rows:
        assert isinstance(day, date)
        monday = day - timedelta(days=day.weekday())
        assert through == monday - timedelta(days=1)
        assert str(model).startswith(f"boosted-{monday}")


def test_an_unknown_refit_is_an_error_that_names_the_words(tmp_path: Path) -> None:
    fullcourt.create(str(tmp_path / "nba")).close()
    settings = tmp_path / "nba" / "fullcourt.toml"
    settings.write_text('refit = "daily"\n')
    with pytest.raises(fullcourt.FullcourtError, match="refit = 'daily'") as caught:
        fullcourt.open(str(tmp_path / "nba"))
    assert caught.value.hint == "one of monthly, weekly"
