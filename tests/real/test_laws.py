"""The laws on real seasons: any order, as-of, and the totals that everything else rests on."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from three_seasons import Hashes, hashes, landed, season_folders

from fullcourt.api import Warehouse
from fullcourt.integrity.plan import Selection
from fullcourt.warehouse.hashing import EMPTY_HASH
from oracle.cutoff import cut_folder
from oracle.facts import Facts

pytestmark = pytest.mark.real

UPCOMING = (
    *("upcoming_team_game_context", "upcoming_player_game_context", "team_defense_zone_analysis"),
    *("player_shot_zone_analysis", "player_composite_factors", "player_daily_cache"),
    "ml_feature_store",
)


# --- law 5 --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def piecemeal(
    tmp_path_factory: pytest.TempPathFactory, built: Warehouse
) -> Iterator[tuple[Warehouse, dict[date, Hashes]]]:
    """2021-22 alone in a warehouse: two single dates, then its months in random order, then all."""
    chance = random.Random("any order")
    days = [d for d in built.calendar().dates if built.calendar().by_date[d].season == "2021-22"]
    with landed(tmp_path_factory.mktemp("piecemeal") / "nba", season_folders()[:1]) as warehouse:
        alone = {}
        for day in sorted(chance.sample(days[10:40], 2), reverse=True):
            warehouse.backfill(Selection(dates=(day,)))
            alone[day] = hashes(warehouse, day, day)
        months = sorted({(d.year, d.month) for d in days})
        chance.shuffle(months)
        for month in months:
            chosen = tuple(d for d in days if (d.year, d.month) == month)
            warehouse.backfill(Selection(dates=chosen))
        warehouse.backfill()
        yield warehouse, alone


def test_months_in_random_order_equal_one_batch(
    built: Warehouse, piecemeal: tuple[Warehouse, dict[date, Hashes]]
) -> None:
    """And a season alone equals the season among later ones: nothing flows backwards.

    Names alone may: who is meant by one is looked up among the players of all loaded seasons.
    """
    first, last = date(2021, 7, 1), date(2022, 6, 30)
    expected, found = hashes(built, first, last), hashes(piecemeal[0], first, last)
    assert len(expected) > 4000
    # Props came with a later season: their source now has cells here, without rows.
    assert {m for m, _ in set(expected) ^ set(found)} <= {"player_props"}
    assert {h for c, h in expected.items() if c not in found} <= {EMPTY_HASH}
    moved = {m for m, d in found if found[m, d] != expected[m, d]}
    assert moved <= {"injury_transactions"}


def test_single_dates_have_their_bits_at_once(
    built: Warehouse, piecemeal: tuple[Warehouse, dict[date, Hashes]]
) -> None:
    for day, found in piecemeal[1].items():
        expected = hashes(built, day, day)
        assert {m for m, _ in found} >= set(UPCOMING)
        assert [c for c in found if expected.get(c) != found[c]] == []


# --- law 3 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2021, 12, 17), date(2023, 2, 23)])
def test_features_do_not_move_when_the_future_is_unknown(
    built: Warehouse, facts: Facts, day: date, tmp_path: Path
) -> None:
    """All that was learnt after the tip-offs is deleted from the raw files themselves."""
    played = {g.game_id: g.day for g in facts.games.values()}
    seasons = [f for f in season_folders() if int(f.name[:4]) <= day.year - (day.month < 8)]
    cut = tmp_path / "raw"
    lost = cut_folder(seasons[-1], cut, day, played)
    assert {"player_box.parquet", "team_box.parquet", "schedule.parquet"} <= set(lost)
    with landed(tmp_path / "nba", [*seasons[:-1], cut]) as warehouse:
        warehouse.backfill(Selection(models=UPCOMING, dates=(day,)))
        found = hashes(warehouse, day, day)
        (rows,) = warehouse.sql(
            f"select count(points_avg_5) from ml_feature_store where game_date = '{day}'"
        ).fetchall()[0]
    expected = hashes(built, day, day)
    assert rows > 100
    assert {m: found[m, day] for m in UPCOMING} == {m: expected[m, day] for m in UPCOMING}


# --- totals -------------------------------------------------------------------------------------


def test_corpus_totals(built: Warehouse) -> None:
    """Official totals are the regular season's."""
    rows = built.sql(
        "select season, count(distinct game_id), count(distinct game_date), count(*), sum(points)"
        " from player_game_summary where game_type = 2 group by season order by season"
    ).fetchall()
    assert [(r[0], r[1], r[3], r[4]) for r in rows] == [
        ("2021-22", 1230, 26_039, 272_115),
        ("2022-23", 1230, 25_895, 282_127),
        ("2023-24", 1230, 26_401, 280_960),
    ]
    assert rows[0][2] == 165
    games = built.sql("select count(*) from games where game_type = 2 and status = 'played'")
    assert games.fetchall() == [(3690,)]


@pytest.mark.parametrize("table", ["team_offense_game_summary", "team_defense_game_summary"])
def test_exactly_two_rows_a_game_whose_box_is_known(
    built: Warehouse, facts: Facts, table: str
) -> None:
    rows = built.sql(
        "select game_id, count(*), count(distinct team_id),"
        f" sum(case when is_home then 1 else 0 end) from {table} group by game_id"
    ).fetchall()
    assert {r[1:] for r in rows} == {(2, 2, 1)}
    assert {r[0] for r in rows} == {game_id for game_id, _ in facts.team_lines}


def test_key_sets_of_the_upcoming_tables(built: Warehouse) -> None:
    """Invariant 14: features = contexts; factors and caches are contexts with 5 appearances."""
    key = "game_date, player_id"
    contexts, experienced, features, factors, caches = (
        set(built.sql(f"select {key} from {source}").fetchall())
        for source in (
            "upcoming_player_game_context",
            "upcoming_player_game_context where appearances_season >= 5",
            "ml_feature_store",
            "player_composite_factors",
            "player_daily_cache",
        )
    )
    assert len(contexts) > 120_000
    assert features == contexts
    assert factors == experienced
    assert caches == experienced


def test_windows_never_find_more_than_they_expect(built: Warehouse) -> None:
    """Invariant 13, for every pair of columns there is."""
    for table in UPCOMING:
        names = built.table(table).columns
        pairs = [(n, n.replace("expected", "found")) for n in names if "games_expected" in n]
        pairs = [(e, f) for e, f in pairs if f in names]
        assert pairs, table
        wrong = " or ".join(f"coalesce({f}, 0) > coalesce({e}, 0)" for e, f in pairs)
        assert built.sql(f"select count(*) from {table} where {wrong}").fetchall() == [(0,)]
