"""A small league, the files it may send, and what a never-broken warehouse of them looks like."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fullcourt.api import Warehouse
from fullcourt.integrity.verify import actual_contents
from fullcourt.league import Format, LeagueConfig, faults, simulate, write
from fullcourt.project import create_project

NOW = datetime(2026, 1, 1)
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
    return Path(mkdtemp(prefix="fullcourt-recovery-"))


@cache
def parcels() -> dict[str, Path]:
    """Folders of files a source may send, in the order in which they usually come."""
    league = simulate(LeagueConfig.mini(dates=7, teams=4, seed=11, postponements=1))
    days = sorted({d.astype(date) for d in league.schedule.dates})
    fixed = faults.corrected_free_throws(league, days[2])
    folders = {n: home() / n for n in ("plan", "early", "holed", "full", "fixed")}
    write(
        league,
        folders["plan"],
        as_of=_evening(days[0]) - timedelta(hours=12),
        formats=[Format.SCHEDULE],
    )
    write(league, folders["early"], as_of=_evening(days[3]), formats=[Format.SCHEDULE, *FACTS])
    write(league, folders["holed"], formats=FACTS)
    faults.hide_games(folders["holed"], faults.games_on(league, days[4])[:1])
    write(league, folders["full"], formats=[Format.SCHEDULE, *FACTS])
    write(fixed, folders["fixed"], formats=FACTS)
    return folders


@cache
def days() -> tuple[date, ...]:
    """The league's dates."""
    league = simulate(LeagueConfig.mini(dates=7, teams=4, seed=11, postponements=1))
    return tuple(sorted({d.astype(date) for d in league.schedule.dates}))


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=30)


def write_own_model(folder: Path, version: int) -> None:
    """Put a version of the user's own model into a project: 0 none, 1 and 2 differ in code, 3 in
    its contract."""
    path = folder / "models" / "analytics" / "points_lately.sql"
    path.unlink(missing_ok=True)
    if version:
        path.parent.mkdir(parents=True, exist_ok=True)
        rule = (
            'not_negative = "points_3 >= 0"'
            if version == 3
            else 'is_there = "points_3 is not null"'
        )
        path.write_text(_OWN_MODEL.format(factor=2 if version == 2 else 1, rule=rule))


def make(name: str, store: str) -> Path:
    """An empty project."""
    folder = home() / "projects" / name
    shutil.rmtree(folder, ignore_errors=True)
    create_project(folder, store)
    return folder


def opened(folder: Path) -> Warehouse:
    """The project, judged at a fixed moment."""
    from fullcourt.project import find_project

    return Warehouse(find_project(folder), NOW)


Contents = dict[tuple[str, date | None], tuple[int, str]]


def contents(folder: Path) -> Contents:
    """Rows and content hash of every cell as the tables hold them; empty cells left out."""
    with opened(folder) as warehouse:
        return {
            (name, day): found
            for name in warehouse.graph.order
            for day, found in actual_contents(
                warehouse.store(), warehouse.graph.models[name]
            ).items()
            if found[0]
        }


@cache
def sound(parcel_names: Sequence[str], model_version: int) -> Contents:
    """What a warehouse holds that got these parcels in this order and was never hurt."""
    folder = make(f"sound-{len(list((home() / 'projects').glob('sound-*')))}", "x.duckdb")
    write_own_model(folder, model_version)
    for name in parcel_names:
        with opened(folder) as warehouse:
            warehouse.ingest([parcels()[name]])
    with opened(folder) as warehouse:
        warehouse.backfill()
    return contents(folder)
