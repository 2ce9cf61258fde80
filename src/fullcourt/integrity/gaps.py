"""Gaps: every cell that needs somebody, folded into ranges, with its cause and what mends it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.breaks import is_own
from fullcourt.integrity.damage import Damage, DamageAssessor
from fullcourt.integrity.keys import (
    AbsentKey,
    Reconciliation,
    absent_keys,
    read_causes,
    reconcile,
    unbuilt,
)
from fullcourt.integrity.plan import Selection
from fullcourt.integrity.ranges import DateRange, fold, iso
from fullcourt.integrity.remedies import Means, Origins, Remedy, proved_by_source, remedy_of
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.integrity.verify import probe
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Gap:
    """Neighbouring cells of one table that are bad in the same way.

    Args:
        model: The table.
        layer: Its layer.
        verdict: What they are worth.
        reasons: Every reason that holds, numbers left out where the dates differ.
        range: First and last date and how many cells.
        dates: The dates singly.
        expected: Keys that should have a row.
        present: Of those, how many have one.
        missing: How many have none, without an excuse.
        surplus: Rows nobody expects.
        causes: Why, with counts: absence reasons and failed rules.
        roots: Gaps in other tables that this one stems from, as `table` -> dates.
        damage: What is blocked or holed downstream, for gaps that stem from no other.
        remedy: What mends it.
        accepted: Whether somebody has accepted all of it.
        keys: The entities that are lacking or in question, when asked for.
    """

    model: str
    layer: str
    verdict: Verdict
    reasons: tuple[str, ...]
    range: DateRange
    dates: tuple[date | None, ...]
    expected: int
    present: int
    missing: int
    surplus: int
    causes: Mapping[str, int]
    roots: Mapping[str, tuple[date | None, ...]]
    damage: Damage
    remedy: Remedy
    accepted: bool = False
    keys: tuple[AbsentKey, ...] = ()

    @property
    def cells(self) -> set[Cell]:
        """Its cells."""
        return {(self.model, day) for day in self.dates}

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        roots = {name: [iso(d) for d in dates] for name, dates in self.roots.items()}
        return {
            "model": self.model,
            "layer": self.layer,
            "verdict": str(self.verdict),
            "reasons": list(self.reasons),
            "range": self.range.to_json(),
            "dates": [iso(d) for d in self.dates],
            "expected": self.expected,
            "present": self.present,
            "missing": self.missing,
            "surplus": self.surplus,
            "causes": dict(self.causes),
            "roots": roots,
            "damage": self.damage.to_json(),
            "remedy": self.remedy.to_json(),
            "accepted": self.accepted,
            "keys": [k.to_json() for k in self.keys],
        }


@dataclass(frozen=True, slots=True)
class Gaps:
    """All gaps of a selection, and (when asked for) every expected key accounted for."""

    gaps: tuple[Gap, ...]
    reconciliation: tuple[Reconciliation, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells are bad."""
        return sum(g.range.cells for g in self.gaps)

    @property
    def open(self) -> tuple[Gap, ...]:
        """Those that nobody has accepted."""
        return tuple(g for g in self.gaps if not g.accepted)

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "gaps": [g.to_json() for g in self.gaps],
            "reconciliation": [r.to_json() for r in self.reconciliation],
        }


def find_gaps(  # noqa: PLR0913 - one argument an option
    store: Store,
    state: State,
    cells: Sequence[CellState],
    *,
    selection: Selection | None = None,
    keys: bool = False,
    include_accepted: bool = False,
    probing: bool = False,
) -> Gaps:
    """Every selected cell that is not good, folded, explained and with what mends it.

    Args:
        store: Open.
        state: What the ledger knows.
        cells: Every cell judged, acceptances applied.
        selection: Models, layers and dates; everything when None.
        keys: Also name the entities, and account for every expected key.
        include_accepted: Also what somebody has accepted.
        probing: Build doubtful cells in scratch, to tell whether a build would mend them; without,
            only what a recovery has left as it was counts as beyond a build.
    """
    wanted = selection or Selection()
    bad = [c for c in cells if not c.verdict.is_good and (include_accepted or not c.is_accepted)]
    chosen = [c for c in bad if _is_selected(state, c, wanted)]
    causes = read_causes(store, bad)
    origins = Origins(state, bad)
    found = [_gap(store, state, g, causes, origins) for g in _groups(state, chosen, causes)]
    found = _with_damage(store, state, cells, found)
    found = _settled(store, state, cells, found, probing)
    if not keys:
        return Gaps(tuple(found))
    named = [replace(g, keys=absent_keys(store, state, g.model, g.dates)) for g in found]
    selected = [c for c in cells if _is_selected(state, c, wanted)]
    return Gaps(tuple(named), reconcile(store, selected))


def _is_selected(state: State, cell: CellState, wanted: Selection) -> bool:
    layer = state.graph.models[cell.model].layer
    return wanted.has_model(cell.model, layer) and wanted.has_date(cell.game_date)


def _groups(
    state: State, bad: Sequence[CellState], causes: Mapping[Cell, Counter[str]]
) -> list[list[CellState]]:
    """Bad cells grouped by table and pattern, neighbours together."""
    alike: dict[tuple[object, ...], list[CellState]] = {}
    for cell in bad:
        pattern = tuple(_pattern(r) for r in cell.reasons)
        why = tuple(sorted(causes.get((cell.model, cell.game_date), ())))
        kind = (cell.model, cell.verdict, pattern, why, cell.is_accepted)
        alike.setdefault(kind, []).append(cell)
    groups: list[list[CellState]] = []
    for found in alike.values():
        by_date = {c.game_date: c for c in found}
        runs = fold(by_date, state.expected_dates(found[0].model))
        groups += [[c for d, c in by_date.items() if d in run] for run in runs]
    place = {name: i for i, name in enumerate(state.graph.order)}
    groups.sort(key=lambda g: (place[g[0].model], g[0].game_date or date.min))
    return groups


def _pattern(reason: str) -> str:
    return re.sub(r"\d[\d,]*", "#", reason)


def _gap(
    store: Store,
    state: State,
    group: Sequence[CellState],
    causes: Mapping[Cell, Counter[str]],
    origins: Origins,
) -> Gap:
    first = group[0]
    dates = tuple(c.game_date for c in group)
    why: Counter[str] = Counter()
    for cell in group:
        why.update(causes.get((cell.model, cell.game_date), {}))
    roots = origins.of(first, dates)
    lacking = unbuilt(store, state, first, dates)
    expected = sum(c.counts.expected for c in group) + lacking
    reasons = first.reasons if len(group) == 1 else tuple(map(_pattern, first.reasons))
    return Gap(
        model=first.model,
        layer=state.graph.models[first.model].layer,
        verdict=first.verdict,
        reasons=reasons,
        range=DateRange(dates[0], dates[-1], len(dates)),
        dates=dates,
        expected=expected,
        present=sum(c.counts.present for c in group),
        missing=sum(c.counts.missing for c in group) + lacking,
        surplus=sum(c.counts.surplus for c in group),
        causes=dict(why),
        roots=roots,
        damage=Damage(),
        remedy=remedy_of(store, state, first, dates, roots),
        accepted=first.is_accepted,
    )


def _settled(
    store: Store, state: State, cells: Sequence[CellState], found: Sequence[Gap], probing: bool
) -> list[Gap]:
    """Doubtful gaps whose cells a build would not change need a source, not a recovery."""
    unsure = (Verdict.CONTAMINATED, Verdict.PARTIAL)
    doubtful = [
        g for g in found if g.remedy.means is Means.RECOVER and not g.roots and g.verdict in unsure
    ]
    suspects = [c for g in doubtful for c in g.cells]
    if not suspects:
        return list(found)
    if probing:
        differing = set(probe(store, state, sorted(suspects, key=str)))
    else:
        newest = store.scalar(
            "select max(run_id) from ledger.run where command = 'recover'"
            " and finished_at is not null"
        )
        differing = {c for c in suspects if c not in state.builds or not newest}
        differing |= {c for c in suspects if newest and state.builds[c].run_id > newest}
    held = {(c.model, c.game_date): c for c in cells}
    settled = {id(g) for g in doubtful if not g.cells & differing}
    return [
        replace(g, remedy=proved_by_source(state, held[g.model, g.dates[0]]))
        if id(g) in settled
        else g
        for g in found
    ]


def _with_damage(
    store: Store, state: State, cells: Sequence[CellState], found: Sequence[Gap]
) -> list[Gap]:
    """What the gaps that stem from no other do downstream; mere staleness does nothing there."""
    own = {(c.model, c.game_date) for c in cells if is_own(c)}
    sources = {i for i, g in enumerate(found) if not g.roots and g.cells & own}
    if not sources:
        return list(found)
    assessor = DamageAssessor.read(store, state, cells)
    return [
        replace(g, damage=assessor.of(g.model, g.dates)) if i in sources else g
        for i, g in enumerate(found)
    ]
