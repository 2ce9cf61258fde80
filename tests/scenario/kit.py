"""What every scenario needs: a warehouse to damage, the truth to compare with, and brute force.

Damage comes in two kinds. *Behind the ledger's back*: rows change, the ledger says what it said.
*As an older tool would have left it*: rows change and the ledger agrees with them (hashes, inputs,
verdicts, no findings), so that only the rows' own contracts can tell.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity import build as build_module
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.backfill import Built
from fullcourt.integrity.build import Batch, batches, build_batch
from fullcourt.integrity.fingerprint import inputs_hash
from fullcourt.integrity.ledger import write_edges
from fullcourt.integrity.recover import Recovered
from fullcourt.integrity.recover import recover as run_recover
from fullcourt.integrity.runs import running
from fullcourt.integrity.state import Cell
from fullcourt.integrity.verdicts import Verdict
from fullcourt.integrity.verify import Verified, actual_contents
from fullcourt.integrity.verify import verify as run_verify
from fullcourt.league import DEFAULT_FORMATS, Format, League, write
from fullcourt.project import create_project

Contents = dict[Cell, tuple[int, str]]
NOW = "2022-08-01T00:00"
NOW_REAL = "2024-07-01T00:00"
GOOD = frozenset(v for v in Verdict if v.is_good)


@dataclass(frozen=True)
class Site:
    """A league, its raw files and a project built from them.

    Args:
        league: What was simulated.
        raw: The folder of its files.
        project: The built project; copy it before changing anything.
        contents: What the tables hold.
    """

    league: League
    raw: Path
    project: Path
    contents: Contents

    @property
    def dates(self) -> list[date]:
        """Every date on which a game was played."""
        return sorted(set(self.league.schedule.dates.tolist()))

    def games_on(self, day: date) -> int:
        """How many games were played on a date."""
        return self.league.schedule.dates.tolist().count(day)

    def in_window(self, team: int, day: date, game: str, length: int) -> bool:
        """Whether a game is among a team's last games before a date, by the league itself."""
        games, schedule = self.league.games, self.league.schedule
        sides = zip(
            self.league.side_team("home").tolist(),
            self.league.side_team("away").tolist(),
            strict=True,
        )
        played = [
            (when, str(g))
            for when, g, pair in zip(
                schedule.dates.tolist(), games["game_id"].tolist(), sides, strict=True
            )
            if team in pair and when < day
        ]
        return game in [g for _, g in sorted(played)[-length:]]

    def copy_raw(self, folder: Path) -> Path:
        """A copy of the files, to damage."""
        return Path(shutil.copytree(self.raw, folder))

    def open_copy(self, folder: Path) -> Warehouse:
        """A copy of the project, open; closed when the test is over at the latest."""
        return close_later(open_warehouse(shutil.copytree(self.project, folder), now=NOW))


_OPENED: list[Warehouse] = []


def close_later(wh: Warehouse) -> Warehouse:
    """Have a warehouse closed when the test is over."""
    _OPENED.append(wh)
    return wh


def close_all() -> None:
    """Close every copy; an open one keeps its memory."""
    while _OPENED:
        _OPENED.pop().close()


def make_site(
    league: League,
    folder: Path,
    *,
    warehouse: str = "wh.duckdb",
    formats: Sequence[Format] = DEFAULT_FORMATS,
) -> Site:
    """Write a league's files and build everything from them."""
    raw = folder / "raw"
    write(league, raw, formats=formats)
    with build_project(folder / "project", [raw], warehouse=warehouse) as wh:
        found = contents(wh)
    return Site(league, raw, folder / "project", found)


def build_project(
    folder: Path, paths: Iterable[Path], *, warehouse: str = "wh.duckdb", now: str = NOW
) -> Warehouse:
    """A project with files ingested one after the other, and everything built."""
    create_project(folder, warehouse=warehouse)
    wh = open_warehouse(folder, now=now)
    for path in paths:
        wh.ingest([path])
    wh.backfill()
    return wh


# -- what is there ---------------------------------------------------------------------------


def contents(wh: Warehouse) -> Contents:
    """Row count and hash of every cell, read from the tables themselves; empty cells left out."""
    store = wh.store()
    return {
        (name, day): found
        for name in wh.graph.order
        for day, found in actual_contents(store, wh.graph.models[name]).items()
        if found[0]
    }


def recorded(wh: Warehouse) -> Contents:
    """The same as the ledger records it."""
    return {
        cell: (b.row_count, b.content_hash) for cell, b in wh.state().builds.items() if b.row_count
    }


def differing(one: Contents, other: Contents) -> set[Cell]:
    """Cells whose content is not the same in both."""
    return {c for c in {*one, *other} if one.get(c) != other.get(c)}


def findings(wh: Warehouse, *, expected: bool = False) -> set[tuple[str, ...]]:
    """(finding id, class, reason, detail) of every finding; expected absences on request."""
    where = "" if expected else "where class <> 'expected'"
    return {
        tuple("" if v is None else str(v) for v in row)
        for row in wh.store().rows(
            f"select finding_id, class, reason, detail from ledger.finding {where}"
        )
    }


def found_rules(wh: Warehouse, model: str, day: date | None = None) -> dict[str, int]:
    """Rule -> number of defects found in a table (or one of its cells)."""
    where = f"and game_date = date '{day}'" if day else ""
    return dict(
        wh.store().rows(
            "select rule, count(*) from ledger.finding"
            f" where model = '{model}' and class = 'defect' {where} group by 1"
        )
    )


def by_cell(cells: Iterable[CellState]) -> dict[Cell, CellState]:
    """Cells by table and date."""
    return {(c.model, c.game_date): c for c in cells}


def bad(cells: Iterable[CellState]) -> dict[Cell, Verdict]:
    """The cells that need somebody."""
    return {(c.model, c.game_date): c.verdict for c in cells if c.verdict not in GOOD}


def dates_of(cells: Iterable[Cell], model: str) -> set[date | None]:
    """The dates of one table among cells."""
    return {day for name, day in cells if name == model}


def models_of(cells: Iterable[Cell]) -> set[str]:
    """The tables among cells."""
    return {name for name, _ in cells}


# -- damage ----------------------------------------------------------------------------------


def damage(wh: Warehouse, *statements: str) -> int:
    """Change rows behind the ledger's back; the number of rows touched by the last statement."""
    store = wh.prepare()
    touched = 0
    with store.transaction():
        for statement in statements:
            touched = int(store.scalar(statement) or 0)
    return touched


def as_if_done(wh: Warehouse, models: Collection[str] = ()) -> None:
    """Let the ledger agree with the rows: what an older tool, green all along, would have left."""
    store, state = wh.prepare(), wh.state()
    actual = contents(wh)
    with store.transaction():
        for (name, day), build in state.builds.items():
            rows, content = actual.get((name, day), (0, "0.0.0"))
            if (models and name not in models) or content == build.content_hash:
                continue
            store.con.execute(
                "update ledger.build set row_count = ?, content_hash = ? where build_id = ?",
                [rows, content, build.build_id],
            )
            state.fingerprints.put(name, day, content)
        for (name, day), build in state.builds.items():
            edges = state.fingerprints.edges(state.graph.reads[name], day)
            if inputs_hash(edges) != build.inputs_hash:
                store.con.execute(
                    "update ledger.build set inputs_hash = ? where build_id = ?",
                    [inputs_hash(edges), build.build_id],
                )
                store.con.execute("delete from ledger.edge where build_id = ?", [build.build_id])
                write_edges(store, [(build.build_id, edges)])
        store.con.execute("delete from ledger.finding where class <> 'expected'")
        store.con.execute(
            "update ledger.assessment set verdict = 'complete', reasons = '', missing = 0,"
            " surplus = 0, undue = 0, defects = 0, unsettled = 0, holed = 0, phantom = 0,"
            " drifted = false, unstable = false"
        )


def rebuild_on_damage(wh: Warehouse, *roots: str, dates: Collection[date] = ()) -> None:
    """Build everything downstream of some tables from the rows as they stand, come what may."""
    store, state = wh.prepare(), wh.state()
    below = state.graph.downstream(roots)
    for name in state.graph.order:
        if name not in below:
            continue
        built = sorted(
            (d for (n, d) in state.builds if n == name and (not dates or d in dates)),
            key=lambda d: d or date.min,
        )
        for batch in batches(built, state.calendar):
            # No rule about rows that were there before may stand in the way of what would move.
            with patch.object(build_module, "_lost_keys", lambda *_: {}):
                build_batch(Batch(store, state, name, batch, 0, forced=True))


# -- verbs -----------------------------------------------------------------------------------


@contextmanager
def _run(wh: Warehouse, command: str) -> Iterator[tuple]:
    store = wh.prepare()
    with running(store, command, wh.now, wh.project.runs) as run:
        yield store, wh.state(), run


def verify(wh: Warehouse, **options: object) -> Verified:
    """`fullcourt verify`."""
    with _run(wh, "verify") as (store, state, run):
        return run_verify(store, state, run, **options)


def recover(wh: Warehouse, *, dry_run: bool = False) -> Recovered:
    """`fullcourt recover`."""
    with _run(wh, "recover") as (store, state, run):
        return run_recover(store, state, run, dry_run=dry_run)


def built_cells(built: Built | None) -> set[Cell]:
    """The cells whose rows a build replaced."""
    if built is None:
        return set()
    return {(n, d) for n, o in built.outcomes.items() for d in o.published}


# -- proof -----------------------------------------------------------------------------------


def assert_as_never_damaged(
    wh: Warehouse, truth: Contents, besides: Mapping[Cell, Verdict] | None = None
) -> None:
    """Tables and ledger hold what they hold where nothing ever happened, and verify agrees.

    Args:
        wh: The repaired warehouse.
        truth: Contents of the undamaged one.
        besides: Verdicts that are bad even there, since the sources disagree.
    """
    assert differing(contents(wh), truth) == set(), "tables differ from a never damaged warehouse"
    assert differing(recorded(wh), truth) == set(), "the ledger differs from its tables"
    proof = verify(wh)
    assert (proof.drifted, proof.strays) == ((), ())
    assert bad(proof.cells) == (besides or {})
    assert wh.plan().cells == 0


def changed_by(
    site: Site, folder: Path, plant: Callable[[Warehouse], object], *roots: str
) -> tuple[set[Cell], Contents]:
    """Brute force: which cells of other tables change when everything is built on the damage."""
    with site.open_copy(folder) as wh:
        plant(wh)
        damaged = contents(wh)
        rebuild_on_damage(wh, *roots)
        return differing(contents(wh), damaged), damaged
