"""What every test can rely on: a known environment, and suites that need something are told of.

`real` needs the corpus, `torture` and `browser` are asked for by name (`-m torture`). A deselected
suite is always announced: a test that silently does not run is no test.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci", max_examples=25, deadline=None, derandomize=True, suppress_health_check=_SLOW
)
settings.register_profile(
    "torture", max_examples=2000, deadline=None, suppress_health_check=_SLOW, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_FOLDERS = {
    "property": "laws",
    "scenario": "laws",
    "recovery": "laws",
    "inquiry": "laws",
    "predict": "rooms",
    "console": "rooms",
}
"""Folders whose tests build warehouses by the dozen, each with the suite it belongs to."""

_HELD_BACK: dict[str, str] = {
    "laws": "ask for them with -m laws (`make laws`)",
    "rooms": "ask for them with -m rooms (`make rooms`)",
    "real": "set FULLCOURT_CORPUS to the folder of real seasons (`make real`)",
    "torture": "ask for them with -m torture (`make torture`)",
    "browser": "ask for them with -m browser (`make browser`)",
}
_deselected: dict[str, int] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the suites whose condition is not met, and count them."""
    asked = str(config.option.markexpr)
    keep, drop = [], []
    for item in items:
        folder = item.path.parent.name
        if folder in _FOLDERS and not any(item.get_closest_marker(m) for m in _HELD_BACK):
            item.add_marker(_FOLDERS[folder])
        markers = [m for m in _HELD_BACK if item.get_closest_marker(m)]
        marker = next((m for m in markers if not _is_wanted(m, asked)), None)
        if marker:
            _deselected[marker] = _deselected.get(marker, 0) + 1
            drop.append(item)
        else:
            keep.append(item)
    if drop:
        config.hook.pytest_deselected(items=drop)
        items[:] = keep


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the process that prints what it left out."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["deselected"] = _deselected


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Every worker collects the same, so the last one told speaks for all."""
    _deselected.update(getattr(node, "workeroutput", {}).get("deselected", {}))


def _is_wanted(marker: str, asked: str) -> bool:
    if marker == "real":
        return bool(os.environ.get("FULLCOURT_CORPUS"))
    return marker in asked


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which suites did not run, and how to run them."""
    for marker, number in sorted(_deselected.items()):
        terminalreporter.write_line(f"not run: {number} {marker} tests; {_HELD_BACK[marker]}")


@pytest.fixture(autouse=True)
def _known_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No moment, colour or terminal of the caller's leaks into a test."""
    for name in ("FULLCOURT_NOW", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
