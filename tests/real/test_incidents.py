"""Four incidents of a real season: found untold, traced, their radius measured, undone to the bit.

Rows are damaged in the built tables and the ledger is made to agree, as an older tool, green all
along, would have left it. The postponements of December 2021 are real news that comes late.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.evaluate import Counts
from fullcourt.integrity.impact import impact
from fullcourt.integrity.state import Cell
from fullcourt.integrity.trace import trace
from fullcourt.integrity.verdicts import Verdict
from oracle.cutoff import cut_folder, read_raw, write_raw_file
from scenario import kit
from scenario.kit import Contents

pytestmark = pytest.mark.real

TOLD_TWICE = {"play_by_play_cdn_oncourt.parquet", "nbastats_2021.tar.xz"}
"""The same games a second time; reading them would only cost time."""
CONTEXT = "upcoming_player_game_context"
BOX, TEAM_BOX = "nbac_gamebook", "nbac_team_boxscore"
BY_GAME = (CONTEXT, "upcoming_team_game_context", "player_composite_factors", "ml_feature_store")
FORTNIGHT = [date(2021, 11, d) for d in range(16, 31) if d != 25]  # Thanksgiving has no games


Evidence = tuple[Verdict, Counts]


@dataclass
class Season:
    """A real season, built: what its tables hold, and what each cell is worth as it stands."""

    raw: Path
    project: Path
    contents: Contents
    evidence: Mapping[Cell, Evidence]

    def copied(self, folder: Path) -> Warehouse:
        return open_warehouse(shutil.copytree(self.project, folder), now=kit.NOW_REAL)

    def rows(self, table: str, day: date) -> int:
        return self.contents[table, day][0]


def season_files(season: str, folder: Path) -> Path:
    """Links to a season's files, each game told once."""
    folder.mkdir()
    for path in (Path(os.environ["FULLCOURT_CORPUS"]) / season).iterdir():
        if path.name not in TOLD_TWICE:
            (folder / path.name).symlink_to(path)
    return folder


def evidence(cells: Iterable[CellState]) -> dict[Cell, Evidence]:
    """Verdict and counts of every cell; the real sources have gaps of their own."""
    return {(c.model, c.game_date): (c.verdict, c.counts) for c in cells}


@pytest.fixture(scope="session")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Season]:
    """A season by its name, built when first asked for."""
    built: dict[str, Season] = {}

    def season(name: str) -> Season:
        if name not in built:
            folder = tmp_path_factory.mktemp(name)
            raw = season_files(name, folder / "raw")
            with kit.build_project(folder / "project", [raw], now=kit.NOW_REAL) as wh:
                built[name] = Season(
                    raw, folder / "project", kit.contents(wh), evidence(wh.status())
                )
        return built[name]

    return season


@dataclass(frozen=True)
class Incident:
    """What is damaged, and what must be said of it.

    Args:
        season: Whose.
        damage: Statements that change rows.
        left: What an older tool would have built on that.
        tables: The tables to blame.
        dates: The dates to blame.
        asked: The cell a person asks about.
        missing: (table, date) -> how many keys must be missed there.
    """

    season: str
    damage: tuple[str, ...]
    tables: frozenset[str]
    dates: tuple[date, ...]
    asked: tuple[str, date]
    missing: Callable[[Season], Mapping[Cell, int]]
    left: tuple[str, ...] = ()


def keep(day: date, rows: int) -> str:
    return (
        f"delete from {CONTEXT} where game_date = date '{day}' and player_id not in (select"
        f" player_id from {CONTEXT} where game_date = date '{day}' order by player_id limit {rows})"
    )


BUILT_ON_IT = ("player_composite_factors", "player_daily_cache", "ml_feature_store")


def only_of_who_is_left(table: str, day: date) -> str:
    """What a build on the remains would have left."""
    return (
        f"delete from {table} where game_date = date '{day}' and player_id not in (select"
        f" player_id from {CONTEXT} where game_date = date '{day}')"
    )


DEC_4, FEB_23, FEB_24 = date(2021, 12, 4), date(2023, 2, 23), date(2023, 2, 24)
INCIDENTS = {
    "no shots on 4 December 2021": Incident(
        season="2021-22",
        damage=(f"delete from shot_events where game_date = date '{DEC_4}'",),
        tables=frozenset({"shot_events"}),
        dates=(DEC_4,),
        asked=("shot_events", DEC_4),
        missing=lambda _: {("shot_events", DEC_4): 7},
    ),
    "1 of 187 on 23 February 2023": Incident(
        season="2022-23",
        damage=(keep(FEB_23, 1), keep(FEB_24, 68)),
        left=tuple(only_of_who_is_left(t, d) for t in BUILT_ON_IT for d in (FEB_23, FEB_24)),
        tables=frozenset({CONTEXT}),
        dates=(FEB_23, FEB_24),
        asked=("player_composite_factors", FEB_23),
        missing=lambda season: {
            (CONTEXT, FEB_23): season.rows(CONTEXT, FEB_23) - 1,
            (CONTEXT, FEB_24): season.rows(CONTEXT, FEB_24) - 68,
        },
    ),
    "no lines from 16 to 30 November 2021": Incident(
        season="2021-22",
        damage=tuple(
            f"delete from {t} where game_date between date '2021-11-16' and date '2021-11-30'"
            for t in (BOX, TEAM_BOX)
        ),
        tables=frozenset({BOX, TEAM_BOX}),
        dates=tuple(FORTNIGHT),
        asked=(TEAM_BOX, date(2021, 11, 17)),
        missing=lambda season: {
            (t, d): season.rows(t, d) for t in (BOX, TEAM_BOX) for d in FORTNIGHT
        },
    ),
}


@dataclass
class Hurt:
    """A damaged season and the incident in it."""

    incident: Incident
    season: Season
    warehouse: Warehouse
    folder: Path

    @property
    def roots(self) -> set[Cell]:
        return set(self.incident.missing(self.season))


@pytest.fixture(params=INCIDENTS)
def hurt(
    request: pytest.FixtureRequest, seasons: Callable[[str], Season], tmp_path: Path
) -> Iterator[Hurt]:
    incident = INCIDENTS[request.param]
    season = seasons(incident.season)
    with season.copied(tmp_path / "hurt") as wh:
        kit.damage(wh, *incident.damage)
        yield Hurt(incident, season, wh, tmp_path)


def test_found_traced_and_undone(hurt: Hurt) -> None:
    """One pass over one copy: what it costs to look at a real season is paid once."""
    wh, missing = hurt.warehouse, hurt.incident.missing(hurt.season)
    kit.damage(wh, *hurt.incident.left)
    kit.as_if_done(wh)
    assert kit.bad(wh.status()) == {}, "the ledger sees nothing"

    report = kit.verify(wh)
    cells = kit.by_cell(report.cells)
    assert {c: cells[c].counts.missing for c in missing} == missing
    assert {cells[c].verdict for c in missing} <= {Verdict.PARTIAL, Verdict.CONTAMINATED}
    before = hurt.season.evidence
    found = {c for c, what in evidence(report.cells).items() if what != before[c]}
    assert set(missing) <= found
    assert {d for _, d in found} == {*hurt.incident.dates}

    chain = trace(wh.store(), wh.state(), *hurt.incident.asked)
    blamed = {cell for root in chain.roots for cell in root.cells}
    assert blamed
    assert kit.models_of(blamed) <= hurt.incident.tables
    assert {d for _, d in blamed} <= {*hurt.incident.dates}

    done = kit.recover(wh)
    assert kit.built_cells(done.built) >= hurt.roots
    assert kit.differing(kit.contents(wh), hurt.season.contents) == set()
    assert kit.differing(kit.recorded(wh), hurt.season.contents) == set()
    assert evidence(wh.status()) == before
    assert wh.plan().cells == 0


def test_the_radius_holds_what_brute_force_changes(hurt: Hurt) -> None:
    wh = hurt.warehouse
    reached = {
        cell
        for model, day in hurt.roots
        for cell in impact(wh.store(), wh.state(), model, day, rows=False).reached()
    }
    damaged = kit.contents(wh)
    kit.rebuild_on_damage(wh, *hurt.incident.tables)
    changed = kit.differing(kit.contents(wh), damaged)
    assert changed
    assert changed - reached == set()


# -- the postponements of December 2021 ----------------------------------------------------------

NEW_YEAR = date(2022, 1, 1)


@dataclass(frozen=True)
class Surprise:
    """The season as it stood before anybody was told, and the truth after the news."""

    project: Path
    news: Path
    moved: Mapping[str, date]  # game id -> the date it did not take place on
    truth: Contents


def previous_dates(raw: Path) -> dict[str, date]:
    """Game id -> old date of the eleven games, by the names of the two clubs and the new date."""
    listed = read_raw(raw / "postponed_games_cbssports.csv")
    schedule = read_raw(raw / "schedule.parquet")
    info = read_raw(raw / "team_box.parquet")
    clubs = dict(zip(info["TEAM_NAME"], info["TEAM_ID"], strict=True))
    found = {}
    for row in listed.to_dict("records"):
        new = pd.to_datetime(row["rescheduled_date"].replace(".", "")).date().isoformat()
        away, home = (clubs[row[f"{side}_team"]] for side in ("away", "home"))
        hit = schedule[
            (schedule["h.tid"].astype(str) == home)
            & (schedule["v.tid"].astype(str) == away)
            & (schedule["etdate"].astype(str).str[:10] == new)
        ]
        assert len(hit) == 1, row
        found[hit.iloc[0]["gid"]] = pd.to_datetime(row["previous_date"].replace(".", "")).date()
    return found


@pytest.fixture(scope="module")
def surprise(
    seasons: Callable[[str], Season], tmp_path_factory: pytest.TempPathFactory
) -> Surprise:
    season = seasons("2021-22")
    news = season.raw
    folder = tmp_path_factory.mktemp("surprise")
    moved = previous_dates(news)
    assert len(moved) == 11
    with open_warehouse(season.project, now=kit.NOW_REAL) as wh:
        played = dict(wh.store().rows("select game_id, game_date from games"))
    unaware = folder / "unaware"
    cut_folder(news, unaware, NEW_YEAR, played)
    (unaware / "postponed_games_cbssports.csv").unlink()
    schedule = read_raw(unaware / "schedule.parquet")
    for game, day in moved.items():
        here = schedule["gid"] == game
        schedule.loc[here, "etdate"] = day.isoformat()
        schedule.loc[here, "gcode"] = f"{day:%Y%m%d}" + schedule.loc[here, "gcode"].str[8:]
    write_raw_file(schedule, unaware / "schedule.parquet")
    kit.build_project(folder / "project", [unaware], now=f"{NEW_YEAR}T05:00").close()
    with kit.build_project(folder / "truth", [unaware, news], now=kit.NOW_REAL) as wh:
        return Surprise(folder / "project", news, moved, kit.contents(wh))


def test_features_of_postponed_games_are_phantoms_until_recovered(
    surprise: Surprise, tmp_path: Path
) -> None:
    project = shutil.copytree(surprise.project, tmp_path / "own")
    with open_warehouse(project, now=kit.NOW_REAL) as wh:
        rows = {
            (table, day): sum(
                _rows(wh, table, game, day) for game, old in surprise.moved.items() if old == day
            )
            for table in BY_GAME
            for day in set(surprise.moved.values())
        }
        assert len(rows) == len(BY_GAME) * 9
        assert all(rows.values()), "features were built for every game that did not take place"

        wh.ingest([surprise.news])
        cells = kit.by_cell(wh.status())
        phantoms = {c: s.counts.phantom for c, s in cells.items() if s.verdict is Verdict.PHANTOM}
        assert phantoms == rows

        radius = {
            cell
            for table in ("games", "nbac_schedule")
            for day in set(surprise.moved.values())
            for cell in impact(wh.store(), wh.state(), table, day, rows=False).reached()
        }
        assert set(rows) - radius == set()

        kit.recover(wh)
        for game, old in surprise.moved.items():
            assert [t for t in BY_GAME if _rows(wh, t, game, old)] == []
            assert wh.store().rows(f"select status from games where game_id = '{game}'") == [
                ("played",)
            ]
        assert kit.differing(kit.contents(wh), surprise.truth) == set()
        assert kit.differing(kit.recorded(wh), surprise.truth) == set()
        assert wh.plan().cells == 0


def _rows(wh: Warehouse, table: str, game: str, day: date) -> int:
    return int(
        wh.store().scalar(
            f"select count(*) from {table} where game_id = '{game}' and game_date = date '{day}'"
        )
    )
