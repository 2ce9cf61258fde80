"""The verbs that ask: what is lacking, where it comes from, what it touches, what happened."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fullcourt.integrity.plan import Selection

if TYPE_CHECKING:
    from fullcourt.integrity.assess import CellState
    from fullcourt.integrity.gaps import Gaps
    from fullcourt.integrity.impact import Impact
    from fullcourt.integrity.incident import Incident
    from fullcourt.integrity.state import State
    from fullcourt.integrity.trace import Trace
    from fullcourt.warehouse.store import Store


class Inquiry:
    """What an open warehouse answers without writing anything.

    The class that inherits from it opens the store and reads the state.
    """

    if TYPE_CHECKING:

        def store(self, *, write: bool = False) -> Store:
            """The open store."""

        def state(self) -> State:
            """Calendar, builds and fingerprints as they stand."""

        def status(self) -> list[CellState]:
            """Every cell with its verdict."""

    def gaps(
        self,
        selection: Selection | None = None,
        *,
        keys: bool = False,
        include_accepted: bool = False,
    ) -> "Gaps":
        """Every selected cell that is not good, folded, with its cause and what mends it.

        Args:
            selection: Models, layers and dates; everything when None.
            keys: Also name the entities, and account for every expected key.
            include_accepted: Also what somebody has accepted.
        """
        from fullcourt.integrity.gaps import find_gaps

        return find_gaps(
            self.store(),
            self.state(),
            self.status(),
            selection=selection,
            keys=keys,
            include_accepted=include_accepted,
        )

    def trace(
        self,
        table: str,
        day: date | None = None,
        *,
        key: Mapping[str, object] | None = None,
        column: str | None = None,
    ) -> "Trace":
        """The first cells whose own contract broke, upstream of a cell, row or column.

        Args:
            table: Which table.
            day: Its date; None for an undated table.
            key: Only rows of this key, such as {"player_id": 201142}.
            column: Only what makes up this column.

        Raises:
            UsageError: There is no such table, date or column.
        """
        from fullcourt.integrity.trace import trace

        state, cells = self.state(), self.status()
        return trace(self.store(), state, table, day, key=key, column=column, cells=cells)

    def impact(
        self,
        table: str,
        day: date | None = None,
        *,
        key: Mapping[str, object] | None = None,
        rows: bool = True,
    ) -> "Impact":
        """Everything that a change of a cell can move.

        Args:
            table: Which table.
            day: Its date; None for an undated table.
            key: Only rows of this key change.
            rows: Count rows too.

        Raises:
            UsageError: There is no such table, date or column.
        """
        from fullcourt.integrity.impact import impact

        return impact(self.store(), self.state(), table, day, key=key, rows=rows)

    def incident(self, table: str, day: date | None = None) -> "Incident":
        """What happened to a cell, from the ledger; `writeup.to_markdown` makes a text of it.

        Args:
            table: Which table.
            day: Its date; None for an undated table.

        Raises:
            UsageError: There is no such table or date.
        """
        from fullcourt.integrity.incident import incident

        return incident(self.store(), self.state(), table, day, cells=self.status())
