"""A run in figures: what every writing verb says of itself at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullcourt.cli import words

if TYPE_CHECKING:
    from fullcourt.integrity.runs import Listener


class Figures:
    """A listener that passes every event on and keeps what the run says when it is over.

    Args:
        listener: Who shows the events.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.told: dict[str, object] = {}

    def __call__(self, event: str, fields: dict[str, object]) -> None:
        """Take one event of a run."""
        if event == "end":
            self.told = dict(fields)
        self._listener(event, fields)

    @property
    def run_id(self) -> object:
        """The run's number in the ledger."""
        return self.told.get("run")

    def text(self) -> str:
        """`run 7: 2.1 s, 4,000 rows (1,905 rows/s); publish 1.2 s, ...; complete 160, ...`."""
        if not self.told:
            return ""
        parts = [f"run {self.run_id}: {self.told.get('elapsed', 0):.1f} s"]
        rows, speed = self.told.get("rows"), self.told.get("rows_per_second")
        if isinstance(rows, int) and isinstance(speed, int):
            parts[0] += f", {words.count(rows, 'row')} ({speed:,} rows/s)"
        phases, verdicts = self.told.get("phases"), self.told.get("verdicts")
        if isinstance(phases, dict) and phases:
            parts.append(", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in phases.items()))
        if isinstance(verdicts, dict) and verdicts:
            ordered = sorted(verdicts.items(), key=lambda item: (-item[1], item[0]))
            parts.append(", ".join(f"{verdict} {number:,}" for verdict, number in ordered))
        return "; ".join(parts)
