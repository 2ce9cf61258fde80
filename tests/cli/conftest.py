"""A small league, a project built from it, and a way to run the command line in this process."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fullcourt.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The JSON envelope, which must be all of stdout."""
        found: dict[str, Any] = json.loads(self.out)
        assert set(found) == {"schema", "ok", "summary", "findings", "data"}
        return found


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run one command: `run("status", "--json", project=folder)`."""

    def call(*arguments: object, project: Path | None = None) -> Ran:
        words = [str(a) for a in arguments]
        if project is not None:
            words += ["--project", str(project)]
        capfd.readouterr()
        code = main(words)
        answered = capfd.readouterr()
        assert "Traceback" not in answered.out + answered.err
        return Ran(code, answered.out, answered.err)

    return call


def make_project(folder: Path, raw: Path, *, build: bool, warehouse: str = "wh.duckdb") -> Path:
    """A project with a league's files ingested, and built if asked."""
    assert main(["init", str(folder), "--warehouse", warehouse]) == 0
    assert main(["--project", str(folder), "ingest", str(raw)]) == 0
    if build:
        assert main(["--project", str(folder), "backfill"]) == 0
    return folder


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of a small league."""
    folder = tmp_path_factory.mktemp("league") / "raw"
    options = ["--dates", "5", "--teams", "4", "--container", "csv"]
    assert main(["simulate", str(folder), *options]) == 0
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """A built project that tests only read."""
    return make_project(tmp_path_factory.mktemp("built") / "nba", raw, build=True)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """A project with files ingested and nothing built, for tests to copy."""
    return make_project(tmp_path_factory.mktemp("ingested") / "nba", raw, build=False)


@pytest.fixture
def fresh(tmp_path: Path, ingested: Path) -> Path:
    """A copy of the ingested project, to build in."""
    return Path(shutil.copytree(ingested, tmp_path / "fresh"))


@pytest.fixture
def own(tmp_path: Path, built: Path) -> Path:
    """A copy of the built project, to change."""
    return Path(shutil.copytree(built, tmp_path / "own"))
