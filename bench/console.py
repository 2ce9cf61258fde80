"""Measure the console's page times on four seasons while a backfill runs, one line a page.

    FULLCOURT_CORPUS=DIR python -m bench.console [--keep DIR] [--rounds N]

Three real seasons and a simulated fourth are ingested and built once (kept in --keep for the next
time). A copy is served, a correction of the simulated season is ingested and built in another
process, and a client on loopback asks for every kind of page in turn, each time for another cell,
player or date, until the rounds are over. Budget: p95 of a page under 150 ms.
"""

import argparse
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlsplit

import fullcourt as fc
from fullcourt.league import LeagueConfig, faults, simulate, write

SEASONS = ("2021-22", "2022-23", "2023-24")
SIMULATED = "2024-25"
NOW = "2026-01-01T00:00"
BUDGET = 150.0
CORRECTED = 12
"""Dates of the simulated season whose results are corrected: about one in fourteen."""

STARTS_WITHIN = 120.0


@dataclass
class Kind:
    """A kind of page: addresses to ask in turn, and how long the answers took.

    `work` is what the console's processor time was for the quiet ones: on a machine that others
    use too it says more than the clock.
    """

    name: str
    paths: list[str]
    work: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)


def build(root: Path, corpus: Path) -> Path:
    """The warehouse of four seasons, made where it does not stand yet."""
    made = root / "nba"
    if (made / "built").is_file():
        return made
    league = simulate(LeagueConfig(season=SIMULATED, seed=3))
    write(league, root / "simulated")
    days = sorted({d.astype(date) for d in league.schedule.dates})
    for day in days[20 :: len(days) // CORRECTED]:
        league = faults.corrected_free_throws(league, day)
    write(league, root / "corrected")
    with fc.create(str(made), now=NOW) as warehouse:
        warehouse.ingest([*(corpus / s for s in SEASONS), root / "simulated"])
        warehouse.backfill()
    (made / "built").touch()
    return made


def kinds(project: Path) -> list[Kind]:
    """Addresses of every kind of page; cells that need somebody, and players who play, first."""
    with fc.open(str(project), now=NOW) as warehouse:
        cells = warehouse.status()
        store = warehouse.store()
        bad = [c for c in cells if c.needs_attention and c.game_date]
        holed = [c for c in cells if str(c.verdict) == "holed"]
        dates = sorted({c.game_date for c in cells if c.model == "ml_feature_store"})
        players = store.rows(
            "select player_id, max(game_date) from player_game_summary group by 1"
            " order by sum(points) desc limit 40"
        )
        teams = [t for (t,) in store.rows("select team_id from teams order by 1")]
        runs = [r for (r,) in store.rows("select run_id from ledger.run order by 1")]
        tables = sorted({c.model for c in cells if c.game_date})
    spread = lambda items, n=24: items[:: max(1, len(items) // n)][:n]  # noqa: E731
    asked = [f"{c.model}/{c.game_date}" for c in (*spread(bad), *spread(holed))]
    days = [str(d) for d in spread(dates)]
    names = ("le", "an", "mar", "jo", "ka")
    return [
        Kind("overview", ["/"]),
        Kind("overview, a season", [f"/?season={s}" for s in (*SEASONS, SIMULATED)]),
        Kind("table", [f"/table/{t}" for t in tables]),
        Kind("cell", [f"/cell/{c}" for c in asked]),
        Kind("cell: trace", [f"/cell/{c}/trace" for c in asked]),
        Kind("cell: impact", [f"/cell/{c}/impact" for c in asked]),
        Kind("cell: recovery", [f"/cell/{c}/recovery" for c in asked]),
        Kind("runs", ["/runs"]),
        Kind("run", [f"/runs/{r}" for r in runs]),
        Kind("alerts", ["/alerts"]),
        Kind("slate", [f"/slate?date={d}" for d in days]),
        Kind("players", ["/players", *(f"/players?q={n}" for n in names)]),
        Kind("player", [f"/players/{p}" for p, _ in players]),
        Kind("teams", [f"/teams?date={d}" for d in days]),
        Kind("team", [f"/teams/{t}?date={d}" for t, d in zip(teams, cycle(days), strict=False)]),
        Kind("leaderboard", ["/leaderboard"]),
        Kind("sql", ["/sql?q=" + quote("select * from games order by game_id limit 50")]),
        Kind("api: status", ["/api/status"]),
        Kind("metrics", ["/metrics"]),
    ]


@contextmanager
def served(project: Path) -> Iterator[tuple[str, int]]:
    """A console in a process of its own; yields its address and process id."""
    words = [sys.executable, "-m", "fullcourt", "--project", str(project), "--now", NOW]
    process = subprocess.Popen(
        [*words, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        ready, _, _ = select.select([process.stdout], [], [], STARTS_WITHIN)
        address = process.stdout.readline().strip() if ready else ""
        if not address or not is_up(address):
            raise SystemExit("the console did not start")
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(30)


def worked(pid: int) -> float:
    """Milliseconds of processor time a process has had, as fine as the system counts."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_up(address: str) -> bool:
    """Wait until the console answers."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            ask(address, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def ask(address: str, path: str) -> float:
    """Milliseconds until a page is there."""
    parts = urlsplit(address)
    began = time.perf_counter()
    connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=120)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path} answers {response.status}")
    return 1000 * (time.perf_counter() - began)


def backfilling(project: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "fullcourt", "--project", str(project), "--now", NOW]
    return subprocess.Popen(
        [*words, "backfill", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def measure(project: Path, correction: Path, rounds: int) -> tuple[list[Kind], dict[str, object]]:
    """Ask in rounds: some quietly, then until a backfill beside is over."""
    found = kinds(project)
    with served(project) as (address, pid):
        ask(address, "/")
        for number in range(rounds):
            for kind in found:
                before = worked(pid)
                kind.quiet.append(ask(address, kind.paths[number % len(kind.paths)]))
                kind.work.append(worked(pid) - before)
        with fc.open(str(project), now=NOW) as warehouse:
            warehouse.ingest([correction])
        beside = backfilling(project)
        number = rounds
        while beside.poll() is None and number < 40 * rounds:
            for kind in found:
                took = ask(address, kind.paths[number % len(kind.paths)])
                if beside.poll() is None:
                    kind.busy.append(took)
            number += 1
        told, _ = beside.communicate(timeout=600)
    summary = json.loads(told)["summary"]
    return found, summary


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def report(found: list[Kind], summary: dict[str, object]) -> None:
    wide = max(len(k.name) for k in found)
    titles = "".join(f" {word:>7} {'p50':>6} {'p95':>6}" for word in ("work", "quiet", "busy"))
    print(f"{'page':{wide}}{titles}")
    for kind in found:
        parts = [kind.name.ljust(wide)]
        for took in (kind.work, kind.quiet, kind.busy):
            p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
            parts.append(f" {len(took):>7} {p50:>6.0f} {p95:>6.0f}")
        print("".join(parts) + ("  over" if percentile(kind.busy, 0.95) > BUDGET else ""))
    spent = [t for k in found for t in k.work]
    print(
        f"processor time of a quiet page: p50 {percentile(spent, 0.5):.0f} ms,"
        f" p95 {percentile(spent, 0.95):.0f} ms"
    )
    every = [t for k in found for t in k.busy]
    print(
        f"all pages while a backfill of {summary['published']} cells ran:"
        f" p50 {percentile(every, 0.5):.0f} ms, p95 {percentile(every, 0.95):.0f} ms"
        f" of {len(every)} answers (budget {BUDGET:.0f} ms);"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.console", description=__doc__)
    parser.add_argument("--keep", type=Path, help="leave the warehouse in this folder")
    parser.add_argument("--rounds", type=int, default=10, help="answers a page before the backfill")
    options = parser.parse_args()
    corpus = os.environ.get("FULLCOURT_CORPUS")
    if not corpus:
        raise SystemExit("set FULLCOURT_CORPUS to the folder of real seasons")
    with tempfile.TemporaryDirectory() as scratch:
        root = options.keep or Path(scratch)
        built = build(root, Path(corpus))
        copy = Path(shutil.copytree(built, Path(scratch) / "copy"))
        report(*measure(copy, root / "corrected", options.rounds))


if __name__ == "__main__":
    main()
