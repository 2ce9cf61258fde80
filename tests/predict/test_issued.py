"""What was said before tip-off: appended, never rewritten, and graded instead of any replay."""

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import fullcourt
from fullcourt.domain.parsed import Parsed
from fullcourt.errors import UsageError
from fullcourt.integrity.landing import land
from fullcourt.sources.schema import LANDING
from two_halves import Halves, make_halves

Row = tuple[object, ...]
KEY = "game_id, player_id, market, system"


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Halves:
    """Built up to the morning; tests work on copies."""
    return make_halves(tmp_path_factory.mktemp("halves"))


@pytest.fixture
def halves(early: Halves, tmp_path: Path) -> Halves:
    return replace(early, folder=Path(shutil.copytree(early.folder, tmp_path / "nba")))


@pytest.fixture(scope="module")
def graded(early: Halves, tmp_path_factory: pytest.TempPathFactory) -> Halves:
    """Issued in the morning and in the evening, played, graded; tests only read."""
    folder = tmp_path_factory.mktemp("graded") / "nba"
    halves = replace(early, folder=Path(shutil.copytree(early.folder, folder)))
    _issue(halves, halves.morning)
    halves.hear_lines()
    _issue(halves, halves.evening)
    halves.play()
    _build(halves)
    return halves


@pytest.fixture
def own(graded: Halves, tmp_path: Path) -> Halves:
    """A copy of it, to change."""
    return replace(graded, folder=Path(shutil.copytree(graded.folder, tmp_path / "nba")))


def _predict(halves: Halves, warehouse: fullcourt.Warehouse) -> None:
    season = warehouse.calendar().by_date[halves.day].season
    chosen = warehouse.select(start=halves.day, end=halves.day, models=("points_predictions",))
    warehouse.backfill(chosen, predicting=[season])


def _issue(halves: Halves, now: datetime) -> int | None:
    """Predict and issue at a moment; how many games were said anew, None if none may be."""
    with halves.open(now) as warehouse:
        _predict(halves, warehouse)
        landed = warehouse.issue(halves.day, halves.day)
        return None if landed is None else landed.new_units


def _build(halves: Halves, *, by_day: bool = False) -> None:
    with halves.open(halves.after) as warehouse:
        season = warehouse.calendar().by_date[halves.day].season
        built = warehouse.backfill(predicting=[season], by_day=by_day)
        assert built.failed == 0
        assert built.blocked == {}


def _rows(halves: Halves, query: str) -> list[Row]:
    with halves.open(halves.after) as warehouse:
        return warehouse.sql(query).fetchall()


def _say(halves: Halves, moment: datetime, shift: float) -> None:
    """Append an issue of a given moment whose every prediction is moved by some points."""
    columns = ", ".join(n for n, _ in LANDING["issued_predictions"])
    with halves.open(moment) as warehouse:
        store = warehouse.prepare()
        store.con.execute(
            "create or replace temp table said as select"
            " concat(game_id, '/', cast(game_date as varchar)) as unit, game_date as unit_date,"
            f" {columns} from (select * replace (predicted_points + {shift} as predicted_points)"
            " from (select * exclude (tip_utc), tip_utc from issued_predictions"
            f" where issued_at = timestamp '{halves.morning}'))"
        )
        parsed = Parsed(
            *(Path(f"issued/{shift}"), f"digest {shift}", "issued_predictions", 1),
            {"issued_predictions": "said"},
            captured_at=moment,
            captured_basis="option",
        )
        with warehouse.writing("issue") as run:
            land(store, parsed, run.run_id, moment)


def test_what_is_issued_is_what_was_predicted(halves: Halves) -> None:
    assert _issue(halves, halves.morning) == 3
    columns = f"{KEY}, predicted_points, q10, q90, line, p_over, recommendation, model_id"
    said = _rows(halves, f"select {columns} from issued_predictions order by all")
    assert said
    assert said == _rows(halves, f"select {columns} from points_predictions order by all")
    assert _rows(
        halves,
        "select distinct issued_at, issued_at_basis, made_before_tip, basis, game_date"
        " from issued_predictions",
    ) == [(halves.morning, "option", True, "issued", halves.day)]


def test_saying_the_same_again_appends_nothing(halves: Halves) -> None:
    _issue(halves, halves.morning)
    before = _rows(halves, "select count(*) from landing.issued_predictions")
    assert _issue(halves, halves.morning + timedelta(minutes=5)) == 0
    assert _rows(halves, "select count(*) from landing.issued_predictions") == before


def test_another_word_is_appended_beside_the_first(graded: Halves) -> None:
    said = _rows(
        graded,
        "select issued_at, count(*), count(line) > 0 from issued_predictions group by 1 order by 1",
    )
    assert [r[0] for r in said] == [graded.morning, graded.evening]
    assert [r[2] for r in said] == [False, True]  # the lines came out in between


def test_the_latest_word_before_tip_is_graded(graded: Halves) -> None:
    columns = f"{KEY}, model_id, predicted_points, line, recommendation, p_over, issued_at"
    latest: dict[Row, Row] = {}
    for row in _rows(graded, f"select {columns} from issued_predictions order by issued_at"):
        latest[row[:4]] = (
            row  # a player may be left out of a later issue; then the earlier one counts
        )
    of_day = f"from prediction_grades where game_date = date '{graded.day}'"
    found = _rows(graded, f"select {columns} {of_day} and basis = 'issued'")
    assert {row[:4]: row for row in found} == latest
    assert graded.evening in {row[-1] for row in latest.values()}
    unsaid = f"from points_predictions where game_date = date '{graded.day}'"
    replayed = {r for r in _rows(graded, f"select {KEY} {unsaid}") if r not in latest}
    assert set(_rows(graded, f"select {KEY} {of_day} and basis = 'replay'")) == replayed
    others = f"from prediction_grades where game_date <> date '{graded.day}'"
    assert _rows(graded, f"select distinct basis, issued_at {others}") == [("replay", None)]


def test_nothing_is_issued_once_a_result_has_landed(halves: Halves) -> None:
    """Not even when somebody claims an earlier moment, and before anything was built again."""
    _issue(halves, halves.morning)
    halves.play()
    with halves.open(halves.evening) as warehouse:
        assert warehouse.issue(halves.day, halves.day) is None
    assert _issue(halves, halves.evening) is None
    assert _issue(halves, halves.after) is None


def test_nothing_is_issued_after_tip_off(halves: Halves) -> None:
    _issue(halves, halves.morning)
    with halves.open(halves.morning + timedelta(days=1)) as warehouse:
        assert warehouse.issue(halves.day, halves.day) is None


def test_a_word_after_tip_off_is_a_finding_and_is_not_graded(halves: Halves) -> None:
    _issue(halves, halves.morning)
    _say(halves, halves.evening, 2.0)
    _say(halves, halves.evening + timedelta(hours=9), 4.0)
    halves.play()
    _build(halves)
    apart = _rows(
        halves,
        "select distinct g.issued_at, round(g.predicted_points - i.predicted_points, 3)"
        " from prediction_grades g join issued_predictions i using (game_id, player_id, market,"
        f" system) where i.issued_at = timestamp '{halves.morning}'",
    )
    assert apart == [(halves.evening, 2.0)]
    found = _rows(
        halves,
        "select distinct rule from ledger.finding where model = 'issued_predictions'"
        " and class = 'defect'",
    )
    assert found == [("rule/said_before_tip",)]


def test_a_new_word_makes_only_its_grades_stale(own: Halves) -> None:
    later = own.evening + timedelta(minutes=10)
    _say(own, later, 3.0)
    with own.open(own.after) as warehouse:
        steps = {s.model: s.dates for s in warehouse.plan().steps}
        assert steps == {"issued_predictions": (own.day,), "prediction_grades": (own.day,)}
        warehouse.recover()
        assert warehouse.plan().cells == 0
    columns = f"{KEY}, predicted_points"
    said = set(_rows(own, f"select {columns} from issued_predictions where issued_at = '{later}'"))
    assert said
    assert said == set(
        _rows(own, f"select {columns} from prediction_grades where issued_at = '{later}'")
    )


@pytest.mark.laws
def test_any_order_of_builds_gives_the_same_bits(graded: Halves, tmp_path: Path) -> None:
    """The same landings, built date by date in another project, hash alike."""
    hashes = (
        "select model, game_date, content_hash from ledger.build where is_current and model in"
        " ('points_predictions', 'issued_predictions', 'prediction_grades') order by all"
    )
    other = replace(graded, folder=Path(shutil.copytree(graded.folder, tmp_path / "other")))
    with other.open(other.after) as warehouse:
        store = warehouse.prepare()
        for table in warehouse.graph.reads:
            store.con.execute(f"delete from wh.main.{table}")
        for table in ("build", "edge", "change", "finding", "assessment"):
            store.con.execute(f"delete from wh.ledger.{table}")
    shutil.rmtree(other.folder / "artefacts", ignore_errors=True)
    _build(other, by_day=True)
    assert _rows(graded, hashes) == _rows(other, hashes)
    assert len(_rows(graded, hashes)) > 20


def test_an_edited_word_is_seen_and_put_back(own: Halves) -> None:
    query = f"select {KEY}, predicted_points from issued_predictions order by all"
    before = _rows(own, query)
    with own.open(own.after) as warehouse:
        con = warehouse.prepare().con
        con.execute("update wh.main.issued_predictions set predicted_points = predicted_points + 1")
    with own.open(own.after) as warehouse:
        found = warehouse.verify()
        drifted = [c for c in found.cells if c.model == "issued_predictions"]
        assert [str(c.verdict) for c in drifted] == ["drifted"]
        warehouse.recover()
    assert _rows(own, query) == before


def test_a_game_called_off_is_not_graded(own: Halves) -> None:
    """Its word stays on record for the date it was said of."""
    [(game,)] = _rows(own, f"select min(game_id) from games where game_date = '{own.day}'")
    with own.open(own.after) as warehouse:
        con = warehouse.prepare().con
        con.execute(f"update wh.main.games set status = 'postponed' where game_id = '{game}'")
        grades = warehouse.graph.models["prediction_grades"]
        from fullcourt.warehouse.compose import select_sql

        again = select_sql(grades, warehouse.graph.models, own.day, own.day)
        left = {g for (g,) in con.execute(f"select distinct game_id from ({again})").fetchall()}
    assert len(left) == 2
    assert game not in left
    kept = f"select count(*) > 0 from issued_predictions where game_id = '{game}'"
    assert _rows(own, kept) == [(True,)]


@pytest.mark.laws
@pytest.mark.time_travel
def test_undo_never_takes_a_word_back(tmp_path: Path) -> None:
    halves = make_halves(tmp_path, warehouse="warehouse")
    _issue(halves, halves.morning)
    with halves.open() as warehouse:
        [(run,)] = warehouse.sql(
            "select max(run_id) from ledger.run where command = 'issue'"
        ).fetchall()
        with pytest.raises(UsageError, match="never taken back"):
            warehouse.undo(run)
    assert _rows(halves, "select count(*) > 0 from issued_predictions") == [(True,)]
