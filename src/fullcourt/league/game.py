"""The possession engine: every game of a schedule played in lockstep, one chance at a time."""

from dataclasses import dataclass

import numpy as np

from fullcourt.league.chance import Step, foul_trip, miss_or_make, turnover
from fullcourt.league.court import Chance, Kind, Part, Record, State
from fullcourt.league.rosters import SLOTS
from fullcourt.league.rotation import period_length
from fullcourt.league.strength import Cards
from fullcourt.league.tables import Array

_DRAWS = 30
_MAX_STEPS = 900
# Seconds a chance takes, by quantile: a fresh possession, after an offensive rebound, after a foul.
_GRID = np.linspace(0.0, 1.0, 256)
_SECONDS = np.stack(
    [
        np.interp(_GRID, [0, 0.08, 0.3, 0.6, 0.9, 1], [2.0, 4.4, 9.8, 15.0, 20.8, 24.4]),
        np.interp(_GRID, [0, 0.45, 0.7, 0.9, 1], [1.0, 2.0, 6.4, 12.4, 14.4]),
        np.interp(_GRID, [0, 0.2, 0.6, 0.9, 1], [2.0, 3.6, 8.0, 12.4, 14.4]),
    ]
)
# Shares of a chance's endings: turnover, common foul, shooting foul; the rest are shots.
_ENDINGS = np.array([[0.1265, 0.068, 0.063], [0.070, 0.060, 0.075], [0.095, 0.060, 0.080]])


@dataclass(frozen=True, slots=True)
class Played:
    """What the engine hands over: events by flat card slot, and when stretches really began."""

    events: dict[str, Array]
    score: Array
    periods: Array
    began: Array  # (rows, stretches) game second a stretch took the floor, -1 = never
    lead: Array  # (rows, stretches) the team's lead at that moment


def play(cards: Cards, lineups: Array, starts: Array, rng: np.random.Generator) -> Played:
    """Play all games to the end."""
    games = len(lineups) // 2
    first = rng.integers(0, 2, games)
    state = State.opening(games, SLOTS, first)
    record = Record()
    began = np.full(starts.shape, -1, dtype=np.int64)
    lead = np.zeros(starts.shape, dtype=np.int64)
    began[:, 0] = 0
    _tip_off(state, record, lineups)
    while not state.over.all():
        state.step += 1
        if state.step > _MAX_STEPS:
            raise RuntimeError("a simulated game does not end")
        live = np.flatnonzero(~state.over)
        _substitute(state, record, live, (lineups, starts, began, lead))
        _one_step(state, record, live, (cards, lineups), rng.random((_DRAWS, len(live))))
    return Played(record.columns(), state.score, state.period, began, lead)


def _tip_off(state: State, record: Record, lineups: Array) -> None:
    games = np.arange(len(state.period))
    clock = state.clock
    record.add(games, step=0, part=Part.PERIOD_START, period=1, clock=clock, kind=Kind.PERIOD_START)
    home = 2 * games * SLOTS + lineups[2 * games, 0, 4]
    away = (2 * games + 1) * SLOTS + lineups[2 * games + 1, 0, 4]
    row = 2 * games + state.first
    catcher = row * SLOTS + lineups[row, 0, 1]
    record.add(
        games,
        step=0,
        part=Part.JUMP_BALL,
        period=1,
        clock=clock,
        kind=Kind.JUMP_BALL,
        side=0,
        p1=home,
        p2=away,
        p3=catcher,
        action=0,
    )


def _substitute(
    state: State, record: Record, live: Array, floor: tuple[Array, Array, Array, Array]
) -> None:
    """Bring on the stretch that is due, and note who goes and who comes."""
    lineups, starts, began, lead = floor
    elapsed = state.elapsed(live)
    for side in (0, 1):
        rows = 2 * live + side
        due = (starts[rows] <= elapsed[:, None]).sum(axis=1) - 1
        now = state.stretch[live, side]
        change = due > now
        if not change.any():
            continue
        games, row, new, old = live[change], rows[change], due[change], now[change]
        state.stretch[games, side] = new
        began[row, new] = elapsed[change]
        lead[row, new] = state.score[games, side] - state.score[games, 1 - side]
        five_in, five_out = lineups[row, new], lineups[row, old]
        comes = ~(five_in[:, :, None] == five_out[:, None, :]).any(axis=2)
        goes = ~(five_out[:, :, None] == five_in[:, None, :]).any(axis=2)
        at_in, at_out = np.nonzero(comes), np.nonzero(goes)
        who = at_in[0]
        record.add(
            games[who],
            step=state.step,
            part=Part.SUBSTITUTION,
            period=state.period[games[who]],
            clock=state.clock[games[who]],
            kind=Kind.SUBSTITUTION,
            action=0,
            side=side,
            p1=row[who] * SLOTS + five_out[at_out],
            p2=row[who] * SLOTS + five_in[at_in],
        )


def _one_step(
    state: State, record: Record, live: Array, teams: tuple[Cards, Array], u: Array
) -> None:
    cards, lineups = teams
    chance = state.chance[live]
    row = 2 * live + state.offence[live]
    seconds = 0.993 * _SECONDS[chance, (u[0] * 255.99).astype(np.int64)] / cards.pace[row]
    seconds = np.maximum(1, np.round(seconds)).astype(np.int64)
    clock = state.clock[live]
    late = seconds > clock
    hurry = late & (clock >= 2) & (u[1] < 0.80)
    seconds = np.where(hurry, clock - (u[2] * np.minimum(clock - 1, 3)).astype(np.int64), seconds)
    ends = late & ~hurry
    _end_period(state, record, live[ends])
    on = ~ends
    games = live[on]
    if not len(games):
        return
    state.clock[games] -= seconds[on]
    step = Step.of(state, record, games, (cards, lineups), u[:, on])
    step.last_second = hurry[on] & (clock[on] <= 24)
    step.heave = hurry[on] & (clock[on] <= 3) & (u[29][on] < 0.5)
    _resolve(step)


def _resolve(step: Step) -> None:
    """Decide how each chance ends and let the ending play out."""
    shares = np.cumsum(_ENDINGS[step.chance] * step.ending_weights(), axis=1)
    draw = step.u[3]
    quiet = ~step.last_second
    lost = (draw < shares[:, 0]) & quiet
    common = ~lost & (draw < shares[:, 1]) & quiet
    fouled = ~lost & ~common & (draw < shares[:, 2])
    shoots = ~(lost | common | fouled)
    step.technical(step.u[4] < 0.0021)
    turnover(step.of_mask(lost))
    foul_trip(step.of_mask(common), shooting=False)
    foul_trip(step.of_mask(fouled), shooting=True)
    miss_or_make(step.of_mask(shoots))
    step.timeout(step.u[5] < 0.046)


def _end_period(state: State, record: Record, games: Array) -> None:
    if not len(games):
        return
    period = state.period[games]
    record.add(
        games,
        step=state.step,
        part=Part.PERIOD_END,
        period=period,
        clock=0,
        kind=Kind.PERIOD_END,
        action=0,
    )
    level = state.score[games, 0] == state.score[games, 1]
    done = (period >= 4) & ~level
    state.over[games[done]] = True
    more = games[~done]
    state.period[more] += 1
    state.clock[more] = period_length(state.period[more])
    state.team_fouls[more] = 0
    state.chance[more] = Chance.FRESH
    # The side that lost the tip starts the middle quarters, the winner the last; overtime is open.
    now = state.period[more]
    middle = (now == 2) | (now == 3)
    state.offence[more] = np.where(middle, 1 - state.first[more], state.first[more])
    record.add(
        more,
        step=state.step,
        part=Part.PERIOD_START,
        period=now,
        clock=state.clock[more],
        kind=Kind.PERIOD_START,
        action=0,
    )
