"""The traps of schedules, boxes, lines, props and lists, on made-up rows."""

import gzip
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from source_reading import AWAY, HOME, Row, con, fetch, read, rows_of, rules

from fullcourt.sources.opening import find_files, find_unknown
from fullcourt.sources.read import read_file

__all__ = ["con", "read"]

# schedules


def test_schedule_results_and_plans(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    parsed = read(rows_of("cdn_schedule"))
    columns = "plan_date, tip_utc, status, home_score, away_score"
    assert sorted(fetch(con, parsed, "nbac_schedule", columns)) == [
        (date(2023, 11, 3), datetime(2023, 11, 3, 23, 30), "final", 101, 99),
        (date(2024, 7, 4), datetime(2024, 7, 5), "scheduled", None, None),
    ]
    assert (parsed.captured_at, parsed.captured_basis) == (
        datetime(2023, 11, 4, 2, 30),
        "latest_result",
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Final/OT2", "final"),
        ("PPD", "postponed"),
        ("Postponed", "postponed"),
        ("Cancelled", "cancelled"),
        ("Canceled", "cancelled"),
        ("Q3 04:11", "live"),
        ("Halftime", "live"),
        ("7:00 pm ET", "scheduled"),
        ("TBD", "scheduled"),
    ],
)
def test_status_is_read_from_the_text(
    con: duckdb.DuckDBPyConnection, read: Any, text: str, status: str
) -> None:
    rows = [rows_of("data_nba_schedule")[0] | {"stt": text}]
    parsed = read(rows)
    assert fetch(con, parsed, "nbac_schedule", "status") == [(status,)]
    assert rules(parsed) == []


def test_final_without_a_score_is_no_result(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = [rows_of("data_nba_schedule")[0] | {"h.s": "0", "v.s": "0"}]
    assert fetch(con, read(rows), "nbac_schedule", "status") == [("scheduled",)]


def test_unset_tip_and_undecided_teams(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    row = rows_of("cdn_schedule")[1] | {
        "gameDateTimeEst": "2023-12-04T00:00:00Z",
        "gameStatusText": "TBD",
        "homeTeam.teamId": "0",
    }
    parsed = read([row])
    columns = "plan_date, tip_utc, home_team_id"
    assert fetch(con, parsed, "nbac_schedule", columns) == [(date(2023, 12, 4), None, None)]
    assert parsed.problems == ()


def test_all_star_sides_are_kept_without_a_problem(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    row = rows_of("data_nba_schedule")[0] | {"gid": "0032100001", "h.tid": "1610616833"}
    parsed = read([row])
    assert parsed.problems == ()
    assert fetch(con, parsed, "nbac_schedule", "home_team_id") == [(1_610_616_833,)]


def test_captured_option_counts_before_the_latest_result(read: Any) -> None:
    moment = datetime(2023, 12, 1, 12)
    parsed = read(rows_of("cdn_schedule"), captured=moment)
    assert (parsed.captured_at, parsed.captured_basis) == (moment, "option")


# boxes


def test_comments_say_who_did_not_play(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("box_with_comments")
    rows[5] |= {"comment": "NWT - Personal", "minutes": ""}
    rows.append(rows[6] | {"personId": "9000009", "comment": ""})
    columns = "player_status, starter, seconds"
    assert sorted(fetch(con, read(rows), "nbac_gamebook", columns)) == [
        *[("active", True, 1867)] * 5,
        ("dnp", False, 0),
        ("inactive", False, 0),
        ("unknown", False, None),
    ]


def test_starters_are_unknown_unless_five(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("box_with_comments")[:4]
    assert fetch(con, read(rows), "nbac_gamebook", "count(starter)") == [(0,)]


@pytest.mark.parametrize(
    ("text", "seconds", "basis"),
    [("31", 1860, "whole_minutes"), ("31:07", 1867, "seconds"), ("0", 0, "whole_minutes")],
)
def test_minutes_of_a_log(
    con: duckdb.DuckDBPyConnection, read: Any, text: str, seconds: int, basis: str
) -> None:
    rows = [rows_of("players")[0] | {"MIN": text}]
    assert fetch(con, read(rows), "nbac_gamebook", "seconds, minutes_basis") == [(seconds, basis)]


def test_repeated_box_lines_are_kept_and_reported(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    rows = rows_of("teams")
    parsed = read(rows * 4)
    assert [(p.rule, p.count) for p in parsed.problems] == [("duplicate_row", 3)] * 2
    assert fetch(con, parsed, "nbac_team_boxscore", "count(*)") == [(8,)]


def test_a_player_file_without_names_is_no_team_file(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    rows = [{c: v for c, v in r.items() if c != "PLAYER_NAME"} for r in rows_of("players")]
    assert list(read(rows).tables) == ["nbac_gamebook", "player_names"]


# lines, props, injuries and the rest


def test_spread_signs_come_from_the_money_lines(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    base = rows_of("season_odds")[0]
    rows = [
        base,
        base | {"Date": "2021-22-1020", "ML_Home": "150", "ML_Away": "-170"},
        base | {"Date": "2021-22-1021", "ML_Home": "-110", "ML_Away": "-110"},
        base | {"Date": "2021-22-0102", "Spread": "0.0"},
    ]
    parsed = read(rows)
    spreads = con.execute(
        f"select line_date, point from {parsed.tables['game_lines']} "
        f"where market = 'spread' and team_id = {HOME} order by 1"
    ).fetchall()
    assert spreads == [
        (date(2021, 10, 19), -4.5),
        (date(2021, 10, 20), 4.5),
        (date(2022, 1, 2), 0.0),
    ]
    assert [(p.rule, p.row) for p in parsed.problems] == [("spread_sign_unknown", 3)]


def test_signed_file_decides_where_money_lines_are_level(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    base = rows_of("season_odds")[0] | {"ML_Home": "-110", "ML_Away": "-110"}
    rows = [base | {"Spread": "1.5"}, base | {"Date": "2022-01-02", "Spread": "-2.0"}]
    parsed = read(rows)
    found = con.execute(
        f"select point from {parsed.tables['game_lines']} "
        f"where market = 'spread' and team_id = {HOME} order by line_date"
    ).fetchall()
    assert (found, parsed.problems) == ([(-1.5,), (2.0,)], ())


def test_impossible_total_is_kept_and_reported(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    parsed = read([rows_of("season_odds")[0] | {"OU": "22.0"}])
    assert [(p.rule, p.row, p.column, p.value) for p in parsed.problems] == [
        ("impossible_value", 1, "OU", "22.0")
    ]
    assert (22.0,) in fetch(con, parsed, "game_lines", "point")


def props(line: float, count: int = 1) -> list[Row]:
    base = {c: v for c, v in rows_of("odds_api_props")[0].items() if c != "market"}
    return [base | {"player_name": f"Given {i}", "line": str(line)} for i in range(count)]


@pytest.mark.parametrize(
    ("rows", "name", "market", "rule"),
    [
        (props(44.5), "f.csv", "pra", []),
        (props(14.5, 100), "f.csv", "points", []),
        (props(20.5), "props_pra.csv", "pra", ["assumed_market"]),
        (props(20.5), "points.csv", "points", ["assumed_market"]),
        (props(20.5), "f.csv", None, ["unknown_market"]),
    ],
)
def test_market_without_a_column(
    con: duckdb.DuckDBPyConnection,
    read: Any,
    rows: list[Row],
    name: str,
    market: str | None,
    rule: list[str],
) -> None:
    parsed = read(rows, name)
    assert rules(parsed) == rule
    assert fetch(con, parsed, "player_props", "distinct market") == [(market,)]
    assert (parsed.notes != ()) == (rule == [])


def test_market_column_wins(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = [r | {"market": "player_points_rebounds_assists"} for r in rows_of("odds_api_props")]
    assert fetch(con, read(rows, "points.csv"), "player_props", "distinct market") == [("pra",)]


def test_repeated_offers_are_dropped_others_kept(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    row = rows_of("odds_api_props")[0]
    parsed = read([row, row, row | {"line": "24.5"}, row | {"timestamp": "2023-10-24T20:00:00Z"}])
    assert [(p.rule, p.count, p.lost) for p in parsed.problems] == [("duplicate_row", 1, False)]
    assert fetch(con, parsed, "player_props", "count(*)") == [(3,)]


def test_moves_have_a_direction_and_an_alias(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("prosportstransactions")
    parsed = read([*rows, rows[0] | {"Relinquished": ""}])
    columns = "direction, player_name, player_lookup"
    assert sorted(fetch(con, parsed, "injury_transactions", columns)) == [
        ("in", "Given Two", "giventwo"),
        ("out", "Given One / G. One (Middle)", "gone"),
    ]
    assert [(p.rule, p.row, p.lost) for p in parsed.problems] == [("unclear_direction", 3, True)]


def test_reports_fill_down_and_name_unsubmitted_teams(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    first, missing = rows_of("official_injury_report")
    blank = dict.fromkeys(first, "")
    second = blank | {"Player Name": "Two, Given", "Current Status": "OUT", "Reason": "Rest"}
    parsed = read([first, second, missing])
    columns = "unit, player_name, player_lookup, status, known_at"
    known = datetime(2021, 12, 1, 22, 30)
    home = f"2021-12-01/{HOME}"
    assert sorted(fetch(con, parsed, "injury_report", columns)) == [
        (home, "Given One Jr.", "givenonejr", "questionable", known),
        (home, "Given Two", "giventwo", "out", known),
        (f"2021-12-01/{AWAY}", None, None, "not_submitted", known),
    ]
    assert parsed.problems == ()


def test_game_info_scores_are_put_right(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    parsed = read(rows_of("game_info"))
    columns = "game_id, home_score, away_score, starter_ids is null"
    assert sorted(fetch(con, parsed, "game_info", columns)) == [
        ("0022100001", 127, 104, False),
        ("0022100002", 127, 104, True),
    ]


def test_postponed_dates_and_times(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("cbssports_postponed")
    parsed = read([rows[0], rows[1] | {"rescheduled_time": "8 p.m. ET"}])
    columns = "previous_date, rescheduled_date, rescheduled_tip_utc"
    assert sorted(fetch(con, parsed, "postponed_games", columns)) == [
        (date(2021, 12, 23), date(2022, 3, 4), datetime(2022, 3, 5, 0, 30)),
        (date(2021, 12, 30), date(2022, 3, 4), datetime(2022, 3, 5, 1)),
    ]


# files and folders


def test_folders_are_searched_and_the_rest_is_named(tmp_path: Path) -> None:
    names = ("b.csv", "sub/a.parquet", "sub/c.csv.gz", "notes.md", ".hidden/d.csv", "e.tar.xz")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [str(p.relative_to(tmp_path)) for p in find_files(tmp_path)]
    assert found == ["b.csv", "e.tar.xz", "sub/a.parquet", "sub/c.csv.gz"]
    assert [p.name for p in find_unknown(tmp_path)] == ["notes.md"]
    assert find_files(tmp_path / "notes.md") == [tmp_path / "notes.md"]


def test_many_problems_of_a_rule_are_folded(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = [
        r | {"PLAYER_ID": str(9_000_001 + i), "PTS": "many"}
        for i, r in enumerate(rows_of("players") * 100)
    ]
    problems = read(rows).problems
    assert (len(problems), sum(p.count for p in problems)) == (200, 400)


def test_json_schedule_in_gzip(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    game = {
        "gameId": "0022300001",
        "gameDateTimeEst": "2023-11-03T19:30:00Z",
        "gameStatusText": "7:30 pm ET",
        "homeTeam": {"teamId": int(HOME), "score": 0},
        "awayTeam": {"teamId": int(AWAY), "score": 0},
    }
    payload = {
        "meta": {"time": "2023-09-16T10:33:37.3337Z"},
        "leagueSchedule": {"gameDates": [{"gameDate": "11/03/2023 00:00:00", "games": [game]}]},
    }
    path = tmp_path / "schedule.json.gz"
    path.write_bytes(gzip.compress(json.dumps(payload).encode()))
    parsed = read_file(con, path)
    assert (parsed.format, parsed.captured_at) == (
        "cdn_schedule",
        datetime(2023, 9, 16, 14, 33, 37),
    )


def test_an_unreadable_date_or_time_is_not_the_one_above(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    """Only a blank repeats the row above; a report of unknown time would be known too early."""
    first, second = rows_of("official_injury_report")
    blank = dict.fromkeys(("Game Date", "Team", "Report Time"), "")
    for column, rule in (("Game Date", "bad_date"), ("Report Time", "bad_time")):
        wrong = {**first, "Player Name": "Two, Given", column: "10/3x/2021"}
        after = {**wrong, "Player Name": "Three, Given", **blank}
        parsed = read([first, second, wrong, after], f"{rule}.csv")
        names = {n for (n,) in fetch(con, parsed, "injury_report", "player_name")}
        assert {n for n in names if n} == {"Given One Jr."}
        found = {p.rule: p for p in parsed.problems}
        assert {rule, "missing_key"} <= set(found)
        assert sum(p.count for p in parsed.problems if p.rule == "missing_key") == 2


def test_a_quote_without_an_end_loses_no_line_in_silence(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = rows_of("players") * 20
    path = tmp_path / "f.csv"
    lines = [",".join(rows[0]), *(",".join(r.values()) for r in rows)]
    lines[8] = '"' + lines[8]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    parsed = read_file(con, path)
    lost = [p for p in parsed.problems if p.rule == "bad_line"]
    assert sum(p.count for p in lost) == len(rows) - 7
    assert parsed.rows == len(rows)
    assert "lines after it" in lost[0].message
