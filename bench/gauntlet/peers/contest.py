"""The five cases, the same for every tool, and what each made of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from bench.gauntlet import table
from bench.gauntlet.peers import chain
from bench.gauntlet.peers.chain import Contents
from bench.gauntlet.peers.data import Source, Sources
from bench.gauntlet.scoring import Cell, Share

DAMAGED = ("g_summary", "g_form")


class Tool(Protocol):
    """What a case needs of a tool. Every verb is the tool's own documented command."""

    name: str
    needs_a_place: bool

    def moved_to(self, folder: Path) -> "Tool":
        """A copy of the project."""

    def version(self) -> str:
        """Of the tool."""

    def arrive(self, source: Source) -> None:
        """The loader brings the source as it stands now."""

    def build(self) -> None:
        """Build the season."""

    def build_killed(self, seconds: float) -> bool:
        """Build it in a process that dies by kill -9; whether it died before it was done."""

    def look(self) -> set[Cell]:
        """The cells that the tool's own means name, told nothing."""

    def repair(self, model: str, first: date, last: date) -> int:
        """Repair, told where if it has to be; how many cells were built."""

    def repair_killed(self, model: str, first: date, last: date) -> int:
        """Carry on after a kill -9; how many cells were built."""

    def contents(self) -> Contents:
        """What the tables of the chain hold."""

    def damage(self, model: str, where: str) -> None:
        """Delete rows behind the tool's back."""


Make = Callable[[Path, Source], Tool]


@dataclass(frozen=True)
class Outcome:
    """One tool in one case.

    Args:
        case: What happened.
        tool: Its name.
        lacking: Wrong cells named while the source still lacked its rows.
        seen: Wrong cells named once repair was possible.
        sound: Cells named although their rows are right.
        optimum: Cells that had to be rebuilt.
        rebuilt: Cells that were.
        left: Cells still wrong after the repair.
        seconds: Of the look and of the repair.
    """

    case: str
    tool: str
    lacking: Share
    seen: Share
    sound: int
    optimum: int
    rebuilt: int
    left: int
    seconds: tuple[float, float]

    @property
    def told(self) -> str:
        """Whether the tool found anything to start from, or a person has to say where."""
        if self.seen.hit:
            return "found"
        return "neighbour named" if self.sound else "told"


@dataclass
class Contest:
    """One tool on its way through the cases.

    Args:
        make: Makes a project of the tool's.
        sources: The source in its states.
        folder: For the projects.
        share: After which share of a clean build's time the kill comes.
        tell: Where progress goes.
    """

    make: Make
    sources: Sources
    folder: Path
    share: float
    tell: Callable[[str], None]

    def outcomes(self) -> Iterator[Outcome]:
        """Build once, then break copies of it."""
        self.whole, self.fixed = (_truth(s) for s in (self.sources.whole, self.sources.fixed))
        fresh = self.make(self.folder / "fresh", self.sources.whole)
        built = fresh.moved_to(self.folder / "built")
        began = time.perf_counter()
        built.build()
        seconds = time.perf_counter() - began
        wrong = _differing(built.contents(), self.whole)
        self.tell(f"{built.name}: built in {seconds:.1f} s, {len(wrong)} cells unlike brute force")
        if wrong:
            raise AssertionError(f"{built.name} does not build what brute force builds: {wrong}")
        day, last = self.sources.day, self.sources.dates[-1]
        for case, end in (("late fix", last), ("late fix, that date alone", day)):
            if end == last or built.needs_a_place:
                fix = built.moved_to(self.folder / f"fix-{end}")
                fix.arrive(self.sources.fixed)
                yield self._judge(case, fix, self.fixed, ("g_summary", day, end))
        for word, source in (("missing", self.sources.missing), ("half-full", self.sources.half)):
            late = self.make(self.folder / word, source)
            late.build()
            lacking = self._seen(late.look(), late, self.whole)
            late.arrive(self.sources.whole)
            where = ("g_summary", day, last)
            yield self._judge(f"{word} date", late, self.whole, where, lacking)
        for model in DAMAGED:
            lost = built.moved_to(self.folder / f"lost-{model}")
            lost.damage(model, f"game_date = date '{day}' and player_id % 3 = 0")
            yield self._judge(f"deleted rows, {model}", lost, self.whole, (model, day, day))
        yield self._killed(fresh, seconds)

    def _killed(self, fresh: Tool, seconds: float) -> Outcome:
        share = self.share
        for attempt in range(8):
            dying = fresh.moved_to(self.folder / f"killed-{attempt}")
            died = dying.build_killed(share * seconds)
            if died and _differing(dying.contents(), self.whole):  # there was something to lose
                where = ("g_summary", self.sources.dates[0], self.sources.dates[-1])
                return self._judge("kill -9", dying, self.whole, where, killed=True)
            share *= 0.7
        raise RuntimeError(f"{fresh.name} was always done before the blow")

    def _judge(
        self,
        case: str,
        tool: Tool,
        truth: Contents,
        where: tuple[str, date, date],
        lacking: Share | None = None,
        killed: bool = False,
    ) -> Outcome:
        wrong = _differing(tool.contents(), truth)
        began = time.perf_counter()
        named = tool.look()
        looked = time.perf_counter() - began
        began = time.perf_counter()
        rebuilt = (tool.repair_killed if killed else tool.repair)(*where)
        repaired = time.perf_counter() - began
        left = _differing(tool.contents(), truth)
        outcome = Outcome(
            case,
            tool.name,
            lacking or Share(),
            Share(len(named & wrong), len(wrong)),
            len(named - wrong),
            len(wrong),
            rebuilt,
            len(left),
            (looked, repaired),
        )
        self.tell(f"{tool.name}: {case}: {outcome}")
        return outcome

    def _seen(self, named: set[Cell], tool: Tool, truth: Contents) -> Share:
        wrong = _differing(tool.contents(), truth)
        return Share(len(named & wrong), len(wrong))


def _truth(source: Source) -> Contents:
    with duckdb.connect(str(source.database)) as con:
        return chain.truth(con)


def _differing(one: Contents, other: Contents) -> set[Cell]:
    return {cell for cell in {*one, *other} if one.get(cell) != other.get(cell)}


def markdown(outcomes: Sequence[Outcome]) -> str:
    """A line a case and tool, the tools beside each other."""
    head = (
        *("case", "tool", "named while the source lacked it", "named", "named though sound"),
        *("where to repair", "had to be rebuilt", "rebuilt", "wrong afterwards"),
        *("look s", "repair s"),
    )
    cases = list(dict.fromkeys(o.case for o in outcomes))
    rows = [
        (
            *(o.case, o.tool, o.lacking, o.seen, o.sound, o.told, o.optimum, o.rebuilt, o.left),
            *(f"{s:.1f}" for s in o.seconds),
        )
        for case in cases
        for o in outcomes
        if o.case == case
    ]
    return table.markdown(head, rows)
