"""A small league, the files it may send, and what a never-broken warehouse of them looks like."""

import atexit
import itertools
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fullcourt.api import Warehouse
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.state import Cell
from fullcourt.integrity.verdicts import Verdict
from fullcourt.integrity.verify import actual_contents
from fullcourt.league import Format, League, LeagueConfig, faults, simulate, write
from fullcourt.project import create_project, find_project
from fullcourt.warehouse.models import load_models
from fullcourt.warehouse.store import Store

NOW = datetime(2026, 1, 1)
_PUT_OFF = date(2021, 10, 24)
FACTS = (Format.PLAYER_BOX, Format.TEAM_BOX, Format.PLAY_BY_PLAY, Format.SHOTS)

_OWN_MODEL = """/*
about = "Points of a player's last three games, times {factor}: a model of the user's own."
grain = ["game_date", "player_id"]
[reads]
player_games        = "last 3 by player_id"
player_game_summary = "last 3 by player_id"
game_dates          = "same day"
[columns]
season    = "TEXT: season"
game_date = "DATE: US Eastern date"
player_id = "INT: the player"
points_3  = "BIGINT: points in his last three games, times {factor}"
[rules]
{rule}
*/
with framed as (
    select g.season, g.player_id, g.game_date, s.points,
        row_number() over (partition by g.season, g.player_id order by g.game_date) as number
    from player_games as g
    left join player_game_summary as s on s.game_id = g.game_id and s.player_id = g.player_id
    where g.appearance = 'yes'
),
frames as (
    select season, player_id, game_date,
        sum(coalesce(points, 0)) over (partition by season, player_id order by number
            rows between 2 preceding and current row) as points_3,
        lead(game_date) over (partition by season, player_id order by number) as next_date
    from framed
)
select d.season, d.game_date, f.player_id, cast({factor} * f.points_3 as bigint) as points_3
from game_dates as d
join frames as f on f.season = d.season and f.game_date < d.game_date
    and d.game_date <= coalesce(f.next_date, date '9999-12-31')
where d.game_date between @start and @end
"""


@cache
def home() -> Path:
    """A folder that lives as long as the process."""
    folder = Path(mkdtemp(prefix="fullcourt-recovery-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def league() -> League:
    """Four teams; one game is put off after its first plan was published."""
    found = simulate(LeagueConfig.mini(dates=8, teams=4, seed=4, postponements=1))
    moved = found.schedule.planned_dates != found.schedule.dates
    assert found.schedule.planned_dates[moved].tolist() == [_PUT_OFF]
    return found


@cache
def days() -> tuple[date, ...]:
    """The league's dates."""
    return tuple(sorted({d.astype(date) for d in league().schedule.dates}))


@cache
def parcels() -> dict[str, Path]:
    """Folders of files a source may send, in the order in which they usually come."""
    folders = {n: home() / n for n in ("plan", "early", "holed", "full", "fixed")}
    assert days()[2] < _PUT_OFF, "the first two parcels do not know of the postponement"
    write(
        league(),
        folders["plan"],
        as_of=_evening(days()[0]) - timedelta(hours=12),
        formats=[Format.SCHEDULE],
    )
    write(league(), folders["early"], as_of=_evening(days()[2]), formats=[Format.SCHEDULE, *FACTS])
    write(league(), folders["holed"], formats=FACTS)
    faults.hide_games(folders["holed"], faults.games_on(league(), days()[4])[:1])
    write(league(), folders["full"], formats=[Format.SCHEDULE, *FACTS])
    fixed = faults.corrected_free_throws(league(), days()[2])
    write(fixed, folders["fixed"], formats=FACTS)
    return folders


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=30)


# -- projects --------------------------------------------------------------------------------

_numbers = itertools.count()


def begin(first: str, store: str) -> Path:
    """A new project that has received one parcel."""
    return _copy(_begun(first, store), "hurt")


def own_model(folder: Path) -> Path:
    """Where a project keeps the user's own model, if it has one."""
    return folder / "models" / "analytics" / "points_lately.sql"


def write_own_model(folder: Path, version: int) -> None:
    """Put a version of the user's own model into a project: 0 none, 1 and 2 differ in code, 3 in
    its contract."""
    path = own_model(folder)
    path.unlink(missing_ok=True)
    if version:
        path.parent.mkdir(parents=True, exist_ok=True)
        rule = (
            'not_negative = "points_3 >= 0"'
            if version == 3
            else 'is_there = "points_3 is not null"'
        )
        path.write_text(_OWN_MODEL.format(factor=2 if version == 2 else 1, rule=rule))


def opened(folder: Path, threads: int | None = 1) -> Warehouse:
    """The project, judged at a fixed moment.

    Args:
        folder: The project.
        threads: Of DuckDB; one is quickest on tables as small as these.
    """
    warehouse = Warehouse(find_project(folder), NOW)
    path = own_model(folder)
    # The graph depends on the models' text alone, and reading it again takes as long as a build.
    warehouse.__dict__["graph"] = graph(path.read_text() if path.exists() else "", path.parents[1])
    warehouse._store = Store(warehouse.project.warehouse, threads=threads)
    return warehouse


@cache
def _graphs() -> dict[str, Graph]:
    return {}


def graph(text: str, models: Path) -> Graph:
    """The graph of the packaged models and one more of this text, read once."""
    if text not in _graphs():
        _graphs()[text] = Graph(load_models([models] if text else []))
    return _graphs()[text]


@cache
def _begun(first: str, store: str) -> Path:
    return _sent(_empty(store), first)


def _empty(store: str) -> Path:
    folder = home() / f"new-{next(_numbers)}"
    create_project(folder, store)
    return folder


def _sent(folder: Path, name: str) -> Path:
    with opened(folder) as warehouse:
        warehouse.ingest([parcels()[name]])
    return folder


def _copy(project: Path, kind: str) -> Path:
    return Path(shutil.copytree(project, home() / f"{kind}-{next(_numbers)}"))


# -- what is there and what should be --------------------------------------------------------

Contents = dict[Cell, tuple[int, str]]


@dataclass(frozen=True)
class Sound:
    """What a warehouse holds that was never hurt: rows and hashes, and what they are worth."""

    contents: Contents
    verdicts: Mapping[Cell, Verdict]


def contents(warehouse: Warehouse) -> Contents:
    """Rows and content hash of every cell as the tables hold them; empty cells left out."""
    store = warehouse.store()
    return {
        (name, day): found
        for name in warehouse.graph.order
        for day, found in actual_contents(store, warehouse.graph.models[name]).items()
        if found[0]
    }


def verdicts(warehouse: Warehouse) -> dict[Cell, Verdict]:
    """Every cell's verdict."""
    return {(c.model, c.game_date): c.verdict for c in warehouse.status()}


def sound(sent: list[str], version: int) -> Sound:
    """What a warehouse holds that got these parcels in this order and was never hurt.

    Nothing is asked of a parcel that comes again: it changes nothing, so it is left out here.
    """
    return _sound(tuple(dict.fromkeys(sent)), version)


@cache
def _landed(sent: tuple[str, ...]) -> Path:
    if not sent:
        return _empty("x.duckdb")
    return _sent(_copy(_landed(sent[:-1]), "landed"), sent[-1])


@cache
def _built(sent: tuple[str, ...]) -> Path:
    """Everything built in one go."""
    folder = _copy(_landed(sent), "sound")
    with opened(folder) as warehouse:
        warehouse.backfill()
    return folder


@cache
def _sound(sent: tuple[str, ...], version: int) -> Sound:
    folder = _built(sent)
    if version:  # nothing reads the user's own model, so only its cells are to be built
        folder = _copy(folder, "own")
        write_own_model(folder, version)
    with opened(folder) as warehouse:
        if version:
            warehouse.backfill()
        return Sound(contents(warehouse), verdicts(warehouse))
