"""How each team's defence fared, and the league around it: team_defense_zone_analysis."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .facts import ZONES, Facts
from .rounding import deviation, half_away, ratio, scaled
from .windows import Rated, ZoneWindow, allowed_zone_window, rated_window, value_of

MILLION = 10**6


@dataclass(frozen=True, slots=True)
class Defence:
    """One team's last 15 games before a date."""

    team: int
    games_before: int
    zones: ZoneWindow
    rated: Rated

    @property
    def in_league(self) -> bool:
        """Enough games and no hole: part of the league distribution."""
        whole = self.zones.complete and self.rated.found == self.rated.expected
        return self.games_before >= 5 and whole

    def per_shot(self, zone: str) -> Fraction | None:
        return ratio(value_of(zone) * self.zones.makes(zone), self.zones.attempts(zone))

    def per_shot_millionths(self, zone: str) -> int:
        found = self.per_shot(zone)
        assert found is not None
        return scaled(found, 6)


@dataclass(frozen=True, slots=True)
class League:
    """All teams on a date."""

    teams: dict[int, Defence]

    @property
    def members(self) -> list[Defence]:
        return [d for d in self.teams.values() if d.in_league]

    @property
    def exists(self) -> bool:
        return len(self.members) >= 20

    @property
    def with_5_games(self) -> int:
        return sum(d.games_before >= 5 for d in self.teams.values())

    def pct(self, zone: str) -> Fraction | None:
        return ratio(100 * self._makes(zone), self._attempts(zone)) if self.exists else None

    def per_shot(self, zone: str) -> Fraction | None:
        if not self.exists:
            return None
        return ratio(value_of(zone) * self._makes(zone), self._attempts(zone))

    def per_shot_sd(self, zone: str) -> Fraction | None:
        if not self.exists:
            return None
        found = deviation([d.per_shot_millionths(zone) for d in self.members])
        return None if found is None else found / MILLION

    def share(self, zone: str) -> Fraction | None:
        return ratio(self._attempts(zone), sum(self._attempts(z) for z in ZONES))

    def _makes(self, zone: str) -> int:
        return sum(d.zones.makes(zone) for d in self.members)

    def _attempts(self, zone: str) -> int:
        return sum(d.zones.attempts(zone) for d in self.members)


def league_at(facts: Facts, day: date, season: str, teams: list[int]) -> League:
    """Every team's window of 15 before a date."""
    found = {}
    for team in teams:
        games = facts.team_games(team, day, season)
        last = games[-15:]
        found[team] = Defence(
            team,
            len(games),
            allowed_zone_window(facts, team, last),
            rated_window(facts, team, last),
        )
    return League(found)


def defence_row(league: League, team: int) -> dict[str, Any] | None:
    """A row of team_defense_zone_analysis; None where there must not be one."""
    defence = league.teams[team]
    if defence.games_before < 5:
        return None
    zones, rated = defence.zones, defence.rated
    row: dict[str, Any] = {
        "league_teams": len(league.members),
        "teams_with_5_games": league.with_5_games,
        "games_expected_15": zones.expected,
        "games_found_15": zones.found,
        "window_complete": zones.complete and rated.found == rated.expected,
    }
    row |= _zone_columns(league, defence) if zones.found >= 5 else {}
    if rated.found >= 5:
        row |= {
            "def_rating_15": half_away(rated.defence, 3),
            "pace_15": half_away(rated.pace, 3),
            "points_allowed_per_game": half_away(ratio(rated.allowed, rated.found), 3),
        }
    return row


def _zone_columns(league: League, defence: Defence) -> dict[str, Any]:
    zones = defence.zones
    row: dict[str, Any] = {}
    against_league = {}
    for z in ZONES:
        pct = ratio(100 * zones.makes(z), zones.attempts(z))
        pct_row, league_row = half_away(pct, 3), half_away(league.pct(z), 3)
        row |= {
            f"{z}_attempts": zones.attempts(z),
            f"{z}_makes": zones.makes(z),
            f"{z}_blocks": zones.blocked(z),
            f"{z}_pct_allowed": pct_row,
            f"{z}_attempts_per_game": half_away(ratio(zones.attempts(z), zones.found), 3),
            f"{z}_blocks_per_game": half_away(ratio(zones.blocked(z), zones.found), 3),
            f"{z}_pps_allowed": half_away(defence.per_shot(z), 3),
            f"league_{z}_pct": league_row,
            f"league_{z}_pps": half_away(league.per_shot(z), 3),
            f"league_{z}_pps_sd": half_away(league.per_shot_sd(z), 6),
            f"{z}_defense_vs_league_avg": None,
        }
        mean, sd, own = league.per_shot(z), league.per_shot_sd(z), defence.per_shot(z)
        if mean is not None and sd and own is not None and pct_row is not None:
            row[f"{z}_defense_vs_league_avg"] = half_away(pct - league.pct(z), 3)
            against_league[z] = (own - mean) / sd
    if against_league:
        row["strongest_zone"] = min(against_league, key=lambda z: against_league[z])
        row["weakest_zone"] = max(against_league, key=lambda z: against_league[z])
    return row
