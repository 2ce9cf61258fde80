"""The report: what the console shows, as one HTML file that needs nothing else."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fullcourt.console.board import Board
from fullcourt.console.console import Console
from fullcourt.console.links import ReportLinks
from fullcourt.console.needs import fold_needs
from fullcourt.console.pages.alerts import AlertsPage, alerts_page
from fullcourt.console.pages.cell import CellPage, cell_page
from fullcourt.console.pages.leaderboard import (
    ALL,
    MARKETS,
    POPULATIONS,
    Leaderboard,
    leaderboard,
)
from fullcourt.console.pages.maps import SeasonMap, season_map, weeks_map
from fullcourt.console.pages.origin import TracePanel, trace_cell, trace_panel
from fullcourt.console.pages.overview import Overview, overview
from fullcourt.console.pages.runs import RunLine, run_lines
from fullcourt.console.pages.teams import Slate, TeamsPage, slate_page, teams_page
from fullcourt.console.render import asset_text, render
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.state import Cell
from fullcourt.integrity.verdicts import Verdict

_SLATE = {"upcoming_team_game_context", "ml_feature_store"}
_TRACED = 16
"""Most cells whose origin is told; following windows upstream takes its time."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows."""

    overview: Overview
    weeks: SeasonMap | None
    seasons: tuple[SeasonMap, ...]
    alerts: AlertsPage
    runs: tuple[RunLine, ...]
    slate: Slate | None
    teams: TeamsPage | None
    leaderboard: Leaderboard | None
    cells: tuple[CellPage, ...]
    cells_left: int
    origins: Mapping[Cell, TracePanel]
    """Where the first cell of each trouble comes from."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    path: Path
    cells: int
    bytes: int


def write_report(console: Console, path: Path, *, most_cells: int = 200) -> Written:
    """Write the report.

    Args:
        console: Whose warehouse.
        path: File to write; its folder is made.
        most_cells: Cells shown in full, the gravest first.
    """
    board = console.board()
    report = make_report(console, board, most_cells)
    style, script = asset_text("console.css"), asset_text("console.js")
    links = ReportLinks({(c.model.name, c.day) for c in report.cells})
    text = render(
        "report.html",
        links,
        report=report,
        board=board,
        project=console.project,
        style=style,
        script=script,
        policy=_policy(style, script),
        populations=POPULATIONS,
        markets=MARKETS,
        all_seasons=ALL,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text.encode("utf-8")
    path.write_bytes(content)
    return Written(path, len(report.cells), len(content))


def make_report(console: Console, board: Board, most_cells: int) -> Report:
    """Put a report together."""
    chosen = sorted(board.needing, key=_gravity)[:most_cells]
    built = {name for name, day in board.rows if day}
    graded = leaderboard(console, board, "", "", "") if "prediction_grades" in built else None
    return Report(
        overview(board),
        weeks_map(board) if len(board.seasons) > 1 else None,
        tuple(season_map(board, s) for s in board.seasons),
        alerts_page(console, board),
        run_lines(console),
        slate_page(console, board, None) if built >= _SLATE else None,
        teams_page(console, board, None) if "team_defense_zone_analysis" in built else None,
        graded if graded and graded.is_graded else None,
        tuple(cell_page(console, board, c) for c in chosen),
        len(board.needing) - len(chosen),
        _origins(console, board, chosen),
    )


def _origins(
    console: Console, board: Board, chosen: Sequence[CellState]
) -> Mapping[Cell, TracePanel]:
    """The trace of the first cell of each trouble that is shown in full."""
    shown = {(c.model, c.game_date): c for c in chosen}
    firsts = [(n.model, n.first) for n in fold_needs(board) if (n.model, n.first) in shown]
    return {
        cell: trace_panel(trace_cell(console, board, shown[cell]), board.names)
        for cell in firsts[:_TRACED]
    }


def _gravity(cell: CellState) -> tuple[bool, int]:
    by_itself = cell.verdict in (Verdict.STALE, Verdict.MISSING, Verdict.BLOCKED)
    return by_itself, list(Verdict).index(cell.verdict)


def _policy(style: str, script: str) -> str:
    """Only the report's own style and script may work, by their digests; nothing is fetched."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    made = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(made).decode('ascii')}"
