"""The simulated league: what must agree inside it, and what a seed promises."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from fullcourt.league import League, LeagueConfig, simulate, simulate_seasons
from fullcourt.league.box import STATS
from fullcourt.league.court import Kind
from fullcourt.league.tables import running


@pytest.fixture(scope="module")
def league() -> League:
    return simulate(LeagueConfig.mini(dates=12, teams=10, seed=3))


@pytest.fixture(scope="module")
def season() -> League:
    return simulate(LeagueConfig(seed=2))


def test_same_seed_gives_the_same_league_and_another_seed_another() -> None:
    one, same, other = (simulate(LeagueConfig.mini(seed=s)) for s in (5, 5, 6))
    assert all(np.array_equal(one.events[c], same.events[c]) for c in one.events)
    assert not np.array_equal(one.score, other.score)


def test_points_are_two_point_goals_threes_and_free_throws(league: League) -> None:
    for box in (league.player_games, league.team_games):
        assert np.array_equal(box["points"], 2 * box["fgm"] + box["fg3m"] + box["ftm"])
        assert (box["fgm"] <= box["fga"]).all()
        assert (box["fg3m"] <= box["fg3a"]).all()
        assert (box["ftm"] <= box["fta"]).all()
        assert (box["fg3a"] <= box["fga"]).all()


def test_team_lines_are_the_sums_of_player_lines(league: League) -> None:
    players, teams = league.player_games, league.team_games
    for name in STATS:
        sums = np.bincount(players["row"], weights=players[name], minlength=len(teams["row"]))
        assert np.array_equal(sums, teams[name])


def test_five_players_are_on_court_all_the_time(league: League) -> None:
    minutes = 240 + 25 * np.repeat(league.periods - 4, 2)
    assert np.array_equal(league.team_games["seconds"], 60 * minutes)
    assert (league.player_games["seconds"] > 0).all()
    starters = np.bincount(league.player_games["row"], weights=league.player_games["starter"])
    assert (starters == 5).all()


def test_plus_minus_of_the_players_is_five_times_the_margin(league: League) -> None:
    sums = np.bincount(league.player_games["row"], weights=league.player_games["plus_minus"])
    assert np.array_equal(sums, 5 * league.team_games["plus_minus"])


def test_the_last_event_shows_the_final_score(league: League) -> None:
    last = np.flatnonzero(np.r_[np.diff(league.events["game"]) != 0, True])
    final = np.column_stack([league.events["home_score"][last], league.events["away_score"][last]])
    assert np.array_equal(final, league.score)
    assert np.array_equal(league.team_games["points"].reshape(-1, 2), league.score)
    assert (league.score[:, 0] != league.score[:, 1]).all()


def test_the_clock_runs_down_in_feed_order(league: League) -> None:
    events = league.events
    gone = np.minimum(events["period"], 4) * 720 + np.maximum(events["period"] - 4, 0) * 300
    gone = gone - events["clock"]
    same = np.diff(events["game"]) == 0
    assert (np.diff(gone)[same] >= 0).all()
    assert (events["clock"] >= 0).all()


def test_event_numbers_are_unique_but_not_in_order(league: League) -> None:
    game, number = league.events["game"].astype(int), league.events["number"]
    assert len(np.unique(game * 10_000 + number)) == len(number)
    assert (np.diff(number)[np.diff(game) == 0] < 0).any()


def test_only_players_on_the_card_take_part_and_nobody_helps_himself(league: League) -> None:
    events = league.events
    for name in ("p1", "p2", "p3"):
        at = events[name] >= 0
        assert (events[f"{name}_player"][at] >= 0).all()
        assert np.array_equal(events[name][at] // 30, events["game"][at])
    goal = events["kind"] == Kind.MADE
    assert (events["p1"][goal] != events["p2"][goal]).all()
    assert (events["p1"][goal] // 15)[events["p2"][goal] >= 0].tolist() == (
        events["p2"][goal] // 15
    )[events["p2"][goal] >= 0].tolist()


def test_blocks_come_from_the_other_side_and_nobody_fouls_seven_times(league: League) -> None:
    blocked = (league.events["kind"] == Kind.MISS) & (league.events["p3"] >= 0)
    side = league.events["p3"][blocked] // 15 % 2
    assert (side != league.events["side"][blocked]).all()
    assert league.player_games["pf"].max() <= 6


def test_shot_coordinates_fit_their_zone(season: League) -> None:
    events = season.events
    shot = np.isin(events["kind"], (Kind.MADE, Kind.MISS))
    x, y = events["x"][shot], events["y"][shot]
    zone, value = events["zone"][shot], events["value"][shot]
    geometry = np.select(
        [
            y > 417,
            (value == 3) & (y <= 87) & (x < 0),
            (value == 3) & (y <= 87),
            value == 3,
            x * x + y * y <= 1600,
            (np.abs(x) <= 80) & (y <= 138),
        ],
        [6, 3, 4, 5, 0, 1],
        2,
    )
    assert (geometry == zone).mean() > 0.999
    assert (events["kind"][shot][zone == 6] == Kind.MISS).mean() > 0.8


def test_a_full_season_has_the_shape_of_a_real_one(season: League) -> None:
    games = season.games
    assert len(games["game_id"]) == 1230
    assert len(set(games["game_id"])) == 1230
    assert (np.bincount(games["home"]) == 41).all()
    assert 155 <= len(np.unique(games["day"])) <= 172
    assert games["game_id"][0] == "0022100001"
    for team in range(30):
        days = np.sort(games["day"][(games["home"] == team) | (games["away"] == team)])
        assert (np.diff(days) > 0).all()


def test_december_games_move_to_later_dates(season: League) -> None:
    games = season.games
    moved = games["day"] != games["planned_day"]
    assert moved.sum() == season.config.postponements
    assert (games["day"] > games["planned_day"])[moved].all()
    assert {d.month for d in season.schedule.planned_dates[moved].tolist()} == {12}
    assert (games["postponed_at"] < games["rescheduled_at"])[moved].all()
    assert np.isnat(games["postponed_at"][~moved]).all()


def test_small_leagues_postpone_games_too() -> None:
    league = simulate(LeagueConfig.mini(dates=10, teams=8, seed=2, postponements=3))
    games = league.games
    moved = games["day"] > games["planned_day"]
    assert moved.sum() == 3
    played = league.schedule.tip_utc[moved]
    assert (games["postponed_at"][moved] < games["rescheduled_at"][moved]).all()
    assert (games["rescheduled_at"][moved] < played).all()
    sides = np.column_stack([games["home"], games["away"]]).ravel()
    assert len(np.unique(sides * 1000 + np.repeat(games["day"], 2))) == len(sides)


def test_no_game_is_played_over_the_all_star_weekend(season: League) -> None:
    played = {d for d in season.schedule.dates.tolist() if d.month == 2}
    assert len({date(2022, 2, d) for d in range(18, 22)} & played) == 0


def test_traded_players_appear_for_two_teams_never_twice_a_day(season: League) -> None:
    lines = season.player_games
    sides = np.column_stack([season.games["home"], season.games["away"]]).ravel()
    team = sides[lines["row"]]
    pairs = set(zip(lines["player"].tolist(), team.tolist(), strict=True))
    both = len(pairs) - len({p for p, _ in pairs})
    assert both >= 40
    day = season.games["day"][lines["game"]]
    assert len(np.unique(lines["player"] * 1000 + day)) == len(day)


def test_absent_players_have_a_reason_or_sit_on_the_bench(season: League) -> None:
    others = season.rosters.others
    assert (others["reason"] >= 0).sum() > 2000
    assert ((others["reason"] < 0) & (others["inactive"] == 0)).sum() > 3000
    cards = season.rosters.slots
    assert not ((others["player"][:, None] == cards[others["row"]]).any(axis=1)).any()


def test_seasons_share_their_players() -> None:
    config = LeagueConfig.mini(dates=6, teams=6, seed=9)
    first, second = simulate_seasons(config, ["2021-22", "2022-23"])
    assert first.games["game_id"][0] == "0022100001"
    assert second.games["game_id"][0] == "0022200001"
    ids = [set(s.players.player_id[s.player_games["player"]].tolist()) for s in (first, second)]
    assert len(ids[0] & ids[1]) > 0.6 * len(ids[0])
    assert ids[1] - ids[0]
    count = len(first.players.player_id)
    assert np.array_equal(first.players.player_id, second.players.player_id[:count])


def test_a_later_season_does_not_change_the_first() -> None:
    config = LeagueConfig.mini(dates=3, teams=4, seed=9)
    alone = simulate(config)
    first, _ = simulate_seasons(config, ["2021-22", "2022-23"])
    assert np.array_equal(alone.events["number"], first.events["number"])


@pytest.mark.parametrize(
    ("settings", "word"),
    [({"teams": 7}, "even"), ({"dates": 0}, "dates"), ({"season": "2021-23"}, "2021-22")],
)
def test_impossible_settings_are_named(settings: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        LeagueConfig(**settings)  # type: ignore[arg-type]


def test_tables_cannot_be_changed(league: League) -> None:
    with pytest.raises(ValueError, match="read-only"):
        league.events["clock"][0] = 1


def test_running_counts_inside_groups() -> None:
    group, amount = np.array([1, 2, 1, 2, 1]), np.array([3, 1, 1, 1, 2])
    assert running(group, amount).tolist() == [3, 1, 4, 2, 6]


def test_lines_are_made_before_tip_and_props_are_halves(season: League) -> None:
    props, lines = season.market.props, season.market.lines
    assert (props["minutes_before"] > 0).all()
    assert (props["line"] % 1 == 0.5).all()
    assert ((lines["total"] >= 170) & (lines["total"] <= 280)).all()
    favourite = lines["spread"] > 0
    assert (lines["home_price"][favourite] < lines["away_price"][favourite]).all()
    margin = season.score[:, 0] - season.score[:, 1]
    assert np.corrcoef(lines["spread"], margin)[0, 1] > 0.25


def test_results_are_known_three_hours_after_tip(league: League) -> None:
    tip = league.schedule.tip_utc
    assert ((league.schedule.result_known - tip) == np.timedelta64(timedelta(hours=3))).all()
    first: datetime = tip[0].tolist()
    assert first.date() - league.schedule.first_date <= timedelta(days=1)


@pytest.fixture(scope="module")
def long_season() -> League:
    config = LeagueConfig(
        dates=12, teams=20, seed=6, playoffs=True, cup_final=True, extra_games=True, trades=0
    )
    return simulate(config)


def test_series_end_with_the_fourth_win(long_season: League) -> None:
    games, score = long_season.games, long_season.score
    winner = np.where(score[:, 0] > score[:, 1], games["home"], games["away"])
    series: dict[str, list[int]] = {}
    for game_id, team in zip(games["game_id"].tolist(), winner.tolist(), strict=True):
        if game_id[2] == "4":
            series.setdefault(game_id[:9], []).append(team)
    assert len(series) == 8 + 4 + 2 + 1
    for teams in series.values():
        counts = {team: teams.count(team) for team in teams}
        assert max(counts.values()) == 4
        assert counts[teams[-1]] == 4
        assert 4 <= len(teams) <= 7


def test_playoff_lines_agree_with_their_events(long_season: League) -> None:
    points = long_season.team_games["points"].reshape(-1, 2)
    assert np.array_equal(points, long_season.score)
    last = np.flatnonzero(np.r_[np.diff(long_season.events["game"]) != 0, True])
    assert np.array_equal(long_season.events["game"][last], np.arange(len(points)))
    assert np.array_equal(long_season.events["home_score"][last], long_season.score[:, 0])
    cards = long_season.rosters.slots[long_season.player_games["row"]]
    assert (cards == long_season.player_games["player"][:, None]).any(axis=1).all()


def test_game_types_follow_the_calendar(long_season: League) -> None:
    games = long_season.games
    count = np.bincount(games["game_type"], minlength=7)
    assert count[5] == 6
    assert count[6] == 1
    first = {kind: games["day"][games["game_type"] == kind].min() for kind in (2, 4, 5)}
    assert first[2] < first[5] < first[4]
    rows = np.column_stack([games["home"], games["away"]]).ravel()
    assert len(np.unique(rows * 1000 + np.repeat(games["day"], 2))) == len(rows)


def test_exhibitions_stand_in_the_schedule_alone(long_season: League) -> None:
    kinds = [str(game)[2] for game in long_season.exhibitions["game_id"]]
    assert kinds.count("1") == 30
    assert kinds.count("3") == 1
    assert not set(long_season.exhibitions["game_id"]) & set(long_season.games["game_id"])


@pytest.mark.parametrize(("dates", "teams"), [(1, 4), (2, 6), (3, 30), (5, 8)])
def test_leagues_of_any_size_with_everything_on(dates: int, teams: int) -> None:
    config = replace(
        LeagueConfig.mini(dates=dates, teams=teams, seed=1, postponements=2),
        playoffs=True,
        cup_final=True,
        extra_games=True,
    )
    league = simulate(config)
    assert np.array_equal(league.team_games["points"].reshape(-1, 2), league.score)
    assert len(set(league.games["game_id"])) == len(league.score)
