"""A made-up league of 20 teams in plain tables: what the context and precompute models read.

Every second day each team plays; every team has three players. Numbers follow from ids and game
numbers, so that a test can say what a window must hold.
"""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from fullcourt.integrity.schema import seed_path
from fullcourt.warehouse.compose import select_sql
from fullcourt.warehouse.models import TYPES, Model, load_models

FIRST = date(2030, 1, 1)
TEAMS = tuple(range(1610612737, 1610612757))
INPUTS = (
    *("games", "nbac_schedule", "player_games", "player_game_summary", "teams", "normal_cdf"),
    *("team_offense_game_summary", "team_defense_game_summary", "game_lines", "injury_report"),
)
TABLES = (
    *("upcoming_team_game_context", "upcoming_player_game_context"),
    *("team_defense_zone_analysis", "player_shot_zone_analysis"),
    *("player_composite_factors", "player_daily_cache"),
)


@cache
def packaged_models() -> dict[str, Model]:
    return load_models()


def day(number: int) -> date:
    """The date of a round, from 1."""
    return FIRST + timedelta(days=2 * (number - 1))


def players(team: int) -> tuple[int, int, int]:
    """The three players of a team."""
    base = 10 * (team - TEAMS[0] + 1)
    return base + 1, base + 2, base + 3


def player_points(player: int, number: int) -> int:
    """Points of a player in a round."""
    return 2 * ((player + 3 * number) % 9)


class League:
    """Rounds of games with all facts; tests take facts away or add lines and reports."""

    season = "2029-30"

    def __init__(self, path: Path) -> None:
        self.con = duckdb.connect(str(path))
        self.name = path.stem
        self.models = packaged_models()
        self.waiting: dict[tuple[str, ...], list[list[Any]]] = {}

    @classmethod
    def played(cls, path: Path, rounds: int) -> "League":
        """A new league with its first rounds played and the next one announced."""
        made = cls(path)
        made._create()
        for number in range(1, rounds + 1):
            made.play(number)
        made.plan(rounds + 1)
        made.flush()
        return made

    def copy(self, path: Path) -> "League":
        """The same league in another file."""
        self.con.execute(f"attach '{path}' as copied")
        self.con.execute(f"copy from database {self.name} to copied")
        self.con.execute("detach copied")
        return League(path)

    def _create(self) -> None:
        for name in (*INPUTS, *TABLES):
            columns = ", ".join(f"{c.name} {TYPES[c.type]}" for c in self.models[name].columns)
            self.con.execute(f"create table {name} ({columns})")
        seed = seed_path(self.models["normal_cdf"])
        self.con.execute(f"insert into normal_cdf select * from read_csv('{seed}')")
        for team in TEAMS:
            self.put("teams", team_id=team)

    def put(self, table: str, **row: Any) -> None:
        """Give a table one row by the columns that matter."""
        self.waiting.setdefault((table, *row), []).append(list(row.values()))

    def flush(self) -> None:
        """Write the rows given so far, many at a time."""
        for (table, *columns), rows in self.waiting.items():
            marks = ", ".join(["(" + ", ".join("?" * len(columns)) + ")"] * len(rows))
            self.con.execute(
                f"insert into {table} ({', '.join(columns)}) values {marks}",
                [value for row in rows for value in row],
            )
        self.waiting.clear()

    def pairs(self, number: int) -> list[tuple[int, int, str]]:
        """Home, away and game id of a round: one half of the league rotates."""
        half = len(TEAMS) // 2
        home, away = TEAMS[:half], TEAMS[half:]
        return [
            (h, away[(i + number) % half], f"00229{number:03d}{i:02d}") for i, h in enumerate(home)
        ]

    def plan(self, number: int) -> None:
        """Announce a round that is still to come."""
        self._announce(number)
        for home, away, game in self.pairs(number):
            self.put(
                "games",
                season=self.season,
                game_date=day(number),
                game_id=game,
                game_type=2,
                status="scheduled",
                home_team_id=home,
                away_team_id=away,
            )

    def _announce(self, number: int) -> None:
        when = day(number)
        for home, away, game in self.pairs(number):
            self.put(
                "nbac_schedule",
                season=self.season,
                game_date=when,
                game_id=game,
                fact="plan",
                known_at=datetime(2029, 9, 1),
                known_at_basis="assumed",
                tip_utc=datetime.combine(when, datetime.min.time()) + timedelta(days=1),
                home_team_id=home,
                away_team_id=away,
                game_type=2,
                status="scheduled",
                first_date=when,
            )

    def play(self, number: int) -> None:
        """Announce a round and let it happen."""
        self._announce(number)
        for home, away, game in self.pairs(number):
            self._game(number, home, away, game)

    def _game(self, number: int, home: int, away: int, game: str) -> None:
        at = {"season": self.season, "game_date": day(number), "game_id": game, "game_type": 2}
        points = {t: sum(player_points(p, number) for p in players(t)) for t in (home, away)}
        points[home] += points[home] == points[away]
        self.put(
            "games",
            **(at | {"status": "played", "overtimes": 0}),
            home_team_id=home,
            away_team_id=away,
            home_points=points[home],
            away_points=points[away],
        )
        for team, opponent in ((home, away), (away, home)):
            self._team(at | {"team_id": team, "opponent_team_id": opponent}, number, points)
            for player in players(team):
                self._player(at | {"team_id": team, "player_id": player}, player, number)

    def _team(self, at: dict[str, Any], number: int, points: dict[int, int]) -> None:
        shots = at["team_id"] - TEAMS[0]
        self.put(
            "team_offense_game_summary",
            **at,
            points=points[at["team_id"]],
            fgm=points[at["team_id"]] // 2,
            fg3m=0,
            ftm=points[at["team_id"]] % 2,
            overtimes=0,
            game_poss_x100=10_000 + 10 * shots,
            pace=100.0,
        )
        self.put(
            "team_defense_game_summary",
            **at,
            points_allowed=points[at["opponent_team_id"]],
            overtimes=0,
            game_poss_x100=10_000 + 10 * shots,
            zones_complete=True,
            opp_paint_attempts=40,
            opp_paint_makes=15 + shots % 10,
            opp_mid_range_attempts=12,
            opp_mid_range_makes=3 + number % 4 + shots % 3,
            opp_three_attempts=35,
            opp_three_makes=9 + shots % 7,
            blocks_paint=3,
            blocks_mid_range=1,
            blocks_three=0,
        )

    def _player(self, at: dict[str, Any], player: int, number: int) -> None:
        points = player_points(player, number)
        self.put("player_games", **at, appearance="yes", evidence="box", box_present=True)
        used = 100 * (points // 2 + 4)
        self.put(
            "player_game_summary",
            **at,
            seconds=1800,
            points=points,
            fgm=points // 2,
            fga=points // 2 + 4,
            fg3m=0,
            fg3a=1,
            ftm=0,
            fta=0,
            used_x100=used,
            team_used_on_x100=5000,
            usage_rate=used / 50,
            zones_complete=True,
            paint_attempts=points // 2 + 2,
            paint_makes=points // 2,
            mid_range_attempts=1,
            mid_range_makes=0,
            three_attempts=1,
            three_makes=0,
            assisted_makes=0,
            unassisted_makes=points // 2,
        )

    def build(self, start: date, end: date | None = None) -> None:
        """All six tables for the dates, in order."""
        self.flush()
        for name in TABLES:
            self.con.execute(f"delete from {name}")
            sql = select_sql(self.models[name], self.models, start, end or start)
            self.con.execute(f"insert into {name} {sql}")

    def run(self, sql: str) -> None:
        self.flush()
        self.con.execute(sql)

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def one(self, sql: str) -> Any:
        rows = self.all(sql)
        assert len(rows) == 1, f"{len(rows)} rows: {sql}"
        return rows[0][0] if len(rows[0]) == 1 else rows[0]
