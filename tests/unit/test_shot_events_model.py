"""shot_events on made-up games: whose shots count, which zone, and who gets credit."""

from collections.abc import Iterator

import pytest
from model_bench import AWAY, HOME, Bench, box, chart, one_game, shot


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = one_game()
    yield made
    made.con.close()


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


def test_coordinates_beat_text_and_text_beats_reduced_text(bench: Bench) -> None:
    box(bench, 10, 0)
    bench.put("nbac_play_by_play", *(shot(i, source="cdn_reduced") for i in range(1, 11)))
    assert sources(bench) == {"cdn_reduced"}
    bench.put("nbac_play_by_play", *(shot(i) for i in range(1, 11)))
    assert sources(bench) == {"v2"}
    bench.put("bigdataball_pbp", *(shot(i, x=10, y=10) for i in range(1, 11)))
    assert sources(bench) == {"bigdataball"}


def test_credits_come_from_the_play_by_play_that_equals_the_box(bench: Bench) -> None:
    box(bench, 2, 0, ast=1)
    bench.put("shot_chart", chart(1), chart(2, made=True))
    bench.put("nbac_play_by_play", shot(1), shot(2, made=True))
    bench.put(
        "nbac_play_by_play",
        shot(1, source="cdn_reduced"),
        shot(2, source="cdn_reduced", made=True, assister_id=12),
    )
    bench.build("shot_events")
    assert bench.all("select distinct credit_source from shot_events") == [("cdn_reduced",)]
    assert bench.one("select assister_id from shot_events where made") == 12


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
