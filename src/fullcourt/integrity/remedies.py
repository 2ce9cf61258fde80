"""Remedies: which other gap a gap stems from, and the exact command that mends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from fullcourt.integrity.assess import CellState
from fullcourt.integrity.breaks import is_own
from fullcourt.integrity.events import Events, event_key
from fullcourt.integrity.ledger import among
from fullcourt.integrity.radius import Level
from fullcourt.integrity.seeds import parse_key
from fullcourt.integrity.state import State
from fullcourt.integrity.upstream import Question, Upstream
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.store import Store
from fullcourt.warehouse.windows import WindowKind

_SHOWN = 12


class Means(StrEnum):
    """By what a gap is mended."""

    BUILD = "build"  # a backfill builds it
    RECOVER = "recover"  # its rows are not what a build yields
    SOURCE = "source"  # only another file can


@dataclass(frozen=True, slots=True)
class Remedy:
    """What mends a gap.

    Args:
        means: By a build, a recovery, or only another source file.
        command: The exact command.
        sentence: In words, with what is needed where a file is.
        games: The events a file must hold, where findings name them.
    """

    means: Means
    command: str
    sentence: str
    games: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Values that JSON can carry."""
        return {
            "means": str(self.means),
            "command": self.command,
            "sentence": self.sentence,
            "games": list(self.games),
        }


@dataclass
class Origins:
    """Which bad cells stand behind which."""

    state: State
    bad: Sequence[CellState]

    @cached_property
    def _own(self) -> dict[str, set[date | None]]:
        found: dict[str, set[date | None]] = {}
        for cell in self.bad:
            if is_own(cell):
                found.setdefault(cell.model, set()).add(cell.game_date)
        return found

    @cached_property
    def _same_day(self) -> dict[str, frozenset[str]]:
        """Table -> everything it reads on the same date, directly or not."""
        found: dict[str, frozenset[str]] = {}
        at_once = (WindowKind.SAME_DAY, WindowKind.UNDATED)
        graph = self.state.graph
        for name in graph.order:
            direct = {
                r.name
                for r in graph.reads[name]
                if r.name in found and any(w.kind in at_once for w in r.windows)
            }
            found[name] = frozenset(direct).union(*(found[n] for n in direct))
        return found

    def of(
        self, cell: CellState, dates: Sequence[date | None]
    ) -> dict[str, tuple[date | None, ...]]:
        """The first tables behind a gap that are bad by themselves, with their dates.

        Same-day inputs come first; only without one are windows looked through, and only for what
        a cell may inherit.
        """
        here = set(dates)
        behind = self._same_day[cell.model]
        found = {n: self._own.get(n, set()) & {*here, None} for n in behind}
        if not any(found.values()) and cell.verdict in (Verdict.CONTAMINATED, Verdict.PARTIAL):
            found = self._through_windows(cell, dates)
        found = {n: days for n, days in found.items() if days}
        deepest = {n for n in found if not self._behind(n) & set(found)}
        return {n: tuple(sorted(found[n], key=lambda d: d or date.min)) for n in sorted(deepest)}

    def _behind(self, name: str) -> set[str]:
        return {n for n in self._own if name in self.state.graph.downstream([n]) and n != name}

    def _through_windows(
        self, cell: CellState, dates: Sequence[date | None]
    ) -> dict[str, set[date | None]]:
        walk = Upstream(self.state, Events())
        found: dict[str, set[date | None]] = {}
        for day in {dates[0], dates[-1]}:
            needs = walk.needs(Question(cell.model, day))
            for name, days in self._own.items():
                if name not in needs or name == cell.model:
                    continue
                for other in days:
                    need = needs[name].at(other)
                    if need and need.level is Level.KEYED:
                        found.setdefault(name, set()).add(other)
        return found


def remedy_of(
    store: Store,
    state: State,
    cell: CellState,
    dates: Sequence[date | None],
    roots: Mapping[str, Sequence[date | None]],
) -> Remedy:
    """What mends a gap.

    Args:
        store: Open.
        state: What the ledger knows.
        cell: Its first cell, which stands for all.
        dates: Its dates.
        roots: The gaps it stems from.
    """
    stale = any(r.startswith("stale") for r in cell.reasons)
    if cell.verdict in (Verdict.DRIFTED, Verdict.PHANTOM) and not stale:
        return Remedy(
            Means.RECOVER, "fullcourt recover", "a recovery puts back what a build yields"
        )
    raw = bool(state.graph.landing_inputs(cell.model))
    if raw and cell.counts.defects:
        lost = _lost_files(store, cell.model, dates)
        if lost:
            named = " ".join(lost)
            text = "rows of these files are no longer in the landing tables: load them once more"
            return Remedy(Means.SOURCE, f"fullcourt ingest {named}", text)
    if stale or cell.verdict in (Verdict.MISSING, Verdict.BLOCKED, Verdict.FAILED):
        build = _build(cell, dates, roots)
        if raw and cell.counts.missing:
            lacking = _source(store, state, cell.model, dates)
            return replace(build, sentence=f"{build.sentence}; {lacking.sentence}")
        return build
    if not roots and raw:
        return _source(store, state, cell.model, dates)
    for name, days in roots.items():
        if state.graph.landing_inputs(name):
            return _source(store, state, name, days, f"{cell.model} stems from {name}: ")
    if roots:
        named = ", ".join(roots)
        text = f"it stems from {named}: a recovery rebuilds both where that changes anything"
        return Remedy(Means.RECOVER, "fullcourt recover", text)
    return Remedy(
        Means.RECOVER,
        "fullcourt recover",
        "no bad input is known: a recovery builds it in scratch and publishes what differs;"
        " what stays is in the sources",
    )


def proved_by_source(state: State, cell: CellState) -> Remedy:
    """For a cell that a build yields just as it stands: what its inputs say is wrong."""
    reads = [r.name for r in state.graph.reads[cell.model] if r.name in state.graph.reads]
    named = ", ".join(dict.fromkeys(r for r in reads if state.graph.models[r].dated))
    text = (
        "a build yields the same, so the sources say so: a corrected file behind"
        f" {named or cell.model} mends it, or `fullcourt accept` with a reason"
    )
    return Remedy(Means.SOURCE, "fullcourt ingest PATH", text)


def _build(
    cell: CellState, dates: Sequence[date | None], roots: Mapping[str, Sequence[date | None]]
) -> Remedy:
    days = [d for d in dates if d is not None]
    when = f" --start {min(days)} --end {max(days)}" if days else ""
    if days and len(days) == 1:
        when = f" --date {days[0]}"
    command = f"fullcourt backfill --model {cell.model}{when}"
    said = {
        Verdict.MISSING: "never built: a backfill builds it",
        Verdict.BLOCKED: f"waits for {', '.join(roots) or 'its inputs'}, which is built with it",
        Verdict.FAILED: "the last attempt failed; when its cause is mended, build again",
    }
    return Remedy(Means.BUILD, command, said.get(cell.verdict, "a backfill builds it anew"))


def _source(
    store: Store, state: State, name: str, dates: Sequence[date | None], prefix: str = ""
) -> Remedy:
    """Only a file can mend it: which, of which dates and games."""
    landed = [t for t in state.graph.landing_inputs(name) if t in state.loaded]
    tables = [name] if name in landed else (landed or [name])
    listed = ", ".join(f"'{t}'" for t in tables)
    formats = [
        f
        for (f,) in store.rows(
            f"select distinct format from landing.payload where table_name in ({listed}) order by 1"
        )
    ]
    games = _games(store, state, name, dates)
    days = sorted(d for d in dates if d is not None)
    when = f" of {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""
    shown = ", ".join(games[:_SHOWN])
    more = f" and {len(games) - _SHOWN} more" if len(games) > _SHOWN else ""
    what = f"game{'s' if len(games) > 1 else ''} {shown}{more}" if games else "the games"
    known = f" (formats loaded so far: {', '.join(formats)})" if formats else ""
    sentence = (
        f"{prefix}only a source can mend it: a file for {name} that holds {what}{when}{known}"
    )
    return Remedy(Means.SOURCE, "fullcourt ingest PATH", sentence, tuple(games))


def _lost_files(store: Store, name: str, dates: Sequence[date | None]) -> list[str]:
    """The files behind payloads that were found damaged."""
    return [
        path
        for (path,) in store.rows(
            "select distinct f.path from ledger.finding d"
            " join landing.payload p on d.key = concat('payload_id=', p.payload_id)"
            " join ledger.source_file f using (file_id)"
            f" where d.model = '{name}' and d.{among(dates)} and starts_with(d.rule, 'landing/')"
            " order by 1"
        )
    ]


def _games(store: Store, state: State, name: str, dates: Sequence[date | None]) -> list[str]:
    event = event_key(state.graph.models)
    days = ", ".join(f"date '{d}'" for d in dates if d is not None)
    chosen = f"game_date in ({days})" if days else "true"
    rows = store.rows(
        "select distinct game_date, key from ledger.finding where class = 'defect'"
        f" and model = '{name}' and {chosen} order by 1, 2"
    )
    found = [parse_key(key or "").get(event, "") for _, key in rows]
    return list(dict.fromkeys(g for g in found if g))
