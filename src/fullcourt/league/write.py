"""Write a league as the raw files its real counterparts come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Self

import duckdb
import numpy as np

from fullcourt.league import shots
from fullcourt.league.players import ZONES
from fullcourt.league.simulate import League
from fullcourt.league.tables import Array, Columns, length

_END_OF_TIME = datetime(2999, 1, 1)


class Format(StrEnum):
    """The raw files a league can be written as."""

    SCHEDULE = "schedule"  # data.nba.com form, one file a snapshot
    SCHEDULE_CDN = "schedule_cdn"
    PLAYER_BOX = "player_box"
    TEAM_BOX = "team_box"
    PLAY_BY_PLAY = "play_by_play"
    SHOTS = "shots"


DEFAULT_FORMATS = (
    Format.SCHEDULE,
    Format.PLAYER_BOX,
    Format.TEAM_BOX,
    Format.PLAY_BY_PLAY,
    Format.SHOTS,
)
_SQL = {
    Format.SCHEDULE: "schedule_data_nba",
    Format.SCHEDULE_CDN: "schedule_cdn",
    Format.PLAYER_BOX: "leaguegamelog_player",
    Format.TEAM_BOX: "leaguegamelog_team",
    Format.PLAY_BY_PLAY: "pbp_v2",
    Format.SHOTS: "shotchartdetail",
}
_SCHEDULES = (Format.SCHEDULE, Format.SCHEDULE_CDN)
_COPY = {
    "parquet": "(format parquet, compression zstd)",
    "csv": "(format csv, header)",
    "csv.gz": "(format csv, header, compression gzip)",
}


def write(
    league: League,
    folder: Path,
    *,
    as_of: datetime | None = None,
    formats: Sequence[Format | str] | None = None,
    container: str = "parquet",
) -> list[Path]:
    """Write a league's files, as far as they are known at a moment.

    Args:
        league: What to write.
        folder: Where to; made if missing.
        as_of: Naive UTC moment: only results, facts and schedule changes known by then. None
            writes everything, with the schedule snapshots of the whole season.
        formats: Which files; `DEFAULT_FORMATS` if None.
        container: `parquet`, `csv` or `csv.gz` for the big files; schedules are always CSV.

    Returns:
        The files written, in a fixed order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [Format(f) for f in (DEFAULT_FORMATS if formats is None else formats)]
    with _Desk.open(league, as_of) as desk:
        paths: list[Path] = []
        for which in wanted:
            if which in _SCHEDULES:
                paths += _write_schedules(desk, folder, which, as_of)
            else:
                path = folder / f"{which.value}_{league.config.season}.{container}"
                paths.append(desk.copy(_SQL[which], path, container))
    return paths


def snapshot_moments(league: League) -> list[datetime]:
    """Moments at which the schedule is worth saving: before the season, at changes, at the end."""
    schedule = league.schedule
    opening = datetime.combine(schedule.first_date, datetime.min.time())
    changes = np.concatenate([league.games["postponed_at"], league.games["rescheduled_at"]])
    days = {m.replace(hour=9, minute=0, second=0) for m in changes.tolist() if m is not None}
    after = sorted({day + timedelta(days=1) for day in days})
    last = schedule.result_known.max().tolist() + timedelta(hours=3)
    return [opening - timedelta(days=20), *after, last]


def _write_schedules(
    desk: "_Desk", folder: Path, which: Format, as_of: datetime | None
) -> list[Path]:
    moments = [m for m in snapshot_moments(desk.league) if as_of is None or m <= as_of]
    if as_of is not None:
        moments = sorted({*moments, as_of})
    paths = []
    for moment in moments:
        desk.schedule_at(moment)
        name = f"{which.value}_{desk.league.config.season}_{moment:%Y-%m-%dT%H%M}.csv"
        paths.append(desk.copy(_SQL[which], folder / name, "csv"))
    return paths


@dataclass(slots=True)
class _Desk:
    """A scratch database with the league's tables, from which files are copied out."""

    league: League
    con: duckdb.DuckDBPyConnection

    @classmethod
    def open(cls, league: League, as_of: datetime | None) -> Self:
        con = duckdb.connect(":memory:")
        # One thread: the same rows must become the same bytes.
        con.execute("set threads = 1")
        con.execute("set preserve_insertion_order = true")
        desk = cls(league, con)
        desk._lookups()
        desk._games(np.datetime64(as_of or _END_OF_TIME, "s"))
        return desk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def table(self, name: str, columns: Columns) -> None:
        """Make the columns readable under a name."""
        self.con.register(name, {key: _plain(v) for key, v in columns.items()})

    def copy(self, query: str, path: Path, container: str) -> Path:
        """Run a query file and write its rows."""
        sql = files("fullcourt.league").joinpath(f"sql/{query}.sql").read_text(encoding="utf-8")
        if container != "parquet":
            # Blank fields stay unquoted, as in the published files.
            sql = f"select nullif(columns(*)::varchar, '') from ({sql})"
        target = str(path).replace("'", "''")
        self.con.execute(f"copy ({sql}) to '{target}' {_COPY[container]}")
        return path

    def schedule_at(self, moment: datetime) -> None:
        """Register `s`: the schedule as it stood at a moment."""
        now = np.datetime64(moment, "s")
        league, games = self.league, self.league.games
        told = games["rescheduled_at"] <= now
        off = (games["postponed_at"] <= now) & ~told
        moved = ~np.isnat(games["rescheduled_at"])
        date = np.where(moved & ~told, league.schedule.planned_dates, league.schedule.dates)
        self.table(
            "s_raw",
            {
                "game": np.arange(len(date)),
                "moment": date,
                "known": league.schedule.result_known <= now,
                "postponed": off,
            },
        )
        self.con.execute(
            "create or replace temp table s as select g.* exclude (date, known), s_raw.moment::date as"
            " date, s_raw.known, s_raw.postponed from g join s_raw on s_raw.game = g.game"
        )

    def _lookups(self) -> None:
        league = self.league
        for name, labels in (("zone", ZONES), ("area", shots.AREAS), ("reach", shots.RANGES)):
            self._labels(name, labels)
        self._labels("style", shots.LABELS, code=shots.CODES, words=_text(shots.WORDS))
        self.table(
            "p",
            {
                "player": np.arange(len(league.players.player_id)),
                "player_id": league.players.player_id,
                "full_name": league.players.full_name,
                "first_name": league.players.first,
                "last_name": league.players.last,
            },
        )
        events = {n: v for n, v in league.events.items()}
        self.table("ev", {"seq": np.arange(length(events)), **events})
        self.table("pg", league.player_games)
        self.table("tg", league.team_games)

    def _labels(self, name: str, labels: Sequence[str], **more: Array) -> None:
        self.table(name, {name: np.arange(len(labels)), "label": _text(labels), **more})

    def _games(self, now: Array) -> None:
        league = self.league
        teams = {f: _text([getattr(t, f) for t in league.teams]) for f in _TEAM_TEXTS}
        ids = np.array([t.team_id for t in league.teams], dtype=np.int64)
        self.table("teams", {"team": np.arange(len(ids)), "team_id": ids, **teams})
        self.table(
            "g_raw",
            {
                "game": np.arange(len(league.score)),
                "game_id": league.games["game_id"],
                "game_type": league.games["game_type"],
                "home_index": league.games["home"],
                "away_index": league.games["away"],
                "moment": league.schedule.dates,
                "tip_minute": league.games["tip_minute"],
                "tip_utc": league.schedule.tip_utc,
                "home_score": league.score[:, 0],
                "away_score": league.score[:, 1],
                "known": league.schedule.result_known <= now,
            },
        )
        season, opening = league.config.season, league.schedule.first_date
        self.con.execute(
            "create temp table g as select g_raw.* exclude (moment, home_index, away_index),"
            f" moment::date as date, '{season}' as season, date '{opening}' as opening,"
            f" game_type || '{league.config.start_year}' as season_id, home, away from g_raw"
            " join teams as home on home.team = home_index"
            " join teams as away on away.team = away_index order by game"
        )


_TEAM_TEXTS = ("tricode", "city", "nickname", "full_name")


def _plain(values: Array) -> Array:
    """An array DuckDB can scan: contiguous, dates as timestamps."""
    if values.dtype.kind == "M":
        values = values.astype("datetime64[s]")
    return np.ascontiguousarray(values)


def _text(values: Sequence[str]) -> Array:
    return np.array(list(values), dtype=object)
