"""The raw tables and the spine on the real corpus: what was played, planned and known when.

Expected values are published facts of the seasons, are read from the files directly, or come from
a deliberately naive computation; nothing here repeats the models' own steps.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from analytics_warehouse import SEASONS, corpus, seed_sql

from fullcourt.integrity.landing import create_landing, land
from fullcourt.integrity.schema import create_ledger, create_tables
from fullcourt.sources.read import find_files, read_file
from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import query_sql, select_sql, table_reads
from fullcourt.warehouse.models import load_models
from fullcourt.warehouse.store import Store

pytestmark = pytest.mark.real

START, END = date(2021, 7, 1), date(2024, 7, 31)
TWICE = "nbastats_2021.tar.xz"  # the same events as the season's Parquet file
OPENING = date(2022, 10, 19)
Row = tuple[Any, ...]


class Spine:
    """The corpus landed, raw tables and spine built by their bare SELECTs in one batch."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.models = {
            name: model
            for name, model in load_models().items()
            if model.layer in ("reference", "raw", "spine")
        }
        create_ledger(store)
        create_landing(store, LANDING)
        create_tables(store, self.models)
        self._land()
        for name in self._order():
            model = self.models[name]
            sql = select_sql(model, self.models, START, END) if model.sql else seed_sql(model)
            store.con.execute(f"insert into main.{name} {sql}")

    def _land(self) -> None:
        now = datetime.now(UTC).replace(tzinfo=None)
        paths = [p for s in SEASONS for p in find_files(corpus() / s) if p.name != TWICE]
        paths.append(corpus() / "samples" / "nba_cdn" / "scheduleLeagueV2_2023.json.gz")
        for path in paths:
            land(self.store, read_file(self.store.con, path), 1, now)

    def _order(self) -> list[str]:
        ordered: list[str] = []

        def visit(name: str) -> None:
            for read in table_reads(self.models[name], self.models):
                if read.name in self.models and read.name not in ordered:
                    visit(read.name)
            if name not in ordered and self.models[name].is_table:
                ordered.append(name)

        for name, model in self.models.items():
            if model.is_table:
                visit(name)
        return ordered

    def rows(self, query: str, start: date = START, end: date = END) -> list[Row]:
        sql = query_sql(query, self.models, start, end, "test")
        return self.store.con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def spine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spine]:
    built = Spine(Store(tmp_path_factory.mktemp("spine") / "spine.duckdb"))
    yield built
    built.store.con.close()


def test_regular_season_totals(spine: Spine) -> None:
    assert spine.rows(
        "select season, count(*), count(distinct game_date), count(distinct status) from games"
        " where game_type = 2 group by season order by season"
    ) == [("2021-22", 1230, 165, 1), ("2022-23", 1230, 164, 1), ("2023-24", 1230, 160, 1)]
    assert spine.rows(
        "select season, count(*), sum(cast(box_present as integer)) from player_games"
        " where game_type = 2 and appearance = 'yes' group by season order by season"
    ) == [("2021-22", 26039, 26039), ("2022-23", 25895, 25895), ("2023-24", 26401, 26401)]


def test_other_games_are_proved_by_what_there_is(spine: Spine) -> None:
    found = spine.rows(
        "select season, game_type, count(*), min(status_evidence) from games"
        " where game_type <> 2 and status = 'played' group by 1, 2 order by 1, 2"
    )
    assert [row[:3] for row in found] == [
        *(("2021-22", 4, 87), ("2021-22", 5, 6)),
        *(("2022-23", 4, 84), ("2022-23", 5, 6)),
        *(("2023-24", 4, 82), ("2023-24", 6, 1)),
    ]


def test_every_regular_game_has_the_score_and_the_overtimes_of_the_team_file(spine: Spine) -> None:
    for season in SEASONS:
        path = corpus() / season / "team_box.parquet"
        wrong = spine.store.con.execute(
            f"""
            with box as (
                select GAME_ID as game_id, contains(MATCHUP, ' vs. ') as home,
                    cast(PTS as integer) as points, cast(MIN as integer) as minutes
                from '{path}'
            )
            select g.game_id from games g join box b using (game_id)
            where b.points <> case when b.home then g.home_points else g.away_points end
                or abs(b.minutes - 240 - 25 * g.overtimes) > 4
            """
        ).fetchall()
        assert wrong == []


def test_the_postponed_games_of_december_stand_at_both_dates(spine: Spine) -> None:
    path = corpus() / "2021-22" / "postponed_games_cbssports.csv"
    with path.open(newline="", encoding="utf-8") as file:
        listed = sorted(
            datetime.strptime(row["previous_date"].replace(".", ""), "%b %d, %Y").date()
            for row in csv.DictReader(file)
        )
    moved = spine.rows(
        "select game_date, game_id, moved_to, superseded_at, tip_utc from nbac_schedule"
        " where season = '2021-22' and moved_to is not null order by game_date"
    )
    assert [row[0] for row in moved] == listed
    assert len({row[1] for row in moved}) == 11
    for old, game_id, new, superseded_at, tip in moved:
        assert superseded_at < tip
        assert spine.rows(
            f"select game_date, scheduled_date, status from games where game_id = '{game_id}'"
        ) == [(new, old, "played")]
        assert spine.rows(f"select game_date from planned_games where game_id = '{game_id}'") == [
            (new,)
        ]


def test_the_other_games_of_those_dates_were_really_played(spine: Spine) -> None:
    found = spine.rows(
        "select extract(day from game_date), count(distinct game_id), count(*) from player_games"
        " where game_date between date '2021-12-16' and date '2021-12-30'"
        " and extract(day from game_date) in (16, 17, 18, 20, 21, 25, 28, 30)"
        " group by 1 order by 1"
    )
    assert [row[1] for row in found] == [4, 8, 7, 6, 5, 5, 8, 3]
    assert sum(row[2] for row in found) == 932


def test_games_moved_or_added_after_the_plan_of_september(spine: Spine) -> None:
    plans = spine.rows(
        "select count(*), count(moved_to), sum(cast(first_date <> game_date as integer))"
        " from nbac_schedule where season = '2023-24' and game_type = 2 and fact = 'plan'"
        " and superseded_at is null"
    )
    assert plans == [(1230, 0, 8)]
    assert spine.rows(
        "select count(distinct game_id) from nbac_schedule where season = '2023-24'"
        " and game_type = 2 and fact = 'plan' and first_date = game_date and game_id not in ("
        "   select game_id from nbac_schedule where fact = 'plan'"
        "   and known_at < timestamp '2023-10-01 00:00:00')"
    ) == [(24,)]


def test_no_plan_is_learnt_after_its_tip_and_no_result_before(spine: Spine) -> None:
    assert (
        spine.rows(
            "select game_id from nbac_schedule where game_type in (2, 4, 5, 6)"
            " and fact = 'plan' and superseded_at is null and known_at >= tip_utc"
        )
        == []
    )
    assert (
        spine.rows(
            "select game_id from nbac_schedule where fact = 'result' and known_at <= tip_utc"
        )
        == []
    )
    assert spine.rows(
        "select count(*) from games g join planned_games p using (game_date, game_id)"
    ) == spine.rows("select count(*) from games")


def test_games_without_schedule_have_an_assumed_plan(spine: Spine) -> None:
    assert spine.rows(
        "select count(*), min(known_at_basis), count(distinct game_type) from nbac_schedule"
        " where status_text is null"
    ) == [(82, "assumed", 1)]


def test_games_that_name_nobody_have_their_rosters_as_unknown(spine: Spine) -> None:
    found = spine.rows(
        "select season, game_type, count(distinct game_id), min(n), max(n) from ("
        "  select season, game_type, game_id, team_id, count(*) as n from player_games"
        "  where appearance = 'unknown' group by 1, 2, 3, 4) group by 1, 2 order by 1, 2"
    )
    assert [row[:3] for row in found] == [("2021-22", 5, 6), ("2022-23", 5, 6), ("2023-24", 6, 1)]
    assert all(low >= 12 and high <= 18 for *_, low, high in found)
    assert (
        spine.rows(
            "select u.game_id, u.player_id from player_games u"
            " left join asof_roster r using (game_date, game_id, player_id, team_id)"
            " where u.appearance = 'unknown' and r.player_id is null"
        )
        == []
    )


def test_early_season_counts(spine: Spine) -> None:
    passed = spine.rows(
        "select season, min(game_date) from (select season, game_date, min(games_before) as least"
        " from team_counts group by 1, 2) where least >= 5 group by 1 order by 1"
    )
    assert [row[1] for row in passed] == [
        date(2021, 10, 31),
        date(2022, 10, 30),
        date(2023, 11, 5),
    ]
    eligible = spine.rows(
        "select game_date, count(*), sum(cast(n >= 5 as integer)) from ("
        "  select p.game_date, p.player_id, (select count(*) from player_games q"
        "    where q.player_id = p.player_id and q.season = p.season"
        "    and q.game_date < p.game_date) as n"
        "  from player_games p where p.game_date between @start and @end) group by 1 order by 1",
        date(2021, 11, 1),
        date(2021, 11, 4),
    )
    assert [row[1:] for row in eligible] == [(187, 147), (108, 85), (230, 193), (112, 94)]


def test_the_opening_roster_is_last_seasons(spine: Spine) -> None:
    roster = spine.rows("select player_id, first_of_season from asof_roster", OPENING, OPENING)
    assert len(roster) == 337
    assert all(first for _, first in roster)
    assert spine.rows(
        "select round(100.0 * count(r.player_id) / count(*)) from player_games p"
        " left join asof_roster r using (game_date, game_id, team_id, player_id)"
        " where p.game_date between @start and @end",
        OPENING,
        OPENING,
    ) == [(61,)]


def test_rosters_equal_a_naive_computation(spine: Spine) -> None:
    games = spine.rows("select game_date, game_id, home_team_id, away_team_id from games")
    seen = spine.rows(
        "select game_date, game_id, player_id, team_id from player_games where appearance = 'yes'"
    )
    of_team: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for day, game_id, home, away in sorted(games):
        of_team[home].append((day, game_id))
        of_team[away].append((day, game_id))
    for day, game_id, home, away in random.Random(7).sample(sorted(games), 40):
        past = sorted(row for row in seen if row[0] < day)
        latest = {player: team for _, _, player, team in past}
        found = spine.rows(
            f"select player_id, team_id from asof_roster where game_id = '{game_id}'", day, day
        )
        for team in (home, away):
            last_ten = [g for d, g in of_team[team] if d < day][-10:]
            recent = day - timedelta(days=30)
            expected = {
                player
                for when, game, player, of in past
                if of == team and (game in last_ten or when >= recent) and latest[player] == team
            }
            assert {p for p, t in found if t == team} == expected, (day, game_id, team)


def test_rosters_do_not_know_the_day_itself_or_later(spine: Spine) -> None:
    day = date(2022, 1, 19)
    query = "select game_id, team_id, player_id, last_game_date from asof_roster order by all"
    before = spine.rows(query, day, day)
    spine.store.con.execute("begin")
    spine.store.con.execute("delete from player_games where game_date >= ?", [day])
    spine.store.con.execute("delete from games where game_date >= ?", [day])
    spine.store.con.execute(
        "delete from nbac_schedule"
        " where game_date >= ? and (fact = 'result' or known_at >= tip_utc)",
        [day],
    )
    after = spine.rows(query, day, day)
    spine.store.con.execute("rollback")
    assert len(before) > 200
    assert before == after


@pytest.mark.parametrize(
    "day", [date(2021, 12, 19), date(2022, 4, 12), date(2023, 12, 5), date(2024, 4, 20)]
)
def test_a_date_built_alone_equals_the_same_date_of_the_batch(spine: Spine, day: date) -> None:
    for name, model in spine.models.items():
        if not (model.is_table and model.dated):
            continue
        alone = select_sql(model, spine.models, day, day)
        batch = f"select * from {name} where game_date = date '{day}'"
        for left, right in ((alone, batch), (batch, alone)):
            extra = spine.store.con.execute(
                f"select count(*) from (({left}) except all ({right}))"
            ).fetchone()
            assert extra == (0,), (name, day)


def test_lines_find_their_games(spine: Spine) -> None:
    assert spine.rows(
        "select l.season, count(distinct game_id) from game_lines l"
        " join games g using (game_date, game_id) where g.game_type = 2 group by 1 order by 1"
    ) == [("2021-22", 1230), ("2022-23", 1228), ("2023-24", 1216)]
    assert spine.rows(
        "select count(*) from game_lines where known_at >= (select max(tip_utc) from games g"
        " where g.game_id = game_lines.game_id)"
    ) == [(0,)]


def test_names_resolve_to_players_of_the_game_or_to_nobody(spine: Spine) -> None:
    found = spine.rows(
        "select count(distinct p.player_name), count(distinct case when p.player_id is null"
        " then p.player_name end) from player_props p"
    )
    names, unresolved = found[0]
    assert unresolved < 0.1 * names
    strangers = spine.rows(
        "select distinct p.player_name, p.player_id from player_props p"
        " where p.player_id is not null and not exists (select 1 from player_games g"
        "   where g.player_id = p.player_id and g.season = p.season)"
    )
    assert strangers == []
