"""A case: how a project of its own is broken, and what it would hold had it never been."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.scenario import kit
from tests.scenario.kit import Site

from bench.gauntlet import mutations, sources
from bench.gauntlet.ground import own_folder
from bench.gauntlet.incidents import incidents
from bench.gauntlet.mutations import Mutation
from bench.gauntlet.scoring import Cell
from bench.gauntlet.sources import Hurt
from fullcourt.api import Warehouse


@dataclass(frozen=True)
class Case:
    """One broken warehouse.

    Args:
        kind: The sort of damage.
        label: Where exactly.
        make: Breaks a project in the folder it is given.
    """

    kind: str
    label: str
    make: Callable[[Path], Hurt]


@dataclass
class Planted:
    """A mutation of a site's tables: behind the ledger's back, or with the ledger in agreement."""

    site: Site
    mutation: Mutation

    moved: set[Cell] | None = None

    def bound(self) -> set[Cell]:
        """Brute force: what changes downstream when everything is built on the damage."""
        if self.moved is None:
            with own_folder() as folder, self.site.open_copy(folder / "brute") as wh:
                self._strike(wh)
                self._build_on_it(wh)
        return self.moved or set()

    def behind(self, folder: Path) -> Hurt:
        """Rows change, the ledger says what it said (or has lost the record)."""
        with self.site.open_copy(folder / "own") as wh:
            self._strike(wh)
            if self.mutation.forgets:
                self._forget(wh)
        return self._hurt(folder / "own")

    def older(self, folder: Path) -> Hurt:
        """Everything downstream was built on the damage, and the ledger agrees with all of it."""
        with self.site.open_copy(folder / "own") as wh:
            self._strike(wh)
            if self.mutation.rebuilds:
                self._build_on_it(wh)
            if self.mutation.symptoms:
                kit.damage(wh, *self.mutation.symptoms)
            kit.as_if_done(wh)
        return self._hurt(folder / "own")

    def _build_on_it(self, wh: Warehouse) -> None:
        kit.rebuild_on_damage(wh, *{name for name, _ in self.mutation.cells})
        differing = kit.differing(kit.contents(wh), self.site.contents)
        self.moved = differing - set(self.mutation.cells)

    def _strike(self, wh: Warehouse) -> None:
        kit.damage(wh, *self.mutation.statements)

    def _forget(self, wh: Warehouse) -> None:
        for name, day in self.mutation.cells:
            where = f"model = '{name}' and game_date = date '{day}'"
            ledger = ("build", "finding", "assessment")
            kit.damage(wh, *(f"delete from ledger.{table} where {where}" for table in ledger))

    def _hurt(self, project: Path) -> Hurt:
        if not self.mutation.bounded:
            return Hurt(project, self.site.contents)
        roots = tuple((*cell, self.mutation.key) for cell in self.mutation.cells)
        return Hurt(project, self.site.contents, roots, self.bound())


def all_cases(site: Site, seed: int, each: int) -> Iterator[Case]:
    """Undamaged ones first, then the incidents, damage at the source, and drawn mutations.

    Args:
        site: The league.
        seed: Decides every draw.
        each: Drawn cases of each kind.
    """
    for kind, label, make in sources.sound(site):
        yield Case(kind, label, make)
    for incident in incidents(site):
        planted = Planted(site, incident)
        make = planted.behind if incident.forgets else planted.older
        yield Case(incident.kind, incident.label, make)
    for number in range(each):
        for kind, draw in sources.DRAWN.items():
            label, make = draw(site, random.Random(f"{seed}/{kind}/{number}"))
            yield Case(kind, label, make)
    with own_folder() as folder, site.open_copy(folder / "look") as wh:
        drawn = [
            mutations.draw(kind, site, wh, random.Random(f"{seed}/{kind}/{number}"))
            for number in range(each)
            for kind in mutations.KINDS
        ]
    for mutation in drawn:
        planted = Planted(site, mutation)
        # The second first: it shows what the damage moves.
        yield Case(f"{mutation.kind}, ledger agrees", mutation.label, planted.older)
        yield Case(f"{mutation.kind}, behind the ledger", mutation.label, planted.behind)
