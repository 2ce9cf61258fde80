"""What a model looks at: every column whose change could move a row of it, and no other."""

import pytest

from fullcourt.integrity.graph import Graph
from fullcourt.integrity.usage import Usage
from fullcourt.warehouse.models import load_models, parse_model

FACTS = """/*
about = "Facts."
grain = ["game_date", "player_id"]
[columns]
game_date = "DATE: date"
player_id = "INT: player"
kind      = "TEXT: kind"
score     = "INT: score"
rank      = "INT: rank"
other     = "INT: unused"
*/
select game_date, player_id, kind, score, rank, other from landing.facts
"""

READER = """/*
about = "Reader."
grain = ["game_date", "player_id"]
[reads]
facts = "same day"
[columns]
game_date = "DATE: date"
player_id = "INT: player"
total     = "BIGINT: total"
*/
{sql}
"""

SAME = "where f.game_date between @start and @end"


def looked_at(sql: str) -> frozenset[str] | None:
    facts = parse_model(FACTS.replace(" from landing.facts", ""), "facts", "spine")
    reader = parse_model(READER.format(sql=sql), "reader", "analytics")
    return Usage(Graph({"facts": facts, "reader": reader})).columns("reader", "facts")


CASES = {
    "a value": (
        f"select f.game_date, f.player_id, f.score as total from facts as f {SAME}",
        "score",
    ),
    "a filter": (
        f"select f.game_date, f.player_id, 1 as total from facts as f {SAME} and f.kind = 'a'",
        "kind",
    ),
    "a join": (
        "select f.game_date, f.player_id, 1 as total from facts as f"
        f" join facts as g on g.player_id = f.player_id and g.rank = f.rank {SAME}",
        "rank",
    ),
    "an order in a window": (
        "select f.game_date, f.player_id, row_number() over (partition by f.kind order by f.rank)"
        f" as total from facts as f {SAME}",
        "kind rank",
    ),
    "through a query in between": (
        "with all_of_it as (select * from facts)"
        f" select f.game_date, f.player_id, f.score as total from all_of_it as f {SAME}",
        "score",
    ),
    "a condition of a query nobody takes a value of": (
        "with some as (select player_id from facts where kind = 'a')"
        " select f.game_date, f.player_id, 1 as total from facts as f"
        " where exists (select 1 from some as s where s.player_id = f.player_id)"
        " and f.game_date between @start and @end",
        "kind",
    ),
    "one branch of a union": (
        "select game_date, player_id, total from (select game_date, player_id, score as total"
        " from facts union all select game_date, player_id, rank from facts) as f"
        " where game_date between @start and @end",
        "score rank",
    ),
    "a grouping": (
        "select f.game_date, f.player_id, count(*) as total from facts as f"
        f" {SAME} group by f.game_date, f.player_id, f.kind having max(f.rank) > 1",
        "kind rank",
    ),
    "a correlated value": (
        "select f.game_date, f.player_id, (select max(g.score) from facts as g"
        f" where g.rank < f.rank) as total from facts as f {SAME}",
        "score rank",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_column_that_matters_is_looked_at(name: str) -> None:
    sql, wanted = CASES[name]
    assert looked_at(sql) == {"game_date", "player_id", *wanted.split()}


def test_what_cannot_be_read_may_look_at_everything() -> None:
    assert looked_at("select (((") is None


def test_windows_framed_on_the_spine_do_not_look_at_its_scores() -> None:
    """A corrected score moves no frame."""
    usage = Usage(Graph(load_models()))
    for reader in ("player_daily_cache", "player_shot_zone_analysis", "team_defense_zone_analysis"):
        columns = usage.columns(reader, "games")
        assert columns is not None
        assert "status" in columns
        assert not {"home_points", "away_points", "overtimes"} & columns
    assert usage.columns("points_predictions", "games") is None, "what Python reads is not known"
