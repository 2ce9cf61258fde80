"""The players of a league: who they are, how good they are, how they age."""

from dataclasses import dataclass, replace

import numpy as np

from fullcourt.league.names import make_names
from fullcourt.league.tables import Array

FIRST_PLAYER_ID = 9_000_001
ROSTER_SIZE = 18
ZONES = (
    "Restricted Area",
    "In The Paint (Non-RA)",
    "Mid-Range",
    "Left Corner 3",
    "Right Corner 3",
    "Above the Break 3",
    "Backcourt",
)
# Share of attempts by zone for guards, wings and bigs; their mixture is the league's share.
_ZONE_MIX = np.array(
    [
        [0.170, 0.195, 0.155, 0.051, 0.046, 0.383],
        [0.194, 0.150, 0.120, 0.085, 0.076, 0.375],
        [0.370, 0.275, 0.105, 0.023, 0.021, 0.206],
    ]
)
#         ast  oreb  dreb  stl   blk   tov   pf    ft%    three
_ROLE = np.array(
    [
        [1.75, 0.45, 0.75, 1.20, 0.40, 1.15, 0.85, 0.825, 0.004],
        [0.85, 0.75, 0.95, 1.05, 0.75, 0.90, 0.98, 0.785, 0.002],
        [0.65, 2.10, 1.45, 0.75, 2.30, 0.95, 1.25, 0.715, -0.012],
    ]
)


@dataclass(frozen=True, slots=True)
class Players:
    """Every player of a league as parallel arrays; a player's row number is his index."""

    player_id: Array
    first: Array
    last: Array
    age: Array
    role: Array  # 0 guard, 1 wing, 2 big
    team: Array  # index of his team on opening night, -1 = out of the league
    worth: Array  # decides his minutes
    usage: Array  # weight when the ball goes to somebody on court
    mix: Array  # (players, 6) shares of attempts by zone, backcourt apart
    skill: Array  # (players, 6) what he adds to the make probability of a zone
    free_throw: Array
    rates: Array  # (players, 7) weights: ast, oreb, dreb, stl, blk, tov, pf

    @property
    def full_name(self) -> Array:
        """First and last name, as box scores print them."""
        return np.array(
            [f"{a} {b}" for a, b in zip(self.first, self.last, strict=True)], dtype=object
        )


def make_players(teams: int, rng: np.random.Generator) -> Players:
    """A new league's players, `ROSTER_SIZE` a team, from star to two-way contract."""
    rank = np.tile(np.arange(ROSTER_SIZE), teams)
    return _draw(np.repeat(np.arange(teams), ROSTER_SIZE), rank, FIRST_PLAYER_ID, rng, set())


def _draw(
    team: Array, rank: Array, first_id: int, rng: np.random.Generator, used: set[str]
) -> Players:
    count = len(team)
    names = make_names(count, rng, used)
    role = (rank + rng.integers(0, 3, count)) % 3
    worth = np.exp(-0.115 * rank + rng.normal(0, 0.20, count))
    usage = 0.98 * np.exp(0.55 * (np.log(worth) + 0.35)) * np.exp(rng.normal(0, 0.24, count))
    mix = _ZONE_MIX[role] * np.exp(rng.normal(0, 0.42, (count, 6)))
    mix /= mix.sum(axis=1, keepdims=True)
    skill = rng.normal(0, 0.022, (count, 1)) + rng.normal(0, 0.014, (count, 6))
    skill[:, 3:] += _ROLE[role, 8][:, None]
    rates = _ROLE[role][:, :7] * np.exp(rng.normal(0, 0.28, (count, 7)))
    free = np.clip(_ROLE[role, 7] + rng.normal(0, 0.06, count), 0.42, 0.94)
    return Players(
        player_id=np.arange(first_id, first_id + count, dtype=np.int64),
        first=np.array([a for a, _ in names], dtype=object),
        last=np.array([b for _, b in names], dtype=object),
        age=np.clip(np.round(rng.normal(26.3, 4.2, count)), 19, 40).astype(np.int64),
        role=role,
        team=team.astype(np.int64),
        worth=worth,
        usage=usage,
        mix=mix,
        skill=skill,
        free_throw=free,
        rates=rates,
    )


def next_season(players: Players, rng: np.random.Generator) -> Players:
    """The same league a year on: players age, some stop, newcomers fill rosters, some move.

    Nobody is removed from the arrays, so an index means the same player in every season.
    """
    drift = np.where(players.age < 26, 0.06, np.where(players.age > 31, -0.08, 0.0))
    worth = players.worth * np.exp(drift + rng.normal(0, 0.10, len(players.age)))
    team = players.team.copy()
    for club in range(int(team.max()) + 1):
        roster = np.flatnonzero(team == club)
        leaving = players.age[roster] + 40 * rng.random(len(roster)) - 8 * worth[roster] > 57
        weakest = roster[np.argsort(worth[roster])[:2]]
        team[np.union1d(roster[leaving], weakest)] = -1
    active = np.flatnonzero(team >= 0)
    movers = rng.permutation(active)[: len(active) // 5]
    team[movers] = team[np.roll(movers, 1)]
    aged = replace(players, age=players.age + 1, worth=worth, team=team)
    return _join(aged, _newcomers(aged, rng))


def _newcomers(players: Players, rng: np.random.Generator) -> Players:
    clubs = int(players.team.max()) + 1
    missing = ROSTER_SIZE - np.bincount(players.team[players.team >= 0], minlength=clubs)
    team = np.repeat(np.arange(clubs), missing)
    used = {f"{a} {b}" for a, b in zip(players.first, players.last, strict=True)}
    first_id = int(players.player_id[-1]) + 1
    rookies = _draw(team, rng.integers(6, ROSTER_SIZE, len(team)), first_id, rng, used)
    return replace(rookies, age=np.clip(rookies.age - 5, 19, 24))


def _join(one: Players, two: Players) -> Players:
    return Players(
        *(
            np.concatenate([getattr(one, name), getattr(two, name)])
            for name in Players.__dataclass_fields__
        )
    )
