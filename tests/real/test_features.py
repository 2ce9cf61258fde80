"""The feature store on the real corpus, against plain Python over the published tables.

Values that the feature layer makes itself (priors, shrinkage, games against an opponent, letters,
quality, readiness) are computed a second time, one player and one game at a time; values it takes
over are compared with the tables that own them on every row.
"""

import csv
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fullcourt.integrity.landing import create_landing, land
from fullcourt.integrity.schema import create_ledger, create_tables, seed_path
from fullcourt.sources.read import read_file
from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import query_sql, select_sql, table_reads
from fullcourt.warehouse.models import load_models
from fullcourt.warehouse.store import Store

pytestmark = pytest.mark.real

SEASONS = ("2021-22", "2022-23", "2023-24")
SKIPPED = {"play_by_play_cdn_oncourt.parquet", "nbastats_2021.tar.xz"}
START, END = date(2021, 7, 1), date(2024, 7, 31)
MODELS = load_models()
STORE = MODELS["ml_feature_store"]

Row = dict[str, Any]


class Warehouse:
    """The corpus landed and built up to the feature store by the bare SELECTs, in one batch."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "features.duckdb")
        create_ledger(self.store)
        create_landing(self.store, LANDING)
        create_tables(self.store, MODELS)
        corpus, now = Path(os.environ["FULLCOURT_CORPUS"]), datetime.now(UTC).replace(tzinfo=None)
        for season in SEASONS:
            for path in sorted((corpus / season).iterdir()):
                if path.name not in SKIPPED:
                    land(self.store, read_file(self.store.con, path), 1, now)
        done: set[str] = set()
        self._build(STORE.name, done)

    def _build(self, name: str, done: set[str]) -> None:
        if name in done or name not in MODELS:
            return
        done.add(name)
        model = MODELS[name]
        for read in table_reads(model, MODELS):
            self._build(read.name, done)
        if model.kind == "seed":
            sql = f"select * from read_csv('{seed_path(model)}', header = true, all_varchar = true)"
        else:
            sql = select_sql(model, MODELS, START, END)
        self.store.con.execute(f"insert into main.{name} {sql}")

    def rows(self, sql: str) -> list[Row]:
        found = self.store.con.execute(sql)
        names = [c[0] for c in found.description]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

    def value(self, sql: str) -> Any:
        return self.store.scalar(sql)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return Warehouse(tmp_path_factory.mktemp("features"))


@pytest.fixture(scope="module")
def sample(warehouse: Warehouse) -> list[Row]:
    """Eighty rows a season, the first days of each among them."""
    chosen: list[Row] = []
    for season in SEASONS:
        rows = warehouse.rows(
            f"select * from ml_feature_store where season = '{season}'"
            " order by game_date, game_id, player_id"
        )
        dice = random.Random(season)
        chosen += dice.sample(rows[:3000], 30) + dice.sample(rows, 50)
    return chosen


@pytest.fixture(scope="module")
def lines(warehouse: Warehouse) -> dict[int, list[Row]]:
    """Every game of the spine with its box line, by player, oldest first."""
    found = defaultdict(list)
    for row in warehouse.rows(
        "select g.season, g.game_date, g.player_id, g.appearance, s.opponent_team_id, s.points,"
        " s.seconds, s.used_x100, s.team_used_on_x100"
        " from player_games as g left join player_game_summary as s using (game_id, player_id)"
        " order by g.game_date, g.game_id"
    ):
        row["found"] = None not in (
            row["points"], row["seconds"], row["used_x100"], row["team_used_on_x100"]
        )  # fmt: skip
        found[row["player_id"]].append(row)
    return found


def catalog() -> list[Row]:
    text = seed_path(MODELS["feature_catalog"]).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def rounded(value: Fraction | None, digits: int = 3) -> float | None:
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def previous(season: str) -> str:
    start = int(season[:4]) - 1
    return f"{start}-{(start + 1) % 100:02d}"


# --- keys and contract --------------------------------------------------------------------------


def test_there_is_one_row_for_every_player_of_every_upcoming_game(warehouse: Warehouse) -> None:
    keys = "game_date, game_id, player_id"
    for left, right in (
        ("ml_feature_store", "upcoming_player_game_context"),
        ("upcoming_player_game_context", "ml_feature_store"),
    ):
        sql = f"select count(*) from (select {keys} from {left} except select {keys} from {right})"
        assert warehouse.value(sql) == 0
    assert warehouse.value("select count(*) from ml_feature_store") == warehouse.value(
        f"select count(distinct ({keys})) from ml_feature_store"
    )


@pytest.mark.parametrize("name", STORE.rules)
def test_row_rule_holds_on_every_row(warehouse: Warehouse, name: str) -> None:
    sql = f"select count(*) from ml_feature_store where not coalesce({STORE.rules[name]}, true)"
    assert warehouse.value(sql) == 0


@pytest.mark.parametrize("check", STORE.critical, ids=lambda c: c.column)
def test_critical_values_are_there_and_in_range(warehouse: Warehouse, check: Any) -> None:
    if check.between:
        low, high = check.between
        sql = f"{check.column} not between {low} and {high}"
        assert warehouse.value(f"select count(*) from ml_feature_store where {sql}") == 0
    if check.not_null:
        excuses = [f"({c})" for _, c in check.null_if] + [check.hole_if or "false"]
        sql = f"{check.column} is null and not coalesce({' or '.join(excuses)}, false)"
        assert warehouse.value(f"select count(*) from ml_feature_store where {sql}") == 0


@pytest.mark.parametrize("name", STORE.guards)
def test_no_required_feature_is_constant_on_a_date(warehouse: Warehouse, name: str) -> None:
    found = warehouse.rows(
        "select game_date from ml_feature_store group by game_date"
        f" having not coalesce({STORE.guards[name]}, true)"
    )
    assert found == []


@pytest.mark.parametrize("name", STORE.consistent)
def test_the_store_agrees_with_the_tables_it_reads(warehouse: Warehouse, name: str) -> None:
    sql = query_sql(STORE.consistent[name], MODELS, START, END, STORE.name)
    assert warehouse.rows(sql) == []


# --- values taken over --------------------------------------------------------------------------

TAKEN_OVER = {
    "player_daily_cache": [
        *("points_avg_3", "points_avg_5", "points_avg_10", "points_avg_season", "points_std_10"),
        *("points_slope_10", "minutes_avg_5", "minutes_avg_10", "minutes_avg_season"),
        *("minutes_std_10", "points_per_36_10", "fga_per_36_10", "fg3a_per_36_10"),
        *("fta_per_36_10", "usage_rate_5", "usage_rate_season", "ts_pct_10"),
        *("ft_points_share_10", "appearance_rate_10"),
    ],
    "player_composite_factors": [
        *("usage_spike_score", "fatigue_score", "opponent_strength_score"),
        *("shot_zone_mismatch_score", "pace_score"),
    ],
    "player_shot_zone_analysis": [
        ("pct_paint_10", "paint_rate_10"),
        ("pct_mid_range_10", "mid_range_rate_10"),
        ("pct_three_10", "three_rate_10"),
        *("points_per_shot_20", "assisted_rate_10"),
    ],
    "upcoming_player_game_context": [
        ("games_played_season", "appearances_season"),
        *("days_rest", "games_last_7", "games_last_14"),
        *("teammates_out", "usage_vacated", "minutes_vacated"),
        ("back_to_back", "cast(back_to_back as integer)"),
        ("home_game", "cast(is_home as integer)"),
        ("minutes_last_7", "round(seconds_last_7 / 60, 3)"),
    ],
    "upcoming_team_game_context": [
        *("team_game_number", "game_total", "team_spread", "implied_team_total"),
        ("is_playoff", "cast(is_playoff as integer)"),
        ("team_pace_10", "pace_10"),
        ("team_off_rating_10", "off_rating_10"),
        ("team_win_pct", "win_pct"),
        ("rest_advantage", "case when days_rest is not null and opponent_days_rest is not null"
         " then greatest(-3, least(3, days_rest - opponent_days_rest)) end"),
    ],
    "team_defense_zone_analysis": [
        ("opp_def_rating_15", "def_rating_15"),
        ("opp_paint_vs_league", "paint_defense_vs_league_avg"),
        ("opp_mid_range_vs_league", "mid_range_defense_vs_league_avg"),
        ("opp_three_vs_league", "three_defense_vs_league_avg"),
    ],
}  # fmt: skip
KEYS = {
    "upcoming_team_game_context": "u.game_id = f.game_id and u.team_id = f.team_id",
    "team_defense_zone_analysis": "u.team_id = f.opponent_team_id",
}
MADE_HERE = {
    *("prior_points_avg", "prior_minutes_avg", "prior_games", "points_shrunk", "minutes_shrunk"),
    *("usage_shrunk", "points_per_36_shrunk", "points_vs_opp_shrunk"),
}


def test_every_feature_is_either_taken_over_or_made_here() -> None:
    taken = [f if isinstance(f, str) else f[0] for columns in TAKEN_OVER.values() for f in columns]
    assert len(taken) == len(set(taken))
    assert set(taken) | MADE_HERE == {row["feature_name"] for row in catalog()}


@pytest.mark.parametrize("table", TAKEN_OVER)
def test_values_taken_over_equal_their_source_on_every_row(
    warehouse: Warehouse, table: str
) -> None:
    pairs = [(c, c) if isinstance(c, str) else c for c in TAKEN_OVER[table]]
    columns = ", ".join(f"({source}) as source_{name}" for name, source in pairs)
    differ = " or ".join(f"f.{name} is distinct from u.source_{name}" for name, _ in pairs)
    on = KEYS.get(table, "u.player_id = f.player_id")
    sql = (
        f"select count(*) from ml_feature_store as f left join (select *, {columns} from {table})"
        f" as u on u.game_date = f.game_date and {on} where {differ}"
    )
    assert warehouse.value(sql) == 0


# --- values made here ---------------------------------------------------------------------------


def totals(games: list[Row]) -> dict[str, int]:
    found = [g for g in games if g["found"]]
    sums = {c: sum(g[c] for g in found) for c in ("points", "seconds", "used_x100")}
    sums["team_used"] = sum(g["team_used_on_x100"] for g in found)
    return sums | {"games": len(found)}


def usage(sums: dict[str, int]) -> Fraction | None:
    return Fraction(100 * sums["used_x100"], sums["team_used"]) if sums["team_used"] else None


def newcomers(lines: dict[int, list[Row]], season: str) -> list[Row]:
    """The player-games of those who averaged under 20 minutes in a season."""
    chosen: list[Row] = []
    for games in lines.values():
        own = [g for g in games if g["season"] == season and g["found"]]
        if own and Fraction(sum(g["seconds"] for g in own), 60 * len(own)) < 20:
            chosen += own
    return chosen


def basis_of(row: Row, lines: dict[int, list[Row]]) -> tuple[str | None, list[Row]]:
    before = previous(row["season"])
    own = [g for g in lines[row["player_id"]] if g["season"] == before]
    if sum(g["appearance"] == "yes" for g in own) >= 10:
        return "own_prior", own
    if before in SEASONS:
        return "newcomer_prior", newcomers(lines, before)
    played = [
        g
        for games in lines.values()
        for g in games
        if g["season"] == row["season"] and g["game_date"] < row["game_date"] and g["found"]
    ]
    return ("league_to_date", played) if len(played) >= 300 else (None, [])


def test_shrunk_values_equal_a_game_by_game_computation(
    sample: list[Row], lines: dict[int, list[Row]]
) -> None:
    seen = set()
    for row in sample:
        basis, games = basis_of(row, lines)
        assert row["prior_basis"] == basis, row
        seen.add(basis)
        now = totals(
            [
                g
                for g in lines[row["player_id"]]
                if g["season"] == row["season"] and g["game_date"] < row["game_date"]
            ]
        )
        if basis is None:
            assert [row[n] for n in ("points_shrunk", "minutes_shrunk", "usage_shrunk")] == [
                None
            ] * 3
            continue
        prior = totals(games)
        n, pace = now["games"], Fraction(prior["points"] * 2160, prior["seconds"])
        points = (now["points"] + 5 * Fraction(prior["points"], prior["games"])) / (n + 5)
        seconds = (now["seconds"] + 4 * Fraction(prior["seconds"], prior["games"])) / (n + 4)
        share = usage(prior)
        assert share is not None
        weighed = (usage(now) or 0) * now["seconds"] + share * 12000
        per_36 = (2160 * now["points"] + 18000 * pace) / (now["seconds"] + 18000)
        assert row["points_shrunk"] == rounded(points)
        assert row["minutes_shrunk"] == rounded(seconds / 60)
        assert row["usage_shrunk"] == rounded(Fraction(weighed) / (now["seconds"] + 12000))
        assert row["points_per_36_shrunk"] == rounded(per_36)
        against = [
            g["points"]
            for g in lines[row["player_id"]]
            if g["found"]
            and g["opponent_team_id"] == row["opponent_team_id"]
            and g["game_date"] < row["game_date"]
            and g["season"] in (row["season"], previous(row["season"]))
        ]
        assert row["points_vs_opp_shrunk"] == rounded(
            (sum(against) + 5 * points) / (len(against) + 5)
        )
    assert {"own_prior", "newcomer_prior", "league_to_date"} <= seen


def test_previous_season_equals_a_game_by_game_computation(
    sample: list[Row], lines: dict[int, list[Row]]
) -> None:
    for row in sample:
        before = previous(row["season"])
        own = [g for g in lines[row["player_id"]] if g["season"] == before]
        found = totals(own)
        n = found["games"]
        assert row["prior_games"] == (
            sum(g["appearance"] == "yes" for g in own) if before in SEASONS else None
        )
        assert row["prior_games_expected"] == len(own)
        assert row["prior_games_found"] == n
        assert row["prior_points_avg"] == (rounded(Fraction(found["points"], n)) if n else None)
        assert row["prior_minutes_avg"] == (
            rounded(Fraction(found["seconds"], 60 * n)) if n else None
        )


def test_quality_follows_from_letters_reasons_and_windows(sample: list[Row]) -> None:
    defects = ("window_hole", "upstream_missing", "unexplained")
    for row in sample:
        weighed = total = 0
        core_defect = False
        reasons = json.loads(row["reasons"])
        assert list(reasons) == sorted(reasons, key=int)
        for feature in catalog():
            index, weight = int(feature["feature_index"]), int(feature["weight"])
            letter = row["provenance"][index]
            assert (letter == "M") == (row[feature["feature_name"]] is None)
            assert (letter == "M") == (str(index) in reasons)
            bad = reasons.get(str(index)) in defects
            credit = {"O": 10, "D": 10, "S": 7, "M": 0 if bad else 3}[letter]
            weighed, total = weighed + weight * credit, total + weight
            core_defect |= bad and feature["feature_set"] != "-"
        holed = row["season_holed"] or row["prior_holed"] or row["team_season_holed"]
        cap = 44 if core_defect else 69 if holed or not row["window_complete"] else 100
        score = rounded(Fraction(10 * weighed, total), 1)
        assert score is not None
        assert row["quality_score"] == min(score, cap)
        assert row["feature_count_observed"] == sum(c in "OD" for c in row["provenance"])


def test_readiness_follows_from_the_required_sets(sample: list[Row]) -> None:
    for row in sample:
        reasons = json.loads(row["reasons"])
        missing: dict[str, list[str]] = defaultdict(list)
        for feature in catalog():
            reason = reasons.get(feature["feature_index"])
            if reason and not (feature["feature_set"] == "B" and reason == "zero_denominator"):
                missing[feature["feature_set"]].append(reason)
        regular = row["games_played_season"] >= 5
        sound = row["core_windows_complete"] and not row["season_holed"]
        sound &= not (row["prior_holed"] and row["prior_basis"] == "own_prior")
        sets = not missing["A"] and not (regular and missing["B"])
        sets &= not (regular and row["opponent_distribution"] and missing["C"])
        assert row["ready"] == (sound and sets and row["injury_status"] != "out"), row


# --- what a user sees ---------------------------------------------------------------------------


def test_nearly_every_row_of_a_regular_season_is_ready(warehouse: Warehouse) -> None:
    shares = {
        row["season"]: row["share"]
        for row in warehouse.rows(
            "select f.season, avg(cast(f.ready as integer)) as share from ml_feature_store as f"
            " inner join games as g using (game_id) where g.game_type = 2 group by f.season"
        )
    }
    assert shares["2021-22"] > 0.99
    assert shares["2022-23"] > 0.99
    # 2023-24: the Cup final has no box score, so two teams wait for ten games
    assert shares["2023-24"] > 0.96


def test_opening_nights_are_thin_but_ready(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select ready, ready_basis, quality_score from ml_feature_store"
        " where game_date = date '2022-10-18'"
    )
    assert all(row["ready"] for row in rows)
    assert {row["ready_basis"] for row in rows} == {"offseason_roster"}
    assert all(40 <= row["quality_score"] <= 60 for row in rows)


def test_without_a_loaded_season_before_the_first_days_lack_their_prior(
    warehouse: Warehouse,
) -> None:
    rows = warehouse.rows(
        "select game_date, ready, reasons from ml_feature_store"
        " where season = '2021-22' and prior_basis is null"
    )
    assert rows
    assert max(row["game_date"] for row in rows) <= date(2021, 10, 21)
    assert not any(row["ready"] for row in rows)
    assert all(json.loads(row["reasons"])["24"] == "season_not_loaded" for row in rows)


def test_a_middle_of_a_season_scores_gold(warehouse: Warehouse) -> None:
    score = warehouse.value(
        "select median(quality_score) from ml_feature_store where game_date = date '2023-02-10'"
    )
    assert 95 <= score <= 98


# --- laws ---------------------------------------------------------------------------------------


def dates(warehouse: Warehouse) -> Iterator[date]:
    for season in SEASONS:
        found = warehouse.rows(
            f"select distinct game_date from ml_feature_store where season = '{season}'"
            " order by game_date"
        )
        days = [row["game_date"] for row in found]
        yield from (days[0], days[9], random.Random(season).choice(days))


def only_in(left: str, right: str) -> str:
    return f"select count(*) from (select * from ({left}) except all select * from ({right}))"


def test_one_date_alone_equals_the_same_date_in_one_batch(warehouse: Warehouse) -> None:
    for day in dates(warehouse):
        alone = select_sql(STORE, MODELS, day, day)
        batch = f"select * from ml_feature_store where game_date = date '{day}'"
        for left, right in ((alone, batch), (batch, alone)):
            assert warehouse.value(only_in(left, right)) == 0


def test_facts_of_the_date_or_later_change_nothing(warehouse: Warehouse) -> None:
    for day in dates(warehouse):
        con = warehouse.store.con
        con.execute("begin")
        try:
            for table in ("player_games", "player_game_summary"):
                con.execute(f"delete from {table} where game_date >= date '{day}'")
            blind = select_sql(STORE, MODELS, day, day)
            seen = f"select * from ml_feature_store where game_date = date '{day}'"
            assert warehouse.value(only_in(blind, seen)) == 0
            assert warehouse.value(only_in(seen, blind)) == 0
        finally:
            con.execute("rollback")
