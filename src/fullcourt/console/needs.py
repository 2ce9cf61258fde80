"""What needs somebody: bad cells folded into ranges, and the one sentence that matters. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.console.board import Board
from fullcourt.envelopes.standing import gravest
from fullcourt.integrity.assess import CellState
from fullcourt.integrity.ranges import fold
from fullcourt.integrity.verdicts import Verdict

ONLY_BUILD = (Verdict.MISSING, Verdict.STALE, Verdict.BLOCKED)
"""Verdicts that a backfill answers; nobody has to think about them."""

_NAMED, _SPANS = 3, 2


@dataclass(frozen=True, slots=True)
class Need:
    """Cells of one table that need somebody for the same reason.

    Args:
        model: Table.
        layer: Its layer.
        verdict: Of all these cells.
        dates: The dates, ascending; one None for an undated table.
        spans: The same folded into runs of neighbouring dates.
        reasons: What all cells say, or the first with its numbers when there is only one.
        causes: Absence reasons and failed rules with how many there are, the most frequent first.
    """

    model: str
    layer: str
    verdict: Verdict
    dates: tuple[date | None, ...]
    spans: tuple[str, ...]
    reasons: tuple[str, ...]
    causes: tuple[tuple[str, int], ...]

    @property
    def first(self) -> date | None:
        """The first date."""
        return self.dates[0]

    @property
    def where(self) -> str:
        """The dates in a few words: the runs, or the whole stretch when there are many."""
        if len(self.spans) <= _SPANS:
            return ", ".join(self.spans)
        return span_text(self.dates[0], self.dates[-1])

    @property
    def is_only_build(self) -> bool:
        """Whether a backfill is all it takes."""
        return self.verdict in ONLY_BUILD


def fold_needs(board: Board) -> list[Need]:
    """Everything that needs somebody, the gravest first, then in pipeline order."""
    found: list[Need] = []
    for name in board.tables:
        groups: dict[tuple[object, ...], list[CellState]] = {}
        for cell in board.by_model[name]:
            if cell.needs_attention:
                groups.setdefault(_pattern(board, cell), []).append(cell)
        found += [_need(board, own) for own in groups.values()]
    order = list(Verdict)
    return sorted(found, key=lambda n: (n.is_only_build, order.index(n.verdict)))


def _pattern(board: Board, cell: CellState) -> tuple[object, ...]:
    """Cells of one table with an equal pattern are one trouble, whatever their numbers."""
    causes = board.causes.get((cell.model, cell.game_date), Counter())
    return (cell.verdict, _general(cell.reasons), tuple(sorted(causes)))


def _general(reasons: Sequence[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"\d[\d,]*", "n", r) for r in reasons)


def _need(board: Board, own: Sequence[CellState]) -> Need:
    name = own[0].model
    causes: Counter[str] = Counter()
    for cell in own:
        causes.update(board.causes.get((name, cell.game_date), {}))
    alike = all(c.reasons == own[0].reasons for c in own)
    general = tuple(r.replace("n ", "", 1) for r in _general(own[0].reasons))
    expected = board.state.expected_dates(name)
    return Need(
        name,
        board.state.graph.models[name].layer,
        own[0].verdict,
        tuple(c.game_date for c in own),
        tuple(span_text(r.first, r.last) for r in fold([c.game_date for c in own], expected)),
        own[0].reasons if alike else general,
        tuple(sorted(causes.items(), key=lambda c: (-c[1], c[0]))),
    )


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
    spans = fold(dates, board.state.calendar.dates)
    longest = sorted(spans, key=lambda s: (-s.cells, s.first or date.min))[:_NAMED]
    shown = [span_text(s.first, s.last) for s in spans if s in longest] or tables[:_NAMED]
    left = (len(spans) if dates else len(tables)) - _NAMED
    named = ", ".join(shown) + (f" and {counted(left, 'more', 'more')}" if left > 0 else "")
    tail = f"; {waiting}" if due else ""
    worst = gravest(c.verdict for c in bad)
    return Headline(f"{subject}: {named}{tail}.", "bad", _command(worst))


def _command(worst: Verdict) -> str:
    return "fullcourt backfill" if worst is Verdict.FAILED else "fullcourt recover"


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
