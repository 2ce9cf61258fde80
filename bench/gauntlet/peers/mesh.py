"""SQLMesh runs the chain as incremental-by-time-range models with audits.

As its documentation has it: `lookback` for late rows, audits for what must hold (those about the
source's completeness non-blocking, so that one date does not stop the season), the source declared
as external models, `sqlmesh audit` to look again, and a restatement plan to repair.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from string import Template

import duckdb

from bench.gauntlet.peers import chain
from bench.gauntlet.peers.chain import GRAIN, MODELS
from bench.gauntlet.peers.data import Source
from bench.gauntlet.peers.lake import Lake
from bench.gauntlet.peers.venvs import run, run_killed
from bench.gauntlet.scoring import Cell

LOOKBACK = 3
_CONFIG = """gateways:
  local:
    connection:
      type: duckdb
      database: lake.duckdb
default_gateway: local
disable_anonymized_analytics: true
model_defaults:
  dialect: duckdb
  start: '{start}'
"""
_MODEL = """MODEL (
  name g.{model},
  kind INCREMENTAL_BY_TIME_RANGE (time_column game_date, lookback {lookback}, batch_size 12),
  cron '@daily',
  grain ({grain}),
  audits (
    not_null(columns := ({grain})),
    unique_combination_of_columns(columns := ({grain})){own}
  )
);
{sql}
"""
_AUDIT = """AUDIT (name {name}, blocking false);
{sql}
"""
_BETWEEN = "game_date between @start_date and @end_date"
_SOURCES = {
    "lines": "select game_date, game_id, player_id, team_id, points, fga"
    f" from landing.player_lines where {_BETWEEN}",
    "schedule": "select game_date, game_id, home_team_id, away_team_id, home_points, away_points"
    f" from landing.schedule where {_BETWEEN}",
}
_FAILED = re.compile(r"'?(\w+)'? (?:FAIL|audit error)", re.IGNORECASE)
_BACKFILL = re.compile(r"g\.(g_\w+).*?(\d{4}-\d\d-\d\d) - (\d{4}-\d\d-\d\d)")


class Mesh(Lake):
    """`plan`, `audit`, and `plan --restate-model`, which has to be told what and since when."""

    name = "SQLMesh"
    schema = "g"
    needs_a_place = True

    def __init__(self, bin_: Path, folder: Path, source: Source, dates: Sequence[date]) -> None:
        super().__init__(bin_ / "sqlmesh", folder, source, dates)
        start = dates[0].isoformat()
        (self.home / "config.yaml").write_text(_CONFIG.format(start=start), encoding="utf-8")
        for model in MODELS:
            self._write_model(model)
        self._run("create_external_models")

    def version(self) -> str:
        return self._run("--version").strip()

    def _write_model(self, model: str) -> None:
        own = ""
        audits = self.home / "audits"
        audits.mkdir(exist_ok=True)
        names = self._tables | {
            "by_then": f"date '{self.dates[chain.GROWN]}'",
            "this": "@this_model",
        }
        for check in chain.checks():
            if check.model == model:
                own += f",\n    {check.name}"
                sql = Template(check.sql).substitute({**_SOURCES, **names})
                text = _AUDIT.format(name=check.name, sql=sql)
                (audits / f"{check.name}.sql").write_text(text, encoding="utf-8")
        sql = chain.body(model).substitute(
            _SOURCES, first="@start_date", last="@end_date", **self._tables
        )
        text = _MODEL.format(
            model=model, lookback=LOOKBACK, grain=", ".join(GRAIN[model]), own=own, sql=sql
        )
        (self.home / "models").mkdir(exist_ok=True)
        (self.home / "models" / f"{model}.sql").write_text(text, encoding="utf-8")

    def _run(self, *words: str) -> str:
        done = run([self.command, *words], self.home)
        if done.returncode and words[0] != "audit":
            raise RuntimeError(f"sqlmesh {' '.join(words)}: {done.stdout[-2000:]}")
        return done.stdout

    @property
    def _tables(self) -> dict[str, str]:
        """What a batch reads of its own dates is filtered by them."""
        own = {f"{m}_same_day": f"(select * from g.{m} where {_BETWEEN})" for m in MODELS}
        return chain.tables("g.") | own

    @property
    def _span(self) -> tuple[str, ...]:
        return ("--start", str(self.dates[0]), "--end", str(self.dates[-1]))

    @property
    def _morning(self) -> tuple[str, ...]:
        """As seen on the morning after the last date."""
        return ("--execution-time", f"{self.dates[-1] + timedelta(days=1)} 09:00:00")

    @property
    def _plan(self) -> tuple[str, ...]:
        return ("plan", "--auto-apply", "--no-prompts", *self._morning)

    def build(self) -> None:
        self._run(*self._plan)

    def build_killed(self, seconds: float) -> bool:
        return run_killed([self.command, *self._plan], self.home, seconds)

    def look(self) -> set[Cell]:
        """Missing intervals, and the rows that a failing audit's query returns."""
        named: set[Cell] = set()
        done = run([self.command, "check_intervals", *self._span], self.home)
        said = done.stdout
        if "'prod' was not found" in said:  # the first plan never came to its end
            return {(m, d) for m in MODELS for d in self.dates}
        for model, first, last in _BACKFILL.findall(said):
            named |= self._cells(model, first, last)
        said = self._run("audit", *self._span, *self._morning)
        with duckdb.connect(str(self.database), read_only=True) as con:
            for check in chain.checks():
                if re.search(rf"\b{check.name}\b.*?FAIL", said):
                    tables = {m: f"g.{m}" for m in MODELS}
                    named |= chain.failing(con, check, tables, self.dates[chain.GROWN])
        return named

    def repair(self, model: str, first: date, last: date) -> int:
        """Restate a model and what is downstream of it from a date on."""
        span = ("--start", str(first), "--end", str(last))
        said = self._run(*self._plan, "--restate-model", f"g.{model}", *span)
        return self._backfilled(said)

    def repair_killed(self, model: str, first: date, last: date) -> int:  # noqa: ARG002
        """The same plan once more: it fills the intervals that were not recorded."""
        return self._backfilled(self._run(*self._plan))

    def _backfilled(self, said: str) -> int:
        cells: set[Cell] = set()
        for model, first, last in _BACKFILL.findall(said):
            cells |= self._cells(model, first, last)
        return len(cells)

    def _cells(self, model: str, first: str, last: str) -> set[Cell]:
        begun, ended = date.fromisoformat(first), date.fromisoformat(last)
        return {(model, d) for d in self.dates if begun <= d <= ended}

    def damage(self, model: str, where: str) -> None:
        """Rows are lost from the table behind the view."""
        physical = self._run("table_name", f"g.{model}").strip().splitlines()[-1].strip()
        with duckdb.connect(str(self.database)) as con:
            con.execute(f"delete from {physical} where {where}")
