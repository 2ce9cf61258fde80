"""How many feature rows a model may see, and why not the others."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.integrity.plan import Selection


@dataclass(frozen=True, slots=True)
class Share:
    """Feature rows of a season.

    Args:
        season: Season.
        rows: All of them.
        ready: Those that a model may see.
        reasons: Why not the others, the most frequent first; a row may have several.
    """

    season: str
    rows: int
    ready: int
    reasons: Mapping[str, int]

    @property
    def percent(self) -> float:
        """Ready rows of a hundred."""
        return 100 * self.ready / self.rows if self.rows else 0.0


def ready_shares(
    console: Console, board: Board, wanted: Selection | None = None
) -> tuple[Share, ...]:
    """Season by season, on the selected dates."""
    rows = console.kept("readiness", board, lambda: _counted(console, board))
    total: Counter[str] = Counter()
    ready: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for row in rows:
        if wanted and not wanted.has_date(row["game_date"]):
            continue
        season, number = str(row["season"]), int(row["number"])
        total[season] += number
        ready[season] += number if row["ready"] else 0
        for reason in json.loads(row["not_ready_reasons"] or "[]"):
            reasons.setdefault(season, Counter())[reason] += number
    return tuple(
        Share(s, total[s], ready[s], dict(reasons.get(s, Counter()).most_common()))
        for s in sorted(total)
    )


def _counted(console: Console, board: Board) -> list[dict[str, Any]]:
    if "ml_feature_store" not in board.stored:
        return []
    with console.reader.store() as store:
        return records(store, "readiness", {})
