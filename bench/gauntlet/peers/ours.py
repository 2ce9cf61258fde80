"""fullcourt runs the chain as models of the user's own, beside its own tables."""

import os
import shutil
import sys
from collections.abc import Sequence
from copy import copy
from datetime import date
from importlib.metadata import version
from pathlib import Path
from string import Template

from bench.gauntlet.ground import NOW, named_cells, opened
from bench.gauntlet.peers import chain
from bench.gauntlet.peers.chain import MODELS, Contents
from bench.gauntlet.peers.data import Source
from bench.gauntlet.peers.venvs import run_killed
from bench.gauntlet.scoring import Cell
from fullcourt.project import create_project

_CONTRACTS = Path(__file__).parent / "contracts"
_ON = "game_date between @start and @end"
_SOURCES = {
    "lines": "select game_date, game_id, player_id, team_id, points, fga from nbac_gamebook"
    f" where player_status = 'active' and {_ON}",
    "schedule": "select game_date, game_id, home_team_id, away_team_id from games"
    f" where status = 'played' and {_ON}",
}


class Fullcourt:
    """`ingest`, `backfill`, `verify` with `gaps`, and `recover`, which nobody tells where."""

    name = "fullcourt"
    needs_a_place = False

    def __init__(self, folder: Path, source: Source, dates: Sequence[date]) -> None:
        self.home = folder
        create_project(folder, warehouse="wh.duckdb")
        models = folder / "models" / "analytics"
        models.mkdir(parents=True)
        for model in MODELS:
            contract = Template((_CONTRACTS / f"{model}.toml").read_text(encoding="utf-8"))
            header = contract.substitute(by_then=f"date '{dates[chain.GROWN]}'")
            sql = chain.body(model).substitute(
                _SOURCES, first="@start", last="@end", **chain.tables("")
            )
            (models / f"{model}.sql").write_text(f"/*\n{header}*/\n{sql}", encoding="utf-8")
        self.arrive(source)

    def moved_to(self, folder: Path) -> "Fullcourt":
        """A copy of the project."""
        moved = copy(self)
        moved.home = Path(shutil.copytree(self.home, folder))
        return moved

    def version(self) -> str:
        return version("fullcourt")

    def arrive(self, source: Source) -> None:
        with opened(self.home) as wh:
            wh.ingest([source.files])

    def build(self) -> None:
        with opened(self.home) as wh:
            wh.backfill()

    def build_killed(self, seconds: float) -> bool:
        words = ["-m", "fullcourt", "--project", str(self.home), "--now", NOW, "backfill"]
        paths = os.pathsep.join(p for p in sys.path if p)
        return run_killed([sys.executable, *words], self.home, seconds, PYTHONPATH=paths)

    def look(self) -> set[Cell]:
        """What `verify` calls not good, and what `plan` holds for being downstream of that."""
        with opened(self.home) as wh:
            named = named_cells(wh.verify().cells)
            named |= {(step.model, d) for step in wh.plan().steps for d in step.dates}
        return {cell for cell in named if cell[0] in MODELS}

    def repair(self, model: str, first: date, last: date) -> int:  # noqa: ARG002 - not told where
        with opened(self.home) as wh:
            built = wh.recover().built
        outcomes = built.outcomes if built else {}
        return sum(len(o.published) + len(o.unchanged) for n, o in outcomes.items() if n in MODELS)

    repair_killed = repair

    def contents(self) -> Contents:
        with opened(self.home) as wh:
            return chain.contents(wh.store().con, {m: f"wh.main.{m}" for m in MODELS})

    def damage(self, model: str, where: str) -> None:
        with opened(self.home) as wh:
            wh.prepare().con.execute(f"delete from wh.main.{model} where {where}")
