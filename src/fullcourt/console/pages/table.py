"""A table: what it holds, and each of its cells as a link, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board
from fullcourt.console.pages.overview import verdict_counts
from fullcourt.errors import UsageError
from fullcourt.integrity.assess import CellState
from fullcourt.warehouse.models import Model


@dataclass(frozen=True, slots=True)
class Month:
    """The cells of one month."""

    label: str
    cells: tuple[CellState, ...]


@dataclass(frozen=True, slots=True)
class TablePage:
    """Everything about one table."""

    model: Model
    season: str
    seasons: tuple[tuple[str, int], ...]
    months: tuple[Month, ...]
    undated: CellState | None
    verdicts: dict[str, int]
    rows: int
    reads: tuple[tuple[str, str, str], ...]
    readers: tuple[str, ...]


def table_page(board: Board, name: str, season: str = "") -> TablePage:
    """Put one table's page together.

    Raises:
        UsageError: There is no such table or season.
    """
    if name not in board.state.graph.reads:
        raise UsageError(f"there is no table {name!r}", hint="fullcourt status")
    if season and season not in board.seasons:
        raise UsageError(f"season {season!r} is not loaded")
    graph = board.state.graph
    own = board.by_model.get(name, ())
    by_season: dict[str, list[CellState]] = {}
    for cell in own:
        if cell.game_date:
            by_season.setdefault(board.state.calendar.season_of(cell.game_date) or "", []).append(
                cell
            )
    shown = season or max(by_season, key=lambda s: (_needing(by_season[s]), s), default="")
    return TablePage(
        model=graph.models[name],
        season=shown,
        seasons=tuple((s, _needing(c)) for s, c in sorted(by_season.items())),
        months=_months(by_season.get(shown, ())),
        undated=next((c for c in own if c.game_date is None), None),
        verdicts=verdict_counts(board, name),
        rows=sum(n for (m, _), n in board.rows.items() if m == name),
        reads=tuple(
            (r.name, ", ".join(map(str, r.windows)), str(board.worst.get(r.name, "")))
            for r in graph.reads[name]
        ),
        readers=tuple(r for r in graph.readers.get(name, ()) if r in board.by_model),
    )


def _needing(cells: Sequence[CellState]) -> int:
    return sum(1 for c in cells if c.needs_attention)


def _months(cells: Sequence[CellState]) -> tuple[Month, ...]:
    groups: dict[tuple[int, int], list[CellState]] = {}
    for cell in cells:
        day = cell.game_date or date.min
        groups.setdefault((day.year, day.month), []).append(cell)
    return tuple(
        Month(f"{date(year, month, 1):%B %Y}", tuple(own))
        for (year, month), own in sorted(groups.items())
    )
