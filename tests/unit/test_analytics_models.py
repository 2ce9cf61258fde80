"""The analytics models on made-up games: whose shots, whose credit, and what stays NULL."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import duckdb
import pytest

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


@pytest.fixture
def bench() -> Iterator[Bench]:
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
    yield made
    made.con.close()


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


def sources(bench: Bench) -> set[str]:
    bench.build("shot_events")
    return {s for (s,) in bench.all("select distinct shot_source from shot_events")}


@pytest.mark.parametrize(
    ("native", "archive", "events", "chosen"),
    [
        (100, 100, 100, "shotchartdetail"),  # first of its class whose count equals
        (99, 100, 100, "shot_archive"),  # equal beats nearly equal
        (99, 99, 100, "shotchartdetail"),  # a label that lacks 1 % is worth more than text
        (90, 0, 100, "v2"),  # a class that lacks more than 2 % yields
        (90, 95, 80, "shot_archive"),  # where every class does, the nearest count wins
    ],
)
def test_the_source_is_chosen_by_zones_then_by_count(
    bench: Bench, native: int, archive: int, events: int, chosen: str
) -> None:
    box(bench, 100, 0)
    bench.put("shot_chart", *(chart(i) for i in range(1, native + 1)))
    bench.put("shot_chart", *(chart(i, "shot_archive") for i in range(1, archive + 1)))
    bench.put("nbac_play_by_play", *(shot(i) for i in range(1, events + 1)))
    assert sources(bench) == {chosen}


def test_both_teams_must_match_not_their_sum(bench: Bench) -> None:
    box(bench, 10, 10)
    bench.put("shot_chart", *(chart(i) for i in range(1, 21)))
    bench.put(
        "nbac_play_by_play",
        *(shot(i, team_id=HOME if i <= 10 else AWAY) for i in range(1, 21)),
    )
    assert sources(bench) == {"v2"}


def test_without_a_box_score_the_fullest_source_is_the_measure(bench: Bench) -> None:
    bench.put("shot_chart", *(chart(i) for i in range(1, 6)))
    bench.put("nbac_play_by_play", *(shot(i) for i in range(1, 11)))
    assert sources(bench) == {"v2"}


def test_credits_come_by_event_and_else_by_moment(bench: Bench) -> None:
    box(bench, 5, 0)
    bench.put(
        "shot_chart",
        chart(1, source_event_id=71),
        # the chart numbers this one differently: player and moment find it
        chart(2, source_event_id=72, made=True),
        # two tips in one second pair in their order
        chart(3, source_event_id=None, clock_ds=500),
        chart(4, source_event_id=None, clock_ds=500),
        chart(5, source_event_id=None, clock_ds=90),
    )
    bench.put(
        "nbac_play_by_play",
        shot(1, source_event_id=71, blocker_id=21),
        shot(2, source_event_id=72, player_id=12, blocker_id=22),
        shot(3, source_event_id=80, clock_ds=7000, made=True, assister_id=12),
        shot(4, source_event_id=81, clock_ds=507, blocker_id=23),
        shot(5, source_event_id=82, clock_ds=502),
    )
    bench.build("shot_events")
    found = bench.all(
        "select shot_number, assister_id, blocker_id, blocker_team_id, credit_source"
        " from shot_events order by shot_number"
    )
    assert found == [
        (1, None, 21, AWAY, "v2"),
        (2, 12, None, None, "v2"),
        (3, None, 23, AWAY, "v2"),
        (4, None, None, None, "v2"),
        (5, None, None, None, None),
    ]


def test_one_event_credits_one_shot_only(bench: Bench) -> None:
    bench.put("shot_chart", chart(1, source_event_id=5), chart(2, source_event_id=None))
    bench.put("nbac_play_by_play", shot(1, source_event_id=5, clock_ds=7000, blocker_id=21))
    bench.build("shot_events")
    assert bench.one("select count(*), count(blocker_id) from shot_events") == (2, 1)


def test_the_blockers_team_is_never_read_from_the_source(bench: Bench) -> None:
    bench.put("nbac_play_by_play", shot(1, team_id=AWAY, blocker_id=11))
    bench.build("shot_events")
    assert bench.one("select opponent_team_id, blocker_team_id from shot_events") == (HOME, HOME)


def test_shots_are_numbered_by_period_clock_and_source_order(bench: Bench) -> None:
    bench.put(
        "nbac_play_by_play",
        shot(1, period=2, clock_ds=10, player_id=4),
        shot(2, period=1, clock_ds=10, player_id=3),
        shot(3, period=1, clock_ds=900, player_id=1),
        shot(4, period=1, clock_ds=900, player_id=2),
    )
    bench.build("shot_events")
    found = bench.all("select player_id from shot_events order by shot_number")
    assert [p for (p,) in found] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("value", "x", "y", "zone", "group"),
    [
        (2, 24, 32, "restricted_area", "paint"),
        (2, 25, 32, "paint_non_ra", "paint"),
        (2, -80, 138, "paint_non_ra", "paint"),
        (2, 81, 100, "mid_range", "mid_range"),
        (2, 0, 139, "mid_range", "mid_range"),
        (3, -220, 87, "left_corner_3", "three"),
        (3, 220, 87, "right_corner_3", "three"),
        (3, 220, 88, "above_break_3", "three"),
        (3, 0, 417, "above_break_3", "three"),
        (3, 0, 418, "backcourt", "three"),
    ],
)
def test_geometry(bench: Bench, value: int, x: int, y: int, zone: str, group: str) -> None:
    bench.put("shot_chart", chart(1, zone_basic=None, shot_value=value, x=x, y=y))
    bench.build("shot_events")
    found = bench.one("select zone, zone_group, zone_method from shot_events")
    assert found == (zone, group, "geometry")


@pytest.mark.parametrize(
    ("value", "text", "feet", "group"),
    [
        (3, "Any 3PT Jump Shot", None, "three"),
        (2, "MISS Any 14' Driving Layup", 14, "paint"),
        (2, "Any Alley Oop Dunk (2 PTS)", None, "paint"),
        (2, "Any tip (2 PTS)", None, "paint"),
        (2, "Any Tipton Jump Shot", None, None),  # a name is not a tip
        (2, "Any 11' Hook Shot", 11, "paint"),
        (2, "Any 12' Hook Shot", 12, "mid_range"),
        (2, "Any Jump Shot", None, None),
        (None, "Any 26' Shot", 26, None),
    ],
)
def test_text_knows_the_group_only(
    bench: Bench, value: int | None, text: str, feet: int | None, group: str | None
) -> None:
    bench.put("nbac_play_by_play", shot(1, shot_value=value, description=text, distance_ft=feet))
    bench.build("shot_events")
    found = bench.one("select zone, zone_group, zone_method from shot_events")
    assert found == (None, group, "text")


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


def test_usage_is_the_share_of_the_teams_possessions_while_on_court(bench: Bench) -> None:
    box(bench, 80, 80, fta=20, tov=10)
    appear(bench, 11, HOME, 1800, fga=15, fgm=7, fg3m=2, fta=5, ftm=4, points=20, tov=3)
    bench.build()
    used, on_court, usage, shooting, effective, minutes = bench.one(
        "select used_x100, team_used_on_x100, usage_rate, ts_pct, efg_pct, minutes"
        " from player_game_summary"
    )
    assert used == 100 * 15 + 44 * 5 + 100 * 3
    assert on_court == round((100 * 80 + 44 * 20 + 100 * 10) * 5 * 1800 / 14400)
    assert usage == round(100 * used / on_court, 3)
    assert shooting == round(100 * 20 / (2 * (15 + 0.44 * 5)), 3)
    assert effective == round(100 * (7 + 0.5 * 2) / 15, 3)
    assert minutes == 30.0


def test_an_empty_denominator_is_null_and_a_true_zero_is_zero(bench: Bench) -> None:
    box(bench, 80, 80)
    appear(bench, 11, HOME, 0)
    appear(bench, 12, HOME, 600, fga=4)
    bench.build()
    found = bench.all(
        "select usage_rate, ts_pct, fg_pct from player_game_summary order by player_id"
    )
    assert found[0] == (None, None, None)
    assert found[1][1:] == (0.0, 0.0)


def test_a_blocker_without_a_shot_keeps_his_blocks(bench: Bench) -> None:
    box(bench, 1, 0)
    appear(bench, 11, HOME, 600, fga=1)
    appear(bench, 21, AWAY, 600, blk=2)
    bench.put("nbac_play_by_play", shot(1, blocker_id=21))
    bench.build()
    found = bench.one(
        "select paint_attempts, paint_blocks, blocks_unzoned from player_game_summary"
        " where player_id = 21"
    )
    assert found == (0, 1, 1)


def test_a_lost_box_line_leaves_nulls_and_keeps_the_shots(bench: Bench) -> None:
    box(bench, 1, 0)
    appear(bench, 11, HOME, None)
    bench.put("nbac_play_by_play", shot(1))
    bench.build()
    found = bench.one(
        "select seconds, points, usage_rate, box_source, paint_attempts, zones_complete"
        " from player_game_summary"
    )
    assert found == (None, None, None, None, 1, False)


def test_without_shots_zones_are_null_and_never_zero(bench: Bench) -> None:
    box(bench, 1, 0)
    appear(bench, 11, HOME, 600, fga=1, blk=1)
    bench.build()
    found = bench.one(
        "select paint_attempts, three_makes, backcourt_attempts, assisted_makes, paint_blocks,"
        " blocks_unzoned, shot_source, zones_complete from player_game_summary"
    )
    assert found == (None, None, None, None, None, 1, None, False)


def test_text_leaves_the_seven_zones_null(bench: Bench) -> None:
    box(bench, 1, 0)
    appear(bench, 11, HOME, 600, fga=1)
    appear(bench, 12, HOME, 600)
    bench.put("nbac_play_by_play", shot(1))
    bench.build()
    found = bench.all(
        "select paint_attempts, mid_range_attempts, restricted_area_attempts, zones_complete"
        " from player_game_summary order by player_id"
    )
    assert found == [(1, 0, None, True), (0, 0, None, True)]


def test_a_make_without_its_event_hides_how_many_were_assisted(bench: Bench) -> None:
    bench.put("shot_chart", chart(1, made=True), chart(2, made=True, source_event_id=None))
    bench.put("nbac_play_by_play", shot(1, made=True, assister_id=12))
    appear(bench, 11, HOME, 600, fga=2, fgm=2, points=4)
    bench.build("shot_events", "player_game_summary")
    found = bench.one("select assisted_makes, unassisted_makes from player_game_summary")
    assert found == (None, None)


def full_teams(bench: Bench) -> None:
    """Five complete lines a team; one player of each has all its points."""
    appear(bench, 10, HOME, 2880, fgm=2, fga=15, points=4)
    appear(bench, 20, AWAY, 2880, fg3m=1, fg3a=1, fgm=1, fga=17, points=3, oreb=1)
    for player in range(1, 5):
        appear(bench, 10 + player, HOME, 2880, fga=15, tov=2)
        appear(bench, 20 + player, AWAY, 2880, fga=17, oreb=1)


def test_a_missing_team_box_is_the_sum_of_complete_player_lines(bench: Bench) -> None:
    full_teams(bench)
    bench.build()
    found = bench.all(
        "select team_id, box_source, points, fga, team_seconds, margin, won, own_poss_x100,"
        " game_poss_x100, pace from team_offense_game_summary order by team_id"
    )
    own, other = 100 * (75 + 8), 100 * (85 - 5)
    mean = (own + other) // 2
    assert found == [
        (HOME, "sum_of_players", 4, 75, 14400, 1, True, own, mean, mean / 100),
        (AWAY, "sum_of_players", 3, 85, 14400, -1, False, other, mean, mean / 100),
    ]


@pytest.mark.parametrize("damage", ["a lost line", "points that are not the score"])
def test_incomplete_player_lines_make_no_team(bench: Bench, damage: str) -> None:
    full_teams(bench)
    if damage == "a lost line":
        bench.con.execute("delete from nbac_gamebook where player_id = 24")
    else:
        bench.con.execute("update nbac_gamebook set points = 2, fgm = 1 where player_id = 10")
    bench.build()
    assert bench.one("select count(*) from team_offense_game_summary") == 0


def test_overtime_is_taken_out_of_the_pace(bench: Bench) -> None:
    box(bench, 100, 100)
    bench.con.execute("update games set overtimes = 1")
    bench.build()
    assert set(bench.all("select pace from team_offense_game_summary")) == {
        (round(100 * 240 / 265, 3),)
    }


def test_one_lost_team_line_leaves_the_other_team_without_tempo(bench: Bench) -> None:
    box(bench, 100, 90)
    bench.con.execute("delete from nbac_team_boxscore where team_id = ?", [AWAY])
    bench.build()
    assert bench.all("select team_id, fga, pace, margin from team_offense_game_summary") == [
        (HOME, 100, None, None)
    ]
    # the defence that is known is the other team's; what it did itself is NULL, never 0
    assert bench.all("select team_id, opp_fga, blocks, steals from team_defense_game_summary") == [
        (AWAY, 100, None, None)
    ]


def test_defence_is_the_opponents_offence(bench: Bench) -> None:
    box(bench, 3, 1, points=2, fgm=1)
    bench.put(
        "nbac_play_by_play",
        shot(1, blocker_id=21),
        shot(2, made=True),
        shot(3, distance_ft=17),
        shot(4, team_id=AWAY, shot_value=3),
    )
    bench.con.execute("update nbac_team_boxscore set blk = 1 where team_id = ?", [AWAY])
    bench.build()
    found = bench.one(
        "select points_allowed, opp_fga, opp_paint_attempts, opp_paint_makes,"
        " opp_mid_range_attempts, opp_three_attempts, blocks_paint, blocks_unzoned, zones_complete"
        f" from team_defense_game_summary where team_id = {AWAY}"
    )
    assert found == (2, 3, 2, 1, 1, 0, 1, 0, True)


def test_zones_are_complete_within_two_percent_of_the_team(bench: Bench) -> None:
    box(bench, 50, 0)
    bench.put("nbac_play_by_play", *(shot(i) for i in range(1, 50)))
    bench.build()
    sql = f"select zones_complete from team_offense_game_summary where team_id = {HOME}"
    assert bench.one(sql) is True
    bench.con.execute("delete from nbac_play_by_play where event_seq = 49")
    bench.build()
    assert bench.one(sql) is False
