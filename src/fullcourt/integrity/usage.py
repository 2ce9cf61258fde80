"""Usage: which columns of its inputs a model looks at, values and conditions alike.

A change of columns that a reader does not look at cannot move any of its rows, whatever its windows
hold. Unlike the lineage of a value this counts joins, filters, groupings and orders, wherever they
stand in the composed SQL. sqlglot is loaded when first asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fullcourt.integrity.graph import Graph
from fullcourt.integrity.lineage import Schema, composed, schema_of, scope_of

if TYPE_CHECKING:
    from sqlglot.optimizer.scope import Scope


@dataclass(frozen=True)
class Usage:
    """The columns that every model of a graph looks at, read when asked for."""

    graph: Graph
    _known: dict[str, Mapping[str, frozenset[str]] | None] = field(default_factory=dict)

    def columns(self, reader: str, table: str) -> frozenset[str] | None:
        """The columns of an input that a table's SQL looks at; None when nobody can tell."""
        if reader not in self._known:
            model = self.graph.models[reader]
            sql = composed(model, self.graph.models) if model.kind == "table" else ""
            self._known[reader] = _used(sql, schema_of(self.graph)) if sql else None
        known = self._known[reader]
        return None if known is None else known.get(table, frozenset())


@lru_cache(maxsize=128)
def _used(sql: str, schema: Schema) -> Mapping[str, frozenset[str]] | None:
    scope = scope_of(sql, schema)
    if scope is None:
        return None
    walk = _Walk()
    walk.want(scope, None)
    walk.run()
    if walk.unclear:
        return None
    return {table: frozenset(names) for table, names in walk.found.items()}


class _Walk:
    """Follows what is wanted of each scope down to the tables, until nothing more is wanted."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}
        self.unclear = False
        self._wanted: dict[int, set[str] | None] = {}
        self._todo: list[Scope] = []

    def want(self, scope: "Scope", names: Iterable[str] | None) -> None:
        """Ask for some outputs of a scope; for all of them with None."""
        at = id(scope)
        held = self._wanted.get(at, set())
        if held is None and at in self._wanted:
            return
        if names is None:
            self._wanted[at] = None
        elif at in self._wanted and held is not None and set(names) <= held:
            return
        else:
            self._wanted[at] = {*(held or ()), *names}
        self._todo.append(scope)

    def run(self) -> None:
        """Follow everything asked for."""
        while self._todo:
            self._visit(self._todo.pop())

    def _visit(self, scope: "Scope") -> None:
        from sqlglot import exp

        wanted = self._wanted[id(scope)]
        if scope.set_operation_scopes:
            self._visit_parts(scope, wanted)
            return
        for source in scope.sources.values():
            if not isinstance(source, exp.Table):
                self.want(source, ())  # its rows matter even where none of its columns does
        for sub in scope.subquery_scopes:
            self.want(sub, None)
        for column in self._looked_at(scope, wanted):
            self._resolve(scope, column)

    def _visit_parts(self, scope: "Scope", wanted: set[str] | None) -> None:
        tree: Any = scope.expression
        names: list[str] = tree.named_selects
        keeps_all = tree.args.get("distinct") is not False
        for part in scope.set_operation_scopes:
            branch: Any = part.expression
            inner: list[str] = branch.named_selects
            if wanted is None or keeps_all or len(inner) != len(names):
                self.want(part, None)
            else:
                self.want(part, [i for i, n in zip(inner, names, strict=True) if n in wanted])

    def _looked_at(self, scope: "Scope", wanted: set[str] | None) -> Iterator[Any]:
        """The columns named in what is wanted of a scope, and in all of its conditions."""
        from sqlglot import exp

        tree = scope.expression
        distinct = tree.args.get("distinct") is not None
        for key, part in tree.args.items():
            for node in part if isinstance(part, list) else [part]:
                if not isinstance(node, exp.Expression) or key in (
                    "with",
                    "with_",
                    "from",
                    "from_",
                ):
                    continue
                if key == "expressions":
                    if wanted is None or distinct or node.alias_or_name in wanted:
                        yield from node.find_all(exp.Column)
                elif key == "joins":
                    for name in ("on", "using"):
                        value = node.args.get(name)
                        for inner in value if isinstance(value, list) else [value]:
                            if isinstance(inner, exp.Expression):
                                yield from inner.find_all(exp.Column)
                            if name == "using" and inner is not None:
                                self.unclear = True
                else:
                    yield from node.find_all(exp.Column)

    def _resolve(self, scope: "Scope", column: Any) -> None:
        from sqlglot import exp

        source = scope.sources.get(column.table)
        if isinstance(source, exp.Table):
            self.found.setdefault(source.name, set()).add(column.name)
        elif source is not None:
            self.want(source, [column.name])
        elif not any(column.table in sub.sources for sub in scope.subquery_scopes):
            outer = scope.parent
            if not column.table:
                named = {s.alias_or_name for s in scope.expression.args.get("expressions") or ()}
                self.unclear = self.unclear or column.name not in named
            elif outer is None or column.table not in outer.sources:
                self.unclear = True
