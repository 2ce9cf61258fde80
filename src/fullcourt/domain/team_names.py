"""Any spelling of a team's name -> its NBA id.

Full names, nicknames, cities and tricodes of today come from `teams.csv`, the other spellings from
`team_names.csv` beside this file, with the dates between which a franchise used them. Dates decide
only where two teams share a spelling (`Hornets` was New Orleans from 2002 to 2013); a spelling
that belongs to one team is accepted at any date, since sources go on using names long gone (one
odds archive calls the Hornets `Charlotte Bobcats` in 2022).
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from fullcourt.domain.names import fold
from fullcourt.domain.teams import all_teams


@dataclass(frozen=True, slots=True)
class TeamAlias:
    """One spelling of a team, folded, with the dates between which it was in use."""

    alias: str
    team_id: int
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the spelling was this team's on that day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


@cache
def team_aliases() -> tuple[TeamAlias, ...]:
    """Every known spelling. Two teams in one city are not resolved by the city alone."""
    found = {
        TeamAlias(fold(name), team.team_id)
        for team in all_teams()
        for name in (team.full_name, team.nickname, team.tricode, f"{team.city} {team.nickname}")
    }
    found |= {TeamAlias(fold(t.city), t.team_id) for t in all_teams() if t.city not in _SHARED}
    text = files("fullcourt.domain").joinpath("team_names.csv").read_text(encoding="utf-8")
    known = {(alias.alias, alias.team_id) for alias in found}
    for row in csv.DictReader(text.splitlines()):
        alias = TeamAlias(
            fold(row["alias"]), int(row["team_id"]), _day(row["valid_from"]), _day(row["valid_to"])
        )
        if (alias.alias, alias.team_id) not in known:
            found.add(alias)
    return tuple(sorted(found, key=lambda a: (a.alias, a.team_id)))


def resolve_team(name: str, on: date | None = None) -> int | None:
    """The team a spelling means, on a date where that matters; None when nobody's.

    >>> resolve_team("Charlotte Bobcats")
    1610612766
    """
    candidates = _by_alias().get(fold(name), ())
    ids = {c.team_id for c in candidates}
    if len(ids) > 1:
        dated = [c for c in candidates if c.valid_from or c.valid_to]
        past = {c.team_id for c in dated if on is not None and c.covers(on)}
        ids = past or {c.team_id for c in candidates if c not in dated}
    return next(iter(ids)) if len(ids) == 1 else None


_SHARED = frozenset({"LA", "Los Angeles"})


@cache
def _by_alias() -> dict[str, tuple[TeamAlias, ...]]:
    grouped: dict[str, list[TeamAlias]] = defaultdict(list)
    for alias in team_aliases():
        grouped[alias.alias].append(alias)
    return {alias: tuple(entries) for alias, entries in grouped.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
