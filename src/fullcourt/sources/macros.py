"""The SQL helpers that every format's queries share."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

import duckdb

from fullcourt.domain.team_names import TeamAlias, team_aliases
from fullcourt.domain.teams import all_teams


def install(con: duckdb.DuckDBPyConnection) -> None:
    """(Re)create the temp macros on a connection: `sql/macros.sql`, `fc_team`, `fc_is_team`."""
    con.execute(_statements())


@cache
def _statements() -> str:
    text = files("fullcourt.sources").joinpath("sql/macros.sql").read_text(encoding="utf-8")
    ids = ", ".join(str(team.team_id) for team in all_teams())
    return f"{text}\n{_team_macro()}\ncreate or replace temp macro fc_is_team(x) as x in ({ids});"


def _team_macro() -> str:
    """`fc_team(name, day)`: `domain.team_names.resolve_team` as SQL, generated from its aliases."""
    grouped: dict[str, list[TeamAlias]] = defaultdict(list)
    for alias in team_aliases():
        grouped[alias.alias].append(alias)
    certain = {
        name: a[0].team_id for name, a in grouped.items() if len({x.team_id for x in a}) == 1
    }
    entries = ", ".join(f"'{name}': {team_id}" for name, team_id in sorted(certain.items()))
    shared = "\n".join(
        _shared_name(name, found) for name, found in sorted(grouped.items()) if name not in certain
    )
    return (
        "create or replace temp macro fc_team(name, day) as coalesce(\n"
        f"map {{{entries}}}[fc_fold(name)],\ncase {shared} end);"
    )


def _shared_name(name: str, found: list[TeamAlias]) -> str:
    """A spelling two teams used: by date where one is dated, else today's owner."""
    whens = []
    for alias in (a for a in found if a.valid_from or a.valid_to):
        begins = alias.valid_from or "0001-01-01"
        ends = alias.valid_to or "9999-12-31"
        condition = f"day between date '{begins}' and date '{ends}'"
        whens.append(f"when fc_fold(name) = '{name}' and {condition} then {alias.team_id}")
    today = [a.team_id for a in found if not (a.valid_from or a.valid_to)]
    if len(today) == 1:
        whens.append(f"when fc_fold(name) = '{name}' then {today[0]}")
    return "\n".join(whens)
