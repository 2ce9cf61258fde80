"""What a tool is measured by. Pure functions over sets of cells.

A *damaged* cell holds other rows than in a warehouse that was never damaged. A cell that is *named*
and holds the right rows is a *suspect* if something it reads or is reconciled with is damaged (to
look at it is right, to rebuild it would be waste), and a *false alarm* if not.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

Cell = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; shares of several cases add up."""

    hit: int = 0
    of: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.hit + other.hit, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.hit}/{self.of}" if self.of else "–"

    @property
    def is_full(self) -> bool:
        return self.hit == self.of


@dataclass(frozen=True, slots=True)
class Named:
    """What a look at a warehouse said.

    Args:
        recall: Damaged cells that were named.
        suspects: Sound cells named because something they depend on is damaged.
        false_alarms: Sound cells named although nothing they depend on is.
    """

    recall: Share = Share()
    suspects: int = 0
    false_alarms: int = 0

    def __add__(self, other: "Named") -> "Named":
        return Named(
            self.recall + other.recall,
            self.suspects + other.suspects,
            self.false_alarms + other.false_alarms,
        )


def named(
    cells: Iterable[Cell], damaged: Collection[Cell], depends: Callable[[Cell], bool]
) -> Named:
    """Judge the cells a tool has named.

    Args:
        cells: Named as not good.
        damaged: Those whose rows are wrong.
        depends: Whether a sound cell reads, or is reconciled with, a damaged one.
    """
    told, wrong = set(cells), set(damaged)
    sound = told - wrong
    suspects = sum(1 for cell in sound if depends(cell))
    return Named(Share(len(told & wrong), len(wrong)), suspects, len(sound) - suspects)


@dataclass(frozen=True, slots=True)
class Radius:
    """A predicted radius against the cells that brute force moves.

    Args:
        recall: Moved cells that the radius holds, at whatever level of certainty.
        precision: Cells that the radius calls sure or moved by averages, and that did move.
    """

    recall: Share = Share()
    precision: Share = Share()

    def __add__(self, other: "Radius") -> "Radius":
        return Radius(self.recall + other.recall, self.precision + other.precision)


def radius(moved: Collection[Cell], reached: Collection[Cell], likely: Collection[Cell]) -> Radius:
    """Judge a radius.

    Args:
        moved: What brute force moves.
        reached: Everything the radius holds.
        likely: What it holds without reservation.
    """
    truth = set(moved)
    hit = len(truth & set(likely))
    return Radius(Share(len(truth & set(reached)), len(truth)), Share(hit, len(set(likely))))


@dataclass(frozen=True, slots=True)
class Effort:
    """Cells that had to be rebuilt, that the plan held, and that were built."""

    optimum: int = 0
    planned: int = 0
    rebuilt: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(
            self.optimum + other.optimum,
            self.planned + other.planned,
            self.rebuilt + other.rebuilt,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """One case, or several of a kind added up.

    Args:
        kind: What was done to the warehouse.
        label: Where exactly; empty for a sum.
        status: What the ledger alone said (`status --check`, `gaps`).
        verify: What `verify` said.
        deep: What `verify --deep` said.
        radius: The radius against brute force.
        told: Damaged cells that are named by `verify`, stand in the plan, or are in the radius of a
            named one.
        effort: Plan and work against the optimum.
        equal: Cases whose tables are to the bit those of a warehouse never damaged, after recovery.
        idle: Cases in which nothing is left to plan or to complain of.
        seconds: Of detection and of repair.
    """

    kind: str
    label: str
    status: Named = Named()
    verify: Named = Named()
    deep: Named = Named()
    radius: Radius = Radius()
    told: Share = Share()
    effort: Effort = Effort()
    equal: Share = Share()
    idle: Share = Share()
    seconds: tuple[float, float] = (0.0, 0.0)
    notes: tuple[str, ...] = field(default=())

    def __add__(self, other: "Result") -> "Result":
        return Result(
            self.kind,
            "",
            self.status + other.status,
            self.verify + other.verify,
            self.deep + other.deep,
            self.radius + other.radius,
            self.told + other.told,
            self.effort + other.effort,
            self.equal + other.equal,
            self.idle + other.idle,
            (self.seconds[0] + other.seconds[0], self.seconds[1] + other.seconds[1]),
            self.notes + other.notes,
        )

    @property
    def is_perfect(self) -> bool:
        """Accounted for, without a false alarm, bounded, and repaired to the bit."""
        shares = (self.told, self.radius.recall, self.equal, self.idle)
        return all(s.is_full for s in shares) and not self.verify.false_alarms


def by_kind(results: Iterable[Result]) -> list[Result]:
    """Sums of each kind, in the order in which the kinds came."""
    kinds: dict[str, list[Result]] = {}
    for result in results:
        kinds.setdefault(result.kind, []).append(result)
    return [reduce(lambda a, b: a + b, same) for same in kinds.values()]
