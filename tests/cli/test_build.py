"""`plan`, `backfill` and `status`: stored plans, repeated runs, selections, exit codes."""

import json
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from .conftest import Run, make_project


def test_backfill_builds_everything_and_a_second_one_nothing(run: Run, fresh: Path) -> None:
    planned = run("plan", "--json", project=fresh).envelope["summary"]["cells"]
    first = run("backfill", "--json", project=fresh)
    assert first.code == 0
    assert first.envelope["summary"]["planned"] == planned > 0
    assert first.envelope["summary"]["failed"] == 0
    second = run("backfill", "--json", project=fresh)
    assert second.code == 0
    assert second.envelope["summary"]["planned"] == 0
    assert second.envelope["summary"]["rows"] == 0
    assert "nothing to build" in second.err
    assert run("plan", project=fresh).out == ""


def test_nothing_ingested_exits_5(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "nba"
    run("init", folder, "--warehouse", "wh.duckdb")
    answered = run("backfill", project=folder)
    assert answered.code == 5
    assert "next: fullcourt ingest PATH" in answered.err


def test_a_stored_plan_runs_once_and_is_out_of_date_afterwards(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    assert run("plan", "--out", file, project=fresh).code == 0
    assert json.loads(file.read_text())["schema"] == "fullcourt.plan/1"
    assert run("backfill", file, project=fresh).code == 0
    late = run("backfill", file, project=fresh)
    assert late.code == 6
    assert "moved" in late.err
    assert "next: fullcourt plan --out" in late.err


def test_a_stored_plan_takes_no_selectors(run: Run, fresh: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    run("plan", "--out", file, project=fresh)
    assert run("backfill", file, "--layer", "raw", project=fresh).code == 2


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": "other/1"}', '{"schema": "fullcourt.plan/1"}']
)
def test_a_file_that_is_no_plan_is_refused(
    run: Run, fresh: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text)
    answered = run("backfill", file, project=fresh)
    assert answered.code == 2
    assert "is not a plan" in answered.err


def test_a_selected_layer_brings_its_inputs_along(run: Run, fresh: Path) -> None:
    run("backfill", "--layer", "spine", project=fresh)
    tables = run("status", "--json", project=fresh).envelope["data"]
    verdicts = {t["model"]: t["verdicts"] for t in tables}
    assert "missing" not in verdicts["games"]
    assert "missing" not in verdicts["nbac_gamebook"]
    assert set(verdicts["ml_feature_store"]) <= {"missing", "blocked"}


def test_dates_may_be_named_in_three_ways(run: Run, ingested: Path) -> None:
    dates = _dates(run, ingested)
    ways = [
        ["--date", dates[0], "--date", dates[1]],
        ["--dates", f"{dates[0]},{dates[1]}"],
        ["--start", dates[0], "--end", dates[1]],
    ]
    plans = [
        run("plan", "--model", "nbac_gamebook", "--json", *way, project=ingested).envelope["data"]
        for way in ways
    ]
    assert plans[0] == plans[1] == plans[2]
    cells = [c["game_date"] for s in plans[0] if s["model"] == "nbac_gamebook" for c in s["cells"]]
    assert cells == dates[:2]


def test_log_json_tells_every_event_as_a_line(run: Run, fresh: Path) -> None:
    answered = run("backfill", "--log-json", project=fresh)
    lines = [json.loads(line) for line in answered.err.splitlines() if line.startswith("{")]
    events = [line["event"] for line in lines]
    assert events[0] == "start"
    assert events[-1] == "end"
    assert {"plan", "step", "batch", "assess"} <= set(events)
    assert "phases" in lines[-1]
    assert "verdicts" in lines[-1]


def test_status_speaks_of_every_table_in_pipeline_order(run: Run, built: Path) -> None:
    answered = run("status", project=built)
    assert answered.code == 0
    layers = ["reference", "raw", "spine", "analytics", "precompute", "features"]
    seen = [line.split()[0] for line in answered.out.split("\n\n")[0].splitlines()[1:]]
    assert list(dict.fromkeys(seen)) == layers
    assert "feature rows" in answered.out


def test_status_envelope_counts_ready_rows(run: Run, built: Path) -> None:
    answered = run("status", "--json", project=built)
    summary = answered.envelope["summary"]
    [ready] = summary["ready"]
    counted = run(
        "sql",
        "select count(*), cast(sum(cast(ready as integer)) as bigint) from ml_feature_store",
        "--format",
        "csv",
        project=built,
    ).out.splitlines()[1]
    assert f"{ready['rows']},{ready['ready']}" == counted
    assert sum(summary["verdicts"].values()) == summary["cells"]
    assert answered.envelope["ok"] is not answered.envelope["findings"]


def test_status_check_exits_3_when_something_is_missing(run: Run, ingested: Path) -> None:
    assert run("status", project=ingested).code == 0
    answered = run("status", "--check", "--json", project=ingested)
    assert answered.code == 3
    assert answered.envelope["ok"] is False
    assert {f["verdict"] for f in answered.envelope["findings"]} >= {"missing"}


def test_status_check_of_sound_cells_exits_0(run: Run, built: Path) -> None:
    assert run("status", "--check", "--model", "games", project=built).code == 0


def test_status_of_a_model_gives_its_reasons(run: Run, ingested: Path) -> None:
    answered = run("status", "--model", "games", project=ingested)
    assert answered.out.count("nbac_schedule (never built)") == len(_dates(run, ingested))


def test_an_earlier_moment_expects_less(run: Run, built: Path) -> None:
    dates = _dates(run, built)
    early = run("status", "--json", "--model", "games", "--now", dates[0], project=built)
    late = run("status", "--json", "--model", "games", project=built)
    assert late.envelope["summary"]["cells"] >= early.envelope["summary"]["cells"]
    assert "--now" not in early.err


def test_a_live_writers_lease_exits_7_and_a_dead_ones_does_not(run: Run, fresh: Path) -> None:
    alive = subprocess.Popen(["sleep", "60"])
    try:
        _leave_lease(fresh, alive.pid)
        answered = run("backfill", project=fresh)
        assert answered.code == 7
        assert f"`ingest` (process {alive.pid})" in answered.err
        assert "ingest" in run("doctor", project=fresh).out
    finally:
        alive.kill()
        alive.wait()
    assert run("backfill", project=fresh).code == 0


def test_a_plain_file_open_elsewhere_exits_7(fresh: Path) -> None:
    """Two processes, because one process may open a DuckDB file twice."""
    import fullcourt as fc

    command = [sys.executable, "-m", "fullcourt", "--project", str(fresh), "backfill"]
    with fc.open(str(fresh)) as warehouse:
        warehouse.store(write=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 7
    assert "another process" in done.stderr


def _leave_lease(project: Path, pid: int) -> None:
    import fullcourt as fc

    now = datetime.now(UTC).replace(tzinfo=None)
    host = socket.gethostname()
    with fc.open(str(project)) as warehouse:
        warehouse.prepare().con.execute(
            "insert into ledger.lease values (?, ?, ?, 'ingest', ?, ?)",
            [f"{host}/{pid}/ingest", host, pid, now, now + timedelta(minutes=5)],
        )


def test_ctrl_c_in_mid_backfill_exits_130_and_the_same_command_finishes(
    run: Run, fresh: Path, built: Path
) -> None:
    command = [sys.executable, "-m", "fullcourt", "--project", str(fresh), "backfill", "--log-json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr
        for line in child.stderr:
            if '"batch"' in line and '"games"' in line:
                child.send_signal(signal.SIGINT)
                break
        told = child.stderr.read()
        assert child.wait() == 130
    assert "interrupted" in told
    assert "Traceback" not in told
    rest = run("plan", "--json", project=fresh).envelope["summary"]["cells"]
    everything = run("status", "--json", project=built).envelope["summary"]["cells"]
    assert 0 < rest <= everything  # commits come in groups of a few seconds
    assert run("backfill", project=fresh).code == 0
    query = "select model, game_date, content_hash from ledger.build where is_current order by all"
    assert run("sql", query, project=fresh).out == run("sql", query, project=built).out


def test_several_seasons_in_any_order(run: Run, tmp_path: Path) -> None:
    """The later season first; when the earlier one comes, what reads it follows."""
    seasons = ("2021-22", "2022-23")
    league = tmp_path / "raw"
    options = ["--dates", "3", "--teams", "4", "--season", seasons[0], "--season", seasons[1]]
    assert run("simulate", league, *options).code == 0
    folder = tmp_path / "nba"
    run("init", folder, "--warehouse", "wh.duckdb")
    for season in seasons[::-1]:
        files = sorted(p for p in league.iterdir() if season in p.name)
        assert run("ingest", *files, project=folder).code == 0
        assert run("backfill", "--season", season, project=folder).code == 0
    late = run("plan", "--json", project=folder).envelope["data"]
    assert "player_daily_cache" in {s["model"] for s in late}, "prior-season values must follow"
    assert run("backfill", project=folder).code == 0
    assert run("plan", "--json", project=folder).envelope["summary"]["cells"] == 0
    ready = run("status", "--json", project=folder).envelope["summary"]["ready"]
    assert [r["season"] for r in ready] == list(seasons)


@pytest.mark.time_travel
def test_the_default_store_does_the_same(run: Run, raw: Path, built: Path, tmp_path: Path) -> None:
    """DuckLake and a plain file hold equal content, table by table, date by date."""
    lake = make_project(tmp_path / "lake", raw, build=False, warehouse="warehouse")
    assert (lake / "warehouse" / "catalog.sqlite").exists()
    assert run("backfill", "--layer", "spine", project=lake).code == 0
    query = "select model, game_date, content_hash from ledger.build where is_current order by all"
    small, whole = (
        run("sql", query, "--format", "csv", project=p).out.splitlines() for p in (lake, built)
    )
    assert "games" in {line.split(",")[0] for line in small}
    assert set(small) <= set(whole)
    again = run("plan", "--layer", "spine", "--json", project=lake)
    assert again.envelope["summary"]["cells"] == 0


def _dates(run: Run, project: Path) -> list[str]:
    found = run(
        "sql",
        "select distinct plan_date from landing.nbac_schedule order by 1",
        "--format",
        "csv",
        project=project,
    )
    return found.out.splitlines()[1:]
