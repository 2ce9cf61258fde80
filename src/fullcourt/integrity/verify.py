"""Verify: the tables themselves against ledger, contracts and spine.

The ledger says what was published; this reads the rows again. It finds rows edited or lost behind
our back, contracts tightened after a build, rows of games that never took place, and rows on dates
that have no cell.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from fullcourt.integrity import audit, ledger
from fullcourt.integrity.accept import apply, read_acceptances
from fullcourt.integrity.assess import CellState, judge_cells, write_assessment
from fullcourt.integrity.build import Batch, batches, probe_batch, stage_columns
from fullcourt.integrity.evaluate import Counts, count_phantoms, mature, read_counts, reassess
from fullcourt.integrity.fingerprint import UNDATED, EdgeMark, adds_up
from fullcourt.integrity.landed import state_damage
from fullcourt.integrity.recall import remember
from fullcourt.integrity.runs import Run
from fullcourt.integrity.state import Cell, State
from fullcourt.warehouse.hashing import EMPTY_HASH, content_hash_sql, row_hash_sql
from fullcourt.warehouse.mirror import Mirror
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found.

    Args:
        cells: Every cell with its verdict afterwards.
        drifted: Cells whose rows are not what was published.
        strays: Cells with rows although nothing was ever published there.
        unstable: Cells that a build would change although nothing they read has (found by a deep
            verification), or whose record of what they were built from does not add up.
        checked: Cells looked at.
    """

    cells: list[CellState]
    drifted: tuple[Cell, ...]
    strays: tuple[Cell, ...]
    unstable: tuple[Cell, ...]
    checked: int

    @property
    def is_good(self) -> bool:
        """Whether nothing needs anybody."""
        accepted = {(c.model, c.game_date) for c in self.cells if c.is_accepted}
        wrong = {*self.drifted, *self.strays, *self.unstable} - accepted
        return not wrong and not any(c.needs_attention for c in self.cells)


def verify(
    store: Store,
    state: State,
    run: Run,
    *,
    models: Sequence[str] = (),
    quick: bool = False,
    deep: bool = False,
) -> Verified:
    """Check every built cell and store the verdicts.

    Args:
        store: Open for writing (verdicts and findings are stored, rows are not touched).
        state: What the ledger knows.
        run: The ledger's run.
        models: Only these tables; all when empty.
        quick: Existence and row counts only.
        deep: Also build every cell in scratch and compare.
    """
    names = [n for n in state.graph.order if not models or n in models]
    with closing(Mirror(store)) as mirror:
        wrong = _compare_all(store, state, names, run, None if quick else mirror)
        built = {n: [d for (m, d) in state.builds if m == n] for n in names}
        counts = read_counts(store)
        unstable = set(_broken_records(store, state, names))
        if not deep:
            unstable |= _known_unstable(state, counts, names)
        if not quick:
            for name in names:
                _audit_again(store, state.graph.models[name], built[name], run.run_id)
            state_damage(store, state, names, run.run_id)
            counts = reassess(store, state, built, run.run_id, mirror)
            mature(store, state)
        if deep:
            unstable |= {c for c in _probe_all(store, state, built, run) if c not in wrong}
        counts = count_phantoms(store, state, counts)
    counts = _flag(counts, names, wrong, unstable)
    cells = apply(store, state, judge_cells(state, counts), read_acceptances(store))
    write_assessment(store, cells, run.run_id)
    remember(store, state)
    found = Verified(
        cells,
        drifted=tuple(c for c in wrong if c in state.builds),
        strays=tuple(c for c in wrong if c not in state.builds),
        unstable=tuple(sorted(unstable, key=str)),
        checked=sum(len(d) for d in built.values()),
    )
    run.statistics |= {
        "checked": found.checked,
        "drifted": len(found.drifted),
        "strays": len(found.strays),
        "unstable": len(found.unstable),
        "verdicts": dict(Counter(str(c.verdict) for c in cells)),
    }
    return found


def probe(store: Store, state: State, cells: Iterable[Cell], run: Run | None = None) -> list[Cell]:
    """The cells that a build would change, found by building them in scratch."""
    wanted: dict[str, list[date | None]] = {}
    for name, day in cells:
        wanted.setdefault(name, []).append(day)
    return list(_probe_all(store, state, wanted, run))


def actual_contents(
    store: Store, model: Model, quick: bool = False, relation: str = ""
) -> dict[date | None, tuple[int, str]]:
    """Row count and content hash of every date a table really holds.

    Args:
        store: Open.
        model: Whose table.
        quick: Row counts only; the hashes are empty.
        relation: Where its rows are; the stored table when empty.
    """
    source = relation or f"wh.main.{model.name}"
    day = "game_date" if model.dated else "cast(null as date)"
    content = "''"
    if not quick:
        row_hash = row_hash_sql(stage_columns(model), model.decimals)
        content = content_hash_sql("row_hash")
        source = f"(select {day} as game_date, {row_hash} as row_hash from {source})"
        day = "game_date"
    found = store.rows(f"select {day}, count(*), {content} from {source} group by 1")
    return {d: (rows, text) for d, rows, text in found if d is not None or not model.dated}


def _compare_all(
    store: Store, state: State, names: Sequence[str], run: Run, mirror: Mirror | None
) -> list[Cell]:
    """The cells of all these tables that hold other rows than were published.

    Every table is read from the store once, into the mirror that the audits then read.
    """
    wrong: list[Cell] = []
    for name in names:
        model = state.graph.models[name]
        if mirror:
            mirror.cover(model, None, state.rows_from(name, date.min))
        actual = actual_contents(store, model, mirror is None, name)
        found = _compare(state, name, actual, counts_only=mirror is None)
        run.tell("verify", model=name, drifted=len(found))
        wrong += found
    return wrong


def _compare(
    state: State,
    name: str,
    actual: dict[date | None, tuple[int, str]],
    counts_only: bool,
) -> list[Cell]:
    wrong: list[Cell] = []
    for (built, day), build in state.builds.items():
        if built != name:
            continue
        rows, content = actual.pop(day, (0, EMPTY_HASH))
        if rows != build.row_count or (not counts_only and content != build.content_hash):
            wrong.append((name, day))
    return wrong + [(name, day) for day, (rows, _) in actual.items() if rows]


def _audit_again(store: Store, model: Model, dates: Sequence[date | None], run_id: int) -> None:
    findings = audit.own_findings(store, model, model.name)
    duplicates = store.rows(audit.duplicates_sql(model, model.name))
    findings += [
        ledger.Finding(
            model.name,
            day,
            "rule/grain",
            "",
            audit.DEFECT,
            "contract",
            f"{extra} rows repeat their key",
        )
        for day, extra in duplicates
    ]
    if dates:
        with store.transaction():
            ledger.forget_findings(store, model.name, dates, ledger.OWN_CHECKS)
            ledger.write_findings(store, findings, run_id)


def _known_unstable(state: State, counts: Mapping[Cell, Counts], names: Sequence[str]) -> set[Cell]:
    """Cells that an earlier deep verification found wanting; a build takes them off the list."""
    return {
        c for c, held in counts.items() if held.unstable and c[0] in names and c in state.builds
    }


def _broken_records(store: Store, state: State, names: Sequence[str]) -> list[Cell]:
    """Cells whose recorded read-edges do not add up to their recorded hash of inputs."""
    edges: dict[int, list[EdgeMark]] = {}
    for build_id, table, start, end, mark in store.rows(
        "select e.build_id, e.input, e.date_from, e.date_to, e.input_hash from ledger.edge e"
        " join ledger.build b using (build_id) where b.is_current and b.status = 'published'"
    ):
        edge = EdgeMark(table, start or UNDATED, end or UNDATED, int(mark, 16))
        edges.setdefault(build_id, []).append(edge)
    return [
        cell
        for cell, build in state.builds.items()
        if cell[0] in names and not adds_up(edges.get(build.build_id, ()), build.inputs_hash)
    ]


def _flag(
    counts: Mapping[Cell, Counts],
    names: Sequence[str],
    wrong: Collection[Cell],
    unstable: Collection[Cell],
) -> dict[Cell, Counts]:
    flagged = {
        cell: replace(value, drifted=cell in wrong, unstable=cell in unstable)
        if cell[0] in names
        else value
        for cell, value in counts.items()
    }
    added = {*wrong, *unstable} - set(flagged)
    return flagged | {c: Counts(drifted=c in wrong, unstable=c in unstable) for c in added}


def _probe_all(
    store: Store, state: State, wanted: Mapping[str, Sequence[date | None]], run: Run | None
) -> Iterable[Cell]:
    for name in state.graph.order:
        dates = sorted(wanted.get(name, ()), key=lambda d: d or date.min)
        changed = [
            day
            for batch in batches(dates, state.calendar)
            for day in probe_batch(Batch(store, state, name, batch, 0))
        ]
        if run and dates:
            run.tell("probe", model=name, cells=len(dates), differ=len(changed))
        yield from ((name, day) for day in changed)
