"""The game summaries on made-up games: rates, lost lines, sums of players, and what stays NULL."""

from collections.abc import Iterator

import pytest
from model_bench import AWAY, HOME, Bench, appear, box, chart, one_game, shot


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = one_game()
    yield made
    made.con.close()


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
