"""What needs somebody: bad cells folded into ranges, and the one sentence that matters. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board, gravest
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.verdicts import Verdict

ONLY_BUILD = (Verdict.MISSING, Verdict.STALE, Verdict.BLOCKED)
"""Verdicts that a backfill answers; nobody has to think about them."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Need:
    """Neighbouring dates of one table that need somebody for the same reason.

    Args:
        model: Table.
        layer: Its layer.
        verdict: Of all these cells.
        dates: The dates, ascending; one None for an undated table.
        reasons: What the first cell says.
        missing: Keys missing on all of them.
        surplus: Keys surplus on all of them.
    """

    model: str
    layer: str
    verdict: Verdict
    dates: tuple[date | None, ...]
    reasons: tuple[str, ...]
    missing: int
    surplus: int

    @property
    def first(self) -> date | None:
        """The first date."""
        return self.dates[0]

    @property
    def last(self) -> date | None:
        """The last date."""
        return self.dates[-1]

    @property
    def is_only_build(self) -> bool:
        """Whether a backfill is all it takes."""
        return self.verdict in ONLY_BUILD


def fold_needs(board: Board) -> list[Need]:
    """Everything that needs somebody, the gravest first, then in pipeline order."""
    found: list[Need] = []
    for name in board.tables:
        run: list[CellState] = []
        layer = board.state.graph.models[name].layer
        for cell in board.by_model[name]:
            if not cell.needs_attention:
                found += _folded(run, layer)
                run = []
                continue
            if run and _pattern(cell) != _pattern(run[-1]):
                found += _folded(run, layer)
                run = []
            run.append(cell)
        found += _folded(run, layer)
    order = list(Verdict)
    return sorted(found, key=lambda n: (n.is_only_build, order.index(n.verdict)))


def _pattern(cell: CellState) -> tuple[object, ...]:
    return (cell.verdict, tuple(re.sub(r"\d+", "n", r) for r in cell.reasons))


def _folded(run: Sequence[CellState], layer: str) -> list[Need]:
    if not run:
        return []
    return [
        Need(
            run[0].model,
            layer,
            run[0].verdict,
            tuple(c.game_date for c in run),
            run[0].reasons,
            sum(c.counts.missing for c in run),
            sum(c.counts.surplus for c in run),
        )
    ]


@dataclass(frozen=True, slots=True)
class Headline:
    """The one sentence that matters.

    Args:
        text: The sentence.
        mood: good, build (a backfill answers it) or bad.
        command: What to type next; empty when nothing is to be done.
    """

    text: str
    mood: str
    command: str = ""


def headline(board: Board) -> Headline:
    """Say in one sentence what the warehouse needs."""
    if not board.cells:
        return Headline("Nothing is loaded yet.", "build", "fullcourt ingest PATH")
    bad = [c for c in board.needing if c.verdict not in ONLY_BUILD]
    due = len(board.needing) - len(bad)
    waiting = f"{due:,} {_plural(due, 'cell')} {'waits' if due == 1 else 'wait'} for a backfill"
    if not bad:
        if due:
            return Headline(f"Nothing is wrong; {waiting}.", "build", "fullcourt backfill")
        accepted = sum(1 for c in board.cells if c.is_accepted)
        more = (
            f" {accepted:,} {_plural(accepted, 'cell')} accepted with a reason." if accepted else ""
        )
        return Headline(f"Nothing needs you.{more}", "good")
    dates = sorted({c.game_date for c in bad if c.game_date})
    tables = sorted({c.model for c in bad if c.game_date is None})
    subject = (
        f"{len(dates):,} {_plural(len(dates), 'date')} {'needs' if len(dates) == 1 else 'need'} you"
        if dates
        else f"{len(tables)} {_plural(len(tables), 'table')} need you"
    )
    spans = _spans(dates, board)
    named = ", ".join(spans[:_NAMED]) if dates else ", ".join(tables[:_NAMED])
    left = (len(spans) if dates else len(tables)) - _NAMED
    named += f" and {left} more" if left > 0 else ""
    tail = f"; {waiting}" if due else ""
    worst = gravest(c.verdict for c in bad)
    return Headline(f"{subject}: {named}{tail}.", "bad", _command(worst))


def _command(worst: Verdict) -> str:
    return "fullcourt backfill" if worst is Verdict.FAILED else "fullcourt recover"


def _spans(dates: Sequence[date], board: Board) -> list[str]:
    """Game dates folded into ranges, as people say them."""
    position = {d: i for i, d in enumerate(board.state.calendar.dates)}
    spans: list[list[date]] = []
    for day in dates:
        if spans and position.get(day, -9) == position.get(spans[-1][-1], -9) + 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return [span_text(s[0], s[-1]) for s in spans]


def span_text(first: date | None, last: date | None) -> str:
    """`4 Dec 2021`, `3–5 Dec 2021`, `28 Dec 2021 – 2 Jan 2022`; `undated` for no date."""
    if first is None or last is None:
        return "undated"
    if first == last:
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%b} – {day_text(last)}"
    return f"{day_text(first)} – {day_text(last)}"


def day_text(day: date | None) -> str:
    """`4 Dec 2021`; `undated` for None."""
    return "undated" if day is None else f"{day.day} {day:%b %Y}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2,000 rows`."""
    return f"{number:,} {_plural(number, one, many)}"


def _plural(number: int, one: str, many: str = "") -> str:
    return one if number == 1 else many or one + "s"


def joined(parts: Iterable[str]) -> str:
    """`a, b and c`."""
    listed = list(parts)
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
