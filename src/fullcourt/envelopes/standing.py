"""How the warehouse stands: `status`, one cell, `plan`, `gaps`, and what `verify` found last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fullcourt.envelopes.shape import Envelope, envelope

if TYPE_CHECKING:
    from fullcourt.integrity.assess import CellState
    from fullcourt.integrity.gaps import Gaps
    from fullcourt.integrity.graph import Graph
    from fullcourt.integrity.plan import Plan, Selection
    from fullcourt.integrity.verdicts import Verdict
    from fullcourt.warehouse.store import Store

Rows = Mapping[tuple[str, date | None], int]
"""Rows of each cell's current build."""


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One table in short.

    Args:
        cells: Expected or existing cells.
        rows: Rows of the current builds.
        last: Its last date that holds a build.
        worst: The verdict that comes first in the order of precedence.
    """

    model: str
    layer: str
    cells: int
    rows: int
    last: date | None
    worst: Verdict
    verdicts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Share:
    """Feature rows of a season.

    Args:
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


ReadyRow = tuple[str, date, bool, str, int]
"""Season, date, readiness, reasons as JSON, and how many feature rows are alike in these."""


def rows_by_cell(store: Store) -> dict[tuple[str, date | None], int]:
    """Rows of every cell's current build."""
    return {
        (model, day): number
        for model, day, number in store.rows(
            "select model, game_date, row_count from ledger.build"
            " where is_current and status <> 'failed'"
        )
    }


def read_readiness(store: Store) -> list[ReadyRow]:
    """The feature rows counted by date, readiness and reasons; none before the table is built."""
    if not store.scalar(
        "select count(*) from ledger.build where is_current and model = 'ml_feature_store'"
    ):
        return []
    return store.rows(
        "select season, game_date, ready, not_ready_reasons, count(*) from wh.main.ml_feature_store"
        " group by all"
    )


def ready_shares(rows: Iterable[ReadyRow], wanted: Selection | None = None) -> tuple[Share, ...]:
    """Season by season, on the selected dates."""
    total: Counter[str] = Counter()
    ready: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for season, day, is_ready, why, number in rows:
        if wanted and not wanted.has_date(day):
            continue
        total[season] += number
        ready[season] += number if is_ready else 0
        for reason in json.loads(why or "[]"):
            reasons.setdefault(season, Counter())[reason] += number
    return tuple(
        Share(s, total[s], ready[s], dict(_ordered(reasons.get(s, Counter()))))
        for s in sorted(total)
    )


def _ordered(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent first, equals by name: the order must not depend on that of the rows."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def pipeline_order(graph: Graph) -> list[str]:
    """Tables layer by layer, inputs first."""
    from fullcourt.warehouse.models import LAYERS

    return sorted(graph.order, key=lambda name: LAYERS.index(graph.models[name].layer))


def selected(graph: Graph, cells: Iterable[CellState], wanted: Selection) -> list[CellState]:
    """The cells that a selection means."""
    return [
        c
        for c in cells
        if wanted.has_model(c.model, graph.models[c.model].layer) and wanted.has_date(c.game_date)
    ]


def summarise(graph: Graph, cells: Iterable[CellState], rows: Rows) -> list[TableStatus]:
    """One line a table, in pipeline order."""
    by_model: dict[str, list[CellState]] = {}
    for cell in cells:
        by_model.setdefault(cell.model, []).append(cell)
    found = []
    for name in pipeline_order(graph):
        own = by_model.get(name)
        if not own:
            continue
        built = [c.game_date for c in own if c.current_build_id and c.game_date]
        found.append(
            TableStatus(
                model=name,
                layer=graph.models[name].layer,
                cells=len(own),
                rows=sum(rows.get((name, c.game_date), 0) for c in own),
                last=max(built, default=None),
                worst=gravest(c.verdict for c in own),
                verdicts=dict(Counter(str(c.verdict) for c in own)),
            )
        )
    return found


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of some verdicts; an expected emptiness is no worse than completeness."""
    found = list(verdicts)
    order = list(type(found[0]))
    return min(found, key=lambda v: (v == order[0], order.index(v)))


def status_envelope(
    graph: Graph,
    judged: Sequence[CellState],
    rows: Rows,
    ready: Sequence[Share],
    *,
    cells: bool,
) -> Envelope:
    """Verdicts by table, or cell by cell."""
    tables = summarise(graph, judged, rows)
    bad = [c for c in judged if c.needs_attention]
    summary = {
        "tables": len(tables),
        "cells": len(judged),
        "rows": sum(t.rows for t in tables),
        "verdicts": dict(Counter(str(c.verdict) for c in judged)),
        "ready": [share_json(s) for s in ready],
    }
    listed = [cell_json(c, rows) for c in judged] if cells else []
    return envelope(
        "status",
        ok=not bad,
        summary=summary,
        findings=[cell_json(c, rows) for c in bad],
        data=listed or [_table_json(t) for t in tables],
    )


def cell_json(cell: CellState, rows: Rows) -> dict[str, object]:
    """One cell with its verdict and counts."""
    return {
        "cell": f"{cell.model}/{cell.game_date or '-'}",
        "model": cell.model,
        "game_date": cell.game_date,
        "verdict": str(cell.verdict),
        "reasons": list(cell.reasons),
        "rows": rows.get((cell.model, cell.game_date), 0),
        "expected": cell.counts.expected,
        "present": cell.counts.present,
        "missing": cell.counts.missing,
        "surplus": cell.counts.surplus,
        "accepted": cell.accepted,
    }


def share_json(share: Share) -> dict[str, object]:
    """The ready rows of a season."""
    return {
        "season": share.season,
        "rows": share.rows,
        "ready": share.ready,
        "ready_pct": round(share.percent, 1),
        "not_ready_reasons": dict(share.reasons),
    }


def _table_json(table: TableStatus) -> dict[str, object]:
    return {
        "model": table.model,
        "layer": table.layer,
        "cells": table.cells,
        "rows": table.rows,
        "last_date": table.last,
        "worst": str(table.worst),
        "verdicts": table.verdicts,
    }


def plan_envelope(made: Plan) -> Envelope:
    """What a backfill would build, and why."""
    causes = Counter(str(cause) for step in made.steps for _, cause in step.cells)
    summary = {
        "digest": made.digest,
        "cells": made.cells,
        "steps": len(made.steps),
        "causes": dict(causes),
    }
    return envelope("plan", ok=True, summary=summary, data=steps_json(made))


def steps_json(made: Plan) -> list[dict[str, object]]:
    """A plan's steps in order."""
    return [
        {
            "model": s.model,
            "layer": s.layer,
            "cells": [{"game_date": d, "cause": str(c)} for d, c in s.cells],
        }
        for s in made.steps
    ]


def gaps_envelope(found: Gaps) -> Envelope:
    """Every cell that is not good, folded, with cause, damage and remedy."""
    verdicts: Counter[str] = Counter()
    for gap in found.gaps:
        verdicts[str(gap.verdict)] += gap.range.cells
    summary = {
        "gaps": len(found.gaps),
        "cells": found.cells,
        "verdicts": dict(verdicts),
        "missing": sum(g.missing for g in found.gaps),
        "surplus": sum(g.surplus for g in found.gaps),
        "accepted": sum(g.range.cells for g in found.gaps if g.accepted),
        "commands": list(dict.fromkeys(g.remedy.command for g in found.open if not g.roots)),
    }
    return envelope(
        "gaps",
        ok=not found.open,
        summary=summary,
        findings=[g.to_json() for g in found.gaps],
        data=found.to_json()["reconciliation"],
    )


def verify_envelope(
    *,
    good: bool,
    checked: int,
    findings: Sequence[object],
    statistics: Mapping[str, object],
    leak_checks: Mapping[str, int] | None = None,
) -> Envelope:
    """What a verification found."""
    summary: dict[str, object] = {"checked": checked, "good": good, "statistics": dict(statistics)}
    if leak_checks is not None:
        summary["leak_checks"] = dict(leak_checks)
    return envelope("verify", ok=good, summary=summary, findings=findings, data=[])
