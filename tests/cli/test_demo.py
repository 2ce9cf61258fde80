"""`demo` and `doctor`: the first things a newcomer runs."""

from pathlib import Path

from .conftest import Run

SMALL = ("--dates", "4", "--teams", "4", "--warehouse", "wh.duckdb")


def test_demo_goes_from_nothing_to_features_and_then_does_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    first = run("demo", folder, *SMALL)
    assert first.code == 0
    assert "Try next" in first.out
    assert "ml_feature_store" in first.out
    assert str(folder / "wh.duckdb") in first.out
    stamps = {p: p.stat().st_mtime_ns for p in (folder / "raw").iterdir()}
    second = run("demo", folder, *SMALL)
    assert second.code == 0
    assert "already there" in second.err
    assert "nothing new" in second.err
    assert "nothing to build" in second.err
    assert {p: p.stat().st_mtime_ns for p in (folder / "raw").iterdir()} == stamps
    table = [line for line in second.out.splitlines() if line.startswith(("features", "spine"))]
    assert table == [
        line for line in first.out.splitlines() if line.startswith(("features", "spine"))
    ]


def test_an_interrupted_simulation_is_started_over(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert run("init", folder, "--warehouse", "wh.duckdb").code == 0
    (folder / "raw.partial").mkdir()
    (folder / "raw.partial" / "half.csv").write_text("gid,")
    assert run("demo", folder, *SMALL).code == 0
    assert not (folder / "raw" / "half.csv").exists()


def test_doctor_is_content_with_a_built_project(run: Run, built: Path) -> None:
    answered = run("doctor", "--json", project=built)
    assert answered.code == 0
    assert answered.envelope["ok"] is True
    found = {c["what"]: c["value"] for c in answered.envelope["data"]}
    assert found["extension ducklake"] == "loads"
    assert found["setting horizon_days"] == "1"
    assert found["lease"] == "free"
    assert "backfill" in found["last run"]


def test_doctor_names_what_is_wrong(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fullcourt.toml").write_text("horizon = 3\n")
    answered = run("doctor", project=tmp_path)
    assert answered.code == 3
    assert "unknown setting 'horizon'" in answered.err
    assert "horizon_days" in answered.err


def test_doctor_works_before_the_first_ingest(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "nba")
    answered = run("doctor", project=tmp_path / "nba")
    assert answered.code == 0
    assert "none yet" in answered.out


def test_a_store_that_is_no_store_is_told_without_a_traceback(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "nba", "--warehouse", "wh.duckdb")
    (tmp_path / "nba" / "wh.duckdb").write_text("not a database")
    answered = run("doctor", project=tmp_path / "nba")
    assert answered.code == 3
    assert run("status", project=tmp_path / "nba").code == 2
