"""Run fullcourt on one case and measure it against the truth."""

import time

from tests.scenario import kit

from bench.gauntlet.cases import Case
from bench.gauntlet.ground import dependence, named_cells, opened, own_folder
from bench.gauntlet.scoring import Cell, Effort, Named, Radius, Result, Share, named, radius
from bench.gauntlet.sources import Hurt
from fullcourt.api import Warehouse
from fullcourt.errors import FullcourtError
from fullcourt.integrity.radius import Level


def run_case(case: Case) -> Result:
    """Break a warehouse, look, recover, compare."""
    with own_folder() as folder:
        hurt = case.make(folder)
        with opened(hurt.project) as wh:
            return _run(case, hurt, wh)


def _run(case: Case, hurt: Hurt, wh: Warehouse) -> Result:
    damaged = kit.differing(kit.contents(wh), hurt.truth)
    depends = dependence(wh.state(), damaged)

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
    if hurt.returns:
        wh.ingest([hurt.returns])
    plan = wh.recover(dry_run=True).plan
    held = damaged & {(step.model, d) for step in plan.steps for d in step.dates}
    began = time.perf_counter()
    effort, notes = _recover(wh, len(damaged))
    repaired = time.perf_counter() - began
    left = kit.differing(kit.contents(wh), hurt.truth)
    notes += [f"never named: {_words(damaged - seen)}"] if damaged - seen else []
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
        Share(len(held), len(damaged)),
        effort,
        Share(int(not left), 1),
        Share(int(idle), 1),
        (looked, repaired),
        tuple(notes),
    )


def _radius(hurt: Hurt, wh: Warehouse) -> Radius:
    if not hurt.roots:
        return Radius()
    reached: set[Cell] = set()
    likely: set[Cell] = set()
    for name, day, key in hurt.roots:
        found = wh.impact(name, day, key=key or None, rows=False)
        reached |= found.reached()
        likely |= found.reached(Level.AVERAGE)
    own = {(name, day) for name, day, _ in hurt.roots}
    return radius(hurt.moved or set(), reached - own, likely - own)


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
