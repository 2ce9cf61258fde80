"""Column lineage: which columns of which tables make up a column, read off the composed SQL.

Values only: what a row's existence depends on (joins, filters) is the windows' business. Rows that
are merely counted show as the column "*". sqlglot is loaded when first asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from fullcourt.integrity.graph import Graph
from fullcourt.warehouse.compose import select_sql
from fullcourt.warehouse.models import Model

if TYPE_CHECKING:
    from sqlglot.optimizer.scope import Scope

ROWS = "*"
"""Stands for the existence of an input's rows."""

_ANY_DATE = date(2000, 1, 1)


class Source(NamedTuple):
    """A column of an input table; `mixed` when only rows of many keys together reach it."""

    table: str
    column: str
    mixed: bool = False


@dataclass(frozen=True)
class Lineage:
    """Lineage of every model of a graph, read when asked for."""

    graph: Graph
    _cache: dict[tuple[str, str], Mapping[str, frozenset[Source]] | None] = field(
        default_factory=dict
    )

    def of(self, model: str, key: str = "") -> Mapping[str, frozenset[Source]] | None:
        """Column -> its sources in the tables the model reads, views looked through.

        Args:
            model: A table.
            key: Judge `mixed` by this key: an aggregate or window function over many keys mixes.

        Returns:
            None when the SQL is not understood (then every column may stem from every input).
        """
        if (model, key) not in self._cache:
            self._cache[model, key] = self._read(model, key)
        return self._cache[model, key]

    def sources(self, model: str, columns: frozenset[str]) -> dict[str, frozenset[str]] | None:
        """Input table -> its columns that make up some columns of a model; None if unknown."""
        known = self.of(model)
        if known is None:
            return None
        found: dict[str, set[str]] = {}
        for column in columns:
            for source in known.get(column, frozenset()):
                found.setdefault(source.table, set()).add(source.column)
        return {table: frozenset(names) for table, names in found.items()}

    def mixes(self, model: str, table: str, key: str) -> bool:
        """Whether a row of one key takes up values of rows with other keys of an input."""
        known = self.of(model, key)
        if known is None:
            return True
        return any(s.mixed for found in known.values() for s in found if s.table == table)

    def joined(self, model: str, table: str, key: str) -> frozenset[str] | None:
        """The columns of a model that say which key of an input its row was joined with.

        Returns:
            None when rows are joined with those of another key (a team with its opponent); nothing
            when the SQL does not say.
        """
        found = self.graph.models[model]
        if found.kind != "table":
            return frozenset()
        return _joined(composed(found, self.graph.models), schema_of(self.graph), table, key)

    def _read(self, model: str, key: str) -> Mapping[str, frozenset[Source]] | None:
        found = self.graph.models[model]
        if found.kind != "table":  # a seed is made of nothing, what Python makes is not known
            return None if found.kind == "python" else {}
        return _lineage(composed(found, self.graph.models), schema_of(self.graph), key)


Schema = tuple[tuple[str, tuple[str, ...]], ...]


def schema_of(graph: Graph) -> Schema:
    """Every table with its columns."""
    return tuple(
        (m.name, tuple(c.name for c in m.columns)) for m in graph.models.values() if m.is_table
    )


def composed(model: Model, models: Mapping[str, Model]) -> str:
    """A model's SQL with its views inlined, for some date."""
    return select_sql(model, models, _ANY_DATE, _ANY_DATE)


@lru_cache(maxsize=512)
def _lineage(sql: str, schema: Schema, key: str) -> Mapping[str, frozenset[Source]] | None:
    found = _walked(sql, schema, key)
    return found[1] if found else None


@lru_cache(maxsize=256)
def _walked(
    sql: str, schema: Schema, key: str
) -> "tuple[_Walk, Mapping[str, frozenset[Source]], Scope] | None":
    scope = scope_of(sql, schema)
    if scope is None:
        return None
    walk = _Walk(key)
    return walk, {name: walk.column(scope, name) for name in _names(scope)}, scope


@lru_cache(maxsize=1024)
def _joined(sql: str, schema: Schema, table: str, key: str) -> frozenset[str] | None:
    from sqlglot import exp

    walked = _walked(sql, schema, "")
    if walked is None:
        return frozenset()
    walk, outputs, scope = walked
    wanted = frozenset([Source(table, key)])
    found = {name for name, sources in outputs.items() if sources == wanted}
    for inner in scope.traverse():
        for join in inner.expression.args.get("joins") or ():
            for test in (join.args.get("on") or exp.true()).find_all(exp.EQ, exp.NEQ):
                sides = [frozenset(walk.inside(inner, side)) for side in (test.left, test.right)]
                if isinstance(test, exp.NEQ) and wanted in sides:
                    return None
                for one, other in (sides, sides[::-1]):
                    if one == wanted and other and other != wanted:
                        found |= {n for n, sources in outputs.items() if sources == other}
    return frozenset(found)


@lru_cache(maxsize=128)
def scope_of(sql: str, schema: Schema) -> "Scope | None":
    """A statement with every column qualified, as sqlglot's scopes; None if it does not read it."""
    import sqlglot
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    types: dict[str, object] = {table: dict.fromkeys(columns, "text") for table, columns in schema}
    try:
        tree = qualify(
            sqlglot.parse_one(sql, dialect="duckdb"),
            schema=types,
            dialect="duckdb",
            identify=False,
            quote_identifiers=False,
            validate_qualify_columns=False,
        )
    except SqlglotError:
        return None
    return build_scope(tree)


def _selects(scope: "Scope") -> list[Any]:
    selects: list[Any] = scope.expression.args.get("expressions") or []
    return selects


def _names(scope: "Scope") -> list[str]:
    tree: Any = scope.expression
    names: list[str] = tree.named_selects
    return names


class _Walk:
    """One key's view of a statement: columns resolved scope by scope, each once."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._known: dict[tuple[int, str], frozenset[Source]] = {}
        self._read: dict[int, frozenset[str]] = {}
        self._gathering: dict[int, bool] = {}

    def column(self, scope: "Scope", name: str) -> frozenset[Source]:
        """The sources of one output column of a scope."""
        at = (id(scope), name)
        if at not in self._known:
            self._known[at] = frozenset()  # a recursive view ends here
            self._known[at] = frozenset(self._resolve(scope, name))
        return self._known[at]

    def _resolve(self, scope: "Scope", name: str) -> Iterator[Source]:
        from sqlglot import exp

        if scope.set_operation_scopes:
            names = _names(scope)
            place = names.index(name) if name in names else None
            for part in scope.set_operation_scopes:
                inner = _names(part)
                if place is not None and place < len(inner):
                    yield from self.column(part, inner[place])
            return
        selected = next((s for s in _selects(scope) if s.alias_or_name == name), None)
        if selected is None:
            return
        gathers = self._gathers(scope)
        for found in self.inside(scope, selected):
            mixed = found.mixed or gathers or self._windows_mix(selected)
            yield found._replace(mixed=mixed)
        if any(isinstance(c.this, exp.Star) for c in selected.find_all(exp.Count)):
            for table in self._tables(scope):
                yield Source(table, ROWS, gathers)

    def inside(self, scope: "Scope", expression: Any) -> Iterator[Source]:
        """The sources of the columns that an expression of a scope names."""
        from sqlglot import exp
        from sqlglot.optimizer.scope import Scope

        sources = dict(scope.sources)
        for sub in scope.subquery_scopes:
            sources = {**sub.sources, **sources}
        for column in expression.find_all(exp.Column):
            source = sources.get(column.table)
            if isinstance(source, exp.Table):
                yield Source(source.name, column.name)
            elif isinstance(source, Scope):
                yield from self.column(source, column.name)

    def _tables(self, scope: "Scope") -> frozenset[str]:
        """Every table behind a scope."""
        if id(scope) not in self._read:
            self._read[id(scope)] = frozenset()
            self._read[id(scope)] = frozenset(self._find_tables(scope))
        return self._read[id(scope)]

    def _find_tables(self, scope: "Scope") -> set[str]:
        from sqlglot import exp

        found: set[str] = set()
        for source in scope.sources.values():
            found |= {source.name} if isinstance(source, exp.Table) else self._tables(source)
        for part in scope.set_operation_scopes:
            found |= self._tables(part)
        return found

    def _gathers(self, scope: "Scope") -> bool:
        """Whether a scope aggregates rows of several keys into one."""
        if id(scope) not in self._gathering:
            self._gathering[id(scope)] = self._is_gathering(scope)
        return self._gathering[id(scope)]

    def _is_gathering(self, scope: "Scope") -> bool:
        from sqlglot import exp

        group = scope.expression.args.get("group")
        if group is not None:
            return not self._names_key(group.expressions)
        aggregates = (a for s in _selects(scope) for a in s.find_all(exp.AggFunc))
        return any(not isinstance(a.parent, exp.Window) for a in aggregates)

    def _windows_mix(self, selected: Any) -> bool:
        from sqlglot import exp

        return any(
            not self._names_key(w.args.get("partition_by") or ())
            for w in selected.find_all(exp.Window)
        )

    def _names_key(self, expressions: Any) -> bool:
        names = {e.name for e in expressions}
        return any(n == self.key or n.endswith(f"_{self.key}") for n in names)
