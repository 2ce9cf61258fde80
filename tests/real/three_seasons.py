"""The three real seasons of the corpus as one warehouse through the front door."""

import os
from datetime import date
from pathlib import Path

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.project import create_project

SEASONS = ("2021-22", "2022-23", "2023-24")
NOW = "2024-07-01"

Hashes = dict[tuple[str, date], str]


def season_folders() -> list[Path]:
    return [Path(os.environ["FULLCOURT_CORPUS"]) / s for s in SEASONS]


def landed(folder: Path, raw: list[Path], store: str = "wh.duckdb") -> Warehouse:
    """A new project with folders ingested, open."""
    create_project(folder, store)
    warehouse = open_warehouse(folder, now=NOW)
    warehouse.ingest(raw)
    return warehouse


def hashes(warehouse: Warehouse, start: date, end: date) -> Hashes:
    """Content of every dated cell of a range."""
    rows = warehouse.sql(
        "select model, game_date, content_hash from ledger.build where is_current"
        f" and status = 'published' and game_date between '{start}' and '{end}'"
    ).fetchall()
    return {(model, day): content for model, day, content in rows}
