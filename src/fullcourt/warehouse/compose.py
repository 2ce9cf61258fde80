"""Putting a model's SQL together: views inlined, columns cast, reads traced through views."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from fullcourt.errors import ModelError
from fullcourt.warehouse.macros import expand
from fullcourt.warehouse.models import TYPES, Model, Read
from fullcourt.warehouse.windows import Window, WindowKind

_NO_EARLIER = (WindowKind.SAME_DAY, WindowKind.UNDATED)


def select_sql(
    model: Model, models: Mapping[str, Model], start: date | None = None, end: date | None = None
) -> str:
    """The executable SELECT of a model: declared columns in order, cast to their types.

    Args:
        model: The model to compose.
        models: Every model by name; the views it reads are inlined as CTEs.
        start: First date, inclusive.
        end: Last date, inclusive.
    """
    body = expand(model.sql, start, end, model.path or model.name)
    views = [
        f"{name} as (\n{expand(models[name].sql, start, end, name)}\n)"
        for name in view_order(model, models)
    ]
    casts = ",\n    ".join(f"cast({c.name} as {TYPES[c.type]}) as {c.name}" for c in model.columns)
    head = "with " + ",\n".join(views) + "\n" if views else ""
    return f"{head}select\n    {casts}\nfrom (\n{body}\n) as model"


def query_sql(
    query: str, models: Mapping[str, Model], start: date | None, end: date | None, where: str
) -> str:
    """A contract query (`keys`, `consistent`) with macros expanded and named views inlined."""
    text = expand(query, start, end, where)
    wanted = {name for name, m in models.items() if m.kind == "view" and _mentions(text, name)}
    ordered: list[str] = []
    for name in models:
        if name in wanted:
            ordered += [v for v in view_order(models[name], models) if v not in ordered]
            ordered += [name] if name not in ordered else []
    views = [f"{v} as (\n{expand(models[v].sql, start, end, v)}\n)" for v in ordered]
    head = "with " + ",\n".join(views) + "\n" if views else ""
    return f"{head}select * from (\n{text}\n) as query"


def view_order(model: Model, models: Mapping[str, Model]) -> list[str]:
    """The views a model reads, directly or through other views, inner ones first."""
    ordered: list[str] = []

    def visit(current: Model, chain: tuple[str, ...]) -> None:
        for read in current.reads:
            inner = models.get(read.name)
            if inner is None or inner.kind != "view" or read.name in ordered:
                continue
            if read.name in chain:
                raise ModelError(f"{current.name}: the views {' -> '.join(chain)} form a circle")
            visit(inner, (*chain, read.name))
            ordered.append(read.name)

    visit(model, (model.name,))
    return ordered


def table_reads(model: Model, models: Mapping[str, Model]) -> tuple[Read, ...]:
    """What a model reads once its views are looked through: tables with composed windows.

    Raises:
        ModelError: A read names neither a model nor a landing table.
    """
    merged: dict[str, dict[Window, None]] = {}
    for name, window in _walk(model, models):
        merged.setdefault(name, {})[window] = None
    return tuple(Read(name, tuple(windows)) for name, windows in merged.items())


def contract_reads(model: Model, models: Mapping[str, Model]) -> set[str]:
    """The tables that a model's expectation and reconciliations look at, views looked through."""
    queries = [*model.consistent.values(), model.bootstrap]
    queries += [model.expect.keys] if model.expect else []
    text = " ".join(queries)
    found: set[str] = set()
    for name, other in models.items():
        if _mentions(text, name):
            if other.kind == "view":
                found |= {read.name for read in table_reads(other, models)}
            else:
                found.add(name)
    return found


def code_hash(model: Model, models: Mapping[str, Model], settings: str = "") -> str:
    """Changes when the SELECT, a view it inlines, a column or its precision changes.

    Args:
        model: Whose.
        models: All of them.
        settings: What a Python model's builder is told besides.
    """
    python = model.kind == "python"
    made = package_text(model) + settings if python else select_sql(model, models)
    columns = repr([(c.name, c.type) for c in model.columns])
    text = "\x1f".join((made, columns, repr(sorted(model.decimals.items())), repr(model.grain)))
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def package_text(model: Model) -> str:
    """The source of the package behind a Python model: what its rows depend on besides the inputs.

    Raises:
        ModelError: There is no such package.
    """
    module = model.builder.partition(":")[0]
    spec = find_spec(module.rpartition(".")[0] or module)
    if spec is None or spec.origin is None:
        raise ModelError(f"{model.path or model.name}: there is no package for {model.builder!r}")
    folder = Path(spec.origin).parent
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".sql"))
    return model.builder + "".join(p.read_text(encoding="utf-8") for p in files)


def compose_windows(outer: Window, inner: Window) -> Window:
    """The window through a view: covers what `inner` reaches for every date that `outer` reaches.

    Raises:
        ModelError: No window covers it: whole seasons as scheduled, joined with other seasons.
    """
    if inner.kind is WindowKind.UNDATED or outer.kind is WindowKind.SAME_DAY:
        return inner
    if inner.kind is WindowKind.SAME_DAY:
        return outer
    kinds = {outer.kind, inner.kind}
    if kinds == {WindowKind.DAYS_BEFORE}:
        return Window(WindowKind.DAYS_BEFORE, outer.length + inner.length)
    one_season = {WindowKind.SEASON_BEFORE, WindowKind.SEASON_BY}
    if WindowKind.SCHEDULED in kinds:
        if not kinds <= {*one_season, WindowKind.SCHEDULED}:
            raise ModelError(
                f"{outer!s} cannot be read through a view that reads {inner!s}",
                hint="read the view's inputs directly, each with a window of its own",
            )
        return Window(WindowKind.SCHEDULED)
    if kinds == {WindowKind.SEASON_BY} and outer.key == inner.key:
        return Window(WindowKind.SEASON_BY, key=outer.key)
    if kinds <= one_season:
        return Window(WindowKind.SEASON_BEFORE)
    # The last games of an entity may lie in the season before.
    return Window(WindowKind.CAREER_BEFORE)


def _walk(model: Model, models: Mapping[str, Model]) -> Iterator[tuple[str, Window]]:
    for read in model.reads:
        inner = models.get(read.name)
        if inner is None and not read.name.startswith("landing."):
            raise ModelError(
                f"{model.path or model.name} [reads]: there is no model named {read.name!r}",
                hint="check the spelling, or add the model's file",
            )
        for window in read.windows:
            if inner is None or inner.kind != "view" or inner.marked:
                yield read.name, window
            else:
                for name, through in _walk(inner, models):
                    yield name, compose_windows(window, through)


def _mentions(text: str, name: str) -> bool:
    words = text.replace(",", " ").replace("(", " ").replace(")", " ").replace(".", " ").split()
    return name in words
