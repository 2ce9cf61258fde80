"""The gauntlet's own measures, on examples counted by hand."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest
from bench.gauntlet import table
from bench.gauntlet.peers import chain
from bench.gauntlet.peers.contest import Outcome, markdown
from bench.gauntlet.scoring import Effort, Named, Radius, Result, Share, by_kind, named, radius

DAY, NEXT = date(2021, 11, 1), date(2021, 11, 2)
A, B, C, D = ("a", DAY), ("b", DAY), ("c", DAY), ("d", None)


def test_what_is_named_is_right_a_suspect_or_a_false_alarm() -> None:
    found = named({A, B, C}, {A, D}, depends=lambda cell: cell == B)
    assert found == Named(Share(1, 2), suspects=1, false_alarms=1)
    assert named(set(), {A}, lambda _: False) == Named(Share(0, 1))
    assert named({A}, set(), lambda _: False) == Named(Share(0, 0), 0, 1)


def test_a_radius_is_judged_both_ways() -> None:
    """Whatever it holds counts as held; only what it holds without reservation as claimed."""
    found = radius(moved={A, B, C}, reached={A, B, D}, likely={A, D})
    assert found == Radius(recall=Share(2, 3), precision=Share(1, 2))


def result(**changes: object) -> Result:
    sound = Result("kind", "x", equal=Share(1, 1), idle=Share(1, 1), seconds=(1.0, 3.0))
    return replace(sound, **changes)


def test_only_a_flawless_case_is_perfect() -> None:
    assert result().is_perfect
    for flaw in (
        {"told": Share(1, 2)},
        {"verify": Named(Share(2, 2), 0, 1)},
        {"radius": Radius(Share(1, 2))},
        {"equal": Share(0, 1)},
        {"idle": Share(0, 1)},
    ):
        assert not result(**flaw).is_perfect, flaw


def test_cases_of_a_kind_add_up() -> None:
    one = result(verify=Named(Share(1, 2), 1, 0), effort=Effort(2, 5, 3), notes=("n",))
    other = result(verify=Named(Share(3, 3), 0, 4), effort=Effort(1, 1, 1), equal=Share(0, 1))
    (total,) = by_kind([one, other])
    assert (total.verify, total.effort) == (Named(Share(4, 5), 1, 4), Effort(3, 6, 4))
    assert (total.equal, total.seconds, total.label) == (Share(1, 2), (2.0, 6.0), "")
    lines = table.mended([one, other]).splitlines()
    assert lines[2] == "| kind | 3 | 6 | 4 | 1/2 | 2/2 | 1.0 | 3.0 |"
    assert "repaired 0/1" in table.imperfect([one, other])
    assert "4 false alarms" in table.imperfect([one, other])
    assert table.imperfect([result()]) == "- none"


def test_a_tool_that_names_nothing_has_to_be_told() -> None:
    blind = Outcome("late fix", "x", Share(), Share(0, 4), 0, 4, 9, 0, (1.0, 2.0))
    assert blind.told == "told"
    assert replace(blind, seen=Share(1, 4)).told == "found"
    assert replace(blind, sound=1).told == "neighbour named"
    assert "| late fix | x | – | 0/4 | 0 | told | 4 | 9 | 0 | 1.0 | 2.0 |" in markdown([blind])


@pytest.fixture
def source() -> duckdb.DuckDBPyConnection:
    """Two games of two teams on two days; player 1 scores 10, then 20, the others 5."""
    con = duckdb.connect()
    con.execute(
        f"""create schema landing;
        create table landing.schedule as
            select * from (values (date '{DAY}', 'g1', 1, 2, 15, 10), (date '{NEXT}', 'g2', 2, 1,
            10, 25)) as t (game_date, game_id, home_team_id, away_team_id, home_points,
            away_points);
        create table landing.player_lines as
            select s.game_date, s.game_id, p.player_id, p.team_id, 4 as fga,
                case when p.player_id > 1 then 5 when s.game_id = 'g1' then 10 else 20 end
                    as points
            from landing.schedule as s
            cross join (values (1, 1), (2, 1), (3, 2), (4, 2)) as p (player_id, team_id)"""
    )
    return con


def test_the_chain_says_what_a_person_counts(source: duckdb.DuckDBPyConnection) -> None:
    cells = chain.truth(source)
    rows = {cell: n for cell, (n, _) in cells.items()}
    assert rows == {
        ("g_summary", DAY): 4,
        ("g_summary", NEXT): 4,
        ("g_team", DAY): 2,
        ("g_team", NEXT): 2,
        ("g_form", NEXT): 4,
        ("g_features", NEXT): 4,
    }
    source.execute(
        "update landing.player_lines set points = 12 where player_id = 1 and points = 10"
    )
    moved = {c for c, content in chain.truth(source).items() if content != cells[c]}
    # The second day's lines and teams do not look back; form and features do.
    assert moved == {("g_summary", DAY), ("g_team", DAY), ("g_form", NEXT), ("g_features", NEXT)}


def test_each_check_of_the_chain_fails_when_it_should(source: duckdb.DuckDBPyConnection) -> None:
    source.execute("create schema c")
    for model in chain.MODELS:
        sql = chain.body(model).substitute(
            chain.SOURCES,
            first="date '1900-01-01'",
            last="date '2999-12-31'",
            **chain.tables("c."),
        )
        source.execute(f"create table c.{model} as {sql}")
    where = {model: f"c.{model}" for model in chain.MODELS}
    breaking = {
        "lines_accounted": "delete from c.g_summary where player_id = 1 and points = 20",
        "two_teams_a_game": "delete from c.g_team where team_id = 1 and points = 25",
        "points_are_the_score": "update c.g_team set points = 11 where points = 10",
        "five_a_team": "delete from c.g_form",
        "forms_accounted": "delete from c.g_features where player_id = 4",
    }
    assert {check.name for check in chain.checks()} == set(breaking)
    for check in chain.checks():
        few = check.name == "five_a_team"  # two players a team are too few in any case
        assert bool(chain.failing(source, check, where, NEXT)) == few, check
        source.execute("begin")
        source.execute(breaking[check.name])
        assert (check.model, NEXT) in chain.failing(source, check, where, NEXT), check
        source.execute("rollback")
