"""The commands that the README shows do what it says, on a small league."""

import re
import shlex
from pathlib import Path

import pytest

from fullcourt.cli import main

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def _commands(block: str) -> list[str]:
    joined = block.replace("\\\n", " ")
    return [
        line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ fullcourt")
    ]


def test_the_transcripts_commands_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every `$ fullcourt` line of the README, in order, after a small demo."""
    lines = [line for kind, block in BLOCKS if kind == "console" for line in _commands(block)]
    assert len(lines) >= 4
    small = ["--dates", "12", "--teams", "6", "--warehouse", "wh.duckdb"]
    assert main(["demo", str(tmp_path / "demo"), *small]) == 0
    monkeypatch.chdir(tmp_path / "demo")
    for line in lines:
        words = shlex.split(line, comments=True)
        capfd.readouterr()
        assert main(words[1:]) == 0, line
        assert capfd.readouterr().out, line


def test_own_data_path_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`init`, `ingest`, `backfill --season`, `status`, as the README chains them."""
    [chain] = [b for _, b in BLOCKS if "fullcourt init nba" in b]
    assert main(["simulate", str(tmp_path / "season"), "--dates", "3", "--teams", "4"]) == 0
    monkeypatch.chdir(tmp_path)
    ran = []
    for command in re.split(r"&&|\n", chain.replace("\\\n", " ")):
        words = shlex.split(command, comments=True)
        if not words:
            continue
        if words[0] == "cd":
            monkeypatch.chdir(tmp_path / words[1])
            continue
        assert words.pop(0) == "fullcourt"
        words = [str(tmp_path / "season") if "PATH" in w else w for w in words]
        words += ["--warehouse", "wh.duckdb"] if words[0] == "init" else []
        assert main(words) == 0, command
        ran.append(words[0])
    assert ran == ["init", "ingest", "backfill", "status"]
    assert "ml_feature_store" in capfd.readouterr().out


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The code block as it stands, beside a project called nba."""
    [code] = [b for kind, b in BLOCKS if kind == "python"]
    small = ["--dates", "3", "--teams", "4", "--warehouse", "wh.duckdb"]
    assert main(["demo", str(tmp_path / "nba"), *small]) == 0
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    assert capfd.readouterr().out
