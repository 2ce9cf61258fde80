"""Column lineage, read off SQL."""

import pytest
from small_graph import model

from fullcourt.integrity.graph import Graph
from fullcourt.integrity.lineage import ROWS, Lineage, Source
from fullcourt.warehouse.models import load_models

INPUTS = {
    "shots": model("shots", "raw", "game_id team_id made tried", ""),
    "teams": model("teams", "raw", "team_id rank", ""),
}


def lineage(sql: str, columns: str) -> Lineage:
    reads = 'shots = "same day"\nteams = "same day"'
    made = model("made_up", "analytics", columns, reads, f"select season, game_date, {sql}")
    return Lineage(Graph({**INPUTS, "made_up": made}))


def sources(sql: str, column: str = "x") -> set[tuple[str, str]]:
    found = lineage(sql, column).of("made_up")
    assert found is not None
    return {(s.table, s.column) for s in found[column]}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("made as x from shots", {("shots", "made")}),
        ("made + tried as x from shots", {("shots", "made"), ("shots", "tried")}),
        ("case when tried > 3 then 1 end as x from shots", {("shots", "tried")}),
        ("t.rank as x from shots as s join teams as t on t.team_id = s.team_id",
         {("teams", "rank")}),
        ("x from (select season, game_date, sum(made) as x from shots group by 1, 2) as s",
         {("shots", "made")}),
        ("count(*) as x from shots group by season, game_date", {("shots", ROWS)}),
        ("1 as x from shots", set()),
        ("(select max(rank) from teams) as x from shots", {("teams", "rank")}),
        ("made as x from shots union all select season, game_date, rank as x from teams",
         {("shots", "made"), ("teams", "rank")}),
    ],
)  # fmt: skip
def test_sources_of_a_column(sql: str, expected: set[tuple[str, str]]) -> None:
    assert sources(sql) == expected


def test_common_table_expressions_are_looked_through() -> None:
    sql = "x from a"
    made = model(
        "made_up",
        "analytics",
        "x",
        'shots = "same day"',
        f"with a as (select *, made as x from shots) select season, game_date, {sql}",
    )
    found = Lineage(Graph({**INPUTS, "made_up": made})).of("made_up")
    assert found == {**found, "x": frozenset([Source("shots", "made")])}


def test_an_aggregate_without_the_key_mixes() -> None:
    by_team = "team_id, sum(made) as x from shots group by season, game_date, team_id"
    by_date = "0 as team_id, sum(made) as x from shots group by season, game_date"
    window = "team_id, made - avg(made) over (partition by game_date) as x from shots"
    for sql, mixes in ((by_team, False), (by_date, True), (window, True)):
        assert lineage(sql, "team_id x").mixes("made_up", "shots", "team_id") is mixes


def test_joins_say_whose_row_an_input_row_is() -> None:
    sql = (
        "s.team_id as team_id, t.rank as x from shots as s join teams as t on t.team_id = s.team_id"
    )
    assert lineage(sql, "team_id x").joined("made_up", "teams", "team_id") == {"team_id"}
    other = sql.replace("t.team_id = s.team_id", "t.team_id <> s.team_id")
    assert lineage(other, "team_id x").joined("made_up", "teams", "team_id") is None


def test_sql_that_is_not_understood_is_said_so() -> None:
    unknown = lineage("from nowhere (", "x")
    assert unknown.of("made_up") is None
    assert unknown.sources("made_up", frozenset(["x"])) is None
    assert unknown.mixes("made_up", "shots", "team_id") is True


def test_the_packaged_models_are_understood() -> None:
    """Raw tables read landing tables, whose columns the graph does not know."""
    graph = Graph(load_models())
    known = Lineage(graph)
    for name in graph.order:
        model = graph.models[name]
        if model.kind == "table" and model.layer != "raw":
            found = known.of(name)
            assert found is not None, name
            assert set(found) == {c.name for c in model.columns}


def test_zones_allowed_come_from_the_defence_and_fatigue_does_not() -> None:
    known = Lineage(Graph(load_models()))
    zones = known.of("team_defense_zone_analysis", "team_id")
    assert Source("team_defense_game_summary", "opp_paint_attempts") in zones["paint_pct_allowed"]
    scores = known.of("player_composite_factors")
    assert "team_defense_zone_analysis" in {s.table for s in scores["opponent_strength_score"]}
    assert "team_defense_zone_analysis" not in {s.table for s in scores["fatigue_score"]}
