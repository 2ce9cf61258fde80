"""The board: every cell's verdict at one snapshot, kept until the warehouse moves.

Judging four seasons takes a good part of a second, a page may take a tenth of one. So pages read
the latest board; while another process writes, a new one is made beside them.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from fullcourt.console.names import Names, read_names
from fullcourt.console.reader import Reader
from fullcourt.envelopes.standing import (
    ReadyRow,
    gravest,
    pipeline_order,
    read_readiness,
    rows_by_cell,
)
from fullcourt.integrity.accept import FILE, apply, read_acceptances
from fullcourt.integrity.assess import CellState, judge_cells
from fullcourt.integrity.calendar import eastern_date
from fullcourt.integrity.evaluate import read_counts
from fullcourt.integrity.keys import read_causes
from fullcourt.integrity.state import Cell, State, read_state
from fullcourt.integrity.verdicts import Verdict

_LOOK_EVERY = 0.25
_EASTERN_BEHIND = timedelta(hours=4)
"""How far Eastern midnight is behind that of UTC, at least."""

_PATIENCE = 3.0
_REST = 3.0
"""While a writer is at work, making boards may take this share of the time: 1 / (1 + _REST)."""

_GRAVITY = [v for v in Verdict if v is not Verdict.EXPECTED_EMPTY] + [Verdict.EXPECTED_EMPTY]
"""Verdicts from the gravest to the most harmless; nothing expected is no worse than complete."""


@dataclass(frozen=True)
class Board:
    """Every cell with its verdict, and what the pages look up in them.

    Args:
        snapshot: The store's state that it shows.
        now: The moment its verdicts refer to.
        state: What the ledger knows.
        cells: Every expected or existing cell.
        rows: Rows of every cell's current build.
        stored: Tables that the warehouse holds.
        readiness: The feature rows, counted by date, readiness and reasons.
        causes: Why cells that need somebody do: absence reasons and failed rules, counted.
        names: What people call players and teams.
    """

    snapshot: int
    now: datetime
    state: State
    cells: tuple[CellState, ...]
    rows: Mapping[Cell, int]
    stored: frozenset[str]
    readiness: tuple[ReadyRow, ...]
    causes: Mapping[Cell, Counter[str]]
    names: Names

    @cached_property
    def by_cell(self) -> Mapping[Cell, CellState]:
        """Cell by table and date."""
        return {(c.model, c.game_date): c for c in self.cells}

    @cached_property
    def by_model(self) -> Mapping[str, Sequence[CellState]]:
        """The cells of each table, in order of date."""
        found: dict[str, list[CellState]] = {}
        for cell in self.cells:
            found.setdefault(cell.model, []).append(cell)
        for cells in found.values():
            cells.sort(key=lambda c: c.game_date or date.min)
        return found

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Tables that have cells, layer by layer, inputs first."""
        return tuple(n for n in pipeline_order(self.state.graph) if n in self.by_model)

    @cached_property
    def seasons(self) -> tuple[str, ...]:
        """Loaded seasons, oldest first."""
        return tuple(self.state.calendar.seasons)

    @cached_property
    def needing(self) -> tuple[CellState, ...]:
        """Cells that need somebody: not good, and not accepted with a reason."""
        return tuple(c for c in self.cells if c.needs_attention)

    @cached_property
    def worst(self) -> Mapping[str, Verdict]:
        """Table -> its gravest verdict."""
        return {name: gravest(c.verdict for c in own) for name, own in self.by_model.items()}

    @cached_property
    def verdicts(self) -> Mapping[str, int]:
        """Verdict -> how many cells have it, the gravest first."""
        counted = Counter(c.verdict for c in self.cells)
        return {str(v): counted[v] for v in _GRAVITY if counted[v]}

    @cached_property
    def holds_until(self) -> datetime:
        """When a verdict can next change by time alone: a tip-off, facts due, another date."""
        days = self.state.calendar.days
        turns = [t for d in days for t in (d.last_tip_utc, d.facts_due) if t > self.now]
        midnight = datetime.combine(eastern_date(self.now) + timedelta(days=1), datetime.min.time())
        return min([midnight + _EASTERN_BEHIND, *turns])

    @cached_property
    def by_season(self) -> Mapping[str, Sequence[CellState]]:
        """The dated cells of each season."""
        found: dict[str, list[CellState]] = {}
        for cell in self.cells:
            if cell.game_date and (season := self.state.calendar.season_of(cell.game_date)):
                found.setdefault(season, []).append(cell)
        return found

    def dates(self, season: str) -> tuple[date, ...]:
        """The season's dates on which any table has a cell."""
        return tuple(sorted({c.game_date for c in self.by_season.get(season, ()) if c.game_date}))


def read_board(reader: Reader) -> Board:
    """Judge every cell as the warehouse stands, in one snapshot."""
    with reader.store() as store:
        now = reader.moment()
        with store.transaction():
            snapshot = reader.snapshot(store)
            state = read_state(store, reader.graph, now, reader.project.settings.horizon_days)
            cells = judge_cells(state, read_counts(store))
            accepted = read_acceptances(store, reader.project.folder / FILE)
            cells = apply(store, state, cells, accepted)
            rows = rows_by_cell(store)
            stored = frozenset(name for schema, name in store.tables() if schema == "main")
            readiness = tuple(read_readiness(store))
            causes = read_causes(store, [c for c in cells if c.needs_attention])
            names = read_names(store, stored)
        return Board(snapshot, now, state, tuple(cells), rows, stored, readiness, causes, names)


class Boards:
    """The latest board, renewed when the warehouse has moved.

    Args:
        reader: Whose warehouse.
        is_written: Tells whether another process is writing now.
        prepare: Makes what every visitor asks for first, before a new board is shown.
    """

    def __init__(
        self,
        reader: Reader,
        is_written: Callable[[], bool],
        prepare: Callable[[Board], None],
    ) -> None:
        self._reader = reader
        self._is_written = is_written
        self._prepare = prepare
        self._board: Board | None = None
        self._lock = threading.Lock()
        self._looked = 0.0
        self._took = 0.0
        self._made = 0.0
        self._renewal: threading.Thread | None = None
        self._error: Exception | None = None

    def get(self) -> Board:
        """The latest board; waits for a new one unless somebody is writing.

        Raises:
            FullcourtError: There is no warehouse, or it cannot be read.
        """
        with self._lock:
            if self._board is None:
                self._renew()
                return self._known()
            renewal = self._renewal_if_due()
        if renewal and not self._is_written():
            renewal.join(_PATIENCE)
        return self._known()

    def peek(self) -> Board | None:
        """The latest board without looking whether it is still right."""
        return self._board

    def _known(self) -> Board:
        if self._board is None:
            raise self._error or RuntimeError("no board")
        return self._board

    def _renewal_if_due(self) -> threading.Thread | None:
        if self._renewal and self._renewal.is_alive():
            return self._renewal
        moment = time.monotonic()
        if moment - self._looked < _LOOK_EVERY:
            return None
        self._looked = moment
        if self._is_written() and moment - self._made < _REST * self._took:
            return None
        if not self._is_outdated():
            return None
        self._renewal = threading.Thread(target=self._renew, name="board", daemon=True)
        self._renewal.start()
        return self._renewal

    def _is_outdated(self) -> bool:
        board = self._known()
        if self._reader.moment() >= board.holds_until:
            return True
        try:
            with self._reader.store() as store:
                return self._reader.snapshot(store) != board.snapshot
        except Exception:  # noqa: BLE001 - a plain file being written: the old board stays
            return False

    def _renew(self) -> None:
        began = time.monotonic()
        try:
            made = read_board(self._reader)
            if self._board is not None:  # the first visitor has waited long enough
                self._prepare(made)
            self._board = made
            self._error = None
        except Exception as error:  # noqa: BLE001 - told to whoever asks without a board at hand
            self._error = error
        self._made = time.monotonic()
        self._took = self._made - began
