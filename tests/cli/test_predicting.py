"""`predict`, `grade`, `leaderboard`, `backtest`, `explain` as a user types them."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from fullcourt.cli import main
from fullcourt.predict import walk
from fullcourt.predict.systems import System
from two_halves import Halves, make_halves

from .conftest import Run

pytestmark = pytest.mark.rooms

FEW = {System.RIDGE: 60, System.NETWORK: 60, System.BOOSTED: 60}
"""Training rows that are enough for this small league, so that every system speaks."""


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Halves:
    return make_halves(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def evening(league: Halves, tmp_path_factory: pytest.TempPathFactory) -> Halves:
    """Tonight's games with their lines, every system trained and issued; tests only read."""
    halves = _copy(league, tmp_path_factory.mktemp("evening"))
    halves.hear_lines()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walk, "LEAST_ROWS", FEW)
        assert main(_words(halves, halves.evening, "backfill")) == 0
        assert main(_words(halves, halves.evening, "predict", "--date", halves.day)) == 0
    return halves


@pytest.fixture(scope="module")
def played(evening: Halves, tmp_path_factory: pytest.TempPathFactory) -> Halves:
    """The whole season played, predicted and graded; tests only read."""
    halves = _copy(evening, tmp_path_factory.mktemp("played"))
    halves.play()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walk, "LEAST_ROWS", FEW)
        assert main(_words(halves, halves.after, "backfill")) == 0
        assert main(_words(halves, halves.after, "predict", "--season", "2021-22")) == 0
        assert main(_words(halves, halves.after, "grade")) == 0
    return halves


@pytest.fixture(autouse=True)
def few_rows_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "LEAST_ROWS", FEW)


def _copy(halves: Halves, folder: Path) -> Halves:
    return replace(halves, folder=Path(shutil.copytree(halves.folder, folder / "nba")))


def _words(halves: Halves, now: object, *words: object) -> list[str]:
    moment = now.isoformat() if hasattr(now, "isoformat") else str(now)
    return [*map(str, words), "--now", moment, "--project", str(halves.folder)]


def _query(halves: Halves, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(halves.folder / "wh.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def test_tonights_games_are_predicted_and_issued(run: Run, league: Halves, tmp_path: Path) -> None:
    halves = _copy(league, tmp_path)
    halves.hear_lines()
    answered = run(*_words(halves, halves.evening, "predict", "--date", halves.day, "--json"))
    assert answered.code == 0
    found = answered.envelope
    [(ready, not_ready)] = _query(
        halves,
        "select count(*) filter (ready), count(*) filter (not ready) from ml_feature_store"
        f" where game_date = date '{halves.day}'",
    )
    points = [row for row in found["data"] if row["market"] == "points"]
    assert len(points) == ready > 50
    assert found["schema"] == "fullcourt.predict/1"
    summary = found["summary"]
    assert (summary["start"], summary["end"]) == (str(halves.day), str(halves.day))
    assert summary["not_ready"] == not_ready == len(found["findings"]) > 0
    assert all(f["reasons"] and f["player"] for f in found["findings"])
    assert summary["issued"] == summary["rows"] > 0
    assert summary["games_issued_anew"] == 3
    lined = [row for row in points if row["line"] is not None]
    assert lined
    assert all(0 <= r["p_over"] <= 1 and r["recommendation"] != "no_line" for r in lined)
    assert all(r["q10"] <= r["predicted_points"] <= r["q90"] for r in points)
    again = run(*_words(halves, halves.evening, "predict", "--date", halves.day))
    assert again.code == 0
    assert "the same was said of these games already" in again.err
    assert "not predicted: " in again.err
    assert {f["reasons"] for f in found["findings"]} == {
        line.split(", ", 1)[1]
        for line in again.err.splitlines()
        if line.startswith("not predicted: ")
    }
    assert again.out.split()[:3] == ["player", "market", "predicted"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("predict",), "name one date or one season"),
        (("predict", "--date", "2021-11-04", "--season", "2021-22"), "name one date or one season"),
        (("predict", "--date", "2021-12-25"), "no game is known on 2021-12-25"),
        (("predict", "--date", "tomorrow"), "'tomorrow' is not a date"),
        (("predict", "--season", "1999-00"), "season '1999-00' is not loaded"),
        (("predict", "--date", "2021-11-04", "--system", "oracle"), "there is no system 'oracle'"),
        (("predict", "--date", "2021-11-09"), "2021-11-09 is more than 1 day ahead of 2021-11-04"),
        (("grade", "--date", "2021-11-04"), "the games of 2021-11-04 are not over"),
        (("grade", "--date", "2021-12-25"), "no game is known on 2021-12-25"),
        (("leaderboard",), "there are no grades yet"),
        (("leaderboard", "--start", "then"), "'then' is not a date"),
        (("backtest", "--season", "1999-00"), "season '1999-00' is not loaded"),
        (("backtest",), "Missing option '--season'"),
        (("explain", "Nobody Atall", "2021-11-04"), "there is no player 'Nobody Atall'"),
        (("explain", "9000051", "soon"), "'soon' is not a date"),
        (("explain", "9000051", "2021-12-25"), "is on no roster of a game on 2021-12-25"),
        (("explain", "'; drop", "2021-11-04"), "there is no player"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    run: Run, league: Halves, words: tuple[str, ...], said: str
) -> None:
    answered = run(*_words(league, league.morning, *words))
    assert answered.code == 2
    assert said in answered.err
    assert answered.out == ""
    told = run(*_words(league, league.morning, *words, "--json"))
    assert told.code == 2
    assert not told.envelope["ok"]
    assert said in told.envelope["summary"]["error"]


def test_grading_before_predicting_says_what_to_do(run: Run, league: Halves) -> None:
    answered = run(*_words(league, league.after, "grade"))
    assert answered.code == 2
    assert "nothing has been predicted yet" in answered.err
    assert "next: fullcourt predict" in answered.err


@pytest.mark.parametrize("library", ["lightgbm", "threadpoolctl"])
def test_a_missing_extra_is_named_with_its_remedy(
    run: Run, league: Halves, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves = _copy(league, tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    answered = run(*_words(halves, halves.evening, "predict", "--date", halves.day))
    assert answered.code == 2
    assert "which is not installed" in answered.err
    assert "next: pip install 'fullcourt[predict]'" in answered.err


def test_tables_are_built_without_the_extra(league: Halves) -> None:
    """A process that has no LightGBM answers everything else."""
    code = (
        "import sys; sys.modules['lightgbm'] = sys.modules['threadpoolctl'] = None;"
        "from fullcourt.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    words = _words(league, league.morning, "status", "--json")
    answered = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, check=False
    )
    assert answered.returncode == 0, answered.stderr


def test_grades_prefer_what_was_issued(run: Run, played: Halves, tmp_path: Path) -> None:
    halves = _copy(played, tmp_path)
    found = run(*_words(halves, halves.after, "grade", "--date", halves.day, "--json")).envelope
    assert found["summary"]["bases"]["issued"] > 0
    assert sum(found["data"].values()) == found["summary"]["rows"]
    assert set(found["data"]) <= {"over", "under", "push", "void", "no_line"}
    assert found["data"]["void"] > 0
    whole = run(*_words(halves, halves.after, "grade"))
    assert whole.code == 0
    assert " replay" in whole.err
    assert " issued" in whole.err


def test_the_leaderboard_counts_what_the_grades_hold(run: Run, played: Halves) -> None:
    found = run(*_words(played, played.after, "leaderboard", "--json")).envelope
    assert found["summary"]["outcomes"]["void"] > 0
    scores = {(s["market"], s["system"], s["population"]): s for s in found["data"]}
    systems = {s for m, s, _ in scores if m == "points"}
    assert systems == set(System) - {System.ZONE_MATCHUP}  # 20 shots by zone take longer
    naive = _query(
        played,
        "select g.system, count(*), avg(abs(g.predicted_points - g.actual_points)),"
        " sqrt(avg((g.predicted_points - g.actual_points) ** 2)),"
        " avg(g.predicted_points - g.actual_points),"
        " avg(abs(f.points_avg_10 - g.actual_points)),"
        " avg(abs(f.points_avg_season - g.actual_points)),"
        " count(g.closing_line), avg(abs(g.closing_line - g.actual_points)),"
        " count(*) filter (g.basis = 'issued'), avg(cast(g.in_80 as integer)),"
        " avg(cast(g.recommendation_correct as integer)), count(g.recommendation_correct)"
        " from prediction_grades g join ml_feature_store f using (game_date, game_id, player_id)"
        " where g.market = 'points' and g.outcome <> 'void' group by 1",
    )
    assert {row[0] for row in naive} == systems
    names = (
        *("rows", "mae", "rmse", "bias", "last10_mae", "season_mae", "lined_rows", "line_mae"),
        *("issued", "in_80", "hit_rate", "bets"),
    )
    for system, *values in naive:
        score = scores["points", system, "all"]
        for name, value in zip(names, values, strict=True):
            if name in ("last10_mae", "season_mae") and score[name] is None:
                continue  # not known for every one of these rows
            assert score[name] == (value if value is None else pytest.approx(value, abs=2e-4)), name
        assert score["break_even"] == pytest.approx(0.5238, abs=1e-4)
        if score["bets"]:
            assert score["hit_low"] <= score["hit_rate"] <= score["hit_high"]
    assert scores["points", "ensemble", "five_games"]["last10_mae"] is not None
    said = run(*_words(played, played.after, "leaderboard"))
    assert said.code == 0
    assert "closing line" in said.out
    assert "95 % interval" in said.out
    day = str(played.day)
    of_day = run(
        *_words(played, played.after, "leaderboard", "--start", day, "--end", day, "--json")
    )
    assert all(s["issued"] > 0 for s in of_day.envelope["data"] if s["population"] == "all")


def test_a_backtest_walks_the_season_without_writing(run: Run, played: Halves) -> None:
    marks = "select max(run_id), max(build_id), count(*) from ledger.build"
    before = _query(played, marks)
    found = run(*_words(played, played.after, "backtest", "--season", "2021-22", "--json")).envelope
    assert found["summary"]["rows"] >= found["summary"]["played"] > 100
    assert {s["system"] for s in found["data"]["scores"]} >= set(walk.TRAINED)
    assert {c["at"] for c in found["data"]["chances"]} == {"median", "lines"}
    for chances in found["data"]["chances"]:
        assert sum(n for _, _, n in chances["reliability"]) == chances["rows"]
    assert _query(played, marks) == before
    assert run(*_words(played, played.after, "backtest", "--season", "2021-22")).code == 0


def test_a_prediction_is_explained_in_words_and_numbers(run: Run, evening: Halves) -> None:
    [(player, name, points, minutes, rate)] = _query(
        evening,
        "select p.player_id, n.display_name, p.predicted_points, p.predicted_minutes,"
        " p.predicted_rate"
        " from points_predictions p join players n using (player_id)"
        f" where game_date = date '{evening.day}' and system = 'ensemble' and market = 'points'"
        " order by predicted_points desc limit 1",
    )
    found = run(
        *_words(evening, evening.evening, "explain", player, evening.day, "--json")
    ).envelope
    assert found["data"]["predictions"]["ensemble"] == pytest.approx(points, abs=0.01)
    assert found["data"]["minutes"][0] == pytest.approx(minutes, abs=0.01)
    assert found["data"]["rate"][0] == pytest.approx(rate, abs=0.001)
    assert {p["part"] for p in found["data"]["pushes"]} <= {"minutes", "rate"}
    said = run(*_words(evening, evening.evening, "explain", name, evening.day))
    assert said.code == 0
    assert f"{name}: " in said.out
    assert "minutes expected" in said.out
    assert "are usual" in said.out


def test_who_is_not_ready_is_not_explained_away(run: Run, evening: Halves) -> None:
    [(player,)] = _query(
        evening,
        "select min(player_id) from ml_feature_store where not ready"
        f" and game_date = date '{evening.day}'",
    )
    said = run(*_words(evening, evening.evening, "explain", player, evening.day))
    assert said.code == 0
    assert "is not predicted: his row is not ready" in said.out
