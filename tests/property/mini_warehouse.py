"""Small simulated leagues as raw files and warehouses: what the laws are tried on."""

import shutil
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.league import Format, League, LeagueConfig, simulate, write
from fullcourt.project import create_project

NOW = "2022-07-01"
"""After every season simulated here: everything is due."""

STORES = {"file": "wh.duckdb", "lake": "warehouse"}
FORMATS = (
    *(Format.SCHEDULE, Format.PLAYER_BOX, Format.TEAM_BOX, Format.PLAY_BY_PLAY, Format.SHOTS),
    *(Format.ODDS, Format.PROPS, Format.INJURY_REPORT, Format.POSTPONED),
)

Hashes = dict[tuple[str, date | None], str]


@cache
def league(*, dates: int, teams: int, seed: int, postponements: int = 1) -> League:
    """One league a shape and seed."""
    return simulate(
        LeagueConfig.mini(dates=dates, teams=teams, seed=seed, postponements=postponements)
    )


def write_raw(
    simulated: League, folder: Path, formats: Sequence[Format] = FORMATS, container: str = "parquet"
) -> Path:
    """The league's files."""
    write(simulated, folder, formats=formats, container=container)
    return folder


def ingested(folder: Path, raw: Path | Sequence[Path], store: str = "file") -> Path:
    """A new project with files landed and nothing built."""
    create_project(folder, STORES[store])
    with open_warehouse(folder, now=NOW) as warehouse:
        result = warehouse.ingest([raw] if isinstance(raw, Path) else raw)
        assert {f.outcome for f in result.files} == {"ok"}, result.files
    return folder


def copied(project: Path, target: Path) -> Warehouse:
    """A copy of a project on a plain DuckDB file, opened."""
    shutil.copytree(project, target)
    return open_warehouse(target, now=NOW)


def hashes(warehouse: Warehouse) -> Hashes:
    """Content hash of every cell's current build; a failed build is not content."""
    rows = warehouse.sql(
        "select model, game_date, content_hash, status from ledger.build where is_current"
    ).fetchall()
    assert {status for *_, status in rows} <= {"published"}, "a build failed"
    return {(model, day): content for model, day, content, _ in rows}


def built(folder: Path, raw: Path | Sequence[Path], store: str = "file") -> Hashes:
    """Hashes of a project built in one go."""
    with open_warehouse(ingested(folder, raw, store), now=NOW) as warehouse:
        warehouse.backfill()
        return hashes(warehouse)


def differences(left: Hashes, right: Hashes) -> list[tuple[str, date | None]]:
    """Cells that only one has, or that differ."""
    return sorted(
        (c for c in left.keys() | right.keys() if left.get(c) != right.get(c)),
        key=lambda c: (c[0], str(c[1])),
    )
