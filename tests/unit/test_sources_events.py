"""The traps of play-by-play feeds and shot charts, on made-up rows."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from source_reading import AWAY, HOME, con, fetch, read, rows_of, rules

from fullcourt.sources.read import read_file

__all__ = ["con", "read"]

# play-by-play v2


def test_v2_row_order_is_time_order(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    parsed = read(rows_of("v2"))
    found = fetch(con, parsed, "nbac_play_by_play", "event_seq, source_event_id")
    assert sorted(found) == [(1, 1), (2, 9), (3, 7), (4, 11)]


def test_v2_credits(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    columns = "player_id, team_id, assister_id, blocker_id, made, shot_value, distance_ft"
    parsed = read(rows_of("v2"))
    found = {
        row[0]: row[1:]
        for row in fetch(con, parsed, "nbac_play_by_play", f"source_event_id, {columns}")
    }
    assert found[9] == (9_000_001, int(HOME), 9_000_002, None, True, 3, 26)
    assert found[7] == (9_000_001, int(HOME), None, 9_000_003, False, 2, 4)
    assert found[11] == (None, int(AWAY), None, None, None, None, None)
    scores = fetch(con, parsed, "nbac_play_by_play", "source_event_id, score_home, score_away")
    assert (9, 3, 0) in scores


def test_v2_exact_repeats_are_dropped_and_reported(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    rows = rows_of("v2")
    other = rows[2] | {"HOMEDESCRIPTION": "MISS One 5' Layup"}
    parsed = read([*rows, rows[2], rows[2], other])
    assert [(p.rule, p.unit, p.row, p.count, p.lost) for p in parsed.problems] == [
        ("duplicate_row", "0022100001", 5, 2, False)
    ]
    found = fetch(con, parsed, "nbac_play_by_play", "count(*), max(event_seq)")
    assert found == [(5, 5)]


def test_v2_third_player_of_a_foul_is_no_blocker(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("v2")
    rows[2] |= {"PERSON3TYPE": "1", "PLAYER3_ID": "0"}
    assert fetch(con, read(rows), "nbac_play_by_play", "count(blocker_id)") == [(0,)]


def test_v2_turnover_steal_substitution_and_free_throw(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    base = rows_of("v2")[1] | {"SCORE": "", "PLAYER2_TEAM_ID": AWAY, "PERSON2TYPE": "5"}
    texts = {
        "5": "One Bad Pass Turnover (P1.T1)",
        "8": "SUB: Two FOR One",
        "3": "MISS One Free Throw 1 of 2",
    }
    rows = [
        base | {"EVENTNUM": str(20 + i), "EVENTMSGTYPE": kind, "HOMEDESCRIPTION": text}
        for i, (kind, text) in enumerate(texts.items())
    ]
    columns = "event_type, player_id, other_player_id, stealer_id, shot_value, made"
    assert sorted(fetch(con, read(rows), "nbac_play_by_play", columns), key=str) == [
        ("free_throw", 9_000_001, None, None, 1, False),
        ("substitution", 9_000_001, 9_000_002, None, None, None),
        ("turnover", 9_000_001, None, 9_000_002, None, None),
    ]


def test_v2_unknown_event_code_is_kept_as_other(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("v2")
    rows[0] |= {"EVENTMSGTYPE": "77"}
    parsed = read(rows)
    assert rules(parsed) == ["unknown_vocabulary"]
    assert fetch(con, parsed, "nbac_play_by_play", "count(*)") == [(4,)]
    assert ("other",) in fetch(con, parsed, "nbac_play_by_play", "event_type")


# live and v3 play-by-play


def test_cdn_substitutions_and_double_blocks(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    columns = "event_seq, event_type, player_id, other_player_id, blocker_id"
    assert sorted(fetch(con, read(rows_of("cdn_reduced")), "nbac_play_by_play", columns)) == [
        (1, "shot", 9_000_001, None, 9_000_003),
        (2, "block", 9_000_003, None, None),
        (3, "substitution", 9_000_001, None, None),
        (4, "substitution", None, 9_000_001, None),
    ]


def test_live_json_carries_its_eastern_moment(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    actions = [{c: v for c, v in r.items() if c != "gameId"} for r in rows_of("cdn")]
    meta = {"time": "2021-12-01T23:50:11.5011Z"}
    path = tmp_path / "live.json"
    path.write_text(
        json.dumps({"meta": meta, "game": {"gameId": "0022100001", "actions": actions}})
    )
    parsed = read_file(con, path, captured=datetime(2030, 1, 1))
    assert (parsed.captured_at, parsed.captured_basis) == (
        datetime(2021, 12, 2, 4, 50, 11),
        "payload",
    )


def test_v3_names_and_shared_numbers(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    columns = "source_event_id, event_type, assister_id, blocker_id"
    assert sorted(fetch(con, read(rows_of("v3")), "nbac_play_by_play", columns), key=str) == [
        (10, "rebound", None, None),
        (7, "block", None, None),
        (7, "shot", None, 9_000_003),
        (9, "shot", 9_000_002, None),
    ]


def test_v3_unresolvable_name_is_reported(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    rows = rows_of("v3")
    rows[2]["description"] = "One 2' Layup (2 PTS) (Nobody 1 AST)"
    parsed = read(rows)
    assert [(p.rule, p.row, p.value) for p in parsed.problems] == [("unresolved_name", 3, "Nobody")]
    assert fetch(con, parsed, "nbac_play_by_play", "count(assister_id)") == [(0,)]


# shots


def test_row_limit_cut_leaves_out_the_last_game(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    first, second = rows_of("shotchartdetail")[:2]
    whole = [first, second] * 51_100
    last = [r | {"GAME_ID": "0022100002"} for r in [first, second] * 100]
    parsed = read(whole + last)
    cut = [p for p in parsed.problems if p.rule == "row_limit_cut"]
    assert [(p.unit, p.count, p.lost) for p in cut] == [("0022100002", 200, True)]
    assert fetch(con, parsed, "shot_chart", "count(*), max(game_id)") == [(102_200, "0022100001")]
    assert str(parsed.outcome) == "partial"


def test_files_of_other_sizes_are_no_cut(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    first, second = rows_of("shotchartdetail")[:2]
    assert rules(read([first, second] * 100)) == []


def test_shots_of_one_team_would_replace_the_other_half(
    con: duckdb.DuckDBPyConnection, read: Any
) -> None:
    parsed = read([rows_of("shotchartdetail")[0]])
    assert [(p.rule, p.lost) for p in parsed.problems] == [("one_team_only", True)]


def test_archive_coordinates_are_turned_round(con: duckdb.DuckDBPyConnection, read: Any) -> None:
    found = fetch(con, read(rows_of("shot_archive")), "shot_chart", "shot_seq, x, y, unit_date")
    assert sorted(found) == [
        (1, -234, 77, date(2022, 10, 19)),
        (2, 13, 0, date(2022, 10, 19)),
        (3, 13, 0, date(2022, 10, 19)),
    ]


@pytest.mark.parametrize(("case", "x"), [("shotchartdetail", "225"), ("shot_archive", "-23.4")])
def test_mirrored_corners_lose_their_coordinates(
    con: duckdb.DuckDBPyConnection, read: Any, case: str, x: str
) -> None:
    rows = rows_of(case)
    rows[0]["LOC_X"] = x
    parsed = read(rows)
    assert rules(parsed) == ["mirrored_coordinates"]
    assert fetch(con, parsed, "shot_chart", "count(x), count(zone_basic)") == [(0, 3)]
