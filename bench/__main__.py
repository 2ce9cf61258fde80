"""Measure the budgets of the design on real seasons and print them as one table.

    FULLCOURT_CORPUS=DIR python -m bench [--seasons 2021-22,2022-23,2023-24] [--keep DIR]

Absolute times depend on the machine; the ratios (engine to bare) hold across machines.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bench.bare import bare_build
from fullcourt.api import Warehouse
from fullcourt.integrity.assess import judge_cells
from fullcourt.integrity.evaluate import read_counts
from fullcourt.integrity.impact import impact
from fullcourt.integrity.plan import make_plan
from fullcourt.league import LeagueConfig, simulate, write
from fullcourt.project import create_project

NOW = datetime(2026, 1, 1)
_DOWN = ("analytics", "precompute", "features")


@dataclass(frozen=True)
class Line:
    what: str
    measured: str
    budget: str
    note: str = ""


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def best(work: Callable[[], object], runs: int = 5) -> float:
    return min(timed(work) for _ in range(runs))


def opened(folder: Path, now: datetime = NOW) -> Warehouse:
    return Warehouse(create_project(folder), now)


def whole_build(folder: Path, corpus: Path, seasons: list[str]) -> list[Line]:
    share = len(seasons) / 4
    with opened(folder) as warehouse:
        ingest = timed(lambda: warehouse.ingest([corpus / s for s in seasons]))
        backfill = timed(warehouse.backfill)
        store = warehouse.store()
        down = store.scalar(
            "select sum(seconds) from ledger.build where model in ("
            + ", ".join(f"'{n}'" for n, m in warehouse.graph.models.items() if m.layer in _DOWN)
            + ")"
        )
        cells = store.scalar("select count(*) from ledger.build")
        engine = store.scalar("select sum(seconds) from ledger.build")
        again = timed(warehouse.backfill)
    bare = bare_build([corpus / s for s in seasons], folder / "bare.duckdb")
    return [
        Line(
            "raw files to feature store",
            f"{ingest + backfill:.1f} s",
            f"{30 * share:.1f} s",
            f"ingest {ingest:.1f} s, backfill {backfill:.1f} s; budget for {len(seasons)} of 4",
        ),
        Line(
            "analytics to feature store",
            f"{down:.1f} s",
            f"{10 * share:.1f} s",
            "seconds of those cells' builds",
        ),
        Line(
            "integrity tax: backfill / bare SELECTs",
            f"{backfill / bare:.2f} x",
            "1.50 x",
            f"bare {bare:.1f} s; stage, audit and publish alone {engine / bare:.2f} x",
        ),
        Line(
            "per cell, in batches", f"{1000 * backfill / cells:.2f} ms", "1 ms", f"{cells:,} cells"
        ),
        Line("second backfill", f"{again:.2f} s", "", "nothing to do"),
    ]


def readings(folder: Path) -> list[Line]:
    with opened(folder) as warehouse:
        store = warehouse.store()
        counts = read_counts(store)
        status = best(warehouse.status)
        anew = best(lambda: judge_cells(warehouse.state(), counts))
        plan = best(warehouse.plan)
        state = warehouse.state()
        alone = best(lambda: make_plan(state))
        day = store.scalar("select max(game_date) - 60 from team_defense_game_summary")
        day = store.scalar(f"select max(game_date) from games where game_date <= date '{day}'")
        table = "team_defense_game_summary"
        reach = best(lambda: impact(store, state, table, day, rows=False))
        counted = best(lambda: warehouse.impact(table, day))
        verify = timed(warehouse.verify)
    return [
        Line(
            "status, engine",
            f"{status:.3f} s",
            "0.2 s",
            f"nothing having moved; {anew:.3f} s where every cell is judged again",
        ),
        Line("plan, engine", f"{plan:.3f} s", "0.5 s", f"{alone:.3f} s once the state is read"),
        Line(
            "impact, engine",
            f"{reach:.3f} s",
            "0.05 s",
            f"of {table} {day}, the state once read; {counted:.3f} s with it and with rows counted",
        ),
        Line("verify, every cell", f"{verify:.1f} s", "30 s", "re-hashed and re-audited"),
    ]


def nightly(folder: Path) -> list[Line]:
    """A season so far, then one more night."""
    league = simulate(LeagueConfig(seed=5))
    days = sorted({d.astype(date) for d in league.schedule.dates})
    tonight = days[120]
    eve = datetime(tonight.year, tonight.month, tonight.day) + timedelta(hours=12)
    write(league, folder / "before", as_of=eve)
    write(league, folder / "after", as_of=eve + timedelta(days=1))
    with opened(folder / "nba", eve) as warehouse:
        warehouse.ingest([folder / "before"])
        warehouse.backfill()
    with opened(folder / "nba", eve + timedelta(days=1)) as warehouse:
        ingest = timed(lambda: warehouse.ingest([folder / "after"]))
        backfill = timed(warehouse.backfill)
    return [
        Line(
            "nightly: one new date, all tables",
            f"{backfill:.2f} s",
            "2 s",
            f"ingest of the season's files again {ingest:.1f} s",
        )
    ]


def by_day(folder: Path) -> list[Line]:
    league = simulate(LeagueConfig.mini(dates=30, teams=10, seed=2))
    write(league, folder / "raw")
    with opened(folder / "nba") as warehouse:
        warehouse.ingest([folder / "raw"])
        seconds = timed(lambda: warehouse.backfill(by_day=True))
        cells = warehouse.store().scalar("select count(*) from ledger.build")
    return [
        Line(
            "per cell, by single dates",
            f"{1000 * seconds / cells:.1f} ms",
            "15 ms",
            f"{cells:,} cells of a small league",
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seasons", default="2021-22,2022-23,2023-24")
    parser.add_argument("--keep", type=Path, help="leave the warehouses in this folder")
    options = parser.parse_args()
    corpus = os.environ.get("FULLCOURT_CORPUS")
    if not corpus:
        raise SystemExit("set FULLCOURT_CORPUS to the folder of real seasons")
    with tempfile.TemporaryDirectory() as scratch:
        root = options.keep or Path(scratch)
        lines = whole_build(root / "real", Path(corpus), options.seasons.split(","))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
        lines += readings(root / "real")
        lines += nightly(root / "nightly")
        lines += by_day(root / "days")
        lines.append(Line("peak memory of the build", f"{memory:.2f} GiB", "4 GiB"))
    wide = max(len(line.what) for line in lines)
    print(f"{'what':{wide}}  {'measured':>10}  {'budget':>8}  note")
    for line in lines:
        print(f"{line.what:{wide}}  {line.measured:>10}  {line.budget:>8}  {line.note}")


if __name__ == "__main__":
    main()
