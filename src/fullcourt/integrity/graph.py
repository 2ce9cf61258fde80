"""The graph of models: order, reads looked through views, downstream. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fullcourt.errors import ModelError
from fullcourt.warehouse.compose import code_hash, table_reads
from fullcourt.warehouse.models import Model, Read
from fullcourt.warehouse.windows import Window, WindowKind

IGNORED_READS = ("landing.payload",)
"""Bookkeeping that the marks of the landing tables cover already."""


@dataclass(frozen=True)
class Graph:
    """Models with their table-to-table reads, in dependency order.

    Args:
        models: By name.
        settings: What a Python model's builder is told by the project, as text: part of its code.
    """

    models: Mapping[str, Model]
    settings: str = ""

    @cached_property
    def reads(self) -> Mapping[str, tuple[Read, ...]]:
        """Model -> what it reads, views looked through.

        Raises:
            ModelError: A marked view reads more than landing tables.
        """
        for view in (m for m in self.models.values() if m.marked):
            for read in table_reads(view, self.models):
                if not read.name.startswith("landing."):
                    raise ModelError(
                        f"{view.path or view.name}: a marked view reads landing tables only,"
                        f" and this one reads {read.name}"
                    )
        return {
            name: tuple(r for r in table_reads(model, self.models) if r.name not in IGNORED_READS)
            for name, model in self.models.items()
            if model.is_table
        }

    @cached_property
    def code_hashes(self) -> Mapping[str, str]:
        """Model -> hash of its composed code."""
        return {n: code_hash(self.models[n], self.models, self.settings) for n in self.reads}

    @cached_property
    def contract_hashes(self) -> Mapping[str, str]:
        """Model -> hash of its contract."""
        return {n: self.models[n].contract_hash for n in self.reads}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Tables so that inputs come first; layer and name break ties.

        Raises:
            ModelError: The reads form a circle.
        """
        done: list[str] = []
        doing: list[str] = []

        def visit(name: str) -> None:
            if name in done or name not in self.reads:
                return
            if name in doing:
                circle = " -> ".join((*doing[doing.index(name) :], name))
                raise ModelError(f"the models read each other in a circle: {circle}")
            doing.append(name)
            for read in self.reads[name]:
                visit(read.name)
            doing.pop()
            done.append(name)

        for name in self.reads:
            visit(name)
        return tuple(done)

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """Table -> the tables that read it directly, in order."""
        found: dict[str, list[str]] = {}
        for name in self.order:
            for read in self.reads[name]:
                found.setdefault(read.name, []).append(name)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def same_day_inputs(self) -> Mapping[str, tuple[str, ...]]:
        """Table -> the inputs whose cell of the same date must exist for a build."""
        at_once = (WindowKind.SAME_DAY, WindowKind.UNDATED)
        return {
            name: tuple(
                r.name
                for r in reads
                if r.name in self.reads and any(w.kind in at_once for w in r.windows)
            )
            for name, reads in self.reads.items()
        }

    def windows(self, name: str, read_name: str) -> tuple[Window, ...]:
        """The windows through which a table reads another."""
        return tuple(w for r in self.reads[name] if r.name == read_name for w in r.windows)

    def landing_inputs(self, name: str) -> tuple[str, ...]:
        """The landing tables a raw model reads."""
        return tuple(
            r.name.removeprefix("landing.")
            for r in self.reads[name]
            if r.name.startswith("landing.")
        )

    def window_keys(self, name: str) -> tuple[str, ...]:
        """The keys of the windows through which others read this table."""
        columns = {c.name for c in self.models[name].columns}
        found = {
            window.key
            for reader in self.readers.get(name, ())
            for read in self.reads[reader]
            if read.name == name
            for window in read.windows
            if window.key in columns
        }
        return tuple(sorted(found))

    def downstream(self, names: Iterable[str]) -> set[str]:
        """Every table that reads one of these, directly or not."""
        reached: set[str] = set()
        frontier = list(names)
        while frontier:
            for reader in self.readers.get(frontier.pop(), ()):
                if reader not in reached:
                    reached.add(reader)
                    frontier.append(reader)
        return reached
