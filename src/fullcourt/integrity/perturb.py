"""Perturbation: take away what could not be known before a date, build that date again, compare.

Temp views under the tables' own names stand before the stored ones, so a model's SELECT reads a
world in which a date and everything after it has not happened yet, or has happened otherwise. The
rows of the date must not notice. Nothing is written to the store.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fullcourt.integrity.asof import KNOWN_AT, asof_models, is_asof
from fullcourt.integrity.build import model_select, stage_columns
from fullcourt.integrity.events import event_key
from fullcourt.integrity.state import State
from fullcourt.warehouse.hashing import row_hash_sql
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store
from fullcourt.warehouse.windows import Window, WindowKind

_TIP = "tip_utc"
_NUMBERS = ("INT", "BIGINT", "DOUBLE")


class World(StrEnum):
    """A state of knowledge to build a date in."""

    AS_STORED = "as stored"
    DELETED = "deleted"  # nothing of the date or later has happened or become known
    ALTERED = "altered"  # it has happened, with other numbers; late lines are added


@dataclass(frozen=True, slots=True)
class Moved:
    """A table whose rows of a date differ between two worlds.

    Args:
        model: The table.
        game_date: The date.
        world: What had been done to the future.
        rows: Rows that came, went or changed.
        columns: The columns that moved; none when rows came or went.
        key: One of the rows.
    """

    model: str
    game_date: date
    world: World
    rows: int
    columns: tuple[str, ...]
    key: str


@dataclass(slots=True)
class Tried:
    """How much a perturbation has really tested."""

    dates: int = 0
    tables: int = 0
    rows: int = 0
    removed: int = 0


def perturb(
    store: Store, state: State, dates: Sequence[date], tried: Tried
) -> Iterator[tuple[date, list[Moved]]]:
    """Build every as-of table of some dates in every world; yield what moved, date by date.

    Args:
        store: Open; reading is enough.
        state: What the ledger knows.
        dates: The dates.
        tried: Counts what was compared.
    """
    if not dates:
        return
    copies = _Copies(store, state, min(dates))
    try:
        for day in dates:
            yield day, _perturb_one(_Scratch(copies, day), tried)
    finally:
        copies.close()


def _perturb_one(scratch: "_Scratch", tried: Tried) -> list[Moved]:
    models = [m for m in asof_models(scratch.graph) if m.kind == "table"]
    moved: list[Moved] = []
    try:
        with scratch.world(World.AS_STORED):
            for model in models:
                tried.rows += scratch.keep(model)
        tried.removed += scratch.future_rows()
        for world in (World.DELETED, World.ALTERED):
            with scratch.world(world):
                found = [scratch.compare(model, world) for model in models]
            moved += [m for m in found if m]
    finally:
        scratch.close()
    tried.dates += 1
    tried.tables += len(models)
    return moved


class _Copies:
    """Temp copies of what as-of tables read: a lake charges for every look at a table.

    Args:
        store: Open.
        state: For the models and the calendar.
        first: The earliest date to be perturbed.
    """

    def __init__(self, store: Store, state: State, first: date) -> None:
        self.store, self.state = store, state
        self._made: list[str] = []
        readers = [m.name for m in asof_models(state.graph)]
        self.read = {r.name for m in readers for r in state.graph.reads[m]}
        for name in sorted(self.read & set(state.graph.models)):
            model = state.graph.models[name]
            if model.dated and model.kind == "table" and not is_asof(model):
                start = _earliest(state, readers, name, first)
                self._copy(f"copy_{name}", f"wh.main.{name} where game_date >= date '{start}'")

    def of(self, name: str) -> str:
        """Where a table's stored rows are to be read."""
        return f"temp.copy_{name}" if f"copy_{name}" in self._made else f"wh.main.{name}"

    def close(self) -> None:
        """Drop the copies."""
        for name in self._made:
            self.store.con.execute(f"drop table if exists temp.{name}")
        self._made.clear()

    def _copy(self, name: str, source: str) -> None:
        self.store.con.execute(f"create or replace temp table {name} as select * from {source}")
        self._made.append(name)


def _earliest(state: State, readers: Sequence[str], name: str, day: date) -> date:
    """The earliest date of a table that the readers' windows reach from a date."""
    starts = [
        state.fingerprints.span(window, day)[0]
        for reader in readers
        for read in state.graph.reads[reader]
        if read.name == name
        for window in read.windows
    ]
    return max(min([day, *starts]), date(1, 1, 2))


class _Scratch:
    """Temp relations that stand before the stored tables.

    Args:
        copies: Of what as-of tables read.
        day: The date that is about to come.
    """

    def __init__(self, copies: _Copies, day: date) -> None:
        self._copies, self._day = copies, day
        self._store, self._state = copies.store, copies.state
        self.graph = self._state.graph
        self._models = self.graph.models
        self._event = event_key(self._models)
        self._kept: dict[str, str] = {}
        self._keys = {g for m in self._models.values() for g in m.grain}
        self._mixed = [m for m in self._models.values() if _is_mixed(m)]
        made_of = {r.name for m in self._mixed for r in self.graph.reads[m.name]}
        self._needed = made_of | copies.read
        self._tips()

    def close(self) -> None:
        """Drop everything temporary."""
        for name, kind in self._kept.items():
            self._store.con.execute(f"drop {kind} if exists temp.{name}")
        self._kept.clear()

    @contextlib.contextmanager
    def world(self, world: World) -> Iterator[None]:
        """Let the tables show this world while a block runs; as-of tables stay as kept."""
        before = dict(self._kept)
        try:
            for name in self._state.graph.order:
                model = self._models[name]
                if name not in self._needed or not model.dated or is_asof(model):
                    continue
                if _is_mixed(model):
                    self._rebuild(model)
                elif model.kind == "table":
                    self._shadow(model, world)
            yield
        finally:
            for name in [n for n in self._kept if n not in before and not self._stays(n)]:
                self._drop(name)

    def _stays(self, name: str) -> bool:
        """Whether a relation outlives its world: the as-of tables as they were kept."""
        return name.startswith("kept_") or (name in self._models and is_asof(self._models[name]))

    def keep(self, model: Model) -> int:
        """Build the date's rows and let every later reader see these; return how many."""
        table = f"kept_{model.name}"
        self._make("table", table, self._rows(model))
        self._make("view", model.name, self._beside(model, f"temp.{table}"))
        return int(self._store.scalar(f"select count(*) from temp.{table}"))

    def compare(self, model: Model, world: World) -> Moved | None:
        """Build the date's rows again and compare them with the kept ones."""
        self._make("table", "kept_again", self._rows(model))
        kept, again = f"temp.kept_{model.name}", "temp.kept_again"
        gone = f"select * from {kept} where row_hash not in (select row_hash from {again})"
        come = f"select * from {again} where row_hash not in (select row_hash from {kept})"
        rows = max(int(self._store.scalar(f"select count(*) from ({q})")) for q in (gone, come))
        sizes = [int(self._store.scalar(f"select count(*) from {t}")) for t in (kept, again)]
        if not rows and sizes[0] == sizes[1]:
            return None
        columns = self._columns(model, gone, come) if rows else ()
        key = ", '/', ".join(f"'{k}=', {k}" for k in model.keys)
        example = self._store.scalar(f"select concat({key}) from ({gone} union all {come}) limit 1")
        return Moved(
            model.name, self._day, world, rows or abs(sizes[0] - sizes[1]), columns, str(example)
        )

    def future_rows(self) -> int:
        """Rows of facts that the deleted world lacks."""
        total = 0
        for (name, day), build in self._state.builds.items():
            model = self._models.get(name)
            if model and model.due == "played" and day is not None and day >= self._day:
                total += build.row_count
        return total

    def _rows(self, model: Model) -> str:
        select = model_select(model, self._state, self._day, self._day)
        row_hash = row_hash_sql(stage_columns(model), model.decimals)
        return (
            f"select *, {row_hash} as row_hash from ({select}) as model"
            f" where game_date = date '{self._day}'"
        )

    def _columns(self, model: Model, gone: str, come: str) -> tuple[str, ...]:
        others = [c.name for c in model.columns if c.name not in model.grain]
        on = " and ".join(f"a.{g} is not distinct from b.{g}" for g in model.grain)
        counts = ", ".join(f"count(*) filter (where a.{n} is distinct from b.{n})" for n in others)
        if not others:
            return ()
        [found] = self._store.rows(f"select {counts} from ({gone}) a join ({come}) b on {on}")
        return tuple(n for n, number in zip(others, found, strict=True) if number)

    def _rebuild(self, model: Model) -> None:
        """A table that mixes plans with results is made again from what is known."""
        last = self._day
        if self._is_read_ahead(model):
            season = self._state.calendar.season_of(self._day)
            last = self._state.calendar.seasons[season][1] if season else last
        self._drop(model.name)
        made = f"made_{model.name}"
        self._make("table", made, model_select(model, self._state, self._day, last))
        self._make("view", model.name, self._beside(model, f"temp.{made}"))

    def _beside(self, model: Model, made: str) -> str:
        """What was stored before the date, and these rows from it on."""
        names = ", ".join(c.name for c in model.columns)
        query = f"select {names} from {made}"
        if model.name in self._copies.read and self._is_looked_back_at(model):
            stored = self._copies.of(model.name)
            query += f" union all select {names} from {stored} where game_date < date '{self._day}'"
        return query

    def _is_looked_back_at(self, model: Model) -> bool:
        return any(w.reads_past for w in self._windows_on(model))

    def _is_read_ahead(self, model: Model) -> bool:
        return any(w.kind is WindowKind.SCHEDULED for w in self._windows_on(model))

    def _windows_on(self, model: Model) -> Iterator[Window]:
        """The windows through which as-of tables read a table."""
        for reader in asof_models(self.graph):
            for read in self.graph.reads[reader.name]:
                if read.name == model.name:
                    yield from read.windows

    def _shadow(self, model: Model, world: World) -> None:
        """Show a table as stored, without a future, or with another one."""
        names = [c.name for c in model.columns]
        stored = self._copies.of(model.name)
        if world is World.AS_STORED:
            if stored.startswith("temp."):
                self._make("view", model.name, f"select * from {stored}")
            return
        if model.due == "played":
            late = f"game_date >= date '{self._day}'"
            source = stored
        elif KNOWN_AT in names:
            late = "is_late"
            source = f"({self._with_lateness(model)})"
        else:
            return
        listed = ", ".join(names)
        query = f"select {listed} from {source} where not coalesce({late}, false)"
        if world is World.ALTERED:
            other = ", ".join(self._altered(model).get(n, n) for n in names)
            query += f" union all select {other} from {source} where {late}"
            if model.due == "horizon":
                query += f" union all {self._late_copies(model)}"
        self._make("view", model.name, query)

    def _altered(self, model: Model) -> dict[str, str]:
        """Another value for every number and truth value that is no key."""
        changed: dict[str, str] = {}
        for column in model.columns:
            if column.name in self._keys or column.name == "season":
                continue
            if column.type in _NUMBERS:
                kind = dict(stage_columns(model))[column.name]
                changed[column.name] = f"try_cast(2 * {column.name} + 1 as {kind})"
            elif column.type == "BOOL":
                changed[column.name] = f"not {column.name}"
        return changed

    def _late_copies(self, model: Model) -> str:
        """What the date already shows, said again after tip-off with other numbers."""
        other = self._altered(model) | {KNOWN_AT: f"tip + interval 1 hour as {KNOWN_AT}"}
        listed = ", ".join(other.get(c.name, c.name) for c in model.columns)
        return (
            f"select {listed} from ({self._with_lateness(model)})"
            f" where game_date = date '{self._day}' and not is_late"
        )

    def _with_lateness(self, model: Model) -> str:
        """A table's rows with their tip-off and whether they became known after it."""
        names = {c.name for c in model.columns}
        calendar = self._state.calendar.by_date.get(self._day)
        end = calendar.last_tip_utc if calendar else f"{self._day} 23:59:59"
        last = f"timestamp '{end}'"
        if _TIP in names:
            tip, join = f"coalesce(x.{_TIP}, {last})", ""
        elif self._event in names:
            tip = f"coalesce(tips.tip, {last})"
            join = f" left join temp.kept_tips as tips on tips.event = x.{self._event}"
        else:
            tip, join = last, ""
        listed = ", ".join(f"x.{c.name}" for c in model.columns)
        return (
            f"select {listed}, {tip} as tip, case when x.game_date = date '{self._day}'"
            f" then x.{KNOWN_AT} >= {tip} when x.game_date > date '{self._day}'"
            f" then x.{KNOWN_AT} >= {last} else false end as is_late"
            f" from {self._copies.of(model.name)} as x{join}"
        )

    def _tips(self) -> None:
        """Each event's tip-off on the date, from what announces it."""
        parts = [
            f"select {self._event} as event, {_TIP} as tip from wh.main.{m.name}"
            f" where game_date = date '{self._day}'"
            for m in self._models.values()
            if m.layer == "raw" and m.due == "announced" and m.kind == "table"
            if {self._event, _TIP} <= {c.name for c in m.columns}
        ]
        none = "select cast(null as varchar) as event, cast(null as timestamp) as tip"
        union = " union all ".join(parts) or none
        self._make("table", "kept_tips", f"select event, max(tip) as tip from ({union}) group by 1")

    def _make(self, kind: str, name: str, query: str) -> None:
        self._drop(name)
        self._store.con.execute(f"create temp {kind} {name} as {query}")
        self._kept[name] = kind

    def _drop(self, name: str) -> None:
        kind = self._kept.pop(name, "")
        if kind:
            self._store.con.execute(f"drop {kind} temp.{name}")


def _is_mixed(model: Model) -> bool:
    """Whether a table tells results beside what was announced, so that it is to be made again."""
    return model.due == "announced" and model.layer != "raw" and model.kind == "table"
