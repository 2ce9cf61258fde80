"""Windows over the games that happened: a missing fact leaves a hole, never an older game."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .facts import ZONES, Appearance, Facts, Game, Line, Zones
from .rounding import deviation, ratio, scaled, slope


@dataclass(frozen=True, slots=True)
class Played:
    """One found game of a player: his line, his share of the team's possessions, its place."""

    line: Line
    team_used_x100: int
    place: int

    @property
    def usage(self) -> Fraction | None:
        """Percent, for this game alone."""
        return ratio(100 * self.line.used_x100, self.team_used_x100)


@dataclass(frozen=True, slots=True)
class BoxWindow:
    """Box lines of some games of a player; `expected` counts the games, found or not."""

    expected: int
    games: tuple[Played, ...]

    @property
    def found(self) -> int:
        return len(self.games)

    @property
    def complete(self) -> bool:
        return self.found == self.expected

    @property
    def holed(self) -> bool:
        """The rule for long windows: more than 2 games and more than 10 % are missing."""
        lost = self.expected - self.found
        return lost > 2 and 10 * lost > self.expected

    def total(self, name: str) -> int:
        return sum(getattr(g.line, name) for g in self.games)

    def mean(self, name: str, unit: int = 1) -> Fraction | None:
        return ratio(self.total(name), self.found * unit)

    @property
    def minutes(self) -> Fraction | None:
        return self.mean("seconds", 60)

    def per_36(self, name: str) -> Fraction | None:
        return ratio(36 * 60 * self.total(name), self.total("seconds"))

    @property
    def used(self) -> int:
        return self.total("used_x100")

    @property
    def team_used(self) -> int:
        return sum(g.team_used_x100 for g in self.games)

    @property
    def usage(self) -> Fraction | None:
        return ratio(100 * self.used, self.team_used)

    @property
    def true_shooting(self) -> Fraction | None:
        attempts = 100 * self.total("fga") + 44 * self.total("fta")
        return ratio(100 * 100 * self.total("points"), 2 * attempts)

    @property
    def free_throw_share(self) -> Fraction | None:
        return ratio(100 * self.total("ftm"), self.total("points"))

    def spread(self, name: str, unit: int = 1) -> Fraction | None:
        found = deviation([getattr(g.line, name) for g in self.games])
        return None if found is None else found / unit

    @property
    def points_slope(self) -> Fraction | None:
        """Points against the place of the game: a hole still takes up a place."""
        if self.found < 5:
            return None
        return slope([g.place for g in self.games], [g.line.points for g in self.games])


def box_window(facts: Facts, frame: Sequence[Appearance]) -> BoxWindow:
    """The box lines behind a frame of appearances."""
    games = []
    for place, appearance in enumerate(frame):
        line, share = facts.box(appearance), facts.team_share_x100(appearance)
        if line is not None and share is not None:
            games.append(Played(line, share, place))
    return BoxWindow(len(frame), tuple(games))


@dataclass(frozen=True, slots=True)
class ZoneWindow:
    """Shots by zone over some games of a player or allowed by a team."""

    expected: int
    games: tuple[Zones, ...]

    @property
    def found(self) -> int:
        return len(self.games)

    @property
    def complete(self) -> bool:
        return self.found == self.expected

    def attempts(self, zone: str) -> int:
        return sum(g.attempts[zone] for g in self.games)

    def makes(self, zone: str) -> int:
        return sum(g.makes[zone] for g in self.games)

    def blocked(self, zone: str) -> int:
        return sum(g.blocked[zone] for g in self.games)

    @property
    def zoned(self) -> int:
        return sum(self.attempts(z) for z in ZONES)

    def share(self, zone: str) -> Fraction | None:
        return ratio(self.attempts(zone), self.zoned)


def value_of(zone: str) -> int:
    """Points of a made shot."""
    return 3 if zone == "three" else 2


def zones_are_complete(zones: Zones, fga: int | None, team_fga: int | None) -> bool:
    """Attempts miss the box by at most 2 % of the team's, those without a zone likewise."""
    if fga is None or team_fga is None:
        return False
    most = Fraction(2 * team_fga, 100)
    return abs(zones.all_attempts - fga) <= most and zones.unknown <= most


def player_zone_window(facts: Facts, frame: Sequence[Appearance]) -> ZoneWindow:
    """Zones of a player's games, where they and the box line are there and agree."""
    games = []
    for appearance in frame:
        game_id = appearance.game.game_id
        line = facts.box(appearance)
        team = facts.team_lines.get((game_id, appearance.team))
        if line is None or team is None or game_id not in facts.shot_games:
            continue
        zones = facts.player_zones.get((game_id, appearance.player), Zones())
        if zones_are_complete(zones, line.fga, team.fga):
            games.append(zones)
    return ZoneWindow(len(frame), tuple(games))


def allowed_zone_window(facts: Facts, team: int, games: Sequence[Game]) -> ZoneWindow:
    """Zones of the opponents of a team."""
    found = []
    for game in games:
        opponent = game.opponent(team)
        line = facts.team_lines.get((game.game_id, opponent))
        zones = facts.team_zones.get((game.game_id, opponent))
        if line and zones and zones_are_complete(zones, line.fga, line.fga):
            found.append(zones)
    return ZoneWindow(len(games), tuple(found))


@dataclass(frozen=True, slots=True)
class Rated:
    """Sums behind ratings: games with both teams' lines and the overtimes known."""

    expected: int
    found: int
    points: int
    allowed: int
    possessions_x200: int
    nominal_minutes: int

    @property
    def pace(self) -> Fraction | None:
        return ratio(self.possessions_x200 * 240, 200 * self.nominal_minutes)

    @property
    def offence(self) -> Fraction | None:
        return ratio(100 * 200 * self.points, self.possessions_x200)

    @property
    def defence(self) -> Fraction | None:
        return ratio(100 * 200 * self.allowed, self.possessions_x200)


def overtimes(facts: Facts, game: Game) -> int | None:
    """From the minutes of a team, else from the periods."""
    line = facts.team_lines.get((game.game_id, game.home))
    if line is None:
        return game.overtimes
    return scaled(Fraction(line.seconds // 60 - 240, 25), 0)


def game_possessions_x200(facts: Facts, game: Game) -> int | None:
    """Twice the game's possessions, hundredths: the sum of both teams' own."""
    lines = [facts.team_lines.get((game.game_id, t)) for t in (game.home, game.away)]
    if lines[0] is None or lines[1] is None:
        return None
    return lines[0].possessions_x100 + lines[1].possessions_x100


def rated_window(facts: Facts, team: int, games: Sequence[Game]) -> Rated:
    """Sums over the games whose boxes exist."""
    points = allowed = possessions = minutes = found = 0
    for game in games:
        poss, extra = game_possessions_x200(facts, game), overtimes(facts, game)
        if poss is None or extra is None:
            continue
        # The rule stores possessions in whole hundredths, a half rounded up.
        possessions += 2 * ((poss + 1) // 2)
        minutes += 240 + 25 * extra
        points += facts.team_lines[game.game_id, team].points
        allowed += facts.team_lines[game.game_id, game.opponent(team)].points
        found += 1
    return Rated(len(games), found, points, allowed, possessions, minutes)
