"""The corpus landed and the analytics tables built over it, without the engine."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fullcourt.integrity.landing import create_landing, land
from fullcourt.integrity.schema import create_ledger, create_tables, seed_path
from fullcourt.sources.read import read_file
from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import select_sql, table_reads
from fullcourt.warehouse.models import Model, load_models
from fullcourt.warehouse.store import Store

SEASONS = ("2021-22", "2022-23", "2023-24")
FILES = (
    *("schedule", "schedule_snapshot_2024-02-01", "play_by_play", "play_by_play_playoffs"),
    *("player_box", "player_box_playoffs_with_comments", "team_box", "game_info"),
    *("shots", "shots_shotchartdetail_first102400"),
)
TABLES = (
    "shot_events",
    "player_game_summary",
    "team_offense_game_summary",
    "team_defense_game_summary",
)
START, END = date(2021, 7, 1), date(2024, 7, 31)


def corpus() -> Path:
    return Path(os.environ["FULLCOURT_CORPUS"])


def seed_sql(model: Model) -> str:
    columns = ", ".join(f"'{c.name}': 'VARCHAR'" for c in model.columns)
    return f"select * from read_csv('{seed_path(model)}', header = true, columns = {{{columns}}})"


class Warehouse:
    """The corpus landed, and the analytics tables built by their bare SELECTs in one batch."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "analytics.duckdb")
        self.models: dict[str, Model] = load_models()
        create_ledger(self.store)
        create_landing(self.store, LANDING)
        create_tables(self.store, self.models)
        now = datetime.now(UTC).replace(tzinfo=None)
        for season in SEASONS:
            for name in FILES:
                path = corpus() / season / f"{name}.parquet"
                if path.exists():
                    land(self.store, read_file(self.store.con, path), 1, now)
        for name in self._needed():
            model = self.models[name]
            sql = select_sql(model, self.models, START, END) if model.sql else seed_sql(model)
            self.store.con.execute(f"insert into main.{name} {sql}")

    def _needed(self) -> list[str]:
        ordered: list[str] = []

        def visit(name: str) -> None:
            for read in table_reads(self.models[name], self.models):
                if read.name in self.models and read.name not in ordered:
                    visit(read.name)
            if name not in ordered and self.models[name].is_table:
                ordered.append(name)

        for table in TABLES:
            visit(table)
        return ordered

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.store.con.execute(sql).fetchall()

    def games(self, sql: str) -> set[str]:
        return {row[0] for row in self.rows(sql)}
