"""Damage that comes with the files, with the code, or with a process that dies.

Each kind draws its place and gives a label and a function that breaks a project of its own.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.recovery import world
from tests.scenario import kit
from tests.scenario.kit import Contents, Site

from bench.gauntlet.ground import opened
from bench.gauntlet.killing import kill_at_statement
from bench.gauntlet.scoring import Cell
from fullcourt.api import Warehouse
from fullcourt.league import DEFAULT_FORMATS, Format, faults, write
from fullcourt.project import create_project

Root = tuple[str, date | None, Mapping[str, object]]
Make = Callable[[Path], "Hurt"]
_BOX_LINES = (Format.TEAM_BOX, Format.PLAYER_BOX)


@dataclass(frozen=True)
class Hurt:
    """A broken project.

    Args:
        project: Its folder.
        truth: What its tables would hold had it never been broken.
        roots: The damaged cells whose radius is asked for, each with the key that changed.
        moved: What brute force moves downstream of the roots; the damage itself when None.
        excused: Cells that are rightly called bad even in the true warehouse.
        returns: Files that come back before recovery can succeed.
        recoded: Tables whose code has changed.
    """

    project: Path
    truth: Contents
    roots: tuple[Root, ...] = ()
    moved: set[Cell] | None = None
    excused: frozenset[Cell] = frozenset()
    returns: Path | None = None
    recoded: frozenset[str] = frozenset()


def sound(site: Site) -> Iterator[tuple[str, str, Make]]:
    """Nothing is wrong: whatever is named is a false alarm."""

    def untouched(folder: Path) -> Hurt:
        site.open_copy(folder / "own").close()
        return Hurt(folder / "own", site.contents)

    def again(folder: Path) -> Hurt:
        return _received(site, folder, site.raw)

    def other_container(folder: Path) -> Hurt:
        write(site.league, folder / "csv", container="csv")
        return _received(site, folder, folder / "csv")

    yield "sound", "untouched", untouched
    yield "sound", "the same files again", again
    yield "sound", "the same rows in CSV files", other_container


def _received(site: Site, folder: Path, files: Path) -> Hurt:
    with site.open_copy(folder / "own") as wh:
        wh.ingest([files])
    return Hurt(folder / "own", site.contents)


# -- files -----------------------------------------------------------------------------------


def late_fix(site: Site, chance: random.Random) -> tuple[str, Make]:
    """S9: two more free throws for one player, told after everything was built."""
    day = chance.choice(site.dates[8:-4])

    def make(folder: Path) -> Hurt:
        write(faults.corrected_free_throws(site.league, day), folder / "fixed")
        with kit.build_project(folder / "truth", [site.raw, folder / "fixed"]) as wh:
            truth, excused = kit.contents(wh), frozenset(kit.bad(wh.status()))
        with site.open_copy(folder / "own") as wh:
            wh.ingest([folder / "fixed"])
        changed = kit.differing(truth, site.contents)
        return _with_raw_roots(folder / "own", site, truth, changed, excused=excused)

    return f"box line of {day}", make


def lost_game(site: Site, chance: random.Random) -> tuple[str, Make]:
    """The team and player lines of one game never came, then do."""
    day = chance.choice(site.dates[8:-4])
    game = chance.choice(faults.games_on(site.league, day))
    return f"{game} of {day}", _without(site, [game], _BOX_LINES)


def lost_days(site: Site, chance: random.Random) -> tuple[str, Make]:
    """S10: the lines of six dates never came, then do."""
    at = chance.randrange(9, 18)
    days = site.dates[at : at + 6]
    games = faults.games_on(site.league, *days)
    return f"{days[0]}..{days[-1]}", _without(site, games, _BOX_LINES)


def blind_date(site: Site, chance: random.Random) -> tuple[str, Make]:
    """S4: of one date nothing but the schedule's results came, then the rest does."""
    day = chance.choice(site.dates[8:-4])
    facts = [f for f in DEFAULT_FORMATS if f is not Format.SCHEDULE]
    return str(day), _without(site, faults.games_on(site.league, day), facts)


def _without(site: Site, games: list[str], formats: object) -> Make:
    def make(folder: Path) -> Hurt:
        raw = site.copy_raw(folder / "raw")
        faults.drop_rows(raw, formats, games=games)
        with kit.build_project(folder / "own", [raw]) as wh:
            damaged = kit.differing(kit.contents(wh), site.contents)
        return _with_raw_roots(folder / "own", site, site.contents, damaged, returns=site.raw)

    return make


def repeated(site: Site, chance: random.Random) -> tuple[str, Make]:
    """S7: every team row of a date stands four times in its file; then the file comes right."""
    day = chance.choice(site.dates[8:-4])

    def make(folder: Path) -> Hurt:
        raw = site.copy_raw(folder / "raw")
        faults.repeat_rows(raw, Format.TEAM_BOX, 4, games=faults.games_on(site.league, day))
        with kit.build_project(folder / "own", [raw]) as wh:
            damaged = kit.differing(kit.contents(wh), site.contents)
        return _with_raw_roots(folder / "own", site, site.contents, damaged, returns=site.raw)

    return str(day), make


def _with_raw_roots(
    project: Path,
    site: Site,
    truth: Contents,
    changed: set[Cell],
    *,
    excused: frozenset[Cell] = frozenset(),
    returns: Path | None = None,
) -> Hurt:
    """The radius is asked of the raw cells that changed; the rest is what they moved."""
    with opened(site.project) as wh:
        raw = {n for n, m in wh.graph.models.items() if m.layer == "raw"}
    roots = tuple((name, day, {}) for name, day in changed if name in raw)
    moved = {cell for cell in changed if cell[0] not in raw}
    return Hurt(project, truth, roots, moved, excused, returns)


def postponed(site: Site, chance: random.Random) -> tuple[str, Make]:
    """S4: games are postponed after their features were built."""
    schedule = site.league.schedule
    planned, played = schedule.planned_dates.tolist(), schedule.dates.tolist()
    last = max(p for p, d in zip(planned, played, strict=True) if p != d)
    hour = chance.choice([14, 16, 18])

    def make(folder: Path) -> Hurt:
        moment = datetime.combine(last + timedelta(days=1), time(hour))
        unaware = faults.postponed_late(site.league, by=timedelta(days=60))
        write(unaware, folder / "early", as_of=moment)
        with kit.build_project(folder / "truth", [folder / "early", site.raw]) as wh:
            truth = kit.contents(wh)
        own = folder / "own"
        kit.build_project(own, [folder / "early"], now=moment.isoformat()).close()
        with opened(own) as wh:
            wh.ingest([site.raw])
        return Hurt(own, truth)

    return f"{sum(p != d for p, d in zip(planned, played, strict=True))} games", make


# -- code and processes ----------------------------------------------------------------------


def code_change(site: Site, _: random.Random) -> tuple[str, Make]:
    """The SQL of a user's own model changes."""

    def make(folder: Path) -> Hurt:
        with _with_model(site, folder / "truth", 2) as wh:
            truth = kit.contents(wh)
        _with_model(site, folder / "own", 1).close()
        world.write_own_model(folder / "own", 2)
        return Hurt(folder / "own", truth, recoded=frozenset({"points_lately"}))

    return "points_lately", make


def _with_model(site: Site, folder: Path, version: int) -> Warehouse:
    site.open_copy(folder).close()
    world.write_own_model(folder, version)
    wh = opened(folder)
    wh.backfill()
    return wh


def killed_backfill(site: Site, chance: random.Random) -> tuple[str, Make]:
    """The first backfill dies by kill -9 at some statement."""
    share = chance.uniform(0.05, 0.95)

    def make(folder: Path) -> Hurt:
        create_project(folder / "own", warehouse="wh.duckdb")
        with opened(folder / "own") as wh:
            wh.ingest([site.raw])
        kill_at_statement(folder / "own", "backfill", share)
        return Hurt(folder / "own", site.contents)

    return f"at statement {int(700 * share)} or earlier", make


def killed_recover(site: Site, chance: random.Random) -> tuple[str, Make]:
    """A recovery dies by kill -9 at some statement, and has to be done again."""
    share, day = chance.uniform(0.3, 0.95), chance.choice(site.dates[8:-4])

    def make(folder: Path) -> Hurt:
        with site.open_copy(folder / "own") as wh:
            kit.damage(
                wh, f"update player_game_summary set points = 0 where game_date = date '{day}'"
            )
        kill_at_statement(folder / "own", "recover", share)
        return Hurt(folder / "own", site.contents)

    return f"at statement {int(700 * share)} or earlier", make


DRAWN: dict[str, Callable[[Site, random.Random], tuple[str, Make]]] = {
    "S9 late fix": late_fix,
    "S10 lines of six dates lost": lost_days,
    "lines of one game lost": lost_game,
    "S4 date without facts": blind_date,
    "S4 postponed after build": postponed,
    "S7 rows four times in a file": repeated,
    "code change": code_change,
    "kill -9 of a backfill": killed_backfill,
    "kill -9 of a recovery": killed_recover,
}
