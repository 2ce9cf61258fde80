"""What happened, as values: games, who appeared, box lines, shots by zone."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

COUNTED = (2, 4, 5, 6)
ZONES = ("paint", "mid_range", "three")


def season_of(game_id: str) -> str:
    """2021-22 for 00 2 21 00001."""
    start = 2000 + int(game_id[3:5])
    return f"{start}-{(start + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Game:
    """A counted game that was played."""

    game_id: str
    day: date
    home: int
    away: int
    home_points: int | None = None
    away_points: int | None = None
    overtimes: int | None = None

    @property
    def season(self) -> str:
        return season_of(self.game_id)

    @property
    def game_type(self) -> int:
        return int(self.game_id[2])

    def opponent(self, team: int) -> int:
        return self.away if team == self.home else self.home

    def points(self, team: int) -> int | None:
        return self.home_points if team == self.home else self.away_points


@dataclass(frozen=True, slots=True)
class Line:
    """A box line of a player or a team."""

    seconds: int
    points: int
    fgm: int
    fga: int
    fg3m: int
    fg3a: int
    ftm: int
    fta: int
    oreb: int
    ast: int
    blk: int
    tov: int

    @property
    def used_x100(self) -> int:
        return 100 * self.fga + 44 * self.fta + 100 * self.tov

    @property
    def possessions_x100(self) -> int:
        return 100 * (self.fga + self.tov - self.oreb) + 44 * self.fta


@dataclass(slots=True)
class Zones:
    """Shots by zone group of a player's or a team's game."""

    attempts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ZONES, 0))
    makes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ZONES, 0))
    blocked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ZONES, 0))
    unknown: int = 0
    unknown_makes: int = 0
    assisted: int = 0
    credited_makes: int = 0
    worth_three: int = 0

    def add(self, shot: "Shot") -> None:
        if shot.zone is None:
            self.unknown += 1
            self.unknown_makes += shot.made
        else:
            self.attempts[shot.zone] += 1
            self.makes[shot.zone] += shot.made
            self.blocked[shot.zone] += shot.blocked
        if shot.made and shot.assisted is not None:
            self.assisted += shot.assisted
            self.credited_makes += 1
        self.worth_three += shot.value == 3

    @property
    def all_attempts(self) -> int:
        return sum(self.attempts.values()) + self.unknown

    @property
    def all_makes(self) -> int:
        return sum(self.makes.values()) + self.unknown_makes


@dataclass(frozen=True, slots=True)
class Shot:
    """One attempt; `assisted` is None where no play-by-play can say."""

    game_id: str
    player: int
    team: int
    zone: str | None
    made: bool
    value: int
    assisted: bool | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class Appearance:
    """A player in a game: proved (`yes`) or only possible, where no source names players."""

    game: Game
    player: int
    team: int
    proved: bool


@dataclass
class Facts:
    """Everything known, indexed for looking back."""

    games: dict[str, Game]
    lines: dict[tuple[str, int], Line]
    team_lines: dict[tuple[str, int], Line]
    proved: dict[str, dict[int, int]]
    planned: dict[date, list[Game]] = field(default_factory=dict)
    player_zones: dict[tuple[str, int], Zones] = field(default_factory=dict)
    team_zones: dict[tuple[str, int], Zones] = field(default_factory=dict)
    shot_games: set[str] = field(default_factory=set)
    memo: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.games = dict(sorted(self.games.items(), key=lambda g: (g[1].day, g[0])))
        self.by_team: dict[int, list[Game]] = defaultdict(list)
        for game in self.games.values():
            self.by_team[game.home].append(game)
            self.by_team[game.away].append(game)
        self._days = {t: [g.day for g in games] for t, games in self.by_team.items()}
        self.seasons = sorted({g.season for g in self.games.values()})
        self.appearances: dict[int, list[Appearance]] = defaultdict(list)
        for game in self.games.values():
            for player, team in self.proved.get(game.game_id, {}).items():
                self.appearances[player].append(Appearance(game, player, team, True))
        self._seen = {p: [a.game.day for a in found] for p, found in self.appearances.items()}
        self._add_unknown()

    def _add_unknown(self) -> None:
        """Games that nobody tells about count for everyone on the rosters of their day."""
        self.frames: dict[int, list[Appearance]] = {p: list(a) for p, a in self.appearances.items()}
        for game in self.games.values():
            if not self.proved.get(game.game_id):
                for team in (game.home, game.away):
                    for player in self.roster(team, game.day):
                        self.frames[player].append(Appearance(game, player, team, False))
        for frame in self.frames.values():
            frame.sort(key=lambda a: (a.game.day, a.game.game_id))
        self._framed = {p: [a.game.day for a in found] for p, found in self.frames.items()}

    def add_shots(self, shots: Iterable[Shot]) -> None:
        """Count shots for shooters and their teams."""
        for shot in shots:
            self.shot_games.add(shot.game_id)
            for table, who in ((self.player_zones, shot.player), (self.team_zones, shot.team)):
                table.setdefault((shot.game_id, who), Zones()).add(shot)

    def team_games(self, team: int, before: date, season: str | None = None) -> list[Game]:
        """A team's played games before a date, oldest first."""
        found = self.by_team[team][: bisect_left(self._days[team], before)]
        return [g for g in found if season is None or g.season == season]

    def seen(self, player: int, before: date, season: str | None = None) -> list[Appearance]:
        """A player's proved appearances before a date, oldest first."""
        found = self.appearances[player][: bisect_left(self._seen[player], before)]
        return [a for a in found if season is None or a.game.season == season]

    def frame(self, player: int, before: date, season: str) -> list[Appearance]:
        """The games a window counts: proved and possible appearances of a season."""
        found = self.frames[player][: bisect_left(self._framed[player], before)]
        return [a for a in found if a.game.season == season]

    def roster(self, team: int, day: date) -> set[int]:
        """Who is expected for a team on a date, from what happened before it."""
        if team not in self.by_team:
            return set()
        games = self.team_games(team, day)
        recent = {g.game_id for g in games[-10:]}
        recent |= {g.game_id for g in games if (day - g.day).days <= 30}
        found = set()
        for game_id in recent:
            for player, his_team in self.proved.get(game_id, {}).items():
                if his_team == team and self.seen(player, day)[-1].team == team:
                    found.add(player)
        return found

    def previous_season(self, season: str) -> str | None:
        """The season before, if it is loaded."""
        start = int(season[:4]) - 1
        name = f"{start}-{(start + 1) % 100:02d}"
        return name if name in self.seasons else None

    def box(self, appearance: Appearance) -> Line | None:
        """The box line behind an appearance; None is a hole."""
        return self.lines.get((appearance.game.game_id, appearance.player))

    def team_share_x100(self, appearance: Appearance) -> int | None:
        """His share, by playing time, of five times what his team used."""
        line = self.box(appearance)
        team = self.team_lines.get((appearance.game.game_id, appearance.team))
        if line is None or team is None:
            return None
        above, below = team.used_x100 * 5 * line.seconds, team.seconds
        return (2 * above + below) // (2 * below)
