"""fullcourt: an NBA feature warehouse whose backfills cannot lie.

    import fullcourt as fc

    with fc.open("./nba") as warehouse:
        warehouse.table("player_game_summary").df()

The names below are the public ones; everything is imported on first use, so that starting the
command line stays fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fullcourt.errors import FullcourtError

if TYPE_CHECKING:
    from fullcourt.api import Warehouse
    from fullcourt.integrity.plan import Plan, Selection
    from fullcourt.integrity.verdicts import Verdict
    from fullcourt.project import Project, Settings

__all__ = [
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

_HOMES = {
    "Plan": "fullcourt.integrity.plan",
    "Project": "fullcourt.project",
    "Selection": "fullcourt.integrity.plan",
    "Settings": "fullcourt.project",
    "Verdict": "fullcourt.integrity.verdicts",
    "Warehouse": "fullcourt.api",
}


def open(folder: str = ".", *, now: str | None = None) -> "Warehouse":  # noqa: A001 - fc.open()
    """Open the project at (or above) a folder.

    Args:
        folder: Project folder.
        now: The moment verdicts refer to, ISO, UTC; `FULLCOURT_NOW`, else the clock when None.
    """
    from fullcourt.api import open_warehouse

    return open_warehouse(folder, now=now)


def create(folder: str, *, warehouse: str = "warehouse", now: str | None = None) -> "Warehouse":
    """Make a project folder (an existing project is left as it is) and open it.

    Args:
        folder: New or empty folder.
        warehouse: Folder (DuckLake) or `.duckdb` file inside it.
        now: As in `open`.
    """
    from pathlib import Path

    from fullcourt.project import create_project

    create_project(Path(folder), warehouse)
    return open(folder, now=now)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("fullcourt")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'fullcourt' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
