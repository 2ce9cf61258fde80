"""The portability rule with teeth: an allow-list of SQL constructs, and the reads check.

sqlglot passes unknown functions through to other engines in silence, so "it transpiles" proves
nothing by itself. Every function and construct of a model must be on the list below.
"""

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from fullcourt.errors import ModelError
from fullcourt.warehouse.compose import view_order
from fullcourt.warehouse.macros import expand
from fullcourt.warehouse.models import Model

ALLOWED_FUNCTIONS: tuple[type[exp.Expression], ...] = (
    exp.Abs, exp.Ceil, exp.Coalesce, exp.Concat, exp.Floor, exp.Greatest, exp.Least, exp.Length,
    exp.Lower, exp.Mod, exp.Nullif, exp.Sign, exp.Sqrt, exp.StrPosition, exp.Substring, exp.Trim,
    exp.Upper, exp.Replace,
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.LogicalAnd, exp.LogicalOr,
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lead, exp.Lag, exp.FirstValue, exp.LastValue,
    exp.DateDiff, exp.DateAdd, exp.DateSub, exp.Extract, exp.Cast, exp.Case, exp.If,
    exp.And, exp.Or, exp.Xor, exp.Exists,
)  # fmt: skip
FORBIDDEN: tuple[type[exp.Expression], ...] = (
    exp.Anonymous, exp.Array, exp.Struct, exp.Map, exp.Lambda, exp.Unnest, exp.Pivot, exp.Qualify,
    exp.GroupConcat, exp.ArrayAgg, exp.RegexpLike, exp.Lateral, exp.TableSample,
)  # fmt: skip
TARGETS = ("bigquery", "spark")


def problems(model: Model) -> list[str]:
    """Why a model's SELECT is not portable; empty when it is."""
    sql = _parsable(model)
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError as error:
        return [f"does not parse: {error}"]
    found = list(_constructs(tree))
    for target in TARGETS:
        try:
            sqlglot.transpile(sql, read="duckdb", write=target, unsupported_level=ErrorLevel.RAISE)
        except SqlglotError as error:
            if "NULLS LAST" not in str(error):  # order keys are never NULL in a model
                found.append(f"{target}: {error}")
    return found


def tables_named(model: Model) -> set[str]:
    """Every table or view the SELECT names, CTEs left out."""
    tree = sqlglot.parse_one(_parsable(model), read="duckdb")
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    names = {f"{t.db}.{t.name}" if t.db else t.name for t in tree.find_all(exp.Table)}
    return names - ctes


def check_reads(model: Model, models: Mapping[str, Model]) -> None:
    """Declared reads must be exactly the tables the SQL names.

    Raises:
        ModelError: One is missing or too many.
    """
    if model.kind in ("seed", "python"):
        return
    declared = {r.name for r in model.reads}
    named = tables_named(model)
    for name in sorted(named - declared):
        raise ModelError(
            f"{model.path or model.name}: the SQL reads {name!r}, [reads] does not declare it",
            hint=f'add  {name} = "<window>"  to [reads]',
        )
    for name in sorted(declared - named):
        raise ModelError(
            f"{model.path or model.name}: [reads] declares {name!r}, the SQL does not read it",
            hint="remove the line",
        )
    view_order(model, models)


def _parsable(model: Model) -> str:
    from datetime import date

    day = date(2000, 1, 1)
    return expand(model.sql, day, day, model.path or model.name)


def _constructs(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if isinstance(node, FORBIDDEN):
            yield f"{type(node).__name__} is not portable: {node.sql()[:60]}"
        elif isinstance(node, exp.Func) and not isinstance(node, ALLOWED_FUNCTIONS):
            yield f"{type(node).__name__} is not on the allow-list: {node.sql()[:60]}"
        elif isinstance(node, exp.Sub) and _both_dates(node):
            yield f"date minus date differs between engines: {node.sql()[:60]}"
        elif isinstance(node, exp.Join) and node.args.get("method"):
            yield f"{node.args['method']} join is not portable"
        elif isinstance(node, exp.Star) and any(node.args.get(k) for k in ("except_", "replace")):
            yield "select * except/replace is not portable"
        if isinstance(node, exp.Select) and node.args.get("windows"):
            yield "a WINDOW clause is not portable: sqlglot drops it"


def _both_dates(node: exp.Sub) -> bool:
    left, right = node.this, node.expression
    return all(isinstance(s, exp.Column) and s.name.endswith("_date") for s in (left, right))
