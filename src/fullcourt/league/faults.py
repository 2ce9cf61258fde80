"""Damage, as real incidents did it: to a league before it is written, or to written files.

    league = faults.corrected_free_throws(league, date(2021, 12, 10))
    paths = write(league, folder)
    faults.drop_rows(folder, Format.PLAY_BY_PLAY, games=faults.games_on(league, some_day))

Functions on files find them by the names `write` gives, keep their form (Parquet, CSV, CSV.gz) and
return how many rows they touched. They compose: each leaves files that the next can damage.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from fullcourt.league.desk import CONTAINERS
from fullcourt.league.simulate import League
from fullcourt.league.tables import frozen
from fullcourt.league.write import Format

_ID_COLUMNS = ("GAME_ID", "gameId", "game_id", "gid")
FACTS = (
    Format.PLAYER_BOX,
    Format.PLAYER_BOX_SECONDS,
    Format.TEAM_BOX,
    Format.PLAY_BY_PLAY,
    Format.PLAY_BY_PLAY_CDN,
    Format.SHOTS,
    Format.GAME_INFO,
)
"""Formats that prove a game took place."""


def games_on(league: League, *days: date) -> list[str]:
    """Ids of the games played on these Eastern dates."""
    wanted = np.isin(league.schedule.dates, [np.datetime64(d, "D") for d in days])
    return [str(game) for game in league.games["game_id"][wanted]]


def corrected_free_throws(league: League, day: date, *, extra: int = 2) -> League:
    """The league after a correction: one player of a game of `day` made `extra` more free throws.

    The most frequent scorer of the day's first game whose winner stays the same; his line, his
    team's line and the final score change, play-by-play and shots do not.
    """
    margin = league.score[:, 0] - league.score[:, 1]
    games = np.flatnonzero(league.schedule.dates == np.datetime64(day, "D"))
    safe = games[np.abs(margin[games]) > extra]
    if not len(safe):
        raise ValueError(f"no game of {day} can take {extra} more free throws")
    lines = league.player_games
    rows = np.flatnonzero(lines["game"] == safe[0])
    line = rows[np.argmax(lines["points"][rows])]
    players = {name: values.copy() for name, values in lines.items()}
    teams = {name: values.copy() for name, values in league.team_games.items()}
    score = league.score.copy()
    card = int(lines["row"][line])
    for name in ("ftm", "fta", "points"):
        players[name][line] += extra
        teams[name][card] += extra
    score[card // 2, card % 2] += extra
    teams["plus_minus"][card] += extra
    teams["plus_minus"][card ^ 1] -= extra
    score.setflags(write=False)
    return replace(league, player_games=frozen(players), team_games=frozen(teams), score=score)


def postponed_late(league: League, *, by: timedelta) -> League:
    """The league whose postponements are told `by` later than they were."""
    games = {name: values.copy() for name, values in league.games.items()}
    for name in ("postponed_at", "rescheduled_at"):
        games[name] = games[name] + np.timedelta64(by)
    return replace(league, schedule=replace(league.schedule, games=frozen(games)))


def drop_rows(
    folder: Path,
    formats: Format | Sequence[Format],
    *,
    games: Collection[str] | None = None,
    where: str = "true",
) -> int:
    """Lose the rows of some games (all games if None) for which the SQL condition holds."""
    return sum(
        _rewrite(path, f"select * from t where not coalesce({_hit(path, games, where)}, false)")
        for path in _paths(folder, formats)
    )


def hide_games(folder: Path, games: Collection[str]) -> int:
    """Lose every trace of some games, schedules included."""
    return drop_rows(folder, [*FACTS, Format.SCHEDULE, Format.SCHEDULE_CDN], games=games)


def keep_one_in(
    folder: Path,
    formats: Format | Sequence[Format],
    every: int,
    *,
    games: Collection[str] | None = None,
    where: str = "true",
) -> int:
    """Keep the first of each `every` rows that fit, and all others."""
    return sum(
        _rewrite(
            path,
            "select * exclude (_n) from (select *, row_number() over () - 1 as _n from t)"
            f" where not ({_hit(path, games, where)}) or _n % {every} = 0",
        )
        for path in _paths(folder, formats)
    )


def repeat_rows(
    folder: Path,
    formats: Format | Sequence[Format],
    times: int,
    *,
    games: Collection[str] | None = None,
    where: str = "true",
) -> int:
    """Write each row that fits `times` times."""
    return sum(
        _rewrite(
            path,
            "select * exclude (_n, _again) from (select *, row_number() over () as _n from t)"
            f" cross join (select unnest(range({times})) as _again)"
            f" where _again = 0 or ({_hit(path, games, where)}) order by _n",
        )
        for path in _paths(folder, formats)
    )


def set_columns(
    folder: Path,
    formats: Format | Sequence[Format],
    values: Mapping[str, str],
    *,
    games: Collection[str] | None = None,
    where: str = "true",
) -> int:
    """Replace columns by SQL expressions (`"''"` blanks a text) in the rows that fit."""
    touched = 0
    for path in _paths(folder, formats):
        hit = _hit(path, games, where)
        new = ", ".join(
            f'case when {hit} then {expression} else "{column}" end as "{column}"'
            for column, expression in values.items()
        )
        touched += _count(path, hit)
        _rewrite(path, f"select * replace ({new}) from t")
    return touched


def truncate(path: Path, *, share: float = 0.5) -> None:
    """Cut a file off in the middle, as an interrupted download does."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def empty(path: Path) -> None:
    """Leave a file its header and no rows."""
    _rewrite(path, "select * from t where false")


def _paths(folder: Path, formats: Format | Sequence[Format]) -> Iterator[Path]:
    wanted = [formats] if isinstance(formats, Format) else formats
    names = "|".join(re.escape(f.value) for f in wanted)
    pattern = re.compile(rf"(?:{names})_\d{{4}}-")
    yield from sorted(path for path in folder.iterdir() if pattern.match(path.name))


def _hit(path: Path, games: Collection[str] | None, where: str) -> str:
    if games is None:
        return f"({where})"
    with duckdb.connect(":memory:") as con:
        columns = [c[0] for c in con.execute(f"select * from {_source(path)} limit 0").description]
    column = next((c for c in _ID_COLUMNS if c in columns), None)
    if column is None:
        raise ValueError(f"{path.name} has no game id; select its rows with `where`")
    ids = ", ".join(f"'{game}'" for game in sorted(games)) or "''"
    return f"(lpad(\"{column}\", 10, '0') in ({ids}) and ({where}))"


def _source(path: Path) -> str:
    name = str(path).replace("'", "''")
    if path.suffix == ".parquet":
        return f"read_parquet('{name}')"
    return f"read_csv('{name}', header = true, all_varchar = true)"


def _count(path: Path, hit: str) -> int:
    with duckdb.connect(":memory:") as con:
        answer = con.execute(f"select count(*) from {_source(path)} where {hit}").fetchone()
    return int(answer[0]) if answer else 0


def _rewrite(path: Path, query: str) -> int:
    """Replace a file by a query over its rows `t`; the change in the number of rows."""
    container = "csv.gz" if path.name.endswith(".csv.gz") else path.suffix[1:]
    fresh = path.with_name(f".{path.name}.new")
    target = str(fresh).replace("'", "''")
    with duckdb.connect(":memory:") as con:
        con.execute("set threads = 1")
        con.execute(f"create temp table t as select * from {_source(path)}")
        before = con.execute("select count(*) from t").fetchall()[0][0]
        con.execute(f"copy ({query}) to '{target}' {CONTAINERS[container]}")
        after = con.fetchall()[0][0]
    os.replace(fresh, path)
    return abs(int(before) - int(after))
