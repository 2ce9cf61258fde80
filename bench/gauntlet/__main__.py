"""Break warehouses in every known way and measure what is found, bounded and repaired.

    python -m bench.gauntlet [--seed 3] [--cases 2] [--only fullcourt|sqlmesh|dbt] [--out FILE]

First fullcourt alone on its own tables, then the same chain of four models under fullcourt, SQLMesh
and dbt. Every draw follows from the seed. bench/gauntlet/README.md says what the columns mean.
"""

import argparse
import os
import platform
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from bench.gauntlet import table
from bench.gauntlet.cases import all_cases
from bench.gauntlet.ground import make_site, own_folder
from bench.gauntlet.peers.contest import Contest, Make, Outcome, markdown
from bench.gauntlet.peers.data import Sources, make_sources
from bench.gauntlet.peers.dbt import Dbt
from bench.gauntlet.peers.mesh import Mesh
from bench.gauntlet.peers.ours import Fullcourt
from bench.gauntlet.peers.venvs import PeerMissingError, environment
from bench.gauntlet.scoring import Result
from bench.gauntlet.trial import run_case
from fullcourt.league import LeagueConfig, simulate

_TOOLS = ("fullcourt", "sqlmesh", "dbt")


def own_tables(seed: int, each: int, kind: str, minutes: float) -> Iterator[str]:
    """fullcourt on its own league, case by case, until the time is over."""
    results: list[Result] = []
    left = 0
    end = time.perf_counter() + 60 * minutes
    with own_folder() as folder:
        site = make_site(seed, folder)
        for case in all_cases(site, seed, each):
            if not re.search(kind, case.kind):
                continue
            began = time.perf_counter()
            if began > end:
                left += 1
                continue
            results.append(run_case(case))
            word = "ok" if results[-1].is_perfect else "NOT ALL"
            tell(f"{time.perf_counter() - began:6.1f} s  {word:8}{case.kind}: {case.label}")
            for note in results[-1].notes:
                tell(f"{'':18}{note}")
        size = f"{len(site.contents)} cells, {sum(n for n, _ in site.contents.values()):,} rows"
    yield f"{len(results)} cases, seed {seed}, {each} drawn of each kind; the warehouse: {size}."
    if left:
        yield f"{left} more cases were not run: {minutes:g} minutes were over."
    yield table.found(results)
    yield table.mended(results)
    yield "Cases that were not perfect:\n\n" + table.imperfect(results)


def same_chain(seed: int, tools: list[str], cache: Path) -> Iterator[str]:
    """Every tool that installs, on the same sources."""
    chance = random.Random(f"{seed}/chain")
    league = simulate(LeagueConfig.mini(dates=16, teams=12, seed=seed))
    outcomes: list[Outcome] = []
    with own_folder() as folder:
        days = sorted(set(league.schedule.dates.tolist()))
        sources = make_sources(league, chance.choice(days[3:7]), folder / "sources")
        share = chance.uniform(0.3, 0.8)
        for tool in tools:
            try:
                make = _make(tool, cache, sources)
            except PeerMissingError as error:
                yield str(error)
                continue
            (folder / tool).mkdir()
            outcomes += Contest(make, sources, folder / tool, share, tell).outcomes()
            yield f"{outcomes[-1].tool}: {make(folder / tool / 'version', sources.whole).version()}"
        yield f"Seed {seed}; the date is {sources.day} of {days[0]} to {days[-1]}."
    yield markdown(outcomes)


def _make(tool: str, cache: Path, sources: Sources) -> Make:
    if tool == "fullcourt":
        return lambda folder, source: Fullcourt(folder, source, sources.dates)
    bin_ = environment(tool, cache)
    kinds: dict[str, Callable[..., Mesh | Dbt]] = {"sqlmesh": Mesh, "dbt": Dbt}
    return lambda folder, source: kinds[tool](bin_, folder, source, sources.dates)


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """What the seconds depend on."""
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return (
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} cores,"
        f" load {load} at the end."
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.gauntlet", description=__doc__)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--cases", type=int, default=2, help="drawn cases of each kind; 0: no own")
    parser.add_argument("--kind", default="", help="only kinds that this expression fits")
    parser.add_argument("--minutes", type=float, default=600, help="begin no case after these")
    parser.add_argument("--only", choices=_TOOLS, help="leave the other tools out")
    parser.add_argument("--chain", choices=("yes", "no"), default="yes", help="compare the tools")
    parser.add_argument(
        "--cache", type=Path, default=Path(".cache/gauntlet"), help="the tools' environments"
    )
    parser.add_argument("--out", type=Path, help="write the tables to this file too")
    options = parser.parse_args()
    parts: list[str] = []
    if options.cases and options.only in (None, "fullcourt"):
        parts += own_tables(options.seed, options.cases, options.kind, options.minutes)
    if options.chain == "yes":
        tools = [options.only] if options.only else list(_TOOLS)
        parts += same_chain(options.seed, tools, options.cache.resolve())
    text = "\n\n".join([*parts, machine()])
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
