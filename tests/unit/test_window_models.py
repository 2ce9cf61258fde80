"""The context and precompute models on a made-up league: windows, holes, absences, as-of."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from window_bench import TABLES, TEAMS, League, day, player_points, players

from fullcourt.warehouse.compose import select_sql

TEAM = TEAMS[0]
PLAYER = players(TEAM)[0]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> League:
    """Twelve rounds played, the thirteenth announced."""
    return League.played(tmp_path_factory.mktemp("league") / "league.duckdb", 12)


@pytest.fixture
def league(template: League, tmp_path: Path) -> League:
    """A league of one's own to damage."""
    return template.copy(tmp_path / "league.duckdb")


def points(first: int, last: int) -> list[int]:
    return [player_points(PLAYER, n) for n in range(first, last + 1)]


def cache(league: League, columns: str) -> object:
    return league.one(f"select {columns} from player_daily_cache where player_id = {PLAYER}")


def test_everyone_on_a_roster_and_both_teams_of_every_game_have_a_row(league: League) -> None:
    league.build(day(13))
    assert league.one("select count(*) from upcoming_team_game_context") == 20
    assert league.one("select count(*) from upcoming_player_game_context") == 60
    assert league.one("select count(*) from player_composite_factors") == 60


def test_windows_hold_the_last_games_of_the_season(league: League) -> None:
    league.build(day(13))
    assert cache(league, "points_avg_3, points_avg_5, points_avg_10, points_avg_season") == (
        round(sum(points(10, 12)) / 3, 3),
        round(sum(points(8, 12)) / 5, 3),
        round(sum(points(3, 12)) / 10, 3),
        round(sum(points(1, 12)) / 12, 3),
    )
    assert cache(league, "games_expected_10, games_found_10, window_complete") == (10, 10, True)


def test_a_lost_line_leaves_a_hole_and_no_older_game_fills_it(league: League) -> None:
    league.run(
        f"delete from player_game_summary where player_id = {PLAYER} and game_date = '{day(11)}'"
    )
    league.build(day(13))
    kept = points(3, 10) + points(12, 12)
    assert cache(league, "games_expected_10, games_found_10, window_complete") == (10, 9, False)
    assert cache(league, "points_avg_10") == round(sum(kept) / 9, 3)
    assert cache(league, "points_avg_3") == round(sum(points(10, 10) + points(12, 12)) / 2, 3)


def test_fewer_than_five_facts_of_five_games_are_a_row_without_metrics(league: League) -> None:
    league.run(
        f"delete from player_game_summary where player_id = {PLAYER} and game_date > '{day(6)}'"
    )
    league.build(day(13))
    assert cache(league, "points_avg_10, points_avg_3, usage_rate_10") == (None, None, None)
    assert cache(league, "games_found_10, season_games_found") == (4, 6)
    assert cache(league, "points_avg_season") == round(sum(points(1, 6)) / 6, 3)


def test_a_line_that_breaks_the_points_identity_is_not_found(league: League) -> None:
    league.run(
        f"update player_game_summary set points = points + 1"
        f" where player_id = {PLAYER} and game_date = '{day(12)}'"
    )
    league.build(day(13))
    assert cache(league, "games_found_10") == 9


def test_an_unknown_appearance_takes_a_place_but_is_no_appearance(league: League) -> None:
    league.run(
        f"update player_games set appearance = 'unknown'"
        f" where player_id = {PLAYER} and game_date = '{day(11)}'"
    )
    league.run(
        f"delete from player_game_summary where player_id = {PLAYER} and game_date = '{day(11)}'"
    )
    league.build(day(13))
    row = league.one(
        "select appearances_season, season_games_expected, games_last_3, games_last_7,"
        f" seconds_last_7 from upcoming_player_game_context where player_id = {PLAYER}"
    )
    assert row == (11, 12, 1, 2, None)


def test_below_five_appearances_there_is_no_row(tmp_path: Path) -> None:
    young = League.played(tmp_path / "young.duckdb", 4)
    young.build(day(5))
    assert young.one("select count(*) from upcoming_player_game_context") == 60
    assert [young.one(f"select count(*) from {t}") for t in TABLES[2:]] == [0, 0, 0, 0]


def test_the_slope_and_deviation_are_those_of_the_points(league: League) -> None:
    league.build(day(13))
    ys = points(3, 12)
    mean = sum(ys) / 10
    slope = sum((x - 5.5) * (y - mean) for x, y in zip(range(1, 11), ys, strict=True)) / 82.5
    deviation = (sum((y - mean) ** 2 for y in ys) / 9) ** 0.5
    assert cache(league, "points_slope_10") == pytest.approx(slope, abs=0.0006)
    assert cache(league, "points_std_10") == pytest.approx(deviation, abs=0.0006)


def test_appearance_rate_counts_from_the_day_he_joined_the_team(league: League) -> None:
    traded = f"player_id = {PLAYER} and game_date >= '{day(8)}'"
    other = TEAMS[1]
    for table in ("player_games", "player_game_summary"):
        league.run(f"update {table} set team_id = {other} where {traded}")
    games = {n: g for n in range(8, 13) for h, _, g in league.pairs(n) if h == other}
    for number, game in games.items():
        for table in ("player_games", "player_game_summary"):
            league.run(
                f"update {table} set game_id = '{game}'"
                f" where player_id = {PLAYER} and game_date = '{day(number)}'"
            )
    for table in ("player_games", "player_game_summary"):
        league.run(f"delete from {table} where player_id = {PLAYER} and game_date = '{day(10)}'")
    league.build(day(13))
    assert cache(league, "team_id, appearance_rate_10") == (other, 80.0)


def test_last_season_counts_only_if_it_is_loaded(league: League) -> None:
    league.build(day(13))
    assert cache(league, "prior_games, prior_points_avg") == (None, None)
    for table in ("games", "player_games", "player_game_summary"):
        league.run(
            f"insert into {table} select * replace ('2028-29' as season,"
            " game_date - 365 as game_date, '0' || game_id as game_id)"
            f" from {table} where game_date <= '{day(3)}'"
        )
    league.run(f"delete from player_games where season = '2028-29' and player_id <> {PLAYER}")
    league.build(day(13))
    assert cache(league, "prior_games, prior_games_found, prior_points_avg") == (
        *(3, 3),
        round(sum(points(1, 3)) / 3, 3),
    )
    other = players(TEAM)[1]
    assert league.one(
        f"select prior_games, prior_points_avg from player_daily_cache where player_id = {other}"
    ) == (0, None)


def test_rest_and_load_are_counted_in_dates_before_the_game(league: League) -> None:
    league.build(day(13))
    row = league.one(
        "select days_rest, back_to_back, games_last_3, games_last_7, games_last_14,"
        " seconds_last_7, back_to_backs_last_14, missed_team_games"
        f" from upcoming_player_game_context where player_id = {PLAYER}"
    )
    assert row == (1, False, 1, 3, 7, 5400, 0, 0)
    team = league.one(
        "select days_rest, team_game_number, games_last_7, games_last_14, wins + losses"
        f" from upcoming_team_game_context where team_id = {TEAM}"
    )
    assert team == (1, 13, 3, 7, 12)


def test_only_lines_known_before_tip_count_and_the_latest_wins(league: League) -> None:
    home, away, game = league.pairs(13)[0]
    tip = datetime.combine(day(13), datetime.min.time()) + timedelta(days=1)
    for hours, total, spread in ((-5, 220.0, -3.0), (-1, 222.5, -4.5), (1, 240.0, 9.0)):
        at = {"season": league.season, "game_date": day(13), "game_id": game, "book": "one"}
        at |= {"known_at": tip + timedelta(hours=hours), "known_at_basis": "published"}
        league.put("game_lines", **at, market="total", point=total)
        league.put("game_lines", **at, market="spread", team_id=home, point=spread)
        league.put("game_lines", **at, market="spread", team_id=away, point=-spread)
    league.build(day(13))
    columns = "game_total, team_spread, implied_team_total, line_known_at"
    found = {
        team: league.one(f"select {columns} from upcoming_team_game_context where team_id = {team}")
        for team in (home, away)
    }
    assert found[home] == (222.5, -4.5, 113.5, tip - timedelta(hours=1))
    assert found[away][:3] == (222.5, 4.5, 109.0)


def test_an_impossible_line_is_no_line(league: League) -> None:
    home, _, game = league.pairs(13)[0]
    at = {"season": league.season, "game_date": day(13), "game_id": game, "book": "one"}
    at |= {"known_at": datetime(2029, 12, 1), "known_at_basis": "published"}
    league.put("game_lines", **at, market="total", point=22.0)
    league.build(day(13))
    row = f"select game_total, line_known_at from upcoming_team_game_context where team_id = {home}"
    assert league.one(row) == (None, None)


def test_without_a_report_who_missed_the_latest_game_is_out(league: League) -> None:
    gone = players(TEAM)[1]
    for table in ("player_games", "player_game_summary"):
        league.run(f"delete from {table} where player_id = {gone} and game_date = '{day(12)}'")
    league.build(day(13))
    columns = "teammates_out, minutes_vacated, usage_vacated"
    row = f"select {columns} from upcoming_player_game_context where player_id = "
    out, minutes, usage = league.one(row + str(PLAYER))
    rate = league.one(
        f"select usage_rate_season from upcoming_player_game_context where player_id = {gone}"
    )
    assert (out, minutes) == (1, 30.0)
    assert usage == pytest.approx(rate * 30 / 48, abs=0.0006)
    assert league.one(row + str(gone)) == (0, 0.0, 0.0)


def test_a_report_known_before_tip_replaces_the_proxy(league: League) -> None:
    home, away, game = league.pairs(13)[0]
    tip = datetime.combine(day(13), datetime.min.time()) + timedelta(days=1)
    listed = players(home)[2]
    at = {"season": league.season, "game_date": day(13), "game_id": game, "team_id": home}
    early, late = tip - timedelta(hours=2), tip + timedelta(minutes=5)
    league.put("injury_report", **at, player_id=listed, status="doubtful", known_at=early)
    league.put("injury_report", **at, player_id=PLAYER, status="out", known_at=late)
    league.build(day(13))
    source = "select injury_source from upcoming_team_game_context where team_id = "
    assert [league.one(source + str(t)) for t in (home, away)] == ["report", "report"]
    status = (
        "select injury_status, teammates_out from upcoming_player_game_context where player_id = "
    )
    assert league.one(status + str(listed)) == ("doubtful", 0)
    assert league.one(status + str(PLAYER)) == (None, 1)


def test_zones_lost_in_one_table_null_the_metrics_and_say_so(league: League) -> None:
    league.run(
        "update team_defense_game_summary set opp_paint_attempts = null, opp_paint_makes = null,"
        " zones_complete = false"
    )
    league.build(day(13))
    zones = "select distinct paint_pct_allowed, three_attempts, games_found_15, games_expected_15"
    assert league.one(f"{zones}, window_complete from team_defense_zone_analysis") == (
        *(None, None, 0, 12),
        False,
    )
    assert league.one("select count(def_rating_15) from team_defense_zone_analysis") == 20
    scores = "opponent_strength_score, shot_zone_mismatch_score, pace_score"
    assert league.one(f"select distinct {scores} from player_composite_factors") == (None,) * 3
    assert league.one("select count(fatigue_score) from player_composite_factors") == 60
    total = "select count(total_composite_adjustment) from player_composite_factors"
    assert league.one(total) == 0


def test_a_league_of_nineteen_whole_windows_gives_no_league_value(league: League) -> None:
    league.run(
        f"delete from team_defense_game_summary where team_id = {TEAM} and game_date = '{day(9)}'"
    )
    league.build(day(13))
    row = "select distinct league_teams, league_paint_pct, teams_with_5_games"
    assert league.one(f"{row} from team_defense_zone_analysis") == (19, None, 20)
    assert league.one("select count(paint_pct_allowed) from team_defense_zone_analysis") == 20
    assert league.one("select count(pace_score) from player_composite_factors") == 0


def test_a_missing_zone_table_gives_no_score_in_place_of_a_neutral_one(league: League) -> None:
    league.build(day(13))
    league.run("delete from team_defense_zone_analysis")
    name = "player_composite_factors"
    found = league.all(league_sql(league, name, day(13)))
    names = [c.name for c in league.models[name].columns]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    assert len(rows) == 60
    assert {r["opponent_strength_score"] for r in rows} == {None}
    assert {(r["teams_with_5_games"], r["window_complete"]) for r in rows} == {(20, False)}


def test_scores_are_inside_their_range_and_zones_against_the_league_sum_up(
    league: League,
) -> None:
    league.build(day(13))
    low, high = league.one(
        "select min(opponent_strength_score), max(opponent_strength_score)"
        " from player_composite_factors"
    )
    assert 0 < low < high < 1
    made, tried = league.one(
        "select sum(paint_makes), sum(paint_attempts) from team_defense_zone_analysis"
    )
    assert league.one("select distinct league_paint_pct from team_defense_zone_analysis") == (
        pytest.approx(100 * made / tried, abs=0.0006)
    )


def league_sql(league: League, name: str, start: date, end: date | None = None) -> str:
    return select_sql(league.models[name], league.models, start, end or start)


@pytest.mark.parametrize("name", TABLES)
def test_a_date_built_alone_equals_the_same_date_of_a_batch(league: League, name: str) -> None:
    league.build(day(1), day(13))
    whole = league.all(f"select * from {name} order by all")
    alone = []
    for number in range(1, 14):
        alone += league.all(league_sql(league, name, day(number)))
    assert whole
    assert sorted(map(repr, alone)) == sorted(map(repr, whole))


def test_what_happens_on_or_after_the_date_changes_nothing(league: League) -> None:
    league.build(day(11))
    before = {t: sorted(map(repr, league.all(f"select * from {t}"))) for t in TABLES}
    for table in ("player_games", "player_game_summary"):
        league.run(f"delete from {table} where game_date >= '{day(11)}'")
    for table in ("team_offense_game_summary", "team_defense_game_summary"):
        league.run(f"delete from {table} where game_date >= '{day(11)}'")
    league.run(
        "update games set status = 'scheduled', home_points = null, away_points = null"
        f" where game_date >= '{day(11)}'"
    )
    league.build(day(11))
    after = {t: sorted(map(repr, league.all(f"select * from {t}"))) for t in TABLES}
    assert after == before
