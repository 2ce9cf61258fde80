"""What makes one team better than another, and one evening different from the next."""

from dataclasses import dataclass

import numpy as np

from fullcourt.league.players import Players
from fullcourt.league.rosters import SLOTS, Rosters
from fullcourt.league.schedule import Schedule
from fullcourt.league.tables import Array

HOME_EDGE = 0.0076
TIRED_OFFENCE = -0.0185
TIRED_DEFENCE = 0.0140
# Attribute columns of `Cards.attributes`.
USAGE, TURNOVER, OREB, DREB, ASSIST, STEAL, BLOCK, FOUL, FREE = range(9)


@dataclass(frozen=True, slots=True)
class Teams:
    """Season-long traits of teams: what their attack and defence add, by zone where it matters."""

    offence: Array
    defence: Array
    pace: Array
    zone_make: Array  # (teams, 6) added to opponents' make probability
    zone_mix: Array  # (teams, 6) factor on opponents' zone shares
    turnovers: Array
    rebounds: Array


@dataclass(frozen=True, slots=True)
class Cards:
    """Per card row (game and side): attributes of its players and the evening's adjustments."""

    attributes: Array  # (rows * SLOTS, 9)
    mix: Array  # (rows * SLOTS, 6)
    skill: Array  # (rows * SLOTS, 6)
    offence: Array
    defence: Array
    pace: Array
    zone_make: Array
    zone_mix: Array
    turnovers: Array
    rebounds: Array


def make_teams(count: int, rng: np.random.Generator) -> Teams:
    """Draw the traits of a league's teams, centred so that the league stays average."""

    def centred(scale: float, *shape: int) -> Array:
        values = rng.normal(0, scale, shape)
        out: Array = values - values.mean(axis=0)
        return out

    return Teams(
        offence=centred(0.0215, count),
        defence=centred(0.0215, count),
        pace=1 + centred(0.014, count),
        zone_make=centred(0.016, count, 6),
        zone_mix=np.exp(centred(0.07, count, 6)),
        turnovers=1 + centred(0.06, count),
        rebounds=1 + centred(0.06, count),
    )


def drift(teams: Teams, rng: np.random.Generator) -> Teams:
    """The same clubs a year later: half of what they were, half something new."""
    fresh = make_teams(len(teams.offence), rng)
    names = Teams.__dataclass_fields__
    return Teams(*(0.5 * (getattr(teams, n) + getattr(fresh, n)) for n in names))


def make_cards(
    teams: Teams, players: Players, schedule: Schedule, rosters: Rosters, rng: np.random.Generator
) -> Cards:
    """Line up players and team traits for every game and side."""
    rows = len(rosters.slots)
    who = np.maximum(rosters.slots, 0).ravel()
    mood = np.exp(rng.normal(0, 0.20, (rows * SLOTS, 1)))
    rates = players.rates[who]
    attributes = np.column_stack(
        [
            players.usage[who] * mood[:, 0],
            players.usage[who] * rates[:, 5],
            *(rates[:, i] for i in (1, 2, 0, 3, 4, 6)),
            players.free_throw[who],
        ]
    )
    club = np.column_stack([schedule.games["home"], schedule.games["away"]]).ravel()
    home = np.tile([1.0, -1.0], rows // 2)
    tired = back_to_back(schedule, club) == 1
    pace = (
        0.5 * (teams.pace[club] + teams.pace[club.reshape(-1, 2)[:, ::-1].ravel()])
    ) * np.repeat(1 + rng.normal(0, 0.010, rows // 2), 2)
    return Cards(
        attributes=attributes,
        mix=players.mix[who],
        skill=players.skill[who] + rng.normal(0, 0.012, (rows * SLOTS, 1)),
        offence=teams.offence[club] + HOME_EDGE * home + TIRED_OFFENCE * tired,
        defence=teams.defence[club] + TIRED_DEFENCE * tired,
        pace=pace,
        zone_make=teams.zone_make[club],
        zone_mix=teams.zone_mix[club],
        turnovers=teams.turnovers[club],
        rebounds=teams.rebounds[club],
    )


def back_to_back(schedule: Schedule, club: Array) -> Array:
    """Days since the team's previous game of the season, per card row; 9 before its first."""
    day = np.repeat(schedule.games["day"], 2)
    order = np.lexsort((day, club))
    since = np.full(len(day), 9, dtype=np.int64)
    gap = np.diff(day[order])
    same = club[order][1:] == club[order][:-1]
    since[order[1:]] = np.where(same, np.minimum(gap, 9), 9)
    return since
