"""Starting the command line: help, version, usage errors, and how long it takes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fullcourt.cli import running

from .conftest import Run

VERBS = (
    "init",
    "ingest",
    "simulate",
    "plan",
    "backfill",
    "status",
    "sql",
    "export",
    "doctor",
    "demo",
)
HEAVY = ("duckdb", "sqlglot", "numpy", "rich", "pandas")


def test_help_names_every_verb(run: Run) -> None:
    answered = run("--help")
    assert answered.code == 0
    for verb in VERBS:
        assert f"\n  {verb} " in answered.out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(run: Run, verb: str) -> None:
    answered = run(verb, "--help")
    assert answered.code == 0
    assert answered.out.startswith(f"Usage: fullcourt {verb}")


def test_version(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version").out == f"fullcourt {version('fullcourt')}\n"


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from fullcourt.cli import main; main(['status', '--help']);"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.rstrip().endswith("[]")


def test_help_takes_under_0_3_seconds_of_work() -> None:
    """CPU seconds of the child, so that a busy machine does not decide."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "fullcourt", "--help"], capture_output=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 0.3


def test_no_arguments_shows_help_and_counts_as_usage(run: Run) -> None:
    answered = run()
    assert answered.code == 2
    assert "Commands:" in answered.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["fly"], "fly"),
        (["status", "--nonsense"], "--nonsense"),
        (["status", "--date", "yesterday"], "not a date"),
        (["status", "--start", "2021-12-02", "--end", "2021-12-01"], "after"),
        (["status", "--season", "1999-00"], "not loaded"),
        (["status", "--model", "gmaes"], "no table 'gmaes'"),
        (["status", "--layer", "cellar"], "no layer 'cellar'"),
        (["status", "--now", "soon"], "not a moment"),
        (["export"], "which tables"),
        (["export", "nothing"], "no table 'nothing'"),
        (["simulate", "out", "--teams", "3"], "teams"),
        (["simulate", "out", "--season", "soon"], "season"),
        (["simulate", "out", "--container", "xls"], "xls"),
        (["simulate", "out", "--formats", "smoke"], "smoke"),
        (["ingest", "nowhere"], "nowhere"),
        (["backfill", "no-plan.json"], "no-plan.json"),
    ],
)
def test_words_that_are_off_exit_2_and_say_why(
    run: Run, built: Path, words: list[str], told: str
) -> None:
    answered = run(*words, project=built)
    assert answered.code == 2
    assert answered.out == ""
    assert answered.err.startswith("error: ")
    assert told in answered.err


def test_no_project_names_the_next_command(run: Run, tmp_path: Path) -> None:
    answered = run("status", project=tmp_path)
    assert answered.code == 2
    assert "next: fullcourt init" in answered.err


def test_errors_come_as_an_envelope_when_json_is_asked_for(run: Run, tmp_path: Path) -> None:
    answered = run("status", "--json", project=tmp_path)
    assert answered.code == 2
    assert answered.envelope["schema"] == "fullcourt.status/1"
    assert answered.envelope["ok"] is False
    assert answered.envelope["summary"]["exit_code"] == 2
    assert "no fullcourt project" in answered.envelope["summary"]["error"]


def test_global_options_stand_before_or_after_the_verb(run: Run, built: Path) -> None:
    before = run("--project", built, "--now", "2030-01-01", "plan", "--json")
    after = run("plan", f"--project={built}", "--json", "--now", "2030-01-01")
    assert before.out == after.out
    assert before.code == 0


def test_an_unexpected_error_is_one_line_and_a_file(
    run: Run, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fullcourt.api import Warehouse

    def broken(_self: Warehouse, _wanted: object = None) -> None:
        raise RuntimeError("the gears have jammed")

    monkeypatch.setattr(Warehouse, "plan", broken)
    answered = run("plan", project=built)
    assert answered.code == 1
    assert "RuntimeError: the gears have jammed" in answered.err
    kept = Path(answered.err.split("kept in ")[1].strip())
    assert "Traceback" in kept.read_text()
    kept.unlink()


def test_ctrl_c_exits_130(run: Run, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fullcourt.api import Warehouse

    def interrupted(_self: Warehouse, _wanted: object = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Warehouse, "plan", interrupted)
    answered = run("plan", project=built)
    assert answered.code == running.INTERRUPTED == 130
    assert "the same command goes on" in answered.err


def test_a_file_that_cannot_be_written_is_the_users_to_mend(run: Run, built: Path) -> None:
    answered = run("plan", "--out", built / "no" / "such" / "plan.json", project=built)
    assert answered.code == 2
    assert "No such file" in answered.err


def test_a_reader_that_leaves_early_is_no_error(built: Path) -> None:
    command = f"{sys.executable} -m fullcourt --project {built} sql --format csv --limit 0"
    query = "select a.z, b.z as y from normal_cdf a, normal_cdf b limit 300000"
    done = subprocess.run(
        ["bash", "-c", f'{command} "{query}" | head -n 1'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "z,y\n"
    assert done.stderr == ""


def test_a_plain_run_is_told_line_by_line(fresh: Path) -> None:
    """Off a terminal: one line a step, no bar, no colour."""
    done = subprocess.run(
        [sys.executable, "-m", "fullcourt", "--project", str(fresh), "backfill"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    assert any(line.split()[:3] == ["games", "5", "cells"] for line in lines)
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


def test_starting_leaves_time_for_the_work(built: Path) -> None:
    """A verb that opens the store spends less than a second of CPU time."""
    began = time.monotonic()
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "fullcourt", "--project", str(built), "plan"],
        capture_output=True,
        check=True,
    )
    after = os.times()
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 1.5
    assert time.monotonic() - began < 30
