"""The as-of law read off the SQL: no row may be made of what its own date brought. Pure.

A model that is due before its games are played reads facts only behind a strict bound: somewhere
between the fact table and the result stands `its date < another date`, and nothing compares the
date of a fact with the date of the row by `=` or `<=`. Whatever carries a moment of knowledge
(`known_at`) stands behind a strict bound as well.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from fullcourt.integrity.events import event_key
from fullcourt.integrity.graph import Graph
from fullcourt.warehouse.compose import select_sql
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.windows import WindowKind

if TYPE_CHECKING:
    from sqlglot.optimizer.scope import Scope

KNOWN_AT = "known_at"
_DATE = "game_date"
_START, _END = date(1901, 2, 3), date(1901, 2, 4)
"""Stand for @start and @end; nothing else names these dates."""

_LAYERS_BEFORE = ("reference", "raw", "spine")
_ENDS_BEFORE = (
    *(WindowKind.DAYS_BEFORE, WindowKind.SEASON_BEFORE, WindowKind.CAREER_BEFORE),
    *(WindowKind.LAST_N, WindowKind.SEASON_BY, WindowKind.PREVIOUS_SEASON_BY),
)


def is_asof(model: Model) -> bool:
    """Whether a table's rows are made before their games: they may know nothing of that date."""
    return model.due == "horizon" and model.layer not in _LAYERS_BEFORE


def is_fact(model: Model) -> bool:
    """Whether a table's rows say what happened on their date."""
    return model.due == "played" and model.dated and model.kind == "table"


def says_results(model: Model) -> bool:
    """Whether a table's rows may say how a game ended, be it beside what was announced."""
    return is_fact(model) or (model.due == "announced" and model.layer != "raw")


def asof_models(graph: Graph) -> list[Model]:
    """The tables that the law binds, inputs first."""
    return [graph.models[n] for n in graph.order if is_asof(graph.models[n])]


def window_leaks(graph: Graph, model: Model) -> list[str]:
    """Declared reads of facts, views looked through, whose window does not end before t."""
    return [
        f"declares {read.name} = '{window}': a fact of the row's own date"
        for read in graph.reads[model.name]
        if read.name in graph.models and is_fact(graph.models[read.name])
        for window in read.windows
        if window.kind not in _ENDS_BEFORE
    ]


def sql_leaks(graph: Graph, model: Model) -> list[str]:
    """Reads in a model's SQL that nothing keeps before the row's own date or tip-off.

    Raises:
        sqlglot.errors.SqlglotError: The SQL cannot be read.
    """
    return _Reading(graph, model).leaks() if model.kind == "table" else []


@dataclass(frozen=True, slots=True)
class _Bound:
    """A conjunct that compares two sides: `small` is less than (or as much as) `large`."""

    small: Any
    large: Any
    strict: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question after a bound.

    Args:
        column: What is to be bounded, `game_date` or `known_at`.
        via: The source's column through which the question came; "" for any.
        within: Whether a bound in the source's own SELECT counts.
        local: Whether only bounds in this SELECT count, and none by a fixed date.
        seen: Sources looked at already.
    """

    column: str
    via: str = ""
    within: bool = True
    local: bool = False
    seen: frozenset[tuple[int, str]] = frozenset()


class _Reading:
    """One model's composed SQL, its scopes and who reads whom."""

    def __init__(self, graph: Graph, model: Model) -> None:
        self._models = graph.models
        self._event = event_key(graph.models)
        self._scopes = _scopes(graph, model)
        self._readers: dict[int, list[tuple[Scope, str]]] = {}
        for scope in self._scopes:
            for alias, source in _sources(scope):
                for inner in () if _is_table(source) else _selects(source):
                    self._readers.setdefault(id(inner), []).append((scope, alias))

    def leaks(self) -> list[str]:
        """Every leak, as a sentence."""
        found: dict[str, None] = {}
        for scope in self._scopes:
            for alias, source in _sources(scope):
                table = self._models.get(source.name) if _is_table(source) else None
                if table is None:
                    continue
                if is_fact(table):
                    if not self._is_kept(scope, alias, _DATE):
                        found[f"reads {table.name} without `{_DATE} <` a later date"] = None
                elif self._has(table, KNOWN_AT) and not self._is_kept(scope, alias, KNOWN_AT):
                    found[f"reads {table.name} without `{KNOWN_AT} <` the tip-off"] = None
            found |= dict.fromkeys(self._loose(scope))
        return list(found)

    def _has(self, table: Model, column: str) -> bool:
        return any(c.name == column for c in table.columns)

    def _is_kept(self, scope: "Scope", alias: str, column: str) -> bool:
        """Whether a source is bounded here, or wherever its rows go."""
        if self._bounded(scope, alias, _Asked(column, within=False)):
            return True
        readers = self._readers.get(id(scope), [])
        return bool(readers) and all(self._is_kept(s, a, column) for s, a in readers)

    def _bounded(self, scope: "Scope", alias: str, asked: "_Asked") -> bool:
        """Whether a strict bound holds for a source in a scope, or for one it is equated with."""
        here = (id(scope), alias)
        if here in asked.seen:
            return False
        asked = replace(asked, seen=asked.seen | {here})
        names = (asked.column, self._event) if asked.column == _DATE else (asked.column,)
        return (
            any(
                bound.strict
                and self._is_of(scope, bound.small, alias, (asked.column,))
                and not (asked.local and _is_fixed(bound.large))
                for bound in _bounds(scope)
            )
            or any(
                self._is_of(scope, mine, alias, names)
                and theirs.table != alias
                and bool(self._traced(scope, theirs) & set(names))
                and self._bounded(scope, theirs.table, replace(asked, via=theirs.name, within=True))
                for mine, theirs in _equations(scope)
            )
            or self._bounded_within(scope, alias, asked, names)
        )

    def _bounded_within(
        self, scope: "Scope", alias: str, asked: "_Asked", names: tuple[str, ...]
    ) -> bool:
        """Whether a source is bounded in its own SELECT."""
        source = dict(_sources(scope)).get(alias)
        if asked.local or not asked.within or source is None or _is_table(source):
            return False
        origins = {
            (id(inner), carrier.table): (inner, carrier.table)
            for inner in _selects(source)
            for name in ([asked.via] if asked.via else _names(inner))
            for carrier in _carriers(inner, name)
            if self._traced(inner, carrier) & set(names)
        }
        within = replace(asked, via="")
        return bool(origins) and all(self._bounded(s, a, within) for s, a in origins.values())

    def _loose(self, scope: "Scope") -> Iterator[str]:
        """Comparisons that let a fact of the row's own date in."""
        for bound in _bounds(scope):
            name = "" if bound.strict else self._dated_by(scope, bound.small, says_results)
            if not name or self._bounded(scope, bound.small.table, _Asked(_DATE, local=True)):
                continue
            if _is_literal(bound.large, _END):
                loose = is_fact(self._models[name])
            else:
                loose = _is_column(bound.large) and _DATE in self._traced(scope, bound.large)
            if loose:
                yield f"reads {name} up to the row's own date: `{_text(bound)}`"
        for mine, theirs in _equations(scope):
            name = self._dated_by(scope, mine, is_fact)
            if (
                name
                and not self._dated_by(scope, theirs, is_fact)
                and self._is_row_date(scope, theirs)
                and not self._bounded(scope, mine.table, _Asked(_DATE, local=True))
            ):
                yield f"reads {name} of the row's own date: `{mine.sql()} = {theirs.sql()}`"

    def _dated_by(self, scope: "Scope", column: Any, which: Callable[[Model], bool]) -> str:
        """The table of a kind whose date a column is, or ""."""
        if not _is_column(column):
            return ""
        for where, alias, base in self._origins(scope, column):
            source = dict(_sources(where))[alias]
            if base == _DATE and which(self._models[source.name]):
                return str(source.name)
        return ""

    def _is_row_date(self, scope: "Scope", column: Any) -> bool:
        """Whether a column is the date of the rows being made: it is not before @start."""
        if not _is_column(column):
            return False
        if any(
            _is_literal(b.small, _START)
            and _is_column(b.large)
            and b.large.table == column.table
            and b.large.name == column.name
            for b in _bounds(scope)
        ):
            return True
        source = dict(_sources(scope)).get(column.table)
        if source is None or _is_table(source):
            return False
        return any(
            self._is_row_date(inner, carrier)
            for inner in _selects(source)
            for carrier in _carriers(inner, column.name)
        )

    def _is_of(self, scope: "Scope", column: Any, alias: str, names: Iterable[str]) -> bool:
        return (
            _is_column(column)
            and column.table == alias
            and bool(self._traced(scope, column) & set(names))
        )

    def _traced(self, scope: "Scope", column: Any) -> set[str]:
        """The names of the stored columns behind a column."""
        return {base for _, _, base in self._origins(scope, column)}

    def _origins(self, scope: "Scope", column: Any) -> Iterator[tuple["Scope", str, str]]:
        """Where a column comes from: scope, source there, and name in the stored table."""
        source = dict(_sources(scope)).get(column.table)
        if source is None:
            return
        if _is_table(source):
            if source.name in self._models:
                yield scope, column.table, column.name
            return
        for inner in _selects(source):
            for carrier in _carriers(inner, column.name):
                yield from self._origins(inner, carrier)


def _scopes(graph: Graph, model: Model) -> list["Scope"]:
    import sqlglot
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import traverse_scope

    types: dict[str, object] = {
        m.name: dict.fromkeys((c.name for c in m.columns), "text")
        for m in graph.models.values()
        if m.is_table
    }
    sql = select_sql(model, graph.models, _START, _END)
    tree = qualify(
        sqlglot.parse_one(sql, dialect="duckdb"),
        dialect="duckdb",
        schema=types,
        validate_qualify_columns=False,
        quote_identifiers=False,
        identify=False,
    )
    return list(traverse_scope(tree))


def _selects(scope: "Scope") -> Iterator["Scope"]:
    """A scope, or the branches of a union."""
    if scope.set_operation_scopes:
        for branch in scope.set_operation_scopes:
            yield from _selects(branch)
    else:
        yield scope


def _sources(scope: "Scope") -> list[tuple[str, Any]]:
    """The sources a scope selects from by alias: tables, or the branches' own scopes."""
    return [(alias, source) for alias, (_, source) in scope.selected_sources.items()]


def _is_table(source: Any) -> bool:
    from sqlglot import exp

    return isinstance(source, exp.Table)


def _is_column(value: Any) -> bool:
    from sqlglot import exp

    return isinstance(value, exp.Column)


def _projections(scope: "Scope") -> list[Any]:
    return list(getattr(scope.expression, "selects", ()))


def _names(scope: "Scope") -> list[str]:
    return [p.alias_or_name for p in _projections(scope)]


def _carriers(scope: "Scope", name: str) -> Iterator[Any]:
    """The columns that a projection hands on as they are, or as their extreme."""
    from sqlglot import exp

    for projection in _projections(scope):
        if projection.alias_or_name != name:
            continue
        value = projection.unalias()
        while isinstance(value, exp.Max | exp.Min | exp.Cast | exp.Paren):
            value = value.this
        if isinstance(value, exp.Column):
            yield value


def _conjuncts(scope: "Scope") -> Iterator[Any]:
    """The conditions that every row of a scope fulfils."""
    from sqlglot import exp

    where = scope.expression.args.get("where")
    found = [where.this] if where else []
    joins = scope.expression.args.get("joins") or ()
    found += [join.args["on"] for join in joins if join.args.get("on")]
    for condition in found:
        parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
        yield from (part.unnest() for part in parts)


def _bounds(scope: "Scope") -> Iterator[_Bound]:
    from sqlglot import exp

    for part in _conjuncts(scope):
        if isinstance(part, exp.LT | exp.LTE):
            yield _Bound(part.left, part.right, isinstance(part, exp.LT))
        elif isinstance(part, exp.GT | exp.GTE):
            yield _Bound(part.right, part.left, isinstance(part, exp.GT))
        elif isinstance(part, exp.Between):
            yield _Bound(part.args["low"], part.this, False)
            yield _Bound(part.this, part.args["high"], False)


def _equations(scope: "Scope") -> Iterator[tuple[Any, Any]]:
    """Columns that are equal in every row, either way round."""
    from sqlglot import exp

    for part in _conjuncts(scope):
        if isinstance(part, exp.EQ) and _is_column(part.left) and _is_column(part.right):
            yield part.left, part.right
            yield part.right, part.left


def _is_literal(value: Any, day: date) -> bool:
    """Whether an expression is just this date."""
    return str(day) in value.sql() and not list(_columns(value)) and not _has_arithmetic(value)


def _has_arithmetic(value: Any) -> bool:
    from sqlglot import exp

    return value.find(exp.Sub, exp.Add, exp.DateSub, exp.DateAdd) is not None


def _is_fixed(value: Any) -> bool:
    """Whether an expression names no column: it is the same for all rows of a batch."""
    return not list(_columns(value))


def _columns(value: Any) -> Iterator[Any]:
    from sqlglot import exp

    yield from value.find_all(exp.Column)


def _text(bound: _Bound) -> str:
    return f"{bound.small.sql()} <= {bound.large.sql()}"
