"""A scratch database with a league's tables, from which files are copied out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Self

import duckdb
import numpy as np

from fullcourt.league import shots
from fullcourt.league.exhibition import ALL_STARS
from fullcourt.league.market import BOOKS
from fullcourt.league.players import ZONES
from fullcourt.league.rosters import REASONS
from fullcourt.league.simulate import League
from fullcourt.league.tables import Array, Columns, length

END_OF_TIME = datetime(2999, 1, 1)
CONTAINERS = {
    "parquet": "(format parquet, compression zstd)",
    "csv": "(format csv, header)",
    "csv.gz": "(format csv, header, compression gzip)",
}
_TEAM_TEXTS = ("tricode", "city", "nickname", "full_name")


@dataclass(slots=True)
class Desk:
    """The league's tables under short names: `g` games, `p` players, `ev` events, `pg` and `tg`
    box lines, `style`, `zone`, `area`, `reach` the texts of shots."""

    league: League
    now: np.datetime64
    con: duckdb.DuckDBPyConnection

    @classmethod
    def open(cls, league: League, as_of: datetime | None) -> Self:
        """Lay out a league as known at a moment (None: at the end of time)."""
        con = duckdb.connect(":memory:")
        # One thread: the same rows must become the same bytes.
        con.execute("set threads = 1")
        con.execute("set preserve_insertion_order = true")
        desk = cls(league, np.datetime64(as_of or END_OF_TIME, "s"), con)
        desk._lookups()
        desk._games()
        return desk

    def __enter__(self) -> Self:
        """The desk itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Throw the scratch database away."""
        self.con.close()

    def table(self, name: str, columns: Columns) -> None:
        """Make the columns readable under a name."""
        self.con.register(name, {key: _plain(v) for key, v in columns.items()})

    def copy(self, query: str, path: Path, container: str) -> int:
        """Run a query file and write its rows; without rows nothing is written."""
        sql = _query(query)
        if container != "parquet":
            # Blank fields stay unquoted, as in the published files.
            sql = f"select nullif(columns(*)::varchar, '') from ({sql})"
        target = str(path).replace("'", "''")
        self.con.execute(f"copy ({sql}) to '{target}' {CONTAINERS[container]}")
        rows = int(self.con.fetchall()[0][0])
        if not rows:
            path.unlink()
        return rows

    def schedule_at(self, moment: datetime) -> None:
        """Make `s`: the schedule as it stood at a moment."""
        now = np.datetime64(moment, "s")
        schedule, games = self.league.schedule, self.league.games
        told = games["rescheduled_at"] <= now
        moved = ~np.isnat(games["rescheduled_at"])
        columns = {
            "game": np.arange(len(told)),
            "moment": np.where(moved & ~told, schedule.planned_dates, schedule.dates),
            "known": schedule.result_known <= now,
            "postponed": (games["postponed_at"] <= now) & ~told,
            "announced": games["announced_at"] <= now,
        }
        self.table("s_raw", columns)
        extra = self.league.exhibitions
        self.table("x_raw", {**extra, "known": extra["result_known"] <= now})
        self.con.execute(_query("schedule_at"))

    def _lookups(self) -> None:
        league = self.league
        for name, labels in (
            ("zone", ZONES),
            ("area", shots.AREAS),
            ("reach", shots.RANGES),
            ("reason", REASONS),
            ("book", BOOKS),
        ):
            self._labels(name, labels)
        self._labels("style", shots.LABELS, code=shots.CODES, words=_text(shots.WORDS))
        players = league.players
        self.table(
            "p",
            {
                "player": np.arange(len(players.player_id)),
                "player_id": players.player_id,
                "full_name": players.full_name,
                "first_name": players.first,
                "last_name": players.last,
                "role": players.role,
            },
        )
        self.table("ev", {"seq": np.arange(length(league.events)), **league.events})
        self.table("pg", league.player_games)
        self.table("tg", league.team_games)
        self.table("others", league.rosters.others)
        self.table("lines", league.market.lines)
        self.table("props", league.market.props)
        self.table("reports", league.reports)
        self.table("spells", _with_teams(league))
        opening = np.array([league.schedule.first_date], dtype="datetime64[s]")
        self.table("opening", {"moment": opening})
        self.table("moment", {"moment": np.array([self.now])})

    def _labels(self, name: str, labels: Sequence[str], **more: Array) -> None:
        self.table(name, {name: np.arange(len(labels)), "label": _text(labels), **more})

    def _games(self) -> None:
        league, schedule = self.league, self.league.schedule
        count = len(league.score)
        teams = {f: _text([getattr(t, f) for t in league.teams]) for f in _TEAM_TEXTS}
        ids = np.array([t.team_id for t in league.teams], dtype=np.int64)
        self.table("teams", {"team": np.arange(len(ids)), "team_id": ids, **teams})
        stars = {
            f: _text([a if f == "tricode" else b for _, a, b in ALL_STARS]) for f in _TEAM_TEXTS
        }
        star_ids = np.array([s[0] for s in ALL_STARS], dtype=np.int64)
        self.table("stars", {"team": np.array([-1, -2]), "team_id": star_ids, **stars})
        opening = np.datetime64(schedule.first_date, "s")
        columns = {
            "game": np.arange(count),
            "game_id": league.games["game_id"],
            "game_type": league.games["game_type"],
            "season": np.full(count, league.config.season, dtype=object),
            "opening": np.full(count, opening),
            "home_index": league.games["home"],
            "away_index": league.games["away"],
            "moment": schedule.dates,
            "planned": schedule.planned_dates,
            "tip_minute": league.games["tip_minute"],
            "tip_utc": schedule.tip_utc,
            "home_score": league.score[:, 0],
            "away_score": league.score[:, 1],
            "periods": league.periods,
            "known": schedule.result_known <= self.now,
            "postponed_at": league.games["postponed_at"],
            "rescheduled_at": league.games["rescheduled_at"],
        }
        self.table("g_raw", columns)
        self.con.execute(_query("games"))


def _with_teams(league: League) -> dict[str, Array]:
    """Absence spells with the team at either end and whether the player came back."""
    members = league.rosters.members
    spells, team_at = members.spells, members.team_at
    last = np.minimum(spells["last_day"] + 1, team_at.shape[1] - 1)
    team = team_at[spells["player"], spells["first_day"]]
    back = team_at[spells["player"], last]
    returns = (spells["last_day"] + 1 < team_at.shape[1]) & (back >= 0)
    shown = team >= 0
    columns = dict(spells) | {"team": team, "team_back": back, "returns": returns}
    return {name: values[shown] for name, values in columns.items()}


def _query(name: str) -> str:
    return files("fullcourt.league").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")


def _plain(values: Array) -> Array:
    """An array DuckDB can scan: contiguous, dates as timestamps."""
    if values.dtype.kind == "M":
        values = values.astype("datetime64[s]")
    return np.ascontiguousarray(values)


def _text(values: Sequence[str]) -> Array:
    return np.array(list(values), dtype=object)
