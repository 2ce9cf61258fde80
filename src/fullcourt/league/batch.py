"""Play a batch of games, drop those that were never needed, and join batches to a season."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fullcourt.league import rotation
from fullcourt.league.box import player_box
from fullcourt.league.config import LeagueConfig
from fullcourt.league.events import make_events
from fullcourt.league.game import Played, play
from fullcourt.league.players import Players
from fullcourt.league.rosters import SLOTS, Membership, Rosters, make_rosters
from fullcourt.league.schedule import Schedule
from fullcourt.league.strength import Teams, make_cards
from fullcourt.league.tables import Array, Columns, frozen, take

# Chooses, from the score of every game, those that really took place.
Needed = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that all games of a season share."""

    config: LeagueConfig
    players: Players
    traits: Teams
    members: Membership
    rng: np.random.Generator


@dataclass(frozen=True, slots=True)
class Batch:
    """Games that were played together."""

    schedule: Schedule
    rosters: Rosters
    score: Array
    periods: Array
    events: Columns
    player_games: Columns


def play_batch(setting: Setting, schedule: Schedule, needed: Needed | None = None) -> Batch:
    """Play the games of a schedule; `needed` drops games of series already decided."""
    rng, players = setting.rng, setting.players
    rosters = make_rosters(setting.config, players, schedule, setting.members, rng)
    target = rotation.target_minutes(rosters, players, rng)
    lineups = rotation.lineups(rosters, target, rng)
    starts = rotation.stretch_starts(len(lineups), rng)
    cards = make_cards(setting.traits, players, schedule, rosters, rng)
    played = play(cards, lineups, starts, rng)
    if needed:
        keep = needed(played.score)
        schedule, rosters = _keep_cards(schedule, rosters, keep)
        played, lineups = _keep_games(played, keep), lineups[np.repeat(keep, 2)]
    events = make_events(played, rosters, rng)
    lines = player_box(played, events, rosters, lineups)
    return Batch(schedule, rosters, played.score, played.periods, events, lines)


def _keep_cards(schedule: Schedule, rosters: Rosters, keep: Array) -> tuple[Schedule, Rosters]:
    rows = np.repeat(keep, 2)
    place = np.cumsum(rows) - 1
    others = take(rosters.others, rows[rosters.others["row"]])
    others["row"] = place[others["row"]]
    cards = replace(
        rosters, slots=rosters.slots[rows], played=rosters.played[rows], others=frozen(others)
    )
    return replace(schedule, games=frozen(take(schedule.games, keep))), cards


def _keep_games(played: Played, keep: Array) -> Played:
    rows = np.repeat(keep, 2)
    place = np.cumsum(keep) - 1
    events = take(played.events, keep[played.events["game"]])
    moved = (events["game"] - place[events["game"]]).astype(np.int32)
    events["game"] = events["game"] - moved
    for name in ("p1", "p2", "p3"):
        events[name] = np.where(events[name] >= 0, events[name] - 2 * SLOTS * moved, -1)
    return Played(
        events, played.score[keep], played.periods[keep], played.began[rows], played.lead[rows]
    )


def merge(batches: Sequence[Batch]) -> Batch:
    """All games of a season in one batch, in the order given."""
    before = np.cumsum([0, *(len(b.score) for b in batches)]).tolist()
    first = batches[0]
    pairs = list(zip(batches, before, strict=False))
    others = [_shifted(b.rosters.others, n, row=2) for b, n in pairs]
    lines = [_shifted(b.player_games, n, row=2, game=1) for b, n in pairs]
    flat = 2 * SLOTS
    events = [_shifted(b.events, n, game=1, p1=flat, p2=flat, p3=flat) for b, n in pairs]
    return Batch(
        schedule=replace(first.schedule, games=_stack([b.schedule.games for b in batches])),
        rosters=replace(
            first.rosters,
            slots=np.concatenate([b.rosters.slots for b in batches]),
            played=np.concatenate([b.rosters.played for b in batches]),
            others=_stack(others),
        ),
        score=np.concatenate([b.score for b in batches]),
        periods=np.concatenate([b.periods for b in batches]),
        events=_stack(events),
        player_games=_stack(lines),
    )


def _shifted(columns: Columns, games: int, **steps: int) -> dict[str, Array]:
    """The columns with those that point at games moved on by `games` times their step."""
    out = dict(columns)
    for name, step in steps.items():
        out[name] = np.where(out[name] >= 0, out[name] + games * step, out[name])
    return out


def _stack(parts: Sequence[Columns]) -> Columns:
    return frozen({name: np.concatenate([p[name] for p in parts]) for name in parts[0]})
