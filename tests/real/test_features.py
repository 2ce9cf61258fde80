"""The feature store on the real corpus, against plain Python over the published tables.

Values that the feature layer makes itself (priors, shrinkage, games against an opponent, letters,
quality, readiness) are computed a second time, one player and one game at a time; values it takes
over are compared with the tables that own them on every row.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from analytics_warehouse import END, SEASONS, START
from features_warehouse import (
    KEYS,
    MADE_HERE,
    MODELS,
    STORE,
    TAKEN_OVER,
    Row,
    Warehouse,
    catalog,
    previous,
    rounded,
)

from fullcourt.warehouse.compose import query_sql, select_sql

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    built = Warehouse(tmp_path_factory.mktemp("features"))
    yield built
    built.store.con.close()


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
