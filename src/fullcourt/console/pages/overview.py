"""The overview: the state of every table on every date, at a glance."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board, gravest
from fullcourt.console.console import Console
from fullcourt.console.draw.glyphs import GLYPHS
from fullcourt.console.draw.heatmap import Heatmap, Line, draw_heatmap
from fullcourt.console.draw.lineage import Lineage, draw_lineage
from fullcourt.console.needs import ONLY_BUILD, Headline, Need, day_text, fold_needs, headline
from fullcourt.console.readiness import Share, ready_shares
from fullcourt.errors import UsageError
from fullcourt.integrity.verdicts import Verdict

_NEEDS_SHOWN = 12
_COLUMNS = 120


@dataclass(frozen=True, slots=True)
class Strip:
    """A season in one line: the gravest verdict of each date over all tables."""

    season: str
    map: Heatmap
    needing: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What the overview shows."""

    headline: Headline
    season: str
    strips: tuple[Strip, ...]
    map: Heatmap
    map_data: str
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


def overview(console: Console, board: Board, season: str = "") -> Overview:
    """Put the overview together.

    Args:
        console: Whose warehouse.
        board: Its verdicts.
        season: Shown in the heatmap; the latest that needs somebody, else the latest, when empty.

    Raises:
        UsageError: The season is not loaded.
    """
    if season and season not in board.seasons:
        raise UsageError(
            f"season {season!r} is not loaded (loaded: {', '.join(board.seasons) or 'none'})"
        )
    shown = season or _default_season(board)
    needs = fold_needs(board)
    picture = season_map(board, shown)
    good = sum(1 for c in board.cells if str(c.verdict) == "complete")
    return Overview(
        headline=headline(board),
        season=shown,
        strips=tuple(strip(board, s, is_shown=s == shown) for s in board.seasons),
        map=picture,
        map_data=map_data(board, picture),
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
        ready=ready_shares(console, board),
        last_date=_last_date(board),
    )


def _default_season(board: Board) -> str:
    """The season that needs most attention; the latest when all are alike."""
    bad: Counter[str | None] = Counter()
    due: Counter[str | None] = Counter()
    for cell in board.needing:
        if cell.game_date:
            season = board.state.calendar.season_of(cell.game_date)
            (due if cell.verdict in ONLY_BUILD else bad)[season] += 1
    return max(board.seasons, key=lambda s: (bad[s], due[s], s), default="")


def _last_date(board: Board) -> str:
    built = [c.game_date for c in board.cells if c.game_date and c.current_build_id]
    return day_text(max(built)) if built else "none"


def season_map(
    board: Board, season: str, lit: Collection[tuple[str, date | None]] | None = None
) -> Heatmap:
    """The heatmap of one season, all tables."""
    dates = board.dates(season)
    inside = set(dates)
    lines = []
    for name in board.tables:
        own = [c for c in board.by_model[name] if c.game_date is None or c.game_date in inside]
        lines.append(
            Line(
                name,
                board.state.graph.models[name].layer,
                {c.game_date: c.verdict for c in own},
                sum(1 for c in own if c.needs_attention) if lit is None else 0,
            )
        )
    return draw_heatmap(lines, dates, lit, least=_COLUMNS)


def strip(board: Board, season: str, *, is_shown: bool) -> Strip:
    """A season's dates with the gravest verdict of each."""
    dates = board.dates(season)
    inside = set(dates)
    found: dict[date | None, list[Verdict]] = {}
    needing = 0
    for cell in board.cells:
        if cell.game_date in inside and cell.game_date is not None:
            found.setdefault(cell.game_date, []).append(cell.verdict)
            needing += cell.needs_attention
    worst = {d: gravest(v) for d, v in found.items()}
    return Strip(season, draw_heatmap([Line("", "", worst)], dates), needing, is_shown)


def map_data(board: Board, picture: Heatmap) -> str:
    """What hovering and arrow keys need, as JSON: counts of every cell by table."""
    tables = []
    for row in picture.rows:
        if row.is_title:
            continue
        counts: list[object] = []
        for day in [None] if row.undated else picture.dates:
            cell = board.by_cell.get((row.model, day))
            if cell is None:
                counts.append(0)
                continue
            c = cell.counts
            values = [c.expected, c.present, c.missing, c.surplus, c.absent, c.holed]
            values.append(board.rows.get((row.model, day), 0))
            counts.append([*values, "; ".join(cell.reasons)] if cell.reasons else values)
        tables.append({"model": row.model, "y": row.y, "letters": row.letters, "counts": counts})
    body = {
        "dates": [d.isoformat() for d in picture.dates],
        "xs": picture.xs,
        "tables": tables,
        "words": {g.letter: str(v) for v, g in GLYPHS.items()},
    }
    return json.dumps(body, separators=(",", ":"), default=list)


def lineage(board: Board) -> Lineage:
    """The graph of all tables."""
    graph = board.state.graph
    layers = {n: graph.models[n].layer for n in board.tables}
    return draw_lineage(layers, {n: [r.name for r in graph.reads[n]] for n in board.tables})


def verdict_counts(board: Board, model: str) -> dict[str, int]:
    """Verdicts of one table, the gravest first."""
    counted = Counter(str(c.verdict) for c in board.by_model.get(model, ()))
    return {str(v): counted[str(v)] for v in GLYPHS if counted[str(v)]}
