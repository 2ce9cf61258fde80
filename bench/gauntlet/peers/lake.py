"""What SQLMesh and dbt have in common here: a command, a folder, and a DuckDB file in it."""

import shutil
from collections.abc import Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Self

import duckdb

from bench.gauntlet.peers import chain
from bench.gauntlet.peers.chain import MODELS, Contents
from bench.gauntlet.peers.data import Source, replace_landing


class Lake:
    """A project whose tables and source are in one DuckDB file.

    Args:
        command: The tool.
        folder: For the project; made here.
        source: What the loader has brought.
        dates: The season.
    """

    schema: str

    def __init__(self, command: Path, folder: Path, source: Source, dates: Sequence[date]) -> None:
        self.command, self.home, self.dates = str(command), folder, dates
        folder.mkdir()
        shutil.copy(source.database, self.database)

    @property
    def database(self) -> Path:
        return self.home / "lake.duckdb"

    def moved_to(self, folder: Path) -> Self:
        """A copy of the project with its database."""
        moved = copy(self)
        moved.home = Path(shutil.copytree(self.home, folder))
        return moved

    def arrive(self, source: Source) -> None:
        with duckdb.connect(str(self.database)) as con:
            replace_landing(con, source)

    def contents(self) -> Contents:
        with duckdb.connect(str(self.database), read_only=True) as con:
            made = {
                str(name)
                for (name,) in con.execute(
                    "select table_name from information_schema.tables where table_schema = ?",
                    [self.schema],
                ).fetchall()
            }
            return chain.contents(con, {m: f"{self.schema}.{m}" for m in MODELS if m in made})
