"""Usage: which columns of its inputs a model looks at, values and conditions alike.

A change of columns that a reader does not look at cannot move any of its rows, whatever its windows
hold. Unlike the lineage of a value this counts joins, filters, groupings and orders, wherever they
stand in the composed SQL. sqlglot is loaded when first asked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fullcourt.integrity.graph import Graph
from fullcourt.integrity.lineage import Schema, composed, schema_of, scope_of

if TYPE_CHECKING:
    from sqlglot.optimizer.scope import Scope


Columns = Mapping[str, frozenset[str]]
"""Input -> the columns of it that are looked at."""


@dataclass(frozen=True)
class Usage:
    """The columns that every model of a graph looks at, read when asked for.

    Args:
        graph: The models.
        recorded: Reader -> code hash and columns, as an earlier run has found them: reading the SQL
            of one model takes longer than building a date.
        fresh: What this one has found itself, in the same form.
    """

    graph: Graph
    recorded: Callable[[], Mapping[str, tuple[str, Columns]]] = dict
    fresh: dict[str, tuple[str, Columns]] = field(default_factory=dict)
    _known: dict[str, Columns | None] = field(default_factory=dict)

    def columns(self, reader: str, table: str) -> frozenset[str] | None:
        """The columns of an input that a table's SQL looks at; None when nobody can tell."""
        if not self._known:
            self._known.update(self._still_true())
        if reader not in self._known:
            model = self.graph.models[reader]
            sql = composed(model, self.graph.models) if model.kind == "table" else ""
            found = _used(sql, schema_of(self.graph)) if sql else None
            self._known[reader] = found
            if found is not None:
                self.fresh[reader] = (self.graph.code_hashes[reader], found)
        known = self._known[reader]
        return None if known is None else known.get(table, frozenset())

    def _still_true(self) -> Mapping[str, Columns]:
        codes = self.graph.code_hashes
        return {
            reader: columns
            for reader, (code, columns) in self.recorded().items()
            if codes.get(reader) == code
        }


@lru_cache(maxsize=128)
def _used(sql: str, schema: Schema) -> Columns | None:
    scope = scope_of(sql, schema)
    if scope is None:
        return None
    walk = _Walk()
    walk.want(scope, None)
    walk.run()
    if walk.unclear:
        return None
    return {table: frozenset(names) for table, names in walk.found.items()}


@dataclass
class _Part:
    """One scope: the columns behind each of its outputs, and those that its conditions name."""

    scope: "Scope"
    outputs: dict[str, list[Any]]
    conditions: list[Any]
    done: set[str] = field(default_factory=set)


class _Walk:
    """Follows what is wanted of each scope down to the tables, until nothing more is wanted."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}
        self.unclear = False
        self._parts: dict[int, _Part] = {}
        self._todo: list[tuple[_Part, list[str]]] = []

    def want(self, scope: "Scope", names: Iterable[str] | None) -> None:
        """Ask for some outputs of a scope; for all of them with None."""
        part = self._parts.get(id(scope))
        if part is None:
            part = self._parts[id(scope)] = self._read(scope)
            self._enter(part)
        wanted = part.outputs if names is None else names
        fresh = [n for n in wanted if n not in part.done]
        if fresh:
            part.done.update(fresh)
            self._todo.append((part, fresh))

    def run(self) -> None:
        """Follow everything asked for."""
        while self._todo:
            part, names = self._todo.pop()
            if part.scope.set_operation_scopes:
                self._want_branches(part, names)
            for name in names:
                for column in part.outputs.get(name, ()):
                    self._resolve(part.scope, column)

    def _enter(self, part: _Part) -> None:
        """What matters of a scope whatever is wanted of it: its rows."""
        from sqlglot import exp

        for source in part.scope.sources.values():
            if not isinstance(source, exp.Table):
                self.want(source, ())
        for branch in part.scope.set_operation_scopes or ():
            self.want(branch, ())
        for sub in part.scope.subquery_scopes:
            self.want(sub, None)
        for column in part.conditions:
            self._resolve(part.scope, column)

    def _want_branches(self, part: _Part, names: list[str]) -> None:
        tree: Any = part.scope.expression
        places = {n: i for i, n in enumerate(tree.named_selects)}
        compared = tree.args.get("distinct") is not False  # then every column tells rows apart
        for branch in part.scope.set_operation_scopes:
            inner_tree: Any = branch.expression
            inner: list[str] = inner_tree.named_selects
            if compared or len(inner) != len(places):
                self.want(branch, None)
            else:
                self.want(branch, [inner[places[n]] for n in names if n in places])

    def _read(self, scope: "Scope") -> _Part:
        from sqlglot import exp

        tree: Any = scope.expression
        if scope.set_operation_scopes:
            return _Part(scope, {n: [] for n in tree.named_selects}, [])
        outputs = {
            node.alias_or_name: list(node.find_all(exp.Column))
            for node in tree.args.get("expressions") or ()
        }
        conditions: list[Any] = []
        for key, value in tree.args.items():
            if key in ("expressions", "with", "with_", "from", "from_"):
                continue
            for node in value if isinstance(value, list) else [value]:
                test = node.args.get("on") if key == "joins" else node
                if key == "joins" and node.args.get("using"):
                    self.unclear = True
                if isinstance(test, exp.Expression):
                    conditions += test.find_all(exp.Column)
        if tree.args.get("distinct") is not None:
            conditions += [c for columns in outputs.values() for c in columns]
        return _Part(scope, outputs, conditions)

    def _resolve(self, scope: "Scope", column: Any) -> None:
        from sqlglot import exp

        source = scope.sources.get(column.table)
        if isinstance(source, exp.Table):
            self.found.setdefault(source.name, set()).add(column.name)
        elif source is not None:
            self.want(source, [column.name])
        elif not column.table:  # an alias of this very select, in its order or grouping
            part = self._parts.get(id(scope))
            names = part.outputs if part else {}
            if column.name in names:
                self.want(scope, [column.name])
            else:
                self.unclear = True
        elif not any(column.table in sub.sources for sub in scope.subquery_scopes):
            outer = scope.parent
            self.unclear = self.unclear or outer is None or column.table not in outer.sources
