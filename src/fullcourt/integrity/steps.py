"""Steps: the way from the cell asked about to a root, each with evidence and a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.breaks import Break, Fault, evidence, holes_sql, showing_sql
from fullcourt.integrity.events import Events, event_key
from fullcourt.integrity.lineage import Lineage
from fullcourt.integrity.seeds import literal
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.upstream import Need, Needs, Via
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.store import Store

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One cell on the way to a root.

    Args:
        model: The table.
        game_date: The date.
        verdict: What the cell is worth; None if no cell is expected there.
        window: Through which window the step before reads it; "" for the first.
        evidence: What can be seen here, with counts.
        sql: A query for `fullcourt sql` that shows it.
        columns: The columns that matter here; none when all do.
    """

    model: str
    game_date: date | None
    verdict: Verdict | None
    window: str
    evidence: str
    sql: str
    columns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "game_date": self.game_date.isoformat() if self.game_date else None,
            "verdict": str(self.verdict) if self.verdict else None,
            "window": self.window,
            "evidence": self.evidence,
            "sql": self.sql,
            "columns": list(self.columns),
        }


@dataclass(slots=True)
class Stepper:
    """Makes the steps of one question.

    Args:
        store: Open.
        state: What the ledger knows.
        cells: Every cell, judged.
        events: The spine's events of the keys asked about.
        needs: What stands behind the question.
        lineage: For the columns.
    """

    store: Store
    state: State
    cells: Mapping[Cell, CellState]
    events: Events
    needs: Mapping[str, Needs]
    lineage: Lineage

    def chain(self, root: Break, faults: Sequence[Fault]) -> tuple[Step, ...]:
        """From the cell asked about to a root."""
        name, day = root.at
        need = self.needs[name].at(day)
        said = "; ".join(evidence(root, faults))
        sql = showing_sql(self.state, root.at, faults)
        steps = [self._step(root.at, need, said, sql)]
        while need and need.via and len(steps) < 50:
            via = need.via
            name, day = via.reader, via.day
            need = self.needs[name].at(day)
            steps.append(self._reader((name, day), need, via, steps[-1]))
        return tuple(reversed(steps))

    def _step(self, at: Cell, need: Need | None, said: str, sql: str) -> Step:
        cell = self.cells.get(at)
        columns = tuple(sorted(need.columns)) if need and need.columns else ()
        window = str(need.via.window) if need and need.via else ""
        return Step(*at, cell.verdict if cell else None, window, said, sql, columns)

    def _reader(self, at: Cell, need: Need | None, via: Via, below: Step) -> Step:
        """A cell through whose window the step before was reached."""
        cell = self.cells.get(at)
        said = [*cell.reasons] if cell and cell.reasons else []
        said += self._window_evidence(at, need)
        missing = self._missing(via, below.model, need)
        said += [missing] if missing else []
        if not said:
            said = [f"reads {below.model}, {via.window}"]
        return self._step(at, need, "; ".join(said), holes_sql(self.state, at))

    def _window_evidence(self, at: Cell, need: Need | None) -> list[str]:
        """Games expected and found, as the rows themselves say."""
        model = self.state.graph.models[at[0]]
        columns = {c.name for c in model.columns}
        if not {"games_expected", "games_found", "window_complete"} <= columns or at[1] is None:
            return []
        tests = [f"game_date = date '{at[1]}'"]
        for name, values in (need.keys if need else {}).items():
            if name in model.keys and values:
                tests.append(f"{name} in ({', '.join(map(literal, sorted(values, key=str)))})")
        found = self.store.rows(
            "select count(*), count(*) filter (where not window_complete),"
            " sum(games_expected) filter (where not window_complete),"
            f" sum(games_found) filter (where not window_complete) from {at[0]}"
            f" where {' and '.join(tests)}"
        )
        rows, holed, expected, counted = found[0]
        if not holed:
            return []
        return [f"{holed} of {rows} rows have holes: {counted} of {expected} games found"]

    def _missing(self, via: Via, source: str, need: Need | None) -> str:
        """Which games of a keyed window have no row in the input."""
        window, day = via.window, via.day
        model = self.state.graph.models[source]
        event = event_key(self.state.graph.models)
        columns = {c.name for c in model.columns}
        if not (need and window.key and day and {window.key, event, "game_date"} <= columns):
            return ""
        keys = self._window_keys(need, window.key)
        wanted: dict[tuple[str, str], tuple[date, Any]] = {}
        start, end = self.state.fingerprints.span(window, day)
        for key in keys:
            inside = [e for e in self.events.of(window.key, key) if start <= e.game_date <= end]
            for e in inside[-window.length :] if window.length else inside:
                wanted[str(key), str(e.event)] = (e.game_date, e.event)
        if not wanted:
            return ""
        days = sorted({d for d, _ in wanted.values()})
        listed = ", ".join(map(literal, keys))
        held = {
            (str(key), str(found))
            for key, found in self.store.rows(
                f"select distinct {window.key}, {event} from {source} where {window.key} in"
                f" ({listed}) and game_date between date '{days[0]}' and date '{days[-1]}'"
            )
        }
        lost = sorted({wanted[w] for w in wanted if w not in held})
        if not lost:
            return ""
        shown = ", ".join(f"{game} ({d})" for d, game in lost[:_SHOWN])
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        found = sum(1 for w in wanted if w in held)
        return (
            f"{source} holds {found} of the {len(wanted)} rows in the window; lacking {shown}{more}"
        )

    def _window_keys(self, need: Need, name: str) -> list[Any]:
        held = [c for c in need.keys if c == name] or [
            c for c in need.keys if c.endswith(f"_{name}")
        ]
        return sorted({v for c in held for v in need.keys[c]}, key=str)
