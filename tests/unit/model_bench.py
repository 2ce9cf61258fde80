"""A bench for the analytics models: their inputs as small made-up tables in plain DuckDB."""

from datetime import date
from functools import cache
from typing import Any

import duckdb

from fullcourt.warehouse.compose import select_sql
from fullcourt.warehouse.models import TYPES, Model, load_models

DAY = date(2030, 1, 5)
GAME = "0022900007"
HOME, AWAY = 1610612737, 1610612738
INPUTS = (
    "games",
    "player_games",
    "nbac_gamebook",
    "nbac_team_boxscore",
    "nbac_play_by_play",
    "bigdataball_pbp",
    "shot_chart",
)
TABLES = (
    "shot_events",
    "player_game_summary",
    "team_offense_game_summary",
    "team_defense_game_summary",
)
COUNTS = (
    *("points", "fgm", "fga", "fg3m", "fg3a", "ftm", "fta"),
    *("oreb", "dreb", "ast", "stl", "blk", "tov", "pf"),
)


@cache
def packaged_models() -> dict[str, Model]:
    return load_models()


class Bench:
    """The models' inputs as empty tables; rows are given by the columns that matter."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.models = packaged_models()
        for name in (*INPUTS, *TABLES):
            columns = ", ".join(f"{c.name} {TYPES[c.type]}" for c in self.models[name].columns)
            self.con.execute(f"create table {name} ({columns})")

    def put(self, table: str, *rows: dict[str, Any]) -> None:
        for row in rows:
            full = {"season": "2029-30", "game_date": DAY, "game_id": GAME} | row
            known = {c.name for c in self.models[table].columns}
            full = {k: v for k, v in full.items() if k in known}
            marks = ", ".join("?" for _ in full)
            self.con.execute(
                f"insert into {table} ({', '.join(full)}) values ({marks})", list(full.values())
            )

    def build(self, *tables: str) -> None:
        for name in tables or TABLES:
            self.con.execute(f"delete from {name}")
            sql = select_sql(self.models[name], self.models, DAY, DAY)
            self.con.execute(f"insert into {name} {sql}")

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def one(self, sql: str) -> Any:
        row = self.con.execute(sql).fetchone()
        assert row is not None
        return row[0] if len(row) == 1 else row


def one_game() -> Bench:
    """A bench that holds one played game, no source of it yet."""
    made = Bench()
    made.put(
        "games",
        {
            "status": "played",
            "game_type": 2,
            "overtimes": 0,
            "home_team_id": HOME,
            "away_team_id": AWAY,
            "home_points": 4,
            "away_points": 3,
        },
    )
    return made


def line(**values: int) -> dict[str, Any]:
    """A box line: what is not given is 0."""
    return dict.fromkeys(COUNTS, 0) | values


def shot(seq: int, **values: Any) -> dict[str, Any]:
    """A shot of either kind of source; by default a home miss in the paint."""
    base = {"source": "v2", "event_seq": seq, "shot_seq": seq, "source_event_id": seq}
    base |= {"event_type": "shot", "player_id": 11, "team_id": HOME, "period": 1}
    base |= {"clock_ds": 7200 - 100 * seq, "made": False, "shot_value": 2}
    return base | {"distance_ft": 3, "description": "Hook Shot"} | values


def chart(seq: int, source: str = "shotchartdetail", **values: Any) -> dict[str, Any]:
    return shot(seq, source=source, zone_basic="Restricted Area", action_text="Hook") | values


def box(bench: Bench, home_fga: int, away_fga: int, **home: int) -> None:
    for team, fga in ((HOME, home_fga), (AWAY, away_fga)):
        extra = home if team == HOME else {}
        bench.put(
            "nbac_team_boxscore",
            line(fga=fga)
            | {"team_id": team, "team_seconds": 14400, "minutes_basis": "seconds"}
            | extra,
        )


def appear(bench: Bench, player: int, team: int, seconds: int | None, **values: int) -> None:
    """A player of the game; without playing time his box line is lost."""
    bench.put(
        "player_games",
        {"player_id": player, "team_id": team, "game_type": 2, "appearance": "yes"},
    )
    if seconds is not None:
        extra = {"source": "made_up", "seconds": seconds, "minutes_basis": "seconds"}
        extra |= {"player_id": player, "team_id": team, "player_status": "active"}
        bench.put("nbac_gamebook", line(**values) | extra)
