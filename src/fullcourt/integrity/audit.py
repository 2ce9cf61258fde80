"""Audits: a model's contract as SQL over its rows, staged or published.

Row rules, critical fields and per-date guards look at the model's own rows. Key expectations and
reconciliations look at other tables too and are evaluated when a run has published everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity.ledger import Finding
from fullcourt.warehouse.compose import query_sql
from fullcourt.warehouse.models import Critical, Expect, Model
from fullcourt.warehouse.store import Store

DEFECT, WARNING, PENDING = "defect", "warning", "pending"
SETTLED = "settled"
"""Rules that need hold only once the facts of their date are due; pending until then."""


@dataclass(frozen=True, slots=True)
class Check:
    """One contract check as a SQL condition that is true where it is violated."""

    rule: str
    violated: str
    finding_class: str
    per_date: bool = False

    @property
    def reason(self) -> str:
        """What a finding gives as its reason."""
        kind, _, name = self.rule.partition("/")
        return name if kind == SETTLED else "contract"


def checks(model: Model) -> tuple[Check, ...]:
    """Every check a model's own rows must pass, warnings included."""
    found = [
        Check(f"rule/{name}", f"not coalesce(({condition}), true)", DEFECT)
        for name, condition in model.rules.items()
    ]
    for critical in model.critical:
        found += _critical_checks(critical)
    found += [
        Check(f"warning/{name}", f"not coalesce(({condition}), true)", WARNING)
        for name, condition in model.warnings.items()
    ]
    found += [
        Check(f"{SETTLED}/{name}", f"not coalesce(({condition}), true)", PENDING)
        for name, condition in model.settled.items()
    ]
    found += [
        Check(f"guard/{name}", f"not coalesce(({condition}), true)", DEFECT, per_date=True)
        for name, condition in model.guards.items()
    ]
    return tuple(found)


def audit_sql(model: Model, relation: str) -> str:
    """One scan: per date, how many rows violate each row check; the columns are c0, c1, ..."""
    own = [c for c in checks(model) if not c.per_date]
    sums = [
        f"cast(sum(case when {check.violated} then 1 else 0 end) as bigint) as c{i}"
        for i, check in enumerate(own)
    ]
    guards = [
        f"cast(case when {check.violated} then 1 else 0 end as bigint) as c{len(own) + i}"
        for i, check in enumerate(c for c in checks(model) if c.per_date)
    ]
    day = "game_date" if model.dated else "cast(null as date) as game_date"
    tail = " group by game_date" if model.dated else ""
    return f"select {', '.join([day, *sums, *guards])} from {relation}{tail}"


def own_findings(store: Store, model: Model, relation: str) -> list[Finding]:
    """Violated checks of a model's own rows, one a row and check.

    Args:
        store: Open.
        model: Whose contract.
        relation: The stage, or the published table.
    """
    wanted = ordered_checks(model)
    if not wanted:
        return []
    totals = store.rows(audit_sql(model, relation))
    found = []
    for i, check in enumerate(wanted):
        if not any(row[i + 1] for row in totals):
            continue
        if check.per_date:
            rows = [(row[0], "") for row in totals if row[i + 1]]
        else:
            rows = store.rows(violations_sql(model, check, relation))
        found += [
            Finding(model.name, day, check.rule, key, check.finding_class, check.reason)
            for day, key in rows
        ]
    return found


def ordered_checks(model: Model) -> tuple[Check, ...]:
    """Checks in the order of `audit_sql`'s columns."""
    return tuple(sorted(checks(model), key=lambda c: c.per_date))


def violations_sql(model: Model, check: Check, relation: str) -> str:
    """The keys of the rows that violate one check: game_date, key."""
    key = key_text(model)
    day = "game_date" if model.dated else "cast(null as date)"
    return f"select {day} as game_date, {key} as key from {relation} where {check.violated}"


def duplicates_sql(model: Model, relation: str) -> str:
    """Dates with two rows of one grain, and how many rows are too many."""
    day = "game_date" if model.dated else "cast(null as date) as game_date"
    grain = ", ".join(model.grain)
    inner = f"select {day}, count(*) - 1 as extra from {relation} group by {grain}"
    return (
        f"select game_date, cast(sum(extra) as bigint) from ({inner} having count(*) > 1)"
        " group by game_date"
    )


def key_text(model: Model) -> str:
    """SQL text that names a row, such as `game_id=0022100001/player_id=201142`."""
    return _key_text(model.keys)


def _key_text(names: Sequence[str], alias: str = "") -> str:
    prefix = f"{alias}." if alias else ""
    parts = ", '/', ".join(f"'{k}=', coalesce(cast({prefix}{k} as varchar), 'NULL')" for k in names)
    return f"concat({parts})" if parts else "''"


def holes_sql(model: Model, relation: str) -> str | None:
    """Rows with holes in their windows, by date; None for tables without windows."""
    if not any(c.name == "window_complete" for c in model.columns):
        return None
    return (
        f"select game_date, count(*) from {relation} where not window_complete group by game_date"
    )


@dataclass(frozen=True, slots=True)
class Expectation:
    """A model's expected keys over some dates, ready to be compared with its rows.

    Args:
        model: Whose.
        keys: The composed key query.
        on: The grain columns that the key query yields; it may be coarser than the grain.
        rows: SQL for the rows that count as present.
    """

    model: Model
    keys: str
    on: tuple[str, ...]
    rows: str

    def absences(self) -> str:
        """Expected keys without a row: game_date, key, class, reason, detail."""
        expect = _expect_of(self.model)
        cases = [(condition, "expected", reason) for reason, condition in expect.absent_if]
        cases += [(condition, "defect", reason) for reason, condition in expect.defect_if]
        classes = _case([(c, k) for c, k, _ in cases], "defect")
        reasons = _case([(c, r) for c, _, r in cases], "unexplained")
        return (
            f"select {self._day('k')}, {self._key('k')} as key, {classes} as class,"
            f" {reasons} as reason, {expect.detail or 'cast(null as varchar)'} as detail"
            f" from ({self.keys}) as k anti join ({self.rows}) as p using ({', '.join(self.on)})"
        )

    def surplus(self) -> str:
        """Rows that no expected key asks for: game_date, key."""
        return (
            f"select {self._day('p')}, {self._key('p')} as key"
            f" from ({self.rows}) as p anti join ({self.keys}) as k using ({', '.join(self.on)})"
        )

    def counts(self) -> str:
        """Expected keys that have a row, by date."""
        return (
            f"select {self._day('k')}, count(*) from ({self.keys}) as k semi join"
            f" ({self.rows}) as p using ({', '.join(self.on)}) group by 1"
        )

    def due(self) -> str:
        """Expected keys whose absence nothing excuses."""
        excuses = [
            f"coalesce(({condition}), false)" for _, condition in _expect_of(self.model).absent_if
        ]
        unless = f" where not ({' or '.join(excuses)})" if excuses else ""
        return f"select {', '.join(self.on)} from ({self.keys}) as k{unless}"

    def _day(self, alias: str) -> str:
        dated = self.model.dated
        return f"{alias}.game_date" if dated else "cast(null as date) as game_date"

    def _key(self, alias: str) -> str:
        return _key_text([k for k in self.on if k != "game_date"], alias)


def expectation(
    store: Store, model: Model, models: Mapping[str, Model], start: date | None, end: date | None
) -> Expectation:
    """Evaluate a model's key query once, into a temp table, and compose what compares with it.

    Raises:
        duckdb.Error: The key query cannot run.
    """
    keys = query_sql(_expect_of(model).keys, models, start, end, model.name)
    store.con.execute(f"create or replace temp table expected_keys as {keys}")
    yielded = {name for name, *_ in store.rows("describe expected_keys")}
    on = tuple(g for g in model.grain if g in yielded)
    return Expectation(model, "from expected_keys", on, _present(model, on, start, end))


def _expect_of(model: Model) -> Expect:
    if model.expect is None:
        raise ValueError(f"{model.name} expects nothing")
    return model.expect


def _present(model: Model, on: tuple[str, ...], start: date | None, end: date | None) -> str:
    conditions = []
    if model.dated and start and end:
        conditions.append(f"game_date between date '{start}' and date '{end}'")
    if model.expect and model.expect.present_if:
        conditions.append(f"({model.expect.present_if})")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    distinct = "distinct " if set(on) != set(model.grain) else ""
    return f"select {distinct}{', '.join(on)} from {model.name}{where}"


def _critical_checks(critical: Critical) -> list[Check]:
    found = []
    column = critical.column
    if critical.not_null:
        excuses = [condition for _, condition in critical.null_if]
        excuses += [critical.hole_if] if critical.hole_if else []
        excused = " or ".join(f"coalesce(({e}), false)" for e in excuses) or "false"
        found.append(Check(f"critical/{column}", f"({column} is null and not ({excused}))", DEFECT))
    if critical.between:
        low, high = critical.between
        found.append(
            Check(
                f"range/{column}", f"coalesce({column} not between {low} and {high}, false)", DEFECT
            )
        )
    return found


def _case(cases: list[tuple[str, str]], otherwise: str) -> str:
    if not cases:
        return f"'{otherwise}'"
    whens = " ".join(f"when ({condition}) then '{value}'" for condition, value in cases)
    return f"case {whens} else '{otherwise}' end"
