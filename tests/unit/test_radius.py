"""How far a change reaches, forward through the windows."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from small_graph import day, events, state

from fullcourt.integrity.radius import Key, Level, Reached, dates_by_level, forward, radius
from fullcourt.integrity.reach import Frames
from fullcourt.warehouse.windows import Window, WindowKind

ROUNDS = [day(n) for n in range(1, 9)]


def start(*keys: tuple[str, object], at: date, level: Level = Level.KEYED) -> Reached:
    found = Reached()
    for name, value in keys:
        found.add_key(Key(name, value, bundled=True), level, (at, at))
    return found


def reached(origin: str, begin: Reached, frames: Frames) -> dict[str, dict[Level, list[date]]]:
    made_up = state()
    found = radius(made_up, origin, begin, frames)
    return {name: dates_by_level(made_up, name, r) for name, r in found.items() if name != origin}


def test_last_n_ends_when_the_game_has_dropped_out() -> None:
    frames = events({5: ROUNDS}).frames()
    found = reached("teams_games", start(("team_id", 5), ("game_id", "G"), at=day(3)), frames)
    assert found["team_form"] == {Level.KEYED: [day(4), day(5)]}
    assert found["features"] == {Level.KEYED: [day(4), day(5)]}
    assert set(found) == {"team_form", "features"}


def test_a_team_that_plays_rarely_is_reached_longer() -> None:
    frames = events({5: [day(3), day(6), day(8)]}).frames()
    found = reached("teams_games", start(("team_id", 5), at=day(3)), frames)
    assert found["team_form"] == {Level.KEYED: [day(4), day(5), day(6), day(7), day(8)]}


def test_a_window_that_never_moves_past_reaches_the_next_season_only_on_a_condition() -> None:
    frames = events({5: [*ROUNDS[:7]]}).frames()
    found = reached("teams_games", start(("team_id", 5), at=day(7)), frames)
    assert found["team_form"][Level.KEYED] == [day(8)]
    assert found["team_form"][Level.CONDITIONAL] == [day(n, 1) for n in range(1, 9)]


def test_season_by_key_reaches_the_rest_of_the_season() -> None:
    keys = start(("player_id", 1), ("team_id", 5), ("game_id", "G"), at=day(5))
    found = reached("lines", keys, events({5: ROUNDS}, {1: 5}).frames())
    assert found["player_form"] == {Level.KEYED: [day(6), day(7), day(8)]}


def test_an_unkeyed_window_moves_values_at_most() -> None:
    keys = start(("player_id", 1), ("team_id", 5), ("game_id", "G"), at=day(5))
    found = reached("lines", keys, events({5: ROUNDS}, {1: 5}).frames())
    assert found["averages"] == {Level.AVERAGE: [day(6), day(7), day(8)]}


def test_what_goes_through_the_spine_is_conditional() -> None:
    keys = start(("player_id", 1), ("team_id", 5), ("game_id", "G"), at=day(5))
    found = reached("boxes", keys, events({5: ROUNDS}, {1: 5}).frames())
    assert found["appearances"] == {Level.CONDITIONAL: [day(5)]}
    assert found["lines"] == {Level.KEYED: [day(5)]}, "it reads the boxes themselves too"


def test_a_bundle_travels_under_the_names_a_table_has() -> None:
    """teams_games has no player: the same change is told by team and game."""
    keys = start(("player_id", 1), ("team_id", 5), ("game_id", "G"), at=day(5))
    made_up = state()
    found = radius(made_up, "lines", keys, events({5: ROUNDS}, {1: 5}).frames())
    assert found["teams_games"].names == {"team_id", "game_id"}
    assert found["teams_games"].whole == {}


def test_a_key_that_a_table_does_not_have_reaches_all_its_rows() -> None:
    alone = Reached()
    alone.add_key(Key("player_id", 1), Level.KEYED, (day(5), day(5)))
    found = radius(state(), "lines", alone, Frames())
    assert found["teams_games"].whole == {Level.KEYED: [(day(5), day(5))]}


def test_only_some_tables_are_looked_at() -> None:
    keys = start(("team_id", 5), at=day(3))
    found = radius(state(), "teams_games", keys, Frames(), among=["team_form"])
    assert set(found) == {"teams_games", "team_form"}


@given(st.sets(st.integers(1, 60), min_size=1), st.integers(1, 60), st.integers(1, 6))
def test_last_n_equals_a_naive_window(games: set[int], changed: int, length: int) -> None:
    """Dates t whose last N games before t hold the changed game, counted one by one."""
    made_up = state(rounds=60, seasons=1)
    games = games | {changed}
    dates = [day(n) for n in sorted(games)]
    frames = events({5: dates}).frames()
    spec = Window(WindowKind.LAST_N, length, "team_id")
    after, last = forward(spec, (day(changed), day(changed)), made_up.calendar) or (None, None)
    dropped = frames.last_reached("team_id", 5, day(changed), length)
    last = min(last, dropped) if dropped else last
    naive = [
        t for t in made_up.calendar.dates if day(changed) in [d for d in dates if d < t][-length:]
    ]
    assert [t for t in made_up.calendar.dates if after <= t <= last] == naive


def test_previous_season_by_key() -> None:
    window = Window(WindowKind.PREVIOUS_SEASON_BY, key="player_id")
    days = state(seasons=3).calendar
    first, last = forward(window, (day(4), day(4)), days) or (None, None)
    assert (first, day(1, 2) > last >= day(8, 1)) == (day(1, 1), True)
    assert forward(window, (day(4, 2), day(4, 2)), days) is None
