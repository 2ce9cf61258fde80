"""The schedule's plans and results, and the spine on top of them, on a handful of made-up games."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import query_sql, select_sql, table_reads
from fullcourt.warehouse.models import TYPES, Model, load_models

MODELS = {
    name: model
    for name, model in load_models().items()
    if model.layer in ("reference", "raw", "spine")
}
HOME, AWAY, THIRD = 1610612737, 1610612738, 1610612739
FIRST_DAY = date(2021, 10, 19)
SEASON_START = datetime(2021, 10, 19, 4)
AFTER_SEASON = datetime(2022, 6, 17)


class League:
    """A plain DuckDB with landing tables that tests fill row by row."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute("create schema landing")
        self.con.execute(
            "create table landing.payload (payload_id bigint, file_id bigint, table_name text,"
            " format text, unit text, unit_date date, content_hash text, row_count bigint,"
            " captured_at timestamp, captured_basis text, sequence bigint, is_current boolean)"
        )
        for table, columns in LANDING.items():
            body = ", ".join(f"{name} {kind}" for name, kind in columns)
            self.con.execute(f"create table landing.{table} (payload_id bigint, {body})")
        self.files = 0
        self.payloads = 0

    def land(
        self,
        table: str,
        units: dict[str, list[dict[str, Any]]],
        *,
        captured: datetime | None = None,
        unit_date: date | None = None,
        file_format: str = "cdn_schedule",
    ) -> None:
        """Land one file: rows by unit."""
        self.files += 1
        for unit, rows in units.items():
            self.payloads += 1
            self.con.execute(
                "insert into landing.payload values (?, ?, ?, ?, ?, ?, '', ?, ?,"
                " 'payload', ?, true)",
                [
                    *(self.payloads, self.files, table, file_format, unit, unit_date),
                    *(len(rows), captured, self.payloads),
                ],
            )
            for row in rows:
                names = ", ".join(["payload_id", *row])
                marks = ", ".join("?" for _ in range(len(row) + 1))
                self.con.execute(
                    f"insert into landing.{table} ({names}) values ({marks})",
                    [self.payloads, *row.values()],
                )

    def snapshot(self, *games: dict[str, Any], captured: datetime | None = None) -> None:
        """Land one schedule file."""
        self.land("nbac_schedule", {g["game_id"]: [g] for g in games}, captured=captured)

    def build(self) -> None:
        """Run every raw and spine model over all dates."""
        done: set[str] = set()

        def visit(model: Model) -> None:
            if model.name in done:
                return
            done.add(model.name)
            for read in table_reads(model, MODELS):
                if read.name in MODELS:
                    visit(MODELS[read.name])
            self.con.execute(f"create or replace table {model.name} as {self._sql(model)}")

        for model in MODELS.values():
            if model.is_table:
                visit(model)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query that may name views."""
        start, end = date(2000, 1, 1), date(2045, 1, 1)
        return self.con.execute(query_sql(query, MODELS, start, end, "test")).fetchall()

    def _sql(self, model: Model) -> str:
        if model.kind != "seed":
            return select_sql(model, MODELS, date(2000, 1, 1), date(2045, 1, 1))
        columns = ", ".join(f"'{c.name}': '{TYPES[c.type]}'" for c in model.columns)
        path = Path(model.path).with_suffix(".csv")
        if model.name == "teams":
            path = Path(model.path).parents[2] / "domain" / "teams.csv"
        return f"select * from read_csv('{path}', header = true, columns = {{{columns}}})"


@pytest.fixture
def league() -> Iterator[League]:
    league = League()
    yield league
    league.con.close()


def game(number: int, day: date, **changes: Any) -> dict[str, Any]:
    """A planned regular-season game at 19:00 Eastern."""
    row = {
        "game_id": f"00221{number:05}",
        "plan_date": day,
        "tip_utc": datetime(day.year, day.month, day.day) + timedelta(hours=23),
        "home_team_id": HOME,
        "away_team_id": AWAY,
        "game_type": 2,
        "status_text": "7:00 pm ET",
        "status": "scheduled",
    }
    return row | changes


def final(number: int, day: date, **changes: Any) -> dict[str, Any]:
    score = {"status": "final", "status_text": "Final", "home_score": 101, "away_score": 99}
    return game(number, day, **(score | changes))


PLANS = """select game_id, game_date, known_at, known_at_basis, superseded_at, moved_to, first_date
    from nbac_schedule where fact = 'plan' and game_id = '{}' order by known_at, game_date"""


def plans(league: League, game_id: str) -> list[tuple[Any, ...]]:
    return [row[1:] for row in league.rows(PLANS.format(game_id))]


def test_a_final_schedule_gives_a_plan_of_season_start_and_a_result_three_hours_after_tip(
    league: League,
) -> None:
    day = date(2022, 1, 11)
    league.snapshot(final(1, FIRST_DAY), final(2, day), captured=AFTER_SEASON)
    league.build()
    assert plans(league, "0022100002") == [(day, SEASON_START, "assumed", None, None, day)]
    result = league.rows(
        "select known_at, home_score, status from nbac_schedule"
        " where fact = 'result' and game_id = '0022100002'"
    )
    assert result == [(datetime(2022, 1, 12, 2), 101, "final")]


def test_a_snapshot_captured_before_the_season_dates_the_plan(league: League) -> None:
    captured = datetime(2021, 9, 1, 12)
    league.snapshot(game(1, FIRST_DAY), captured=captured)
    league.snapshot(final(1, FIRST_DAY), captured=AFTER_SEASON)
    league.build()
    assert plans(league, "0022100001") == [(FIRST_DAY, captured, "captured", None, None, FIRST_DAY)]


@pytest.mark.parametrize("order", ["early first", "late first"])
def test_snapshots_count_by_capture_moment_whatever_the_order_of_ingest(
    league: League, order: str
) -> None:
    old, new = date(2021, 12, 14), date(2022, 1, 11)
    snapshots = [
        ((game(1, FIRST_DAY), game(2, old)), datetime(2021, 9, 1)),
        ((final(1, FIRST_DAY), game(2, new)), datetime(2021, 12, 20)),
    ]
    for games, captured in snapshots if order == "early first" else reversed(snapshots):
        league.snapshot(*games, captured=captured)
    league.build()
    moved = datetime(2021, 12, 20)
    assert plans(league, "0022100002") == [
        (old, datetime(2021, 9, 1), "captured", moved, new, old),
        (new, moved, "captured", None, None, old),
    ]
    assert league.rows("select game_date from planned_games where game_id = '0022100002'") == [
        (new,)
    ]
    assert league.rows(
        "select game_date, scheduled_date, status from games where game_id = '0022100002'"
    ) == [(new, old, "scheduled")]


def test_a_move_seen_after_the_game_is_assumed_known_on_the_morning_of_the_earlier_date(
    league: League,
) -> None:
    old, new = date(2021, 12, 14), date(2022, 1, 11)
    league.snapshot(game(1, FIRST_DAY), game(2, old), captured=datetime(2021, 9, 1))
    league.snapshot(final(2, new), captured=AFTER_SEASON)
    league.build()
    morning = datetime(2021, 12, 14, 5)
    assert plans(league, "0022100002") == [
        (old, datetime(2021, 9, 1), "captured", morning, new, old),
        (new, morning, "assumed", None, None, old),
    ]


def test_a_game_first_seen_after_it_was_played_is_assumed_known_a_week_before(
    league: League,
) -> None:
    day = date(2021, 12, 7)
    league.snapshot(game(1, FIRST_DAY), captured=datetime(2021, 9, 1))
    league.snapshot(final(2, day), captured=AFTER_SEASON)
    league.build()
    assert plans(league, "0022100002") == [
        (day, datetime(2021, 11, 30, 5), "assumed", None, None, day)
    ]


def test_a_postponement_list_restores_the_old_plan_that_the_final_schedule_lost(
    league: League,
) -> None:
    old, new = date(2021, 12, 14), date(2022, 1, 11)
    league.snapshot(final(1, FIRST_DAY), final(2, new), captured=AFTER_SEASON)
    league.land("postponed_games", {"entry": [listed(old, new)]}, file_format="cbssports_postponed")
    league.build()
    morning = datetime(2021, 12, 14, 5)
    assert plans(league, "0022100002") == [
        (old, SEASON_START, "assumed", morning, new, old),
        (new, morning, "assumed", None, None, old),
    ]
    planned = league.rows("select game_date, game_id from planned_games order by 1")
    assert planned == [(FIRST_DAY, "0022100001"), (new, "0022100002")]
    assert league.rows("select game_date from game_dates order by 1") == [(FIRST_DAY,), (new,)]


def test_a_postponement_list_moves_a_game_that_only_the_old_schedule_knows(league: League) -> None:
    old, new = date(2021, 12, 14), date(2022, 1, 11)
    league.snapshot(game(1, FIRST_DAY), game(2, old), captured=datetime(2021, 9, 1))
    league.land("postponed_games", {"entry": [listed(old, new)]}, file_format="cbssports_postponed")
    league.build()
    assert league.rows("select game_date, status from games where game_id = '0022100002'") == [
        (new, "scheduled")
    ]


@pytest.mark.parametrize("captured", [datetime(2021, 12, 14, 15), datetime(2021, 12, 15, 15)])
def test_a_postponed_game_without_new_date_is_not_planned_whenever_that_was_known(
    league: League, captured: datetime
) -> None:
    old = date(2021, 12, 14)
    league.snapshot(game(1, FIRST_DAY), game(2, old), captured=datetime(2021, 9, 1))
    league.snapshot(game(2, old, status="postponed", status_text="PPD"), captured=captured)
    league.build()
    assert (
        league.rows("select game_id from planned_games where game_date = date '2021-12-14'") == []
    )
    assert league.rows(
        "select status, status_evidence from games where game_id = '0022100002'"
    ) == [("postponed", "status text")]


def test_facts_at_another_date_than_the_plan_move_the_game(league: League) -> None:
    old, new = date(2021, 12, 14), date(2022, 1, 11)
    league.snapshot(game(1, FIRST_DAY), game(2, old), captured=datetime(2021, 9, 1))
    boxes(league, "0022100002", new)
    league.build()
    assert league.rows(
        "select game_date, scheduled_date, status, home_points, overtimes"
        " from games where game_id = '0022100002'"
    ) == [(new, old, "played", 105, 0)]
    assert plans(league, "0022100002")[0][4] == new


def test_a_game_proved_only_by_a_summary_gets_an_assumed_plan(league: League) -> None:
    day = date(2022, 4, 20)
    info = {
        "game_id": "0042100101",
        "info_date": day,
        "status": "Final",
        "home_team_id": HOME,
        "away_team_id": THIRD,
        "home_score": 110,
        "away_score": 90,
    }
    league.land("game_info", {"0042100101": [info]}, unit_date=day, file_format="game_info")
    league.build()
    assert plans(league, "0042100101") == [
        (day, datetime(2022, 4, 20, 4), "assumed", None, None, day)
    ]
    assert league.rows(
        "select status, status_evidence, tip_utc, home_points, game_type from games"
    ) == [("played", "game_info", datetime(2022, 4, 20, 23), 110, 4)]


def test_a_game_that_names_no_player_has_its_roster_as_unknown(league: League) -> None:
    second = FIRST_DAY + timedelta(days=2)
    league.snapshot(final(1, FIRST_DAY), final(2, second), captured=AFTER_SEASON)
    boxes(league, "0022100001", FIRST_DAY, players=(11, 12))
    league.build()
    assert league.rows(
        "select game_id, player_id, team_id, appearance, box_present from player_games"
        " order by 1, 2"
    ) == [
        ("0022100001", 11, HOME, "yes", True),
        ("0022100001", 12, AWAY, "yes", True),
        ("0022100002", 11, HOME, "unknown", False),
        ("0022100002", 12, AWAY, "unknown", False),
    ]


def test_events_prove_those_on_court_and_nobody_on_the_bench(league: League) -> None:
    league.snapshot(final(1, FIRST_DAY), captured=AFTER_SEASON)
    parts = [
        {"event_type": "shot", "player_id": 1, "team_id": HOME, "assister_id": 2, "made": True},
        {"event_type": "shot", "player_id": 1, "team_id": HOME, "blocker_id": 3, "made": False},
        {"event_type": "turnover", "player_id": None, "team_id": AWAY, "stealer_id": 4},
        {"event_type": "substitution", "player_id": 5, "other_player_id": 6, "team_id": AWAY},
        {"event_type": "foul", "player_id": 91, "team_id": HOME},
        {"event_type": "ejection", "player_id": 92, "team_id": HOME},
        {"event_type": "replay", "player_id": 93, "team_id": HOME},
    ]
    rows = [
        {"game_id": "0022100001", "event_seq": i, "period": 1, "clock_ds": 0, **part}
        for i, part in enumerate(parts, 1)
    ]
    league.land("nbac_play_by_play", {"0022100001": rows}, file_format="v2")
    league.build()
    assert league.rows("select player_id, team_id, evidence from player_games order by 1") == [
        (1, HOME, "pbp"),
        (2, HOME, "pbp"),
        (3, AWAY, "pbp"),
        (4, HOME, "pbp"),
        (5, AWAY, "pbp"),
        (6, AWAY, "pbp"),
    ]


def test_a_name_resolves_to_exactly_one_player_or_to_nobody(league: League) -> None:
    league.snapshot(game(1, FIRST_DAY), captured=datetime(2021, 9, 1))
    named = {7: "Jo Doe Jr.", 8: "Ann Lee", 9: "Abe Lee", 10: "Max Roe", 11: "Max Roe"}
    rows = [
        {"player_id": i, "player_name": n, "player_lookup": "".join(filter(str.isalnum, n.lower()))}
        for i, n in named.items()
    ]
    league.land("player_names", {"x/2021-22": rows}, file_format="leaguegamelog")
    written = {"jodoe": "Jo Doe", "alee": "A. Lee", "maxroe": "Max Roe", "mroe": "M. Roe"}
    out = [
        {"report_date": FIRST_DAY, "team_id": HOME, "player_name": n, "player_lookup": k}
        | {"status": "out", "known_at": datetime(2021, 10, 19, 17)}
        for k, n in written.items()
    ]
    league.land("injury_report", {"r": out}, file_format="official_injury_report")
    league.build()
    assert league.rows(
        "select player_name, player_id, game_id from injury_report order by player_name"
    ) == [
        ("A. Lee", None, "0022100001"),
        ("Jo Doe", 7, "0022100001"),
        ("M. Roe", None, "0022100001"),
        ("Max Roe", None, "0022100001"),
    ]


def listed(old: date, new: date) -> dict[str, Any]:
    return {
        "home_team_id": HOME,
        "away_team_id": AWAY,
        "previous_date": old,
        "rescheduled_date": new,
        "rescheduled_tip_utc": datetime(2022, 1, 12, 1),
    }


def boxes(league: League, game_id: str, day: date, players: tuple[int, ...] = ()) -> None:
    """Team lines of a game, and one line for each player, home and away in turn."""
    teams = [
        {"game_id": game_id, "team_id": team, "is_home": team == HOME, "points": points}
        | {"team_seconds": 14400, "minutes_basis": "seconds"}
        for team, points in ((HOME, 105), (AWAY, 100))
    ]
    league.land("nbac_team_boxscore", {game_id: teams}, unit_date=day, file_format="leaguegamelog")
    lines = [
        {"game_id": game_id, "player_id": p, "team_id": (HOME, AWAY)[i % 2]}
        | {"player_status": "active", "seconds": 1200, "points": 10}
        for i, p in enumerate(players)
    ]
    if lines:
        league.land("nbac_gamebook", {game_id: lines}, unit_date=day, file_format="leaguegamelog")
