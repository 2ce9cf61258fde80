"""Who belongs to which team on which day, who is hurt, and who dresses and plays each game."""

from dataclasses import dataclass

import numpy as np

from fullcourt.league.config import LeagueConfig
from fullcourt.league.players import Players
from fullcourt.league.schedule import Schedule
from fullcourt.league.tables import Array, Columns, frozen

SLOTS = 15
# How many of a team's players see the floor.
_PLAY_COUNT = np.array([8, 9, 10, 11, 12, 13, 14, 15])
_PLAY_CDF = np.cumsum([0.022, 0.219, 0.330, 0.182, 0.127, 0.073, 0.039, 0.008])
_SPELL_RATE = 0.016
REASONS = (
    "Injury/Illness - Right Ankle; Sprain",
    "Injury/Illness - Left Knee; Soreness",
    "Injury/Illness - Lower Back; Tightness",
    "Injury/Illness - Left Hamstring; Strain",
    "Injury/Illness - N/A; Illness",
    "Rest",
    "Personal Reasons",
    "Not With Team",
)


@dataclass(frozen=True, slots=True)
class Membership:
    """Who belongs where and who is absent, by day of the season.

    `team_at` is (players, days), -1 = out of the league; `out` has the same shape and holds -1 or
    an index into `REASONS`.
    """

    team_at: Array
    out: Array
    moves: Columns  # day, player, from_team, to_team
    spells: Columns  # player, first_day, last_day, reason


@dataclass(frozen=True, slots=True)
class Rosters:
    """The line-up cards of games.

    Row `2 * game + side` (side 0 home, 1 away) of `slots` holds the indexes of the players who
    play, best first, -1 after the last; `played` counts them. `others` lists everybody else of the
    roster: row, player, inactive (0: dressed) and the reason's index, -1 = coach's decision.
    """

    members: Membership
    slots: Array
    played: Array
    others: Columns


def make_membership(
    config: LeagueConfig, players: Players, days: tuple[int, int], rng: np.random.Generator
) -> Membership:
    """Trades and injuries of a season; `days` = length of the regular season, and of all of it."""
    team_at, moves = _trades(config, players, days[0], rng)
    after = np.repeat(team_at[:, -1:], days[1] - days[0], axis=1)
    team_at = np.concatenate([team_at, after], axis=1)
    out, spells = _absences(config, players, days[1], rng)
    return Membership(team_at, out, moves, spells)


def make_rosters(
    config: LeagueConfig,
    players: Players,
    schedule: Schedule,
    members: Membership,
    rng: np.random.Generator,
) -> Rosters:
    """The cards of every game of a schedule."""
    days = (members.team_at, members.out)
    return Rosters(members, *_cards(config, players, schedule, days, rng))


def _trades(
    config: LeagueConfig,
    players: Players,
    days: int,
    rng: np.random.Generator,
) -> tuple[Array, Columns]:
    team_at = np.repeat(players.team[:, None], days, axis=1)
    deadline = min(days - 1, round(days * 0.66))
    rows: list[tuple[int, int, int, int]] = []
    members = np.flatnonzero(players.team >= 0)
    for number in range(config.trades):
        near = number % 10 < 7
        day = deadline - int(rng.integers(0, 6)) if near else int(rng.integers(days // 8 + 1, days))
        day = min(max(day, 1), days - 1)
        one, two = (int(p) for p in rng.choice(members, 2, replace=False))
        a, b = int(team_at[one, day]), int(team_at[two, day])
        if a == b:
            continue
        team_at[one, day:], team_at[two, day:] = b, a
        rows += [(day, one, a, b), (day, two, b, a)]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    names = ("day", "player", "from_team", "to_team")
    return team_at, frozen({name: table[:, i].copy() for i, name in enumerate(names)})


def _absences(
    config: LeagueConfig, players: Players, days: int, rng: np.random.Generator
) -> tuple[Array, Columns]:
    count = len(players.player_id)
    out = np.full((count, days), -1, dtype=np.int8)
    starts = rng.random((count, days)) < (_SPELL_RATE * 0.62 if config.injuries else 0.0)
    already = rng.random(count) < (0.05 if config.injuries else 0.0)
    starts[:, 0] |= already
    who, when = np.nonzero(starts)
    long = rng.random(len(who)) < 0.09
    span = np.where(long, rng.gamma(2.0, 30.0, len(who)), rng.gamma(1.1, 7.5, len(who)))
    reason = rng.choice(8, len(who), p=[0.22, 0.22, 0.14, 0.14, 0.14, 0.06, 0.05, 0.03])
    span = np.where(np.isin(reason, (5, 6)), 1 + rng.integers(0, 2, len(who)), span)
    last = np.minimum(when + span.astype(int), days - 1)
    keep = []
    for row, (p, a, b, why) in enumerate(
        zip(who.tolist(), when.tolist(), last.tolist(), reason.tolist(), strict=True)
    ):
        if out[p, a] < 0:
            out[p, a : b + 1] = why
            keep.append(row)
    rows = np.array(keep, dtype=np.int64)
    spells = {"player": who[rows], "first_day": when[rows]}
    spells |= {"last_day": last[rows], "reason": reason[rows]}
    return out, frozen(spells)


def _cards(
    config: LeagueConfig,
    players: Players,
    schedule: Schedule,
    days: tuple[Array, Array],
    rng: np.random.Generator,
) -> tuple[Array, Array, Columns]:
    team_at, out = days
    games = len(schedule.games["day"])
    slots = np.full((2 * games, SLOTS), -1, dtype=np.int64)
    played = np.zeros(2 * games, dtype=np.int64)
    rest = _back_to_back(config, schedule)
    draws = rng.random((2 * games, 2 + len(players.player_id)))
    others: list[tuple[int, int, int, int]] = []
    members = [
        [np.flatnonzero(team_at[:, d] == t) for d in range(team_at.shape[1])]
        for t in range(config.teams)
    ]
    for row in range(2 * games):
        game, side = divmod(row, 2)
        day = int(schedule.games["day"][game])
        team = int(schedule.games["away" if side else "home"][game])
        roster = members[team][day]
        noise = draws[row, 2 + roster]
        why = out[roster, day].astype(int)
        stars = (rest[row] == 1) & (why < 0) & (players.worth[roster] > 0.75) & (noise > 0.93)
        why = np.where(stars & config.injuries, 5, why)
        if int((why < 0).sum()) < 8:
            why[np.argsort(-noise)[:10]] = -1
        score = players.worth[roster] * np.exp(0.9 * (noise - 0.5)) - 9.0 * (why >= 0)
        order = roster[np.argsort(-score, kind="stable")]
        state = dict(zip(roster.tolist(), why.tolist(), strict=True))
        healthy = int((why < 0).sum())
        count = min(int(_PLAY_COUNT[np.searchsorted(_PLAY_CDF[:-1], draws[row, 0])]), healthy)
        slots[row, :count] = order[:count]
        played[row] = count
        for place, player in enumerate(order[count:].tolist(), start=count):
            dressed = state[player] < 0 and place < 13
            others.append((row, player, int(not dressed), state[player]))
    table = np.array(others, dtype=np.int64).reshape(-1, 4)
    names = ("row", "player", "inactive", "reason")
    return slots, played, frozen({name: table[:, i].copy() for i, name in enumerate(names)})


def _back_to_back(config: LeagueConfig, schedule: Schedule) -> Array:
    """Per card, days since the team's last game (1 = back-to-back), 9 for its first."""
    games = len(schedule.games["day"])
    since = np.full(2 * games, 9, dtype=np.int64)
    last = np.full(config.teams, -9)
    for game in np.argsort(schedule.games["day"], kind="stable"):
        day = schedule.games["day"][game]
        for side, name in enumerate(("home", "away")):
            team = schedule.games[name][game]
            since[2 * game + side] = min(9, day - last[team])
            last[team] = day
    return since
