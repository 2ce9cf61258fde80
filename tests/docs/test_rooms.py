"""The rooms of the package: who imports whom, which names are public, how long a file may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fullcourt

PACKAGE = Path(fullcourt.__file__).parent
EVERYBODY = {"errors"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "domain": set(),
    "sources": {"domain"},
    "league": {"domain"},
    "models": set(),
    "warehouse": {"domain"},
    "integrity": {"warehouse", "domain"},
    "predict": {"warehouse", "domain", "project"},
    "project": set(),
    "upkeep": {"warehouse", "integrity", "project"},
    "inquiry": {"warehouse", "integrity"},
    "api": {
        *("domain", "sources", "league", "warehouse", "integrity", "predict", "project"),
        "upkeep",
        "inquiry",
    },
    "envelopes": {"warehouse", "integrity", "predict"},
    "console": {"domain", "warehouse", "integrity", "predict", "project", "api", "envelopes"},
    "cli": {
        "console",
        "envelopes",
        "domain",
        "sources",
        "league",
        "warehouse",
        "integrity",
        "predict",
        "project",
        "api",
    },
    "__init__": {"integrity", "project", "api"},
    "__main__": {"cli"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "fullcourt":
                names = [f"fullcourt.{a.name}" for a in node.names]
            else:
                names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "fullcourt" and len(parts) > 1:
                yield parts[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_stands_below_it(path: Path) -> None:
    room = _room(path)
    allowed = MAY_IMPORT[room] | EVERYBODY | {room}
    assert set(_imported_rooms(path)) <= allowed


def test_the_import_rules_have_no_circle() -> None:
    done: set[str] = set()
    while len(done) < len(MAY_IMPORT):
        free = {room for room, below in MAY_IMPORT.items() if room not in done and below <= done}
        assert free, f"a circle among {sorted(set(MAY_IMPORT) - done)}"
        done |= free


def test_the_integrity_engine_knows_nothing_of_basketball() -> None:
    """No table of the packaged pipeline is named in the engine: a user's own models are as good."""
    tables = {p.stem for p in (PACKAGE / "models").rglob("*.sql")}
    known_in_advance = {"games", "teams", "players"}  # words as much as tables
    for path in (PACKAGE / "integrity").glob("*.py"):
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not strings & (tables - known_in_advance - _announced()), path.name


def _announced() -> set[str]:
    """Landing tables that append instead of replacing carry the names of their raw tables."""
    from fullcourt.integrity.landing import APPEND_ONLY

    return set(APPEND_ONLY)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_public_names() -> None:
    assert fullcourt.__all__ == [
        "FullcourtError",
        "Plan",
        "Project",
        "Selection",
        "Settings",
        "Verdict",
        "Warehouse",
        "create",
        "open",
    ]
    assert fullcourt.__all__ == sorted(fullcourt.__all__, key=lambda n: (n.islower(), n))
    for name in fullcourt.__all__:
        assert getattr(fullcourt, name).__doc__, name
    assert set(dir(fullcourt)) == {*fullcourt.__all__, "__version__"}


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'slam_dunk'"):
        fullcourt.slam_dunk  # noqa: B018 - the access is the test


def test_create_and_open_are_the_python_face(tmp_path: Path) -> None:
    with fullcourt.create(str(tmp_path / "nba"), warehouse="wh.duckdb") as made:
        assert made.project.warehouse == tmp_path / "nba" / "wh.duckdb"
    with fullcourt.open(str(tmp_path / "nba"), now="2022-03-01") as opened:
        assert opened.now.isoformat() == "2022-03-01T00:00:00"
