"""Reading the corpus (or any folder in its formats) with pandas, independent of `sources/`."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from .facts import COUNTED, Facts, Game, Line

_BOX = ("PTS", "FGM", "FGA", "FG3M", "FG3A", "FTM", "FTA", "OREB", "AST", "BLK", "TOV")
_V3 = (
    "points", "fieldGoalsMade", "fieldGoalsAttempted", "threePointersMade",
    "threePointersAttempted", "freeThrowsMade", "freeThrowsAttempted", "reboundsOffensive",
    "assists", "blocks", "turnovers",
)  # fmt: skip
_PROVING_V2 = {"1", "2", "3", "4", "5", "8", "10"}


_KINDS = {
    "events": ("EVENTMSGTYPE", {"EVENTMSGTYPE"}),
    "player_box": ("MATCHUP", {"PLAYER_ID", "PTS"}),
    "team_box": ("MATCHUP", {"TEAM_ID", "PTS"}),
    "player_box_v3": ("personId", {"minutes"}),
    "shots": ("SHOT_ATTEMPTED_FLAG", {"GAME_ID"}),
    "shot_archive": ("BASIC_ZONE", {"GAME_ID"}),
    "schedule": ("gid", {"etdate"}),
    "cdn_schedule": ("gameId", {"gameDateTimeEst"}),
    "game_info": ("home_logo", {"starter_on"}),
}
_WANTED = re.compile(
    r"GAME_ID|EVENTMSGTYPE|PERIOD|PLAYER\d?_ID|PLAYER\d_TEAM_ID|PERSON\dTYPE|TEAM_ID"
)
"""Columns of the large files that matter here."""


def read_frames(folders: Iterable[Path]) -> dict[str, list[pd.DataFrame]]:
    """Every file of some folders, by kind, told by its columns."""
    found: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if path.suffix == ".parquet":
                columns = pq.read_schema(path).names
                kind = _kind(set(columns))
                large = kind in ("events", "shots", "shot_archive")
                wanted = [c for c in columns if _WANTED.fullmatch(c)] if large else None
                if kind:
                    found[kind].append(pd.read_parquet(path, columns=wanted))
            elif ".csv" in path.suffixes:
                frame = pd.read_csv(path, dtype=str, keep_default_na=False)
                found[_kind(set(frame.columns))].append(frame)
    return found


def _kind(columns: set[str]) -> str:
    for kind, (mark, others) in _KINDS.items():
        if mark in columns and others <= columns:
            return kind
    return ""


def read_facts(folders: Iterable[Path]) -> Facts:
    """Games, lines and appearances of some season folders."""
    frames = read_frames(folders)
    lines, teams = _player_lines(frames)
    games = _scheduled(frames)
    periods = _periods(frames)
    _from_game_info(frames, games, periods)
    team_lines = _team_lines(frames, games, lines, teams)
    proved: dict[str, dict[int, int]] = defaultdict(dict)
    for game_id, player, team in _named(frames):
        if int(game_id[2]) in COUNTED:
            proved[game_id].setdefault(player, team)
    for (game_id, player), team in teams.items():
        proved[game_id][player] = team
    planned: dict[date, list[Game]] = defaultdict(list)
    for game in games.values():
        planned[game.day].append(game)
    played = {
        i: g
        for i, g in games.items()
        if g.home_points is not None or (i, g.home) in team_lines or proved.get(i) or i in periods
    }
    return Facts(played, lines, team_lines, dict(proved), dict(planned))


def _player_lines(
    frames: dict[str, list[pd.DataFrame]],
) -> tuple[dict[tuple[str, int], Line], dict[tuple[str, int], int]]:
    """Lines and the team of each."""
    lines, teams = {}, {}
    for frame in frames["player_box"]:
        for row in frame.to_dict("records"):
            key = (_game(row["GAME_ID"]), int(row["PLAYER_ID"]))
            lines[key] = Line(60 * int(row["MIN"]), *(int(row[c]) for c in _BOX))
            teams[key] = int(row["TEAM_ID"])
    for frame in frames["player_box_v3"]:
        for row in frame.to_dict("records"):
            if not row["minutes"]:
                continue
            key = (_game(row["gameId"]), int(row["personId"]))
            minutes, seconds = row["minutes"].split(":")
            lines[key] = Line(60 * int(minutes) + int(seconds), *(int(row[c]) for c in _V3))
            teams[key] = int(row["teamId"])
    return lines, teams


def _scheduled(frames: dict[str, list[pd.DataFrame]]) -> dict[str, Game]:
    """Counted games of schedules and team boxes; the boxes know the date and the score best."""
    games: dict[str, Game] = {}
    for frame in frames["cdn_schedule"]:
        for row in frame.to_dict("records"):
            _schedule_row(
                games, row["gameId"], row["gameDateTimeEst"][:10],
                (row["homeTeam.teamId"], row["awayTeam.teamId"]),
                (row["homeTeam.score"], row["awayTeam.score"]),
                "Final" in row["gameStatusText"],
            )  # fmt: skip
    for frame in frames["schedule"]:
        for row in frame.to_dict("records"):
            _schedule_row(
                games, row["gid"], row["etdate"][:10], (row["h.tid"], row["v.tid"]),
                (row["h.s"], row["v.s"]), row["st"] == "3",
            )  # fmt: skip
    for frame in frames["team_box"]:
        for game_id, rows in frame.groupby("GAME_ID"):
            home = rows[rows.MATCHUP.str.contains(" vs. ")].iloc[0]
            away = rows[rows.MATCHUP.str.contains(" @ ")].iloc[0]
            games[_game(game_id)] = Game(
                _game(game_id), date.fromisoformat(home.GAME_DATE),
                int(home.TEAM_ID), int(away.TEAM_ID), int(home.PTS), int(away.PTS),
            )  # fmt: skip
    return games


def _schedule_row(
    games: dict[str, Game],
    gid: str,
    day: str,
    teams: tuple[object, object],
    scores: tuple[object, object],
    final: bool,
) -> None:
    game_id = _game(gid)
    if int(game_id[2]) not in COUNTED:
        return
    home, away = (int(float(str(t))) for t in teams)
    points = tuple(int(float(str(s))) for s in scores) if final else (None, None)
    games[game_id] = Game(game_id, date.fromisoformat(day), home, away, *points)


def _from_game_info(
    frames: dict[str, list[pd.DataFrame]], games: dict[str, Game], periods: dict[str, int]
) -> None:
    """Games that only game_info knows (its scores are swapped), and overtimes from events."""
    for frame in frames["game_info"]:
        for row in frame.to_dict("records"):
            game_id = _game(row["game_id"])
            if game_id not in games and int(game_id[2]) in COUNTED:
                home, away = (
                    int(re.search(r"/(16\d{8})/", row[c])[1]) for c in ("home_logo", "away_logo")
                )
                games[game_id] = Game(
                    game_id, date.fromisoformat(row["date"][:10]), home, away,
                    int(row["away_score"]), int(row["home_score"]),
                )  # fmt: skip
    for game_id, last in periods.items():
        if game_id in games:
            g = games[game_id]
            games[game_id] = Game(
                g.game_id, g.day, g.home, g.away, g.home_points, g.away_points, last - 4
            )


def _team_lines(
    frames: dict[str, list[pd.DataFrame]],
    games: dict[str, Game],
    lines: dict[tuple[str, int], Line],
    teams: dict[tuple[str, int], int],
) -> dict[tuple[str, int], Line]:
    """Team boxes, else the sum of the players of both teams."""
    found = {}
    for frame in frames["team_box"]:
        for row in frame.to_dict("records"):
            key = (_game(row["GAME_ID"]), int(row["TEAM_ID"]))
            found[key] = Line(60 * int(row["MIN"]), *(int(row[c]) for c in _BOX))
    members: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for (game_id, player), team in teams.items():
        members[game_id, team].append(lines[game_id, player])
    for game in games.values():
        keys = [(game.game_id, t) for t in (game.home, game.away)]
        if all(k in members and k not in found for k in keys):
            for key in keys:
                found[key] = Line(
                    *(sum(getattr(x, n) for x in members[key]) for n in Line.__slots__)
                )
    return found


def _periods(frames: dict[str, list[pd.DataFrame]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for frame in frames["events"]:
        latest = frame.assign(p=frame.PERIOD.astype(float)).groupby("GAME_ID").p.max()
        found |= {_game(g): int(p) for g, p in latest.items()}
    return found


def _named(frames: dict[str, list[pd.DataFrame]]) -> Iterable[tuple[str, int, int]]:
    """(game, player, team) of everyone that events or shots prove to have played."""
    for frame in frames["events"]:
        proving = frame[frame.EVENTMSGTYPE.isin(_PROVING_V2)]
        for n in "123":
            yield from _pairs(
                proving, "GAME_ID", f"PLAYER{n}_ID", f"PLAYER{n}_TEAM_ID", f"PERSON{n}TYPE"
            )
    for frame in frames["shots"]:
        yield from _pairs(frame, "GAME_ID", "PLAYER_ID", "TEAM_ID")
    for frame in frames["shot_archive"]:
        yield from _pairs(frame, "GAME_ID", "PLAYER_ID", "TEAM_ID")


def _pairs(
    frame: pd.DataFrame, game: str, player: str, team: str, kind: str | None = None
) -> Iterable[tuple[str, int, int]]:
    rows = frame
    if kind is not None:
        rows = rows[rows[kind].str[:1].isin(["4", "5"])]
    rows = rows[[game, player, team]].drop_duplicates()
    for game_id, person, of_team in rows.itertuples(index=False):
        if str(person) in ("", "0") or str(of_team) == "" or len(str(person)) == 10:
            continue
        yield _game(game_id), int(float(person)), int(float(of_team))


def _game(value: object) -> str:
    return str(value).zfill(10)
