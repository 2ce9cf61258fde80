"""The portability check refuses what other engines lack; a check that cannot fail is none."""

import pytest

from fullcourt.warehouse.models import parse_model
from fullcourt.warehouse.portability import problems

HEADER = """/*
about = "Facts."
grain = ["game_date", "player_id"]
[reads]
facts = "same day"
[columns]
game_date = "DATE: date"
player_id = "INT: player"
total     = "BIGINT: total"
*/
"""
PLAIN = "select game_date, player_id, sum(score) as total from facts group by game_date, player_id"

REFUSED = {
    "asof join": "select f.game_date, f.player_id, g.score as total from facts as f"
    " asof join facts as g on f.player_id = g.player_id and f.game_date >= g.game_date",
    "unknown function": "select game_date, player_id, strip_accents(name) as total from facts",
    "hash function": "select game_date, player_id, md5_number_lower(name) as total from facts",
    "ordered list": "select game_date, player_id, list(score order by score) as total from facts"
    " group by game_date, player_id",
    "named window": "select game_date, player_id, sum(score) over w as total from facts"
    " window w as (partition by player_id)",
}


def found(sql: str) -> list[str]:
    return list(problems(parse_model(HEADER + sql, "totals", "analytics")))


def test_plain_sql_is_portable() -> None:
    assert found(PLAIN) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_other_engines_lack_is_refused(name: str) -> None:
    assert found(REFUSED[name]) != []
