"""The list of features is data; model, dictionary and contract must say the same as the list."""

import csv
import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest

from fullcourt.warehouse.compose import query_sql
from fullcourt.warehouse.macros import expand
from fullcourt.warehouse.models import load_models

MODELS = load_models()
STORE = MODELS["ml_feature_store"]
VALUES = MODELS["feature_values"]
DOCS = Path(__file__).parents[2] / "docs" / "features.md"


def _rows(name: str) -> list[dict[str, str]]:
    text = Path(MODELS[name].path).with_suffix(".csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


CATALOG = _rows("feature_catalog")
NAMES = [row["feature_name"] for row in CATALOG]
REASONS = _rows("absence_reasons")


def test_there_are_sixty_features_in_order_with_the_sets_of_schema_v1() -> None:
    assert [int(row["feature_index"]) for row in CATALOG] == list(range(60))
    sizes = {s: sum(row["feature_set"] == s for row in CATALOG) for s in "ABC-"}
    assert sizes == {"A": 9, "B": 19, "C": 6, "-": 26}
    assert sum(int(row["weight"]) for row in CATALOG) == 94


def test_the_store_has_the_sixty_columns_in_catalogue_order() -> None:
    columns = [c.name for c in STORE.columns if c.name in NAMES]
    assert columns == NAMES
    assert all(c.type == "DOUBLE" for c in STORE.columns if c.name in NAMES)


def test_the_schema_hash_is_the_digest_of_the_names() -> None:
    digest = hashlib.sha256("\n".join(NAMES).encode()).hexdigest()[:16]
    assert f"'{digest}' as schema_hash" in STORE.sql
    assert digest in STORE.rules["schema_is_v1"]


def test_every_feature_has_its_catalogued_range_as_a_check() -> None:
    ranges = {check.column: check.between for check in STORE.critical}
    for row in CATALOG:
        name, low, high = row["feature_name"], row["low"], row["high"]
        # a few true values lie outside the usual range: one-game seasons, load management
        warned = STORE.warnings.get(f"{name}_range") == f"{name} between {low} and {high}"
        assert warned or ranges[name] == (float(low), float(high))


def test_every_value_of_sets_b_and_c_has_a_guard_against_constants() -> None:
    flags = {"home_game", "is_playoff", "back_to_back"}
    wanted = {r["feature_name"] for r in CATALOG if r["feature_set"] in "BC"} - flags
    assert set(STORE.guards) == wanted


def test_the_dictionary_repeats_the_catalogue() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for row in CATALOG:
        cells = (
            f"{row['feature_index']} | `{row['feature_name']}` | {row['feature_set']}",
            f"{row['unit']} | {row['low']} to {row['high']} | `{row['source']}`",
            f"{row['meaning']} | {row['null_when']}",
        )
        assert f"| {' | '.join(cells)} |" in text
    for word in re.findall(r',"(\w+)"', MODELS["feature_quality"].sql):
        assert f"`{word}`" in text


def test_a_reason_code_is_never_a_provenance_letter() -> None:
    codes = [row["reason_code"] for row in REASONS]
    assert len(set(codes)) == len(codes) == 21
    assert not set(codes) & set("ODSM")
    assert all(len(code) == 1 for code in codes)


# --- letters, reasons and quality of made-up rows ---------------------------------------------

CAUSES = {
    **dict.fromkeys(("cache_cause", "factor_cause", "zones_10_cause", "zones_20_cause"), "Z"),
    **dict.fromkeys(("opponent_cause", "league_cause", "matchup_cause", "pace_cause"), "H"),
    **dict.fromkeys(("prior_cause", "basis_cause"), "X"),
    **dict.fromkeys(("team_cause", "out_cause"), "H"),
    "line_cause": "L",
    "score_letter": "D",
    "out_letter": "O",
}
FLAGS = {
    "games_played_season": 30,
    "prior_basis": "own_prior",
    "roster_basis": "season_roster",
    "opponent_distribution": True,
    "window_complete": True,
    "own_windows_complete": True,
    "team_windows_complete": True,
    "season_games_expected": 30,
    "season_games_found": 30,
    "prior_games_expected": 80,
    "prior_games_found": 80,
    "team_games_lacking": 0,
    "team_games_expected": 31,
}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in ("feature_catalog", "absence_reasons"):
        path = Path(MODELS[name].path).with_suffix(".csv")
        connection.execute(f"create table {name} as from read_csv('{path}', header = true)")
    return connection


def judge(con: duckdb.DuckDBPyConnection, **changed: object) -> dict[str, object]:
    """Quality and letters of one complete mid-season row with the given fields changed."""
    row = dict.fromkeys(NAMES, 1.0) | CAUSES | FLAGS | changed
    row["injury_status"] = changed.get("injury_status", "available")
    literals = ", ".join(f"{_literal(value)} as {name}" for name, value in row.items())
    keys = "date '2022-01-15' as game_date, 'g' as game_id, 1 as player_id"
    con.execute(f"create or replace table feature_values as select {keys}, {literals}")
    provenance = expand(MODELS["feature_provenance"].sql)
    con.execute(f"create or replace table feature_provenance as {provenance}")
    found = con.execute(expand(MODELS["feature_quality"].sql))
    names = [c[0] for c in found.description]
    (values,) = found.fetchall()
    return dict(zip(names, values, strict=True))


def _literal(value: object) -> str:
    if value is None:
        return "null"
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def test_a_complete_row_scores_what_shrinkage_costs(con: duckdb.DuckDBPyConnection) -> None:
    found = judge(con)
    assert found["provenance"] == "".join(
        "S" if i in (24, 25, 26, 27, 50) else "O" if i in OBSERVED else "D" for i in range(60)
    )
    assert found["reasons"] == "{}"
    assert found["feature_count_observed"] == 55
    # 94 weights, 9 of them shrunk at 0.7
    assert found["quality_score"] == round(100 * (94 - 9 * 0.3) / 94, 1)
    assert found["not_ready_reasons"] == "[]"
    assert found["ready_basis"] == "full"


OBSERVED = {18, 23, 33, 34, 35, 36, 40, 41, 42, 54, 55, 56, 57, 58}


def test_missing_values_carry_their_reasons_in_index_order(
    con: duckdb.DuckDBPyConnection,
) -> None:
    gone = {NAMES[i]: None for i in (57, 58, 59, 21, 43)}
    found = judge(con, **gone, opponent_distribution=False)
    assert list(json.loads(str(found["reasons"])).items()) == [
        ("21", "season_not_loaded"),
        ("43", "insufficient_history"),
        ("57", "no_line"),
        ("58", "no_line"),
        ("59", "no_line"),
    ]
    assert str(found["provenance"]).count("M") == 5
    # 6 weights at 0.3 besides the shrunk ones
    assert found["quality_score"] == round(100 * (94 - 9 * 0.3 - 6 * 0.7) / 94, 1)
    assert found["not_ready_reasons"] == "[]"


@pytest.mark.parametrize(
    ("changed", "reasons", "score_at_most"),
    [
        ({"points_shrunk": None}, '["set_a_missing"]', 100),
        ({"ts_pct_10": None, "cache_cause": "W"}, '["set_b_missing"]', 44),
        ({"ts_pct_10": None, "cache_cause": "Z"}, "[]", 100),
        ({"pace_score": None}, '["set_c_missing"]', 100),
        ({"pace_score": None, "opponent_distribution": False}, "[]", 100),
        (
            {"pace_score": None, "opponent_distribution": False, "pace_cause": "U"},
            "[]",
            44,
        ),
        ({"window_complete": False}, "[]", 69),
        (
            {"window_complete": False, "own_windows_complete": False},
            '["window_incomplete"]',
            69,
        ),
        (
            {"window_complete": False, "team_windows_complete": False},
            '["window_incomplete"]',
            69,
        ),
        (
            {
                "window_complete": False,
                "team_windows_complete": False,
                "opponent_distribution": False,
            },
            "[]",
            69,
        ),
        ({"season_games_found": 28}, "[]", 100),
        ({"season_games_found": 26}, '["season_holed"]', 69),
        ({"prior_games_found": 71}, '["prior_season_holed"]', 69),
        ({"prior_games_found": 72}, "[]", 100),
        ({"prior_games_found": 71, "prior_basis": "newcomer_prior"}, "[]", 69),
        ({"team_games_lacking": 4}, "[]", 69),
        ({"injury_status": "out"}, '["injury_out"]', 100),
        ({"injury_status": "doubtful"}, "[]", 100),
    ],
)
def test_conditions_of_a_ready_row(
    con: duckdb.DuckDBPyConnection,
    changed: dict[str, object],
    reasons: str,
    score_at_most: float,
) -> None:
    found = judge(con, **changed)
    assert found["not_ready_reasons"] == reasons
    score = float(str(found["quality_score"]))
    assert score == score_at_most if score_at_most < 90 else score > 90


def test_below_five_games_sets_b_and_c_are_not_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    gone = {r["feature_name"]: None for r in CATALOG if r["feature_set"] in "BC"}
    gone |= dict.fromkeys(("cache_cause", "factor_cause", "zones_10_cause"), "H")
    gone |= {"games_played_season": 4, "minutes_last_7": 60}
    assert judge(con, **gone)["not_ready_reasons"] == "[]"
    assert judge(con, **gone)["ready_basis"] == "cold_start"
    fresh = judge(con, **gone, roster_basis="offseason_roster")
    assert fresh["ready_basis"] == "offseason_roster"
    assert 40 < float(str(fresh["quality_score"])) < 65


def test_scores_over_a_short_opponent_window_count_as_shrunk(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert str(judge(con, score_letter="S")["provenance"])[43:47] == "SSSD"


def test_the_out_set_is_derived_without_a_report(con: duckdb.DuckDBPyConnection) -> None:
    assert str(judge(con, out_letter="D")["provenance"])[54:57] == "DDD"


def test_contract_queries_of_the_store_compose() -> None:
    assert STORE.expect is not None
    for query in (STORE.expect.keys, *STORE.consistent.values()):
        assert query_sql(query, MODELS, None, None, STORE.name)
