"""What the ledger knows, read once into plain values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from fullcourt.integrity.calendar import Calendar, Day
from fullcourt.integrity.fingerprint import UNDATED, Fingerprints, Marks
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.reach import Change, Changes
from fullcourt.integrity.usage import Usage
from fullcourt.warehouse.compose import query_sql
from fullcourt.warehouse.hashing import content_hash_sql, mix, row_hash_sql
from fullcourt.warehouse.models import TYPES, Model
from fullcourt.warehouse.store import Store

_USAGE = "looks_at/"

Cell = tuple[str, date | None]
"""One table on one game date; the date is None for undated tables."""


@dataclass(frozen=True, slots=True)
class Build:
    """The current build of a cell."""

    build_id: int
    content_hash: str
    inputs_hash: str
    code_hash: str
    contract_hash: str
    row_count: int
    run_id: int
    status: str  # published / failed
    message: str


@dataclass(slots=True)
class State:
    """Calendar, current builds and fingerprints at one moment.

    Args:
        now: Naive UTC moment that verdicts refer to.
        loaded: Landing tables that hold at least one payload.
        folder: The project's folder, for what a Python model keeps beside the store.
        predicting: Seasons whose predictions are wanted although none was ever built.
    """

    graph: Graph
    calendar: Calendar
    builds: dict[Cell, Build]
    failures: dict[Cell, str]
    fingerprints: Fingerprints
    loaded: frozenset[str]
    now: datetime
    changes: Changes
    horizon_days: int = 1
    next_build_id: int = 1
    folder: Path = Path()
    predicting: frozenset[str] = frozenset()
    usage: Usage | None = None
    _expected: dict[str, list[date | None]] = field(default_factory=dict)
    _expected_sets: dict[str, frozenset[date | None]] = field(default_factory=dict)

    def expected_dates(self, name: str) -> list[date | None]:
        """The dates on which a table must have a cell now; [None] for undated tables."""
        if name not in self._expected:
            model = self.graph.models[name]
            if not self.is_active(name):
                dates: list[date | None] = []
            elif not model.dated:
                dates = [None]
            else:
                dates = self._dated(name)
            self._expected[name] = dates
            self._expected_sets[name] = frozenset(dates)
        return self._expected[name]

    def expects(self, name: str, day: date | None) -> bool:
        """Whether a table must have a cell on a date."""
        self.expected_dates(name)
        return day in self._expected_sets[name]

    def _dated(self, name: str) -> list[date | None]:
        model = self.graph.models[name]
        due = set(self.calendar.expected_dates(model, self.now, self.horizon_days))
        if model.layer == "predictions":
            # Training takes long, so a season has predictions once somebody has asked for them.
            seasons = self.predicting | self._seasons_built(model.layer)
            due = {d for d in due if self.calendar.by_date[d].season in seasons}
        # What a source said about a date without games (a trade, a preseason box) has a cell too.
        for landing in self.graph.landing_inputs(name):
            marks = self.fingerprints.marks.get(f"landing.{landing}")
            due |= {d for d in marks.values if d != UNDATED} if marks else set()
        return [*sorted(due)]

    def failed_spine(self) -> dict[str, list[date]]:
        """Spine tables with dates whose last build failed; nothing was published there before."""
        found: dict[str, list[date]] = {}
        for name, day in self.failures:
            if day and self.graph.models[name].layer == "spine" and (name, day) not in self.builds:
                found.setdefault(name, []).append(day)
        return {name: sorted(days) for name, days in found.items()}

    def take_build_ids(self, count: int) -> int:
        """Reserve build numbers under the writer's lease; return the first."""
        first = self.next_build_id
        self.next_build_id += count
        return first

    def rows_from(self, name: str, start: date) -> int:
        """Rows of a table from a date on, as the ledger counts them."""
        return sum(
            b.row_count
            for (model, day), b in self.builds.items()
            if model == name and (day is None or day >= start)
        )

    def reload(self, store: Store) -> None:
        """Read builds, changes and marks again after a rollback."""
        fresh = read_state(store, self.graph, self.now, self.horizon_days)
        for name in ("builds", "failures", "fingerprints", "changes", "next_build_id"):
            setattr(self, name, getattr(fresh, name))

    def _seasons_built(self, layer: str) -> set[str | None]:
        models = {n for n, m in self.graph.models.items() if m.layer == layer}
        return {self.calendar.season_of(day) for name, day in self.builds if name in models and day}

    def is_active(self, name: str) -> bool:
        """A raw table whose sources were never ingested creates no expectation."""
        landing = self.graph.landing_inputs(name)
        if not landing or self.graph.models[name].due == "announced":
            return True
        return name in self.loaded if name in landing else bool(self.loaded & set(landing))


def read_state(store: Store, graph: Graph, now: datetime, horizon_days: int = 1) -> State:
    """Read calendar, builds and marks from the store."""
    calendar = read_calendar(store, graph.models)
    builds, failures = _read_builds(store)
    marks = _landing_marks(store, graph.models)
    loaded = frozenset(
        name for (name,) in store.rows("select distinct table_name from landing.payload")
    )
    fingerprints = Fingerprints(calendar, marks)
    for (model, day), build in builds.items():
        fingerprints.put(model, day, build.content_hash)
    usage = Usage(graph, lambda: read_usage(store))
    changes = Changes(calendar, looked_at=usage.columns)
    state = State(graph, calendar, builds, failures, fingerprints, loaded, now, changes)
    state.usage = usage
    state.horizon_days = horizon_days
    newest = store.scalar("select coalesce(max(build_id), 0) from ledger.build")
    state.next_build_id = 1 + int(newest)
    read_changes(store, state)
    return state


def read_changes(store: Store, state: State, models: Iterable[str] = (), since: int = 0) -> None:
    """Load the changes that a current build may not have seen, and the frames to judge them by.

    Args:
        store: Open.
        state: Its `changes` are extended.
        models: Of these tables; of all when empty.
        since: Only changes of this build or later.
    """
    readers = state.graph.readers
    concerned = {r for m in (models or readers) for r in readers.get(m, ())}
    oldest: dict[str, int] = {}
    for (model, _), build in state.builds.items():
        if model in concerned:
            oldest[model] = min(build.build_id, oldest.get(model, build.build_id))
    unseen = {
        model: min((oldest[r] for r in readers.get(model, ()) if r in oldest), default=0)
        for model in (models or readers)
    }
    wanted = [f"('{m}', {max(b, since - 1)})" for m, b in unseen.items() if b]
    if not wanted:
        return
    rows = store.rows(
        "select c.model, c.build_id, c.game_date, c.key_name, c.key, c.repair, c.columns"
        f" from ledger.change c join (values {', '.join(wanted)}) as w (model, seen)"
        " on w.model = c.model and c.build_id > w.seen"
    )
    found: dict[str, list[Change]] = {}
    for model, build_id, day, key_name, key, repair, names in rows:
        columns = None if names is None else frozenset(names.split(","))
        change = Change(build_id, day or UNDATED, key_name or "", key or 0, repair, columns)
        found.setdefault(model, []).append(change)
    state.changes.add(found)
    _read_frames(store, state)


def _read_frames(store: Store, state: State) -> None:
    """Read the spine's games of every changed key that is not known yet."""
    for key_name, keys in state.changes.unknown_keys().items():
        framing = next((m for m in state.graph.models.values() if m.frames == key_name), None)
        if framing is None:
            continue
        listed = ", ".join(str(k) for k in sorted(keys))
        source = f"select game_date, {key_name} from {framing.name}"
        query = query_sql(source, state.graph.models, date(1900, 1, 1), date(2200, 1, 1), "frames")
        games: dict[int, list[date]] = {k: [] for k in keys}
        for day, key in store.rows(
            f"select distinct game_date, {key_name} from ({query}) where {key_name} in ({listed})"
            " order by 1"
        ):
            games[key].append(day)
        state.changes.frames.add(key_name, dict(games))


def read_usage(store: Store) -> dict[str, tuple[str, dict[str, frozenset[str]]]]:
    """What earlier runs have found models to look at: reader -> code hash, columns by input."""
    found = {}
    for key, text in store.rows(
        f"select key, value from ledger.meta where starts_with(key, '{_USAGE}')"
    ):
        kept = json.loads(text)
        columns = {table: frozenset(names) for table, names in kept["columns"].items()}
        found[key.removeprefix(_USAGE)] = (kept["code"], columns)
    return found


def keep_usage(store: Store, state: State) -> None:
    """Keep what this run has found models to look at."""
    if state.usage is None:
        return
    for reader, (code, columns) in state.usage.fresh.items():
        kept = {"code": code, "columns": {t: sorted(names) for t, names in columns.items()}}
        store.con.execute(f"delete from ledger.meta where key = '{_USAGE}{reader}'")
        store.con.execute(
            f"insert into ledger.meta values ('{_USAGE}{reader}', '{json.dumps(kept)}')"
        )
    state.usage.fresh.clear()


def read_calendar(store: Store, models: Mapping[str, Model]) -> Calendar:
    """Every date on which a game stands or stood, from what has landed."""
    rows = store.rows(f"select * from ({_query('calendar', models)}) order by game_date")
    return Calendar(tuple(Day(*row) for row in rows))


def _read_builds(store: Store) -> tuple[dict[Cell, Build], dict[Cell, str]]:
    builds: dict[Cell, Build] = {}
    failures: dict[Cell, str] = {}
    for model, day, *values in store.rows(
        "select model, game_date, build_id, content_hash, inputs_hash, code_hash, contract_hash,"
        " row_count, run_id, status, message from ledger.build where is_current"
        " order by build_id"
    ):
        build = Build(*values)
        if build.status == "failed":
            failures[model, day] = build.message
        else:
            builds[model, day] = build
            failures.pop((model, day), None)
    return builds, failures


def _landing_marks(store: Store, models: Mapping[str, Model]) -> dict[str, Marks]:
    found: dict[str, Marks] = {}
    for table, day, mark in store.rows(_query("landing_marks", models)):
        found.setdefault(f"landing.{table}", Marks()).set(day or UNDATED, mark)
    for view in (m for m in models.values() if m.marked):
        row_hash = row_hash_sql([(c.name, TYPES[c.type]) for c in view.columns], view.decimals)
        query = query_sql(
            f"select game_date, {content_hash_sql('row_hash')} from"
            f" (select game_date, {row_hash} as row_hash from {view.name}) group by game_date",
            *(models, None, None, view.name),
        )
        marks = found[view.name] = Marks()
        for day, content in store.rows(query):
            marks.set(day or UNDATED, mix(view.name, content))
    return found


def _query(name: str, models: Mapping[str, Model]) -> str:
    text = files("fullcourt.integrity").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
    return query_sql(text, models, None, None, name)
