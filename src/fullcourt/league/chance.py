"""One chance: turnovers, fouls and free throws, shots, blocks, assists and rebounds."""

from dataclasses import dataclass, field

import numpy as np

from fullcourt.league import strength
from fullcourt.league.court import Chance, Kind, Part, Record, State, pick
from fullcourt.league.rosters import SLOTS
from fullcourt.league.strength import Cards
from fullcourt.league.tables import Array

BACKCOURT = 6
_MAKE = np.array([0.6640, 0.4440, 0.4205, 0.3850, 0.3850, 0.3520, 0.025])
_ASSISTED = np.array([0.635, 0.455, 0.435, 0.960, 0.960, 0.785, 0.5])
_BLOCKED = np.array([0.278, 0.188, 0.041, 0.013, 0.016, 0.0112, 0.0])
_AND_ONE = np.array([0.113, 0.085, 0.030, 0.006, 0.006, 0.006, 0.0])
_VALUE = np.array([2, 2, 2, 3, 3, 3, 3])
_PUTBACK = np.array([0.70, 0.16, 0.04, 0.02, 0.02, 0.06])
# Turnovers without a steal: action codes and their weights; with one: bad pass, lost ball.
_LOOSE_ACTIONS = np.array([37, 45, 4, 40, 39, 13, 21, 8])
_LOOSE_CDF = np.cumsum([0.335, 0.272, 0.195, 0.122, 0.057, 0.006, 0.007, 0.006])
_STOLEN = 0.545
# Leading sides ease off and trailing ones press: per point of lead, on the make probability.
_EASE = 0.0022
_SHOT_CLOCK = 0.043


@dataclass(slots=True)
class Step:
    """The games that have a chance in this step, with everything a chance needs."""

    state: State
    record: Record
    cards: Cards
    games: Array
    offence: Array
    chance: Array
    attack: Array  # (n, 5) flat card slots on court
    defend: Array
    u: Array
    last_second: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))
    heave: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @classmethod
    def of(
        cls, state: State, record: Record, games: Array, teams: tuple[Cards, Array], u: Array
    ) -> "Step":
        """Look up who is on court."""
        cards, lineups = teams
        offence = state.offence[games]
        row, other = 2 * games + offence, 2 * games + 1 - offence
        five = lineups[row, state.stretch[games, offence]]
        against = lineups[other, state.stretch[games, 1 - offence]]
        return cls(
            state,
            record,
            cards,
            games,
            offence,
            state.chance[games],
            row[:, None] * SLOTS + five,
            other[:, None] * SLOTS + against,
            u,
        )

    def of_mask(self, mask: Array) -> "Step":
        """The same step for some of its games."""
        return Step(
            self.state,
            self.record,
            self.cards,
            self.games[mask],
            self.offence[mask],
            self.chance[mask],
            self.attack[mask],
            self.defend[mask],
            self.u[:, mask],
            self.last_second[mask],
            self.heave[mask],
        )

    @property
    def row(self) -> Array:
        """Card row of the offence."""
        return 2 * self.games + self.offence

    @property
    def other(self) -> Array:
        """Card row of the defence."""
        return 2 * self.games + 1 - self.offence

    @property
    def lead(self) -> Array:
        """Points by which the offence leads."""
        score = self.state.score[self.games]
        mine = np.where(self.offence == 0, score[:, 0] - score[:, 1], score[:, 1] - score[:, 0])
        return np.clip(mine, -25, 25)

    @property
    def closing(self) -> Array:
        """Whether a fourth quarter or overtime is in its last seconds."""
        late: Array = (self.state.period[self.games] >= 4) & (self.state.clock[self.games] <= 24)
        return late

    def ending_weights(self) -> Array:
        """Factors on turnovers and fouls by team."""
        lost = self.cards.turnovers[self.row]
        return np.stack([lost, np.ones_like(lost), np.ones_like(lost)], axis=1)

    def choose(self, column: int, u: Array, *, defence: bool = False) -> Array:
        """A player on court drawn by one attribute, as a flat card slot."""
        five = self.defend if defence else self.attack
        weights = self.cards.attributes[five, column]
        return five[np.arange(len(five)), pick(weights, u)]

    def tell(self, kind: Kind, part: int, **columns: Array | int) -> None:
        """Record an event of all games of the step at the present clock."""
        columns.setdefault("side", self.offence)
        self.record.add(
            self.games,
            step=self.state.step,
            part=part,
            period=self.state.period[self.games],
            clock=self.state.clock[self.games],
            kind=kind,
            **columns,
        )

    def score(self, points: Array) -> None:
        """Add points to the offence."""
        self.state.score[self.games, self.offence] += points

    def turn_over(self) -> None:
        """The ball goes to the other side."""
        self.state.offence[self.games] = 1 - self.offence
        self.state.chance[self.games] = Chance.FRESH

    def technical(self, mask: Array) -> None:
        """A technical foul against the defence: one free throw, the chance goes on."""
        step = self.of_mask(mask)
        if not len(step.games):
            return
        guilty = step.choose(strength.FOUL, step.u[6], defence=True)
        step.tell(Kind.FOUL, Part.TECHNICAL, action=11, side=1 - step.offence, p1=guilty)
        best = np.argmax(step.cards.attributes[step.attack, strength.FREE], axis=1)
        shooter = step.attack[np.arange(len(best)), best]
        made = step.u[7] < step.cards.attributes[shooter, strength.FREE]
        step.tell(
            Kind.FREE_THROW, Part.TECHNICAL + 1, action=16, p1=shooter, made=made, value=1, extra=1
        )
        step.score(made.astype(np.int64))

    def timeout(self, mask: Array) -> None:
        """The side about to attack takes a timeout."""
        step = self.of_mask(mask)
        if len(step.games):
            step.tell(Kind.TIMEOUT, Part.TIMEOUT, action=1, side=step.state.offence[step.games])


def turnover(step: Step) -> None:
    """The offence loses the ball: stolen, thrown away, an offensive foul or the shot clock."""
    if not len(step.games):
        return
    loser = step.choose(strength.TURNOVER, step.u[6])
    stolen = step.u[7] < _STOLEN
    expired = ~stolen & (step.u[7] > 1 - _SHOT_CLOCK)
    thief = np.where(stolen, step.choose(strength.STEAL, step.u[8], defence=True), -1)
    loose = _LOOSE_ACTIONS[np.searchsorted(_LOOSE_CDF[:-1], step.u[9])]
    action = np.where(stolen, np.where(step.u[9] < 0.64, 1, 2), np.where(expired, 11, loose))
    # Nobody commits a seventh foul: such a turnover is a bad pass out of bounds instead.
    action = np.where((action == 37) & (step.state.fouls[loser] >= 5), 45, action)
    offensive = action == 37
    _offensive_foul(step.of_mask(offensive), loser[offensive])
    step.tell(
        Kind.TURNOVER,
        Part.TURNOVER,
        action=action,
        p1=np.where(expired, -1, loser),
        p2=thief,
    )
    step.turn_over()


def _offensive_foul(step: Step, guilty: Array) -> None:
    if not len(step.games):
        return
    victim = step.defend[:, 0]
    action = np.where(step.u[10] < 0.26, 26, 4)
    step.state.fouls[guilty] += 1
    step.tell(Kind.FOUL, Part.FOUL, action=action, p1=guilty, p2=victim, extra=0)


def _charge(step: Step, u: Array) -> tuple[Array, Array]:
    """Who of the defence commits a foul, and whether the bonus applies."""
    five = step.defend
    fouls = step.state.fouls[five]
    calm = np.where(fouls >= 6, 1e-9, np.where(fouls == 5, 0.25, 1.0))
    weights = step.cards.attributes[five, strength.FOUL] * calm
    guilty = five[np.arange(len(five)), pick(weights, u)]
    step.state.fouls[guilty] += 1
    side = 1 - step.offence
    step.state.team_fouls[step.games, side] += 1
    return guilty, step.state.team_fouls[step.games, side]


def foul_trip(step: Step, *, shooting: bool) -> None:
    """A defensive foul away from a shot attempt that counts; free throws if due."""
    if not len(step.games):
        return
    guilty, count = _charge(step, step.u[6])
    victim = step.choose(strength.USAGE, step.u[7])
    loose = np.where(step.u[8] < 0.17, 3, 1)
    step.tell(
        Kind.FOUL,
        Part.FOUL,
        action=2 if shooting else loose,
        side=1 - step.offence,
        p1=guilty,
        p2=victim,
        extra=count,
    )
    free = np.full(len(step.games), shooting) | (count > 4)
    step.state.chance[step.games[~free]] = Chance.AFTER_FOUL
    three = step.u[9] < (0.034 if shooting else 0.0)
    trip = step.of_mask(free)
    free_throws(trip, victim[free], np.where(three, 3, 2)[free])


def free_throws(step: Step, shooter: Array, count: Array) -> None:
    """One to three free throws; a missed last one is a live ball."""
    if not len(step.games):
        return
    chance = step.cards.attributes[shooter, strength.FREE]
    last_made = np.zeros(len(shooter), dtype=bool)
    for number in range(3):
        at = number < count
        some = step.of_mask(at)
        if not len(some.games):
            continue
        made = step.u[11 + number][at] < chance[at]
        of = count[at]
        base = np.where(of == 1, 10, np.where(of == 2, 11, 13))
        some.tell(
            Kind.FREE_THROW,
            Part.FREE_THROW + 4 * number,
            action=base + number,
            p1=shooter[at],
            made=made,
            value=1,
            extra=of,
        )
        some.score(made.astype(np.int64))
        last = of == number + 1
        dead = some.of_mask(~made & ~last)
        if len(dead.games):
            dead.tell(Kind.REBOUND, Part.FREE_THROW + 4 * number + 2, action=1, extra=1)
        last_made[np.flatnonzero(at)[last]] = made[last]
    step.of_mask(last_made).turn_over()
    missed = ~last_made
    rebound(step.of_mask(missed))


def miss_or_make(step: Step) -> None:
    """A field-goal attempt: who, where, in or out, helped, blocked or fouled."""
    if not len(step.games):
        return
    shooter = step.choose(strength.USAGE, step.u[6])
    zone = _zone(step, shooter)
    near = np.minimum(zone, 5)
    row = np.arange(len(zone))
    chance = _MAKE[zone] + np.where(
        zone == BACKCOURT,
        0.0,
        step.cards.skill[shooter, near]
        + step.cards.offence[step.row]
        + step.cards.defence[step.other]
        - _EASE * step.lead
        + step.cards.zone_make[step.other, near],
    )
    made = step.u[8] < chance + _nerves(step)
    weights = step.cards.attributes[step.attack, strength.ASSIST] * (
        step.attack != shooter[:, None]
    )
    helper = step.attack[row, pick(weights, step.u[9])]
    second = step.chance == Chance.SECOND
    helped = made & (step.u[10] < _ASSISTED[zone] * np.where(second, 0.62, 1.0))
    blocked = ~made & (step.u[10] < _BLOCKED[zone])
    blocker = step.choose(strength.BLOCK, step.u[14], defence=True)
    step.tell(
        Kind.MADE,
        Part.SHOT,
        action=step.chance,
        p1=shooter,
        p2=np.where(helped, helper, -1),
        p3=np.where(blocked, blocker, -1),
        made=made,
        value=_VALUE[zone],
        zone=zone,
    )
    step.score(np.where(made, _VALUE[zone], 0))
    _after_shot(step, shooter, made, zone)


def _nerves(step: Step) -> Array:
    """Close finishes: who trails gets the shot he needs, who could win it is guarded harder.

    It makes overtime as frequent as it is: one game in eighteen.
    """
    lead = step.lead
    by_three = np.select(
        [lead == -3, lead == 0, (lead > 0) & (lead < 5)], [0.12, -0.14, -0.14], 0.0
    )
    return np.where(step.closing, np.where(lead == -2, 0.16, by_three), 0.0)


def _after_shot(step: Step, shooter: Array, made: Array, zone: Array) -> None:
    extra = made & (step.u[15] < _AND_ONE[zone])
    plain = step.of_mask(made & ~extra)
    plain.turn_over()
    rebound(step.of_mask(~made))
    fouled = step.of_mask(extra)
    if len(fouled.games):
        guilty, count = _charge(fouled, fouled.u[16])
        fouled.tell(
            Kind.FOUL,
            Part.AND_ONE,
            action=2,
            side=1 - fouled.offence,
            p1=guilty,
            p2=shooter[extra],
            extra=count,
        )
        free_throws(fouled, shooter[extra], np.ones(len(fouled.games), dtype=np.int64))


def _zone(step: Step, shooter: Array) -> Array:
    mix = step.cards.mix[shooter] * step.cards.zone_mix[step.other]
    second = step.chance == Chance.SECOND
    mix = np.where(second[:, None], _PUTBACK, mix)
    zone = np.where(step.heave, BACKCOURT, pick(mix, step.u[7]))
    lead = step.lead
    zone = np.where(step.closing & (lead == -3), 5, zone)
    return np.where(step.closing & (lead == -2) & (zone >= 3), 0, zone)


def rebound(step: Step) -> None:
    """A live ball after a miss goes to a player of either side, or out to a team."""
    if not len(step.games):
        return
    share = 0.2165 * step.cards.rebounds[step.row]
    draw = step.u[17]
    team_ball = draw > 0.886
    own = np.where(team_ball, draw > 0.955, draw < share)
    pause = np.minimum((step.u[18] * 3.2).astype(np.int64), step.state.clock[step.games])
    step.state.clock[step.games] -= pause
    mine = step.choose(strength.OREB, step.u[19])
    theirs = step.choose(strength.DREB, step.u[19], defence=True)
    step.tell(
        Kind.REBOUND,
        Part.REBOUND,
        action=0,
        side=np.where(own, step.offence, 1 - step.offence),
        p1=np.where(team_ball, -1, np.where(own, mine, theirs)),
        extra=np.where(own, 1, 0),
    )
    step.of_mask(~own).turn_over()
    step.state.chance[step.games[own]] = Chance.SECOND
