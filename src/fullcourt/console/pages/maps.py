"""The heatmaps: a season date by date, all seasons week by week, and a season in one line."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fullcourt.console.board import Board
from fullcourt.console.draw.glyphs import GLYPHS
from fullcourt.console.draw.heatmap import Heatmap, Line, draw_heatmap
from fullcourt.envelopes.standing import gravest
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.verdicts import Verdict

_COLUMNS = 120

Marks = Mapping[tuple[str, date], Sequence[CellState]]
"""The cells behind a mark, the gravest first: by table and the mark's column."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A season in one line: the gravest verdict of each date over all tables."""

    season: str
    map: Heatmap
    needing: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SeasonMap:
    """A heatmap with what hovering, arrow keys and clicks need, as JSON."""

    season: str
    map: Heatmap
    data: str


def season_map(board: Board, season: str) -> SeasonMap:
    """One season: a column a date, a mark a cell."""
    picture = season_picture(board, season)
    own = board.by_season.get(season, ())
    marks = {(c.model, c.game_date): [c] for c in own if c.game_date}
    return SeasonMap(season, picture, _data(board, picture, marks, span="day"))


def season_picture(
    board: Board, season: str, lit: Collection[tuple[str, date | None]] | None = None
) -> Heatmap:
    """The marks of one season; those that are not lit, if any are, asleep."""
    dates = board.dates(season)
    tables: dict[str, list[CellState]] = {}
    for cell in board.by_season.get(season, ()):
        tables.setdefault(cell.model, []).append(cell)
    lines = [
        Line(
            name,
            board.state.graph.models[name].layer,
            {c.game_date: c.verdict for c in tables.get(name, ()) if c.game_date},
            sum(c.needs_attention for c in tables.get(name, ())) if lit is None else 0,
        )
        for name in _dated(board)
    ]
    return draw_heatmap(lines, dates, lit, least=_COLUMNS)


def weeks_map(board: Board) -> SeasonMap:
    """All seasons: a column a week, a mark the gravest of a table's cells in it."""
    marks: dict[tuple[str, date], list[CellState]] = {}
    parts: dict[date, str] = {}
    for season in board.seasons:
        for day in board.dates(season)[:1]:
            parts[_monday(day)] = season
    for cell in board.cells:
        if cell.game_date:
            marks.setdefault((cell.model, _monday(cell.game_date)), []).append(cell)
    order = list(GLYPHS)
    for own in marks.values():
        own.sort(key=lambda c: (order.index(c.verdict), c.game_date or date.min))
    weeks = sorted({week for _, week in marks})
    lines = [
        Line(
            name,
            board.state.graph.models[name].layer,
            {w: marks[name, w][0].verdict for w in weeks if (name, w) in marks},
            sum(1 for c in board.by_model[name] if c.needs_attention),
        )
        for name in _dated(board)
    ]
    picture = draw_heatmap(lines, weeks, least=_COLUMNS, parts=parts)
    return SeasonMap("", picture, _data(board, picture, marks, span="week"))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _dated(board: Board) -> list[str]:
    models = board.state.graph.models
    return [n for n in board.tables if models[n].dated]


def strip(board: Board, season: str, *, is_shown: bool) -> Strip:
    """A season's dates with the gravest verdict of each."""
    dates = board.dates(season)
    found: dict[date, set[Verdict]] = {}
    needing = 0
    for cell in board.by_season.get(season, ()):
        if cell.game_date:
            found.setdefault(cell.game_date, set()).add(cell.verdict)
            needing += cell.needs_attention
    worst = {d: gravest(v) for d, v in found.items()}
    return Strip(season, draw_heatmap([Line("", "", worst)], dates), needing, is_shown)


def _data(board: Board, picture: Heatmap, marks: Marks, *, span: str) -> str:
    tables = [
        {
            "model": row.model,
            "y": row.y,
            "letters": row.letters,
            "counts": [_counts(board, marks.get((row.model, d), ())) for d in picture.dates],
        }
        for row in picture.rows
        if not row.is_title
    ]
    body = {
        "span": span,
        "dates": [d.isoformat() for d in picture.dates],
        "xs": picture.xs,
        "pitch": picture.pitch,
        "tables": tables,
        "words": {g.letter: str(v) for v, g in GLYPHS.items()},
    }
    # It stands inside a script element, which the first `</script` in any message would end.
    return json.dumps(body, separators=(",", ":"), default=list).replace("<", "\\u003c")


def _counts(board: Board, cells: Sequence[CellState]) -> object:
    """Counts of a mark; behind them what it says, and of several cells the gravest one's date."""
    if not cells:
        return 0
    counts = [c.counts for c in cells]
    values: list[object] = [
        sum(getattr(c, name) for c in counts)
        for name in ("expected", "present", "missing", "surplus", "absent", "holed")
    ]
    values.append(sum(board.rows.get((c.model, c.game_date), 0) for c in cells))
    first = cells[0]
    if len(cells) == 1 and not first.reasons:
        return values
    values.append("; ".join(first.reasons))
    if len(cells) > 1:
        alike = sum(1 for c in cells if c.verdict is first.verdict)
        values += [first.game_date.isoformat() if first.game_date else "", alike, len(cells)]
    return values
