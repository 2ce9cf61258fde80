"""Names instead of ids: what people call players, teams and rows."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.domain.teams import all_teams
from fullcourt.warehouse.store import Store

_KEY = re.compile(r"\b\w+_id=[^\s,;]+")


@dataclass(frozen=True, slots=True)
class Names:
    """Display names by id."""

    players: dict[int, str]
    teams: dict[int, str]
    tricodes: dict[int, str]

    def player(self, player_id: int | None) -> str:
        """A player's name, or his id when nobody wrote it yet."""
        return self.players.get(player_id or 0, f"player {player_id}")

    def team(self, team_id: int | None) -> str:
        """A team's full name."""
        return self.teams.get(team_id or 0, f"team {team_id}")

    def tricode(self, team_id: int | None) -> str:
        """A team's three letters."""
        return self.tricodes.get(team_id or 0, str(team_id))

    def words(self, key: str) -> str:
        """`player_id=9000001/game_id=0022100001` in people's words."""
        parts = []
        for part in key.split("/"):
            name, found, value = part.partition("=")
            parts.append(self._word(name, value) if found else part)
        return ", ".join(p for p in parts if p)

    def sentence(self, text: str) -> str:
        """A sentence, the keys in it in people's words."""
        return _KEY.sub(lambda m: self.words(m[0]), text)

    def value(self, column: str, value: Any) -> Any:
        """A cell of a table, ids of people and teams as names."""
        if value is None:
            return None
        if column.endswith("player_id"):
            return self.player(int(value))
        if column.endswith("team_id"):
            return self.tricode(int(value))
        return value

    def _word(self, name: str, value: str) -> str:
        if value.isdigit() and name.endswith(("player_id", "team_id")):
            return str(self.value(name, int(value)))
        return f"{name.removesuffix('_id')} {value}"


def read_names(store: Store, stored: Collection[str]) -> Names:
    """The names the warehouse knows."""
    players: dict[int, str] = {}
    if "players" in stored:
        rows = store.rows("select player_id, display_name from wh.main.players")
        players = {int(i): str(n) for i, n in rows if n}
    teams = all_teams()
    return Names(
        players,
        {t.team_id: t.full_name for t in teams},
        {t.team_id: t.tricode for t in teams},
    )


def short_date(day: date) -> str:
    """`4 Dec`."""
    return f"{day.day} {day:%b}"
