"""The verbs that look after a warehouse: its history, its changes, and what people accept in it."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from fullcourt.errors import UsageError
from fullcourt.integrity.runs import quiet, running

if TYPE_CHECKING:
    from fullcourt.integrity.accept import Acceptance
    from fullcourt.integrity.assess import CellState
    from fullcourt.integrity.diff import RunDiff
    from fullcourt.integrity.graph import Graph
    from fullcourt.integrity.history import BuildRecord
    from fullcourt.integrity.leaks import LeakReport
    from fullcourt.integrity.runs import Listener, Run
    from fullcourt.integrity.state import State
    from fullcourt.integrity.undo import Undone
    from fullcourt.project import Project
    from fullcourt.warehouse.store import Store


class Upkeep:
    """What a warehouse can tell of its past, and take back.

    The class that inherits from it opens the store and reads the state.
    """

    project: Project
    now: datetime

    if TYPE_CHECKING:

        @property
        def graph(self) -> Graph:
            """The models and what reads what."""

        def store(self, *, write: bool = False) -> Store:
            """The open store."""

        def prepare(self) -> Store:
            """Open for writing."""

        def state(self) -> State:
            """Calendar, builds and fingerprints as they stand."""

        def status(self) -> list[CellState]:
            """Every cell with its verdict."""

    @contextmanager
    def writing(self, command: str, listener: Listener = quiet) -> Iterator[Run]:
        """Hold the lease for one run, with the project's acceptances as they stand now."""
        from fullcourt.integrity.accept import FILE, read_file, sync_file

        store = self.prepare()
        with running(store, command, self.now, self.project.runs, listener) as run:
            sync_file(store, read_file(self.project.folder / FILE))
            yield run

    def history(self, table: str, day: date | None = None) -> list[BuildRecord]:
        """Every build of one cell, oldest first.

        Args:
            table: Its table.
            day: Its date; None for an undated table.

        Raises:
            UsageError: There is no such table, or the date is missing or too much.
        """
        from fullcourt.integrity.history import history

        self.check_cell(table, day)
        return history(self.store(), table, day)

    def check_cell(self, table: str, day: date | None) -> None:
        """Refuse what cannot be a cell.

        Raises:
            UsageError: There is no such table, or the date is missing or too much.
        """
        if table not in self.graph.reads:
            raise UsageError(f"there is no table {table!r}", hint="fullcourt status")
        dated = self.graph.models[table].dated
        if dated and day is None:
            raise UsageError(f"{table} has a cell for each date; which one?", hint="add a date")
        if not dated and day is not None:
            raise UsageError(f"{table} has one cell for all dates", hint="leave the date out")

    def diff(self, run_id: int, *, only: Sequence[str] = (), most_values: int = 20) -> RunDiff:
        """What a run changed: cells, rows, columns, old and new values.

        Raises:
            NotSupportedError: The store keeps no versions.
            UsageError: There is no such run or table.
        """
        from fullcourt.integrity.diff import diff

        for name in only:
            if name not in self.graph.reads:
                raise UsageError(f"there is no table {name!r}", hint="fullcourt status")
        return diff(self.store(), self.graph.models, run_id, only=only, most_values=most_values)

    def undo(self, run_id: int, *, listener: Listener = quiet) -> Undone:
        """Put data and ledger back to what they were before a run.

        Raises:
            NotSupportedError: The store keeps no versions.
            UsageError: There is no such run, or later runs build on it.
            LockedError: Another writer is at work.
        """
        from fullcourt.integrity.backfill import settle, settle_anew
        from fullcourt.integrity.undo import COMMAND, undo

        self.store().require_time_travel("undo")
        with self.writing(f"{COMMAND} {run_id}", listener) as run:
            undone = undo(self.store(), run, run_id)
            if undone.reassess:
                settle_anew(self.store(), self.state(), run)
            else:  # the evidence came back with the rest; only the moment is another
                settle(self.store(), self.state(), run, {})
            run.statistics["restored"] = {r.table: r.partitions for r in undone.restored}
        return undone

    def acceptances(self) -> list[Acceptance]:
        """What people have accepted, in the ledger and in the project's `accept.toml`."""
        from fullcourt.integrity.accept import FILE, read_acceptances

        return read_acceptances(self.store(), self.project.folder / FILE)

    def accept(
        self,
        pattern: str,
        reason: str,
        *,
        until: date | None = None,
        who: str = "",
        listener: Listener = quiet,
    ) -> list[CellState]:
        """Accept findings; return the cells that have accepted findings now.

        Args:
            pattern: A finding's id, or a pattern with `*` and `?`.
            reason: Why this may stay as it is.
            until: Last Eastern date on which the acceptance holds.
            who: By whom; the system's user when empty.
            listener: Takes progress events.

        Raises:
            UsageError: No reason, a date that is over, or a pattern that matches nothing.
        """
        from fullcourt.integrity import accept as accepting
        from fullcourt.integrity.backfill import settle

        given = accepting.Acceptance(
            pattern, who or getpass.getuser(), reason, until, self.now, "command"
        )
        ids = [i for _, _, i, _ in accepting.defect_ids(self.store(), pattern)]
        accepting.check_acceptance(given, self.status(), ids, self.now)
        with self.writing("accept", listener) as run:
            accepting.write_acceptance(self.store(), run, given)
            settled = settle(self.store(), self.state(), run, {})
        return [c for c in settled if c.accepted]

    def withdraw(self, pattern: str, *, listener: Listener = quiet) -> None:
        """Take an acceptance back.

        Raises:
            UsageError: There is none of this pattern in the ledger.
        """
        from fullcourt.integrity import accept as accepting
        from fullcourt.integrity.backfill import settle

        held = [a for a in self.acceptances() if a.pattern == pattern]
        if not held:
            raise UsageError(f"nobody has accepted {pattern!r}", hint="fullcourt accept --list")
        if all(a.origin == accepting.FILE for a in held):
            raise UsageError(
                f"{pattern!r} is accepted in {accepting.FILE}", hint=f"edit {accepting.FILE}"
            )
        with self.writing("accept", listener) as run:
            accepting.withdraw(self.store(), pattern)
            settle(self.store(), self.state(), run, {})

    def leaks(self, *, dates: Sequence[date] = (), listener: Listener = quiet) -> LeakReport:
        """Look for rows that know more than could be known before their games.

        Args:
            dates: On which to test by perturbation; some of every season when empty.
            listener: Takes progress events.
        """
        from fullcourt.integrity.leaks import find_leaks

        return find_leaks(self.store(), self.state(), dates, listener)
