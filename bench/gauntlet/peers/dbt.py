"""dbt-duckdb runs the chain as microbatch incremental models with tests.

As its documentation has it: `event_time` on sources and models, so that a batch reads its own dates
(`.render()` where a window has to look back further), `lookback` for late rows, data tests for what
must hold (a warning where it is about the source's completeness), source freshness, and a targeted
backfill with `--event-time-start` and `--event-time-end` to repair.
"""

import json
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
_PROJECT = """name: gauntlet
version: '1.0'
profile: gauntlet
flags:
  send_anonymous_usage_stats: false
models:
  gauntlet:
    +materialized: incremental
    +incremental_strategy: microbatch
    +event_time: game_date
    +batch_size: day
    +begin: '{start}'
    +lookback: {lookback}
data_tests:
  gauntlet:
    +store_failures: true
"""
_PROFILE = """gauntlet:
  target: local
  outputs:
    local:
      type: duckdb
      path: lake.duckdb
      threads: 1
"""
_SOURCES_YML = """sources:
  - name: landing
    config:
      event_time: game_date
      loaded_at_field: loaded_at
      freshness:
        warn_after: {count: 1, period: day}
    tables:
      - name: player_lines
      - name: schedule
"""
_UNIQUE = """select game_date from {{{{ ref('{model}') }}}}
group by {grain}
having count(*) > 1 or count({key}) = 0
"""
_READS = {
    "lines": "select * from {{ source('landing', 'player_lines') }}",
    "schedule": "select * from {{ source('landing', 'schedule') }}",
    **{m: f"{{{{ ref('{m}') }}}}" for m in MODELS},
    **{f"{m}_same_day": f"{{{{ ref('{m}') }}}}" for m in MODELS},
    **{f"{m}_before": f"{{{{ ref('{m}').render() }}}}" for m in MODELS},
}
_EVER = {"first": "date '1900-01-01'", "last": "date '2999-12-31'"}
"""The batch's own filter says which dates; the SELECT needs no other."""


class Dbt(Lake):
    """`build`, `test`, and a backfill for which it has to be told what and since when."""

    name = "dbt-duckdb"
    schema = "main"
    needs_a_place = True

    def __init__(self, bin_: Path, folder: Path, source: Source, dates: Sequence[date]) -> None:
        super().__init__(bin_ / "dbt", folder, source, dates)
        for part in ("models", "tests"):
            (self.home / part).mkdir()
        start = dates[0].isoformat()
        project = _PROJECT.format(start=start, lookback=LOOKBACK)
        self._write("dbt_project.yml", project)
        self._write("profiles.yml", _PROFILE)
        self._write("models/sources.yml", _SOURCES_YML)
        for model in MODELS:
            self._write(f"models/{model}.sql", chain.body(model).substitute(_READS, **_EVER))
            grain = ", ".join(GRAIN[model])
            unique = _UNIQUE.format(model=model, grain=grain, key=GRAIN[model][-1])
            self._write(f"tests/{model}_unique.sql", unique)
        for check in chain.checks():
            names = _READS | {"this": _READS[check.model]}
            names |= {"by_then": f"date '{dates[chain.GROWN]}'"}
            text = "{{ config(severity='warn') }}\n" + Template(check.sql).substitute(names)
            self._write(f"tests/{check.name}.sql", text)

    def version(self) -> str:
        return " ".join(
            line.split(":")[0].strip("- ") + " " + line.split()[2]
            for line in self._run("--version").splitlines()
            if "installed:" in line or "duckdb:" in line
        )

    def _write(self, name: str, text: str) -> None:
        (self.home / name).write_text(text, encoding="utf-8")

    def _run(self, *words: str, failing: bool = False) -> str:
        done = run([self.command, *words], self.home)
        if done.returncode and not failing:
            raise RuntimeError(f"dbt {' '.join(words)}: {done.stdout[-2000:]}")
        return done.stdout

    def _between(self, first: date, last: date) -> tuple[str, ...]:
        end = last + timedelta(days=1)
        return ("--event-time-start", str(first), "--event-time-end", str(end))

    def build(self) -> None:
        self._run("build", *self._between(self.dates[0], self.dates[-1]))

    def build_killed(self, seconds: float) -> bool:
        command = [self.command, "build", *self._between(self.dates[0], self.dates[-1])]
        return run_killed(command, self.home, seconds)

    def look(self) -> set[Cell]:
        """The failing rows that `dbt test` stores for whoever looks after them."""
        self._run("test", failing=True)
        results = json.loads((self.home / "target" / "run_results.json").read_text("utf-8"))
        said = {r["unique_id"].split(".")[2]: r["status"] for r in results["results"]}
        named: set[Cell] = set()
        with duckdb.connect(str(self.database), read_only=True) as con:
            for test, model in self._tests().items():
                if said.get(test) == "error":  # its table is not there at all
                    named |= {(model, d) for d in self.dates}
                elif said.get(test) in ("warn", "fail"):
                    rows = con.execute(
                        f"select distinct game_date from main_dbt_test__audit.{test}"
                    ).fetchall()
                    named |= {(model, date.fromisoformat(str(d)[:10])) for (d,) in rows}
        return named

    def _tests(self) -> dict[str, str]:
        return {c.name: c.model for c in chain.checks()} | {f"{m}_unique": m for m in MODELS}

    def repair(self, model: str, first: date, last: date) -> int:
        """Backfill a model and what is downstream of it from a date on."""
        self._run("run", "--select", f"{model}+", *self._between(first, last))
        return self._batches()

    def repair_killed(self, model: str, first: date, last: date) -> int:  # noqa: ARG002
        """Build the season again: nothing recorded which batches are there."""
        self._run("build", *self._between(self.dates[0], self.dates[-1]))
        return self._batches()

    def _batches(self) -> int:
        """Batches of dates with games that the last run processed."""
        results = json.loads((self.home / "target" / "run_results.json").read_text("utf-8"))
        days = {str(d) for d in self.dates}
        return sum(
            str(begun)[:10] in days
            for r in results["results"]
            for begun, _ in (r.get("batch_results") or {}).get("successful", ())
        )

    def damage(self, model: str, where: str) -> None:
        """Rows are lost from the table."""
        with duckdb.connect(str(self.database)) as con:
            con.execute(f"delete from main.{model} where {where}")
