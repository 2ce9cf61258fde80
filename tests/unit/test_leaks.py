"""The as-of law: leaky SQL is caught by reading it, and honest SQL is not accused."""

from dataclasses import replace

import pytest

from fullcourt.integrity import asof
from fullcourt.integrity.graph import Graph
from fullcourt.warehouse.models import Model, load_models, parse_model

HEADER = """/*
about = "A made-up feature."
grain = ["game_date", "game_id", "player_id"]
[reads]
upcoming_player_game_context = "same day"
{reads}
[columns]
game_date = "DATE: date"
game_id = "TEXT: game"
player_id = "INT: player"
value = "INT: value"
*/
{sql}
"""
DUE = """with due as (
    select game_date, game_id, player_id, team_id, season from upcoming_player_game_context
    where game_date between @start and @end
)
"""


def _leaks(reads: str, sql: str) -> tuple[list[str], list[str]]:
    models = load_models()
    models["made_up"] = parse_model(
        HEADER.format(reads=reads, sql=DUE + sql), "made_up", "features"
    )
    graph = Graph(models)
    return asof.window_leaks(graph, models["made_up"]), asof.sql_leaks(graph, models["made_up"])


def _joined(condition: str) -> str:
    return f"""select d.game_date, d.game_id, d.player_id, max(s.points) as value
from due as d left join player_game_summary as s on s.player_id = d.player_id {condition}
group by d.game_date, d.game_id, d.player_id"""


SEASON = 'player_game_summary = "season by player_id"'


@pytest.mark.parametrize(
    "condition",
    [
        "and s.game_date < d.game_date",
        "and d.game_date > s.game_date",
        "and s.game_date >= d.game_date - 30 and s.game_date < d.game_date",
    ],
)
def test_a_strict_bound_is_enough(condition: str) -> None:
    assert _leaks(SEASON, _joined(condition)) == ([], [])


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "and s.game_date <= d.game_date",
        "and d.game_date >= s.game_date",
        "and s.game_date = d.game_date",
        "and s.game_id = d.game_id",
        "and s.game_date between d.game_date - 30 and d.game_date",
        "and s.game_date <= @end",
        "and (s.game_date < d.game_date or s.points > 40)",
        "and s.game_date >= d.game_date - 30",
    ],
)
def test_the_current_game_in_the_window_is_seen_in_the_sql(condition: str) -> None:
    windows, found = _leaks(SEASON, _joined(condition))
    assert windows == []
    assert found
    assert all("player_game_summary" in text for text in found)


def test_a_fact_of_the_same_day_is_seen_in_the_declaration() -> None:
    windows, _ = _leaks(
        'player_game_summary = ["same day", "season by player_id"]',
        _joined("and s.game_date < d.game_date"),
    )
    assert windows == [
        "declares player_game_summary = 'same day': a fact of the row's own date",
    ]


def test_a_bound_further_on_counts_and_a_loose_one_there_does_not() -> None:
    running = """, totals as (
    select game_date, player_id,
        sum(points) over (partition by player_id order by game_date) as points
    from player_game_summary
    where season in (select season from due) and game_date < @end
)
select d.game_date, d.game_id, d.player_id, max(t.points) as value
from due as d left join totals as t on t.player_id = d.player_id and t.game_date {} d.game_date
group by d.game_date, d.game_id, d.player_id"""
    assert _leaks(SEASON, running.format("<"))[1] == []
    assert _leaks(SEASON, running.format("<=").replace("where season", "where season"))[1]
    unbounded = running.replace(" and game_date < @end", "")
    assert _leaks(SEASON, unbounded.format("<"))[1] == []
    assert len(_leaks(SEASON, unbounded.format("="))[1]) >= 1


LINES = 'game_lines = "same day"'
LATEST = """, latest as (
    select game_id, max(point) as point from game_lines as l
    where l.market = 'total' {} group by game_id
)
select d.game_date, d.game_id, d.player_id, cast(max(l.point) as integer) as value
from due as d left join latest as l on l.game_id = d.game_id
group by d.game_date, d.game_id, d.player_id"""


def test_a_line_without_a_bound_on_when_it_was_known_is_seen() -> None:
    bounded = LATEST.format("and l.known_at < timestamp '2021-12-01'")
    assert _leaks(LINES, bounded) == ([], [])
    for condition in ("", "and l.known_at <= timestamp '2021-12-01'"):
        _, found = _leaks(LINES, LATEST.format(condition))
        assert found == ["reads game_lines without `known_at <` the tip-off"]


def test_the_packaged_models_are_honest() -> None:
    graph = Graph(load_models())
    bound = [m for m in asof.asof_models(graph) if m.kind == "table"]
    assert {"upcoming_player_game_context", "ml_feature_store"} <= {m.name for m in bound}
    for model in bound:
        assert asof.window_leaks(graph, model) == [], model.name
        assert asof.sql_leaks(graph, model) == [], model.name


def _loosened() -> list[tuple[str, Model]]:
    """Every as-of bound between two columns of the packaged models, made loose one at a time."""
    found = []
    for name, model in load_models().items():
        for strict, loose in (
            (".game_date < ", ".game_date <= "),
            (".known_at < ", ".known_at <= "),
        ):
            parts = model.sql.split(strict)
            for i in range(1, len(parts)):
                if model.layer in ("raw",) or parts[i].startswith(("@end", "n.game_date")):
                    continue
                sql = strict.join(parts[:i]) + loose + strict.join(parts[i:])
                found.append((f"{name}/{i}{strict}", replace(model, sql=sql)))
    return [x for x in found if "unknown_appearances" not in x[0]]


@pytest.mark.parametrize(
    ("place", "model"), _loosened(), ids=lambda x: x if isinstance(x, str) else ""
)
def test_every_bound_of_the_packaged_models_matters(place: str, model: Model) -> None:
    models = load_models() | {model.name: model}
    graph = Graph(models)
    assert any(asof.sql_leaks(graph, m) for m in asof.asof_models(graph)), place


def test_upcoming_tables_are_due_before_their_games() -> None:
    """What is asked of tonight's game must stand before it is played."""
    models = load_models()
    for name in ("upcoming_team_game_context", "upcoming_player_game_context"):
        assert models[name].due == "horizon"
        assert asof.is_asof(models[name])
    assert not asof.is_asof(models["player_game_summary"])
