"""The overview: the state of every table on every date, at a glance."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board
from fullcourt.console.draw.glyphs import GLYPHS
from fullcourt.console.draw.lineage import Lineage, draw_lineage
from fullcourt.console.needs import ONLY_BUILD, Headline, Need, day_text, fold_needs, headline
from fullcourt.console.pages.maps import SeasonMap, Strip, season_map, strip, weeks_map
from fullcourt.envelopes.standing import Share, ready_shares
from fullcourt.errors import UsageError
from fullcourt.integrity.assess import CellState

ALL = "all"
"""The season that stands for all of them."""

_NEEDS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Overview:
    """What the overview shows."""

    headline: Headline
    season: str
    strips: tuple[Strip, ...]
    map: SeasonMap
    undated: tuple[CellState, ...]
    lineage: Lineage
    needs: tuple[Need, ...]
    needs_left: int
    cells: int
    rows: int
    tables: int
    dates: int
    needing: int
    due: int
    complete: float
    verdicts: dict[str, int]
    ready: tuple[Share, ...]
    last_date: str


def overview(board: Board, season: str = "") -> Overview:
    """Put the overview together.

    Args:
        board: The verdicts.
        season: Shown in the heatmap; all of them week by week when `all`, or when empty and there
            are several.

    Raises:
        UsageError: The season is not loaded.
    """
    if season not in ("", ALL, *board.seasons):
        raise UsageError(
            f"season {season!r} is not loaded (loaded: {', '.join(board.seasons) or 'none'})"
        )
    only = board.seasons[0] if len(board.seasons) == 1 else ALL if board.seasons else ""
    shown = season or only
    needs = fold_needs(board)
    good = sum(1 for c in board.cells if str(c.verdict) == "complete")
    return Overview(
        headline=headline(board),
        season=shown,
        strips=tuple(strip(board, s, is_shown=s == shown) for s in board.seasons),
        map=weeks_map(board) if shown == ALL else season_map(board, shown),
        undated=tuple(c for c in board.cells if c.game_date is None),
        lineage=lineage(board),
        needs=tuple(needs[:_NEEDS_SHOWN]),
        needs_left=max(0, len(needs) - _NEEDS_SHOWN),
        cells=len(board.cells),
        rows=sum(board.rows.values()),
        tables=len(board.tables),
        dates=len({c.game_date for c in board.cells if c.game_date}),
        needing=sum(1 for c in board.needing if c.verdict not in ONLY_BUILD),
        due=sum(1 for c in board.needing if c.verdict in ONLY_BUILD),
        complete=100 * good / len(board.cells) if board.cells else 0.0,
        verdicts=dict(board.verdicts),
        ready=ready_shares(board.readiness),
        last_date=_last_date(board),
    )


def _last_date(board: Board) -> str:
    """How far the last layer that holds anything is built."""
    layers = board.state.graph.models
    built: dict[str, date] = {}
    for cell in board.cells:
        if cell.game_date and cell.current_build_id:
            layer = layers[cell.model].layer
            built[layer] = max(built.get(layer, date.min), cell.game_date)
    shown = built.get("features") or max(built.values(), default=None)
    return day_text(shown) if shown else "none"


def lineage(board: Board) -> Lineage:
    """The graph of all tables."""
    graph = board.state.graph
    layers = {n: graph.models[n].layer for n in board.tables}
    return draw_lineage(layers, {n: [r.name for r in graph.reads[n]] for n in board.tables})


def verdict_counts(board: Board, model: str) -> dict[str, int]:
    """Verdicts of one table, the gravest first."""
    counted = Counter(str(c.verdict) for c in board.by_model.get(model, ()))
    return {str(v): counted[str(v)] for v in GLYPHS if counted[str(v)]}
