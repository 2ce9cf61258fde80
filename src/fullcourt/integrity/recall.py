"""Recall: the verdicts as the last run left them, where nothing they depend on has moved since.

Verdicts follow from builds, landing, models and the moment. A run that judges every cell keeps a
digest of the first three and how long its moment's answer holds; a status that finds the same
digest at such a moment reads what was judged instead of judging again, and any doubt is judged.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.calendar import Calendar, eastern_date
from fullcourt.integrity.evaluate import Counts, read_assessment
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.state import State, keep_usage
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.compose import package_text
from fullcourt.warehouse.hashing import mix
from fullcourt.warehouse.store import Store

_KEY = "judged"


def remember(store: Store, state: State) -> None:
    """Keep what the verdicts just written depend on; in their transaction."""
    text = json.dumps(
        {
            "digest": _digest(store, state.graph, state.horizon_days),
            "from": state.now.isoformat(),
            "until": _holds_until(state.calendar, state.now).isoformat(),
            "predicting": sorted(state.predicting),
        }
    )
    keep_usage(store, state)
    store.con.execute(f"delete from ledger.meta where key = '{_KEY}'")
    store.con.execute(f"insert into ledger.meta values ('{_KEY}', '{text}')")


def recall(store: Store, graph: Graph, now: datetime, horizon_days: int) -> list[CellState] | None:
    """Every cell as last judged; None where that may not be today's answer."""
    text = store.scalar(f"select value from ledger.meta where key = '{_KEY}'")
    kept = json.loads(text) if text else {}
    if not kept or not kept["from"] <= now.isoformat() < kept["until"] or kept["predicting"]:
        return None
    if kept["digest"] != _digest(store, graph, horizon_days):
        return None
    place = {name: i for i, name in enumerate(graph.order)}
    cells = [
        _cell(place, row)
        for row in read_assessment(store, "verdict", "reasons", "current_build_id")
    ]
    if None in cells:
        return None
    found = [c for c in cells if c is not None]
    return sorted(found, key=lambda c: (place[c.model], c.game_date or date.min))


def _cell(place: Mapping[str, int], row: tuple[object, ...]) -> CellState | None:
    model, day, verdict, reasons, build_id, *counts = row
    if model not in place or verdict == Verdict.FAILED:
        return None  # a message may hold the separator
    told = tuple(str(reasons).split("; ")) if reasons else ()
    return CellState(
        str(model),
        day,  # type: ignore[arg-type]
        Verdict(str(verdict)),
        told,
        Counts(*counts),  # type: ignore[arg-type]
        build_id,  # type: ignore[arg-type]
    )


def _digest(store: Store, graph: Graph, horizon_days: int) -> str:
    """Moves with every build and payload, with any hand on their records, and with any model."""
    builds = store.rows(
        "select count(*), bit_xor(hash(build_id, model, game_date, row_count, content_hash,"
        " inputs_hash, code_hash, contract_hash, status, message)) from ledger.build"
        " where is_current"
    )
    payloads = store.rows(
        "select count(*), bit_xor(hash(payload_id, table_name, format, unit, unit_date,"
        " content_hash, captured_at, sequence, is_current)) from landing.payload"
    )
    changes = store.rows(
        "select count(*), bit_xor(hash(build_id, model, game_date, key_name, key, repair, columns))"
        " from ledger.change"
    )
    models = [repr(m) for m in graph.models.values()]
    models += [package_text(m) for m in graph.models.values() if m.kind == "python"]
    return f"{mix(builds, payloads, changes, horizon_days, *models):016x}"


def _holds_until(calendar: Calendar, now: datetime) -> datetime:
    """The next moment at which some cell may be expected, due or overdue that is not so now."""
    moments = [m for d in calendar.days for m in (d.last_tip_utc, d.facts_due) if m > now]
    tomorrow = eastern_date(now) + timedelta(days=1)
    # Midnight in the east is 04:00 or 05:00 UTC: the earlier one is never too late.
    midnight = datetime.combine(tomorrow, time(4), UTC).replace(tzinfo=None)
    return min([midnight, *moments]) if midnight > now else now
