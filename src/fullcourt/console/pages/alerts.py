"""Alerts: what needs somebody, what was accepted, and source files with problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.needs import Headline, Need, fold_needs, headline
from fullcourt.integrity.accept import FILE, Acceptance, read_acceptances


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """Everything that somebody should know."""

    headline: Headline
    needs: tuple[Need, ...]
    warnings: tuple[Mapping[str, Any], ...]
    acceptances: tuple[tuple[Acceptance, bool], ...]
    problems: tuple[Mapping[str, Any], ...]


def alerts_page(console: Console, board: Board) -> AlertsPage:
    """Put the alerts together."""
    with console.reader.store() as store:
        accepted = read_acceptances(store, console.project.folder / FILE)
        return AlertsPage(
            headline(board),
            tuple(fold_needs(board)),
            tuple(records(store, "warnings", {})),
            tuple((a, a.holds(board.now)) for a in accepted),
            tuple(records(store, "source_problems", {})),
        )
