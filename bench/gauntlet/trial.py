"""Run fullcourt on one case and measure it against the truth."""

import time
from collections.abc import Iterable

from tests.scenario import kit

from bench.gauntlet.cases import Case
from bench.gauntlet.ground import dependence, named_cells, opened, own_folder
from bench.gauntlet.scoring import Cell, Effort, Named, Radius, Result, Share, named, radius
from bench.gauntlet.sources import Hurt, Root
from fullcourt.api import Warehouse
from fullcourt.errors import FullcourtError
from fullcourt.integrity.radius import Level
from fullcourt.integrity.state import State


def run_case(case: Case) -> Result:
    """Break a warehouse, look, recover, compare."""
    with own_folder() as folder:
        hurt = case.make(folder)
        with opened(hurt.project) as wh:
            return _run(case, hurt, wh)


def _run(case: Case, hurt: Hurt, wh: Warehouse) -> Result:
    state = wh.state()
    damaged = kit.differing(kit.contents(wh), hurt.truth) | _unpublished(state)
    depends = dependence(state, damaged, hurt.recoded)

    def judged(cells: set[Cell]) -> Named:
        return named(cells - hurt.excused, damaged, depends)

    status = judged(named_cells(wh.status()))
    began = time.perf_counter()
    verified = kit.verify(wh)
    looked = time.perf_counter() - began
    seen = named_cells(verified.cells) | set(verified.strays)
    deep = kit.verify(wh, deep=True)
    seen_deep = named_cells(deep.cells) | {*deep.strays, *deep.unstable}
    predicted = _radius(hurt, wh)
    told = seen | _planned(wh) | _reached(wh, [r for r in hurt.roots if r[:2] in seen])
    if hurt.returns:
        wh.ingest([hurt.returns])
    began = time.perf_counter()
    effort, notes = _recover(wh, len(damaged))
    repaired = time.perf_counter() - began
    left = kit.differing(kit.contents(wh), hurt.truth)
    notes += [f"not accounted for: {_words(damaged - told)}"] if damaged - told else []
    notes += [f"still wrong: {_words(left)}"] if left else []
    bad = set(kit.bad(wh.status())) - hurt.excused
    idle = not bad and wh.plan().cells == 0
    return Result(
        case.kind,
        case.label,
        status,
        judged(seen),
        judged(seen_deep),
        predicted,
        Share(len(told & damaged), len(damaged)),
        effort,
        Share(int(not left), 1),
        Share(int(idle), 1),
        (looked, repaired),
        tuple(notes),
    )


def _unpublished(state: State) -> set[Cell]:
    """Cells that must be there and never were published, be it without a row."""
    return {
        (name, day)
        for name in state.graph.order
        for day in state.expected_dates(name)
        if (name, day) not in state.builds
    }


def _planned(wh: Warehouse) -> set[Cell]:
    return {(step.model, d) for step in wh.plan().steps for d in step.dates}


def _reached(wh: Warehouse, roots: Iterable[Root], most: Level = Level.CONDITIONAL) -> set[Cell]:
    """What `impact` says of some cells."""
    reached: set[Cell] = set()
    for name, day, key in roots:
        reached |= wh.impact(name, day, key=key or None, rows=False).reached(most)
    return reached


def _radius(hurt: Hurt, wh: Warehouse) -> Radius:
    if not hurt.roots:
        return Radius()
    own = {(name, day) for name, day, _ in hurt.roots}
    reached = _reached(wh, hurt.roots) - own
    likely = _reached(wh, hurt.roots, Level.AVERAGE) - own
    return radius(hurt.moved or set(), reached, likely)


def _recover(wh: Warehouse, optimum: int) -> tuple[Effort, list[str]]:
    try:
        done = wh.recover()
    except FullcourtError as error:
        return Effort(optimum), [f"recover: {error}"]
    built = done.built
    if built is None:
        return Effort(optimum), []
    notes = [
        f"failed: {name} {day}: {why}"
        for name, outcome in built.outcomes.items()
        for day, why in outcome.failed.items()
    ]
    return Effort(optimum, built.planned, built.published + built.unchanged), notes


def _words(cells: set[Cell]) -> str:
    """Cells for a reader, the first few of them."""
    shown = sorted(f"{name} {day}" for name, day in cells)
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
