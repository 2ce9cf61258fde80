"""What stands behind a row, backward through the windows."""

from small_graph import day, events, state

from fullcourt.integrity.lineage import Lineage
from fullcourt.integrity.radius import Level
from fullcourt.integrity.upstream import Question, Upstream

ROUNDS = [day(n) for n in range(1, 9)]
PLAYED = events({5: ROUNDS, 6: ROUNDS[::2]}, {1: 5, 2: 6})


def behind(question: Question, **options: object) -> dict:
    return Upstream(state(), PLAYED, **options).needs(question)


def keyed(**values: object) -> dict[str, frozenset]:
    return {name: frozenset([value]) for name, value in values.items()}


def test_a_key_leads_to_the_games_in_its_window_and_their_rows() -> None:
    found = behind(Question("team_form", day(6), keyed(team_id=5)), lineage=Lineage(state().graph))
    assert set(found["teams_games"].days) == {day(4), day(5)}
    need = found["teams_games"].at(day(5))
    assert need.level is Level.KEYED
    assert need.keys == keyed(team_id=5, game_id=f"G{day(5)}")


def test_games_are_counted_and_not_dates() -> None:
    found = behind(Question("team_form", day(6), keyed(team_id=6)))
    assert set(found["teams_games"].days) == {day(3), day(5)}


def test_without_a_key_the_whole_span_matters() -> None:
    found = behind(Question("team_form", day(6)))
    assert found["teams_games"].days == {}
    assert found["teams_games"].at(day(1)).level is Level.KEYED
    assert found["teams_games"].at(day(6)) is None, "never the date itself"


def test_unkeyed_windows_are_less_sure() -> None:
    found = behind(Question("averages", day(4), keyed(team_id=5)))
    assert found["lines"].at(day(2)).level is Level.AVERAGE


def test_a_column_leads_only_to_the_inputs_that_make_it_up() -> None:
    lineage = Lineage(state().graph)
    question = Question("lines", day(4), keyed(player_id=1), frozenset(["points"]))
    assert set(behind(question, lineage=lineage)) == {"lines", "boxes"}
    question = Question("lines", day(4), keyed(player_id=1), frozenset(["team_id"]))
    found = behind(question, lineage=lineage)
    assert found["appearances"].at(day(4)).columns == {"team_id"}


def test_same_day_questions_stay_on_the_date() -> None:
    found = behind(Question("features", day(6), same_day=True))
    assert set(found) == {"features", "team_form", "player_form", "averages"}


def test_the_way_back_is_kept() -> None:
    found = behind(Question("features", day(6), keyed(team_id=5, player_id=1)))
    via = found["teams_games"].at(day(5)).via
    assert (via.reader, via.day, str(via.window)) == ("team_form", day(6), "last 2 by team_id")
    assert found["team_form"].at(day(6)).via.reader == "features"


def test_ways_through_cells_that_are_not_well_come_first() -> None:
    """lines of day 5 feed the features through both forms; the one that suffers is shown."""
    asked = Question("features", day(6), keyed(team_id=5, player_id=1))
    for suffering in ("player_form", "averages"):
        found = behind(asked, bad=frozenset([("features", day(6)), (suffering, day(6))]))
        assert found["lines"].at(day(3)).via.reader == "player_form"
    found = behind(
        asked,
        bad=frozenset([("features", day(6)), ("team_form", day(6)), ("teams_games", day(5))]),
    )
    assert found["lines"].at(day(5)).via.reader == "teams_games"
