"""A project: a folder with `fullcourt.toml`, the user's own models and the warehouse."""

import os
import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from fullcourt.errors import ProjectError, UsageError

SETTINGS_FILE = "fullcourt.toml"
_TEMPLATE = """\
# A fullcourt project. Every setting is shown with its default; docs/settings.md explains them.

# Where the tables live: a folder (DuckLake) or a file ending in .duckdb (plain DuckDB).
warehouse = "{warehouse}"

# How many days ahead of today features are prepared.
horizon_days = 1

# DuckDB's memory limit.
memory_limit = "3GB"

# How often predictors are trained anew: monthly or weekly. They never see the period they predict.
refit = "monthly"
"""
_CHOICES = {"refit": ("monthly", "weekly")}
"""Settings that take one of a few words."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `fullcourt.toml` may say.

    Args:
        warehouse: Folder (DuckLake) or `.duckdb` file, relative to the project.
        horizon_days: Days ahead of today's Eastern date whose features are prepared.
        memory_limit: DuckDB's memory limit.
        refit: How often predictors are trained anew, `monthly` or `weekly`.
    """

    warehouse: str = "warehouse"
    horizon_days: int = 1
    memory_limit: str = "3GB"
    refit: str = "monthly"


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder with its settings."""

    folder: Path
    settings: Settings

    @property
    def warehouse(self) -> Path:
        """Where the store is."""
        return self.folder / self.settings.warehouse

    @property
    def runs(self) -> Path:
        """Event files, one a run."""
        return self.folder / "runs"

    @property
    def models(self) -> Path:
        """The user's own models."""
        return self.folder / "models"


def create_project(folder: Path, warehouse: str = "warehouse") -> Project:
    """Make a project folder; an existing one is left as it is.

    Raises:
        ProjectError: The folder holds other files.
    """
    settings = folder / SETTINGS_FILE
    if not settings.exists():
        if folder.exists() and any(folder.iterdir()):
            raise ProjectError(
                f"{folder} exists and is not a fullcourt project",
                hint="choose an empty or new folder",
            )
        folder.mkdir(parents=True, exist_ok=True)
        settings.write_text(_TEMPLATE.format(warehouse=warehouse), encoding="utf-8")
    return find_project(folder)


def find_project(start: Path) -> Project:
    """The project at or above a folder.

    Raises:
        ProjectError: There is none, or its settings are wrong.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return Project(folder, read_settings(folder / SETTINGS_FILE))
    raise ProjectError(
        f"no fullcourt project at {start} or above it", hint="fullcourt init NAME && cd NAME"
    )


def read_settings(path: Path) -> Settings:
    """Read a settings file; an unknown key is an error that names the nearest one."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"{path} is not valid TOML: {error}") from error
    known = {f.name: f.type for f in fields(Settings)}
    for key, value in values.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise ProjectError(
                f"{path}: unknown setting {key!r}",
                hint=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}",
            )
        if not isinstance(value, type(getattr(Settings(), key))):
            raise ProjectError(
                f"{path}: {key} = {value!r} must be {type(getattr(Settings(), key)).__name__}"
            )
        if key in _CHOICES and value not in _CHOICES[key]:
            raise ProjectError(
                f"{path}: {key} = {value!r}", hint=f"one of {', '.join(_CHOICES[key])}"
            )
    return Settings(**values)


def moment(text: str | None = None) -> datetime:
    """The moment verdicts refer to: `--now`, else `FULLCOURT_NOW`, else the clock; naive UTC.

    Raises:
        UsageError: The text is not an ISO date or time.
    """
    given = text or os.environ.get("FULLCOURT_NOW")
    if not given:
        return moment_of_clock()
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise UsageError(
            f"{given!r} is not a moment", hint="write 2022-03-01 or 2022-03-01T18:00:00 (UTC)"
        ) from error
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def moment_of_clock() -> datetime:
    """What the machine's clock says, naive UTC, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
