"""The Python face of fullcourt: the same verbs as the command line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType

import duckdb

from fullcourt.domain.outcomes import Outcome
from fullcourt.errors import LockedError, SourceError, UsageError
from fullcourt.inquiry import Inquiry
from fullcourt.integrity.accept import apply
from fullcourt.integrity.assess import CellState, judge_cells
from fullcourt.integrity.backfill import Built, run_plan, settle
from fullcourt.integrity.build import Outcome as BuildOutcome
from fullcourt.integrity.calendar import Calendar
from fullcourt.integrity.evaluate import read_counts
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.landed import mend
from fullcourt.integrity.landing import Landed, create_landing, known_digests, land, refuse
from fullcourt.integrity.plan import Plan, Selection, make_plan
from fullcourt.integrity.recover import Recovered, recover
from fullcourt.integrity.runs import Listener, Run, quiet
from fullcourt.integrity.schema import create_ledger, create_tables, require_current
from fullcourt.integrity.state import State, read_calendar, read_state
from fullcourt.integrity.trouble import trouble
from fullcourt.integrity.verify import Verified, verify
from fullcourt.project import Project, find_project, moment, moment_of_clock
from fullcourt.upkeep import Upkeep
from fullcourt.warehouse.models import load_models
from fullcourt.warehouse.store import Store

_SAME_MOMENT = timedelta(hours=1)
"""How far `now` may lie from the clock and still be called the clock's."""


def open_warehouse(folder: str | Path = ".", *, now: str | None = None) -> "Warehouse":
    """Open the project at (or above) a folder.

    Args:
        folder: Project folder.
        now: The moment verdicts refer to, ISO, UTC; the clock when None.
    """
    return Warehouse(find_project(Path(folder)), moment(now))


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did: a row a file, and the files nobody recognised."""

    run_id: int
    files: tuple[Landed, ...]
    cells: tuple[CellState, ...] = ()

    @property
    def new_units(self) -> int:
        """Games (or other units) stored."""
        return sum(f.new_units for f in self.files)


class Warehouse(Upkeep, Inquiry):
    """An open project. Reading verbs open the store read-only; writing verbs take the lease.

    Args:
        project: Folder and settings.
        now: Naive UTC moment that verdicts refer to.
    """

    def __init__(self, project: Project, now: datetime) -> None:
        self.project = project
        self.now = now
        self._store: Store | None = None
        self._prepared = False

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store."""
        if self._store:
            self._store.close()
            self._store = None
            self._prepared = False

    @cached_property
    def graph(self) -> Graph:
        """The models and what reads what."""
        own = [self.project.models] if self.project.models.is_dir() else []
        return Graph(load_models(own), f"refit = {self.project.settings.refit}")

    def store(self, *, write: bool = False) -> Store:
        """The open store; reopened for writing when needed."""
        if self._store and (self._store.read_only and write):
            self.close()
        if self._store is None:
            self._store = Store(
                self.project.warehouse,
                read_only=not write,
                memory_limit=self.project.settings.memory_limit,
            )
        return self._store

    def prepare(self) -> Store:
        """Open for writing with ledger, landing and model tables in place."""
        from fullcourt.sources.schema import LANDING

        store = self.store(write=True)
        if not self._prepared:
            with store.exclusively():
                create_ledger(store)
                create_landing(store, LANDING)
                create_tables(store, self.graph.models)
            self._prepared = True
        return store

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        captured: datetime | None = None,
        listener: Listener = quiet,
    ) -> Ingested:
        """Load files and folders; each file's outcome is in the result and in the ledger.

        Args:
            paths: Files or folders.
            captured: When the content was the truth, for files that do not say so themselves.
            listener: Takes progress events.
        """
        from fullcourt.sources.opening import find_files

        listed = [Path(p) for p in paths]
        for path in listed:
            if not path.exists():
                raise UsageError(f"there is no file or folder {path}")
        files = [f for p in listed for f in find_files(p)]
        if not files:
            raise UsageError(f"no files in {', '.join(map(str, listed))}")
        store = self.prepare()
        with self.writing("ingest", listener) as run:
            known = known_digests(store)
            landed = [self._ingest_file(store, f, captured, run, known) for f in files]
            mended = mend(store, [p for file in landed for p in file.mended])
            state = self.state()
            cells = settle(
                store, state, run, {n: BuildOutcome(unchanged=d) for n, d in mended.items()}
            )
            run.rows = sum(f.rows for f in landed)
            bad = [f for f in landed if f.outcome in ("malformed", "unknown")]
            run.statistics["status"] = "partial" if bad else "ok"
        return Ingested(run.run_id, tuple(landed), tuple(cells))

    def _ingest_file(
        self, store: Store, path: Path, captured: datetime | None, run: Run, known: set[str]
    ) -> Landed:
        """Parse outside any transaction, since a broken file breaks one; then land in one."""
        from fullcourt.sources.opening import digest_of
        from fullcourt.sources.read import read_file

        digest = ""
        try:
            digest = digest_of(path)
            if digest in known:
                landed = Landed(path, "", str(Outcome.SUPERSEDED), 0, 0, 0, (), "loaded before")
            else:
                parsed = read_file(store.con, path, captured=captured)
                landed = land(store, parsed, run.run_id, self.now)
                known.add(digest)
        except (SourceError, OSError) as error:
            landed = refuse(store, path, digest, error, run.run_id, self.now)
        run.tell(
            "file",
            path=str(path),
            format=landed.format,
            outcome=landed.outcome,
            rows=landed.rows,
            units=landed.new_units,
        )
        return landed

    def state(self) -> State:
        """Calendar, builds and fingerprints as they stand."""
        require_current(self.store())
        state = read_state(self.store(), self.graph, self.now, self.project.settings.horizon_days)
        state.folder = self.project.folder
        return state

    def calendar(self) -> Calendar:
        """Every date on which a game stands or stood."""
        return read_calendar(self.store(), self.graph.models)

    def select(
        self,
        *,
        season: str | None = None,
        start: date | None = None,
        end: date | None = None,
        dates: Sequence[date] = (),
        models: Sequence[str] = (),
        layers: Sequence[str] = (),
    ) -> Selection:
        """A selection of cells; a season becomes its dates.

        Raises:
            UsageError: An unknown season, model or layer.
        """
        for name in models:
            if name not in self.graph.reads:
                raise UsageError(f"there is no table {name!r}", hint="fullcourt status")
        known = {m.layer for m in self.graph.models.values()}
        for layer in layers:
            if layer not in known:
                raise UsageError(
                    f"there is no layer {layer!r}", hint=f"one of {', '.join(sorted(known))}"
                )
        if season:
            seasons = self.calendar().seasons
            if season not in seasons:
                loaded = ", ".join(seasons) or "none"
                raise UsageError(f"season {season!r} is not loaded (loaded: {loaded})")
            first, last = seasons[season]
            start = max(start, first) if start else first
            end = min(end, last) if end else last
        return Selection(tuple(models), tuple(layers), start, end, tuple(dates))

    def plan(self, selection: Selection | None = None) -> Plan:
        """What a backfill would build, and why."""
        return make_plan(self.state(), selection)

    def backfill(
        self,
        selection: Selection | None = None,
        *,
        plan: Plan | None = None,
        listener: Listener = quiet,
        by_day: bool = False,
        predicting: Sequence[str] = (),
    ) -> Built:
        """Build everything selected that is not current.

        Args:
            selection: Which cells are wanted; everything when None.
            plan: A stored plan instead.
            listener: Takes progress events.
            by_day: One batch a date instead of large batches.
            predicting: Seasons to predict although that was never done before.

        Raises:
            PlanOutOfDateError: A stored plan no longer fits the warehouse.
            LockedError: Another writer is at work.
        """
        store = self.prepare()
        with self.writing("backfill", listener) as run:
            state = self.state()
            state.predicting = frozenset(predicting)
            wanted = plan or make_plan(state, selection)
            return run_plan(store, state, wanted, run, by_day)

    def issue(self, start: date, end: date, *, listener: Listener = quiet) -> Landed | None:
        """Append what is predicted of games that have not tipped off to `issued_predictions`.

        Games whose result the warehouse holds are never issued, whatever `now` says. Saying the
        same again appends nothing.

        Args:
            start: First date.
            end: Last date.
            listener: Takes progress events.

        Returns:
            What was appended; None where no game of these dates is still to come.
        """
        from fullcourt.predict.issue import TABLE, issuable
        from fullcourt.sources.schema import FACT_TABLES, LANDING

        store = self.prepare()
        basis = "clock" if abs(moment_of_clock() - self.now) < _SAME_MOMENT else "option"
        known_after = FACT_TABLES
        parsed = issuable(store.con, (start, end), self.now, LANDING[TABLE], known_after, basis)
        if parsed is None:
            return None
        with self.writing("issue", listener) as run:
            landed = land(store, parsed, run.run_id, self.now)
            state = self.state()
            run_plan(store, state, make_plan(state, Selection((TABLE,), (), start, end)), run)
        return landed

    def verify(
        self,
        *,
        quick: bool = False,
        deep: bool = False,
        models: Sequence[str] = (),
        listener: Listener = quiet,
    ) -> Verified:
        """Check the tables themselves against ledger, contracts and spine.

        Args:
            quick: Existence and row counts only.
            deep: Also build every cell in scratch and compare.
            models: Only these tables.
            listener: Takes progress events.
        """
        store = self.prepare()
        with self.writing("verify", listener) as run:
            state = self.state()
            found = verify(store, state, run, models=models, quick=quick, deep=deep)
            complaints = trouble(state, found, models)
            good = not complaints if models else found.is_good
            run.tell("verified", good=good, checked=found.checked, findings=complaints)
            return found

    def recover(
        self, *, dry_run: bool = False, deep: bool = False, listener: Listener = quiet
    ) -> Recovered:
        """Diagnose, build the least that makes every cell right, and prove it.

        Args:
            dry_run: Diagnose and plan only.
            deep: Diagnose by building every cell in scratch.
            listener: Takes progress events.
        """
        store = self.prepare()
        with self.writing("recover", listener) as run:
            return recover(store, self.state(), run, dry_run, deep)

    def status(self) -> list[CellState]:
        """Every expected or existing cell with its verdict, as of now."""
        from fullcourt.integrity.recall import recall

        require_current(self.store())
        if not any(a.holds(self.now) for a in self.acceptances()):
            horizon = self.project.settings.horizon_days
            known = recall(self.store(), self.graph, self.now, horizon)
            if known is not None:
                return known
        state = self.state()
        cells = judge_cells(state, read_counts(self.store()))
        return apply(self.store(), state, cells, self.acceptances())

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """Run a read-only query over the warehouse."""
        return self.store().con.sql(query)

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """One table as a DuckDB relation (`.df()`, `.pl()`, `.arrow()`, `.fetchall()`).

        Raises:
            UsageError: There is no such table.
        """
        if name not in self.graph.models:
            raise UsageError(f"there is no table {name!r}", hint="fullcourt status")
        return self.store().con.table(f"wh.main.{name}")


__all__ = ["Ingested", "LockedError", "Warehouse", "open_warehouse"]
