"""Leaks: rows that know more than could be known before their games, looked for in four ways.

Declared windows and SQL are read (`asof`), dates are built in worlds without a future (`perturb`),
and columns that follow an outcome of their own date suspiciously well are reported.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from fullcourt.integrity.asof import asof_models, is_fact, sql_leaks, window_leaks
from fullcourt.integrity.events import event_key
from fullcourt.integrity.perturb import Moved, Tried, perturb
from fullcourt.integrity.runs import Listener, quiet
from fullcourt.integrity.state import State
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

SUSPICIOUS = 0.9
"""A correlation with an outcome of the same date that no honest feature reaches."""

_LEAST_ROWS = 100
_MOST_ROWS = 20_000
_PER_SEASON = (0.5, 0.95)
"""Where in a season dates are perturbed: in the middle, and near the end."""

_NUMBERS = ("INT", "BIGINT", "DOUBLE")


@dataclass(frozen=True, slots=True)
class Leak:
    """One sign that a table knows too much.

    Args:
        model: The table.
        check: What found it: windows, sql, perturbation or correlation.
        message: What was found.
        game_date: The date that was perturbed, where one was.
        columns: The columns that know too much, where known.
    """

    model: str
    check: str
    message: str
    game_date: date | None = None
    columns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "model": self.model,
            "check": self.check,
            "message": self.message,
            "game_date": self.game_date,
            "columns": list(self.columns),
        }


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What was looked at, and what was found.

    Args:
        findings: Every sign of a leak.
        checks: How much each check has looked at.
        unchecked: Tables whose rows no SELECT makes; only their windows are checked.
    """

    findings: tuple[Leak, ...]
    checks: dict[str, int] = field(default_factory=dict)
    unchecked: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The report in one line."""
        looked = (
            f"{self.checks['tables']} tables read, {self.checks['dates']} dates built without"
            f" their future ({self.checks['rows']:,} rows compared), {self.checks['pairs']:,}"
            " correlations"
        )
        number = len(self.findings)
        return f"{looked}; {number or 'none'} found"


def find_leaks(
    store: Store, state: State, dates: Sequence[date] = (), listener: Listener = quiet
) -> LeakReport:
    """Look for rows that know too much.

    Args:
        store: Open; reading is enough.
        state: What the ledger knows.
        dates: To be perturbed; some of every season when empty.
        listener: Takes progress events.
    """
    bound = asof_models(state.graph)
    found: list[Leak] = []
    for model in bound:
        listener("leaks", {"model": model.name, "check": "sql"})
        found += [Leak(model.name, "windows", text) for text in window_leaks(state.graph, model)]
        found += [Leak(model.name, "sql", text) for text in sql_leaks(state.graph, model)]
    tried = Tried()
    chosen = list(dates) or sample_dates(state)
    for day, moved in perturb(store, state, chosen, tried):
        listener("leaks", {"model": str(day), "check": "perturbation"})
        found += _once(found, [_moved(m) for m in moved])
    pairs = 0
    for model in bound:
        listener("leaks", {"model": model.name, "check": "correlation"})
        for leaks, compared in _correlations(store, state, model):
            found += leaks
            pairs += compared
    checks = {
        "tables": len(bound),
        "dates": tried.dates,
        "rows": tried.rows,
        "removed": tried.removed,
        "pairs": pairs,
    }
    return LeakReport(tuple(found), checks, tuple(m.name for m in bound if m.kind != "table"))


def sample_dates(state: State) -> list[date]:
    """Some dates of every season, late enough that windows hold something."""
    chosen: dict[date, None] = {}
    for first, last in state.calendar.seasons.values():
        playable = [d.game_date for d in state.calendar.between(first, last) if d.playable]
        for share in _PER_SEASON if playable else ():
            chosen[playable[int(share * (len(playable) - 1))]] = None
    built = {day for (name, day) in state.builds if day}
    return [d for d in chosen if d in built]


def _moved(moved: Moved) -> Leak:
    future = "when the future is deleted" if moved.world == "deleted" else "with another future"
    what = ", ".join(moved.columns[:8]) if moved.columns else "rows come or go"
    more = f" and {len(moved.columns) - 8} more" if len(moved.columns) > 8 else ""
    return Leak(
        moved.model,
        "perturbation",
        f"{moved.rows:,} rows move {future}: {what}{more} (such as {moved.key})",
        moved.game_date,
        moved.columns,
    )


def _once(known: Sequence[Leak], new: Sequence[Leak]) -> Iterator[Leak]:
    """One date is enough to tell of a table and its columns."""
    told = {(k.model, k.columns) for k in known if k.check == "perturbation"}
    for leak in new:
        if (leak.model, leak.columns) not in told:
            told.add((leak.model, leak.columns))
            yield leak


def _correlations(store: Store, state: State, model: Model) -> Iterator[tuple[list[Leak], int]]:
    """Columns of a table against the outcomes of their own date, fact table by fact table."""
    if not any(name == model.name for name, _ in state.builds):
        return
    for fact in state.graph.models.values():
        if is_fact(fact) and fact.layer not in ("raw", "spine"):
            yield _correlate(store, state, model, fact)


def _correlate(store: Store, state: State, model: Model, fact: Model) -> tuple[list[Leak], int]:
    columns = {c.name for c in model.columns}
    shared = [g for g in fact.grain if g in columns]
    lacking = set(fact.grain) - set(shared) - {event_key(state.graph.models)}
    mine = _measures(state, model)
    outcomes = _measures(state, fact)
    if lacking or len(shared) < 2 or not mine or not outcomes:
        return [], 0
    on = " and ".join(f"a.{g} = f.{g}" for g in shared)
    key = ", ".join(f"a.{g}" for g in model.grain)
    taken = ", ".join([*(f"a.{n} as a_{n}" for n in mine), *(f"f.{n} as f_{n}" for n in outcomes)])
    store.con.execute(
        f"create or replace temp table kept_pairs as select {taken} from wh.main.{model.name} a"
        f" join wh.main.{fact.name} f on {on} order by hash({key}) limit {_MOST_ROWS}"
    )
    pairs = [(x, y) for x in mine for y in outcomes]
    values = ", ".join(
        f"case when regr_count(a_{x}, f_{y}) >= {_LEAST_ROWS} and var_samp(a_{x}) > 0"
        f" and var_samp(f_{y}) > 0 then corr(a_{x}, f_{y}) end"
        for x, y in pairs
    )
    [found] = store.rows(f"select {values} from temp.kept_pairs")
    store.con.execute("drop table temp.kept_pairs")
    leaks = [
        Leak(
            model.name,
            "correlation",
            f"{x} follows {fact.name}.{y} of its own date: correlation {value:.3f}",
            None,
            (x,),
        )
        for (x, y), value in zip(pairs, found, strict=True)
        if value is not None and abs(value) > SUSPICIOUS
    ]
    return leaks, sum(1 for value in found if value is not None)


def _measures(state: State, model: Model) -> list[str]:
    """The numbers of a table that neither name something nor are announced in advance."""
    graph = state.graph
    keys = {g for m in graph.models.values() for g in m.grain}
    announced = {
        c.name
        for m in graph.models.values()
        if m.due == "announced" and m.layer == "raw"
        for c in m.columns
    }
    return [
        c.name
        for c in model.columns
        if c.type in _NUMBERS and c.name not in keys | announced and not c.name.endswith("_id")
    ]
