"""The thirty NBA teams, read from `teams.csv` beside this file."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Team:
    """One franchise: NBA id, display tricode and names."""

    team_id: int
    tricode: str
    city: str
    nickname: str
    full_name: str
    conference: str


@cache
def all_teams() -> tuple[Team, ...]:
    """Every team, in id order."""
    text = files("fullcourt.domain").joinpath("teams.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Team(
            int(r["team_id"]),
            r["tricode"],
            r["city"],
            r["nickname"],
            r["full_name"],
            r["conference"],
        )
        for r in rows
    )
