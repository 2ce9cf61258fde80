"""Acceptances: findings that a person has looked at and lives with, until a date or for good.

An acceptance names findings by id or pattern. It changes no row and no verdict; a cell whose every
reason is accepted needs nobody's attention any more. Verdicts that no finding explains (a cell that
was never built, or fails) can be accepted too, under `model/date/verdict`.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from fullcourt.errors import ProjectError, UsageError
from fullcourt.integrity.assess import CellState, awaits_sources
from fullcourt.integrity.calendar import eastern_date
from fullcourt.integrity.runs import Run
from fullcourt.integrity.state import Cell, State
from fullcourt.integrity.verdicts import Verdict
from fullcourt.warehouse.store import Store

FILE = "accept.toml"
"""A project's own acceptances, beside its settings."""

_KEYS = {"finding", "reason", "until", "who"}
_BY_CELL = (
    *(Verdict.PHANTOM, Verdict.FAILED, Verdict.BLOCKED),
    *(Verdict.MISSING, Verdict.DRIFTED, Verdict.STALE),
)
"""Bad verdicts that are told by the cell itself, not by findings."""

_COLUMNS = {
    "pattern": "VARCHAR",
    "who": "VARCHAR",
    "why": "VARCHAR",
    "until": "DATE",
    "accepted_at": "TIMESTAMP",
    "origin": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A pattern of findings that somebody accepts.

    Args:
        pattern: A finding's id, or a pattern with `*` and `?`.
        who: By whom.
        why: For what reason.
        until: Last Eastern date on which it holds; None for good.
        accepted_at: When, UTC; None for the project's file.
        origin: `command`, or the file's name.
    """

    pattern: str
    who: str
    why: str
    until: date | None
    accepted_at: datetime | None
    origin: str

    def holds(self, now: datetime) -> bool:
        """Whether it still counts at a moment."""
        return self.until is None or eastern_date(now) <= self.until

    def matches(self, finding_id: str) -> bool:
        """Whether it is about this finding."""
        return self.pattern == finding_id or fnmatchcase(finding_id, self.pattern)


def read_acceptances(store: Store, file: Path | None = None) -> list[Acceptance]:
    """Every acceptance: those of the ledger, and those of the project's file as it is now.

    Args:
        store: Open.
        file: The project's `accept.toml`; need not exist. None: as the last run has read it.

    Raises:
        ProjectError: The file says something that cannot be.
    """
    kept = [
        Acceptance(*row)
        for row in store.rows(
            "select pattern, who, why, until, accepted_at, origin from ledger.acceptance"
            " order by accepted_at, pattern"
        )
    ]
    if file is None:
        return kept
    return [a for a in kept if a.origin != FILE] + read_file(file)


def read_file(path: Path) -> list[Acceptance]:
    """The acceptances of a project's file, each an `[[accept]]` of finding, reason, until, who."""
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accept", [])
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"{path} is not valid TOML: {error}") from error
    if not isinstance(entries, list):
        raise ProjectError(f"{path}: write each acceptance as [[accept]]")
    return [_entry(path, number, entry) for number, entry in enumerate(entries, 1)]


def _entry(path: Path, number: int, entry: object) -> Acceptance:
    where = f"{path}, entry {number}"
    if not isinstance(entry, dict):
        raise ProjectError(f"{where}: write each acceptance as [[accept]]")
    unknown = set(entry) - _KEYS
    if unknown:
        raise ProjectError(
            f"{where}: unknown key {sorted(unknown)[0]!r}",
            hint=f"known: {', '.join(sorted(_KEYS))}",
        )
    for key in ("finding", "reason"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ProjectError(f"{where}: {key} is missing or empty")
    until = entry.get("until")
    if isinstance(until, datetime) or not isinstance(until, date | None):
        raise ProjectError(f"{where}: until must be a date, such as 2022-01-31")
    return Acceptance(
        entry["finding"], str(entry.get("who", "")), entry["reason"], until, None, FILE
    )


def write_acceptance(store: Store, run: Run, acceptance: Acceptance) -> None:
    """Keep an acceptance; one of the same pattern is replaced."""
    with store.transaction():
        withdraw(store, acceptance.pattern)
        _insert(store, [acceptance])
    run.tell("accept", pattern=acceptance.pattern, why=acceptance.why, until=acceptance.until)


def withdraw(store: Store, pattern: str) -> int:
    """Forget the acceptance of a pattern; return how many there were."""
    held = "select count(*) from ledger.acceptance where pattern = ? and origin <> ?"
    number = int(store.scalar(held, [pattern, FILE]))
    if number:
        store.con.execute(
            "delete from ledger.acceptance where pattern = ? and origin <> ?", [pattern, FILE]
        )
    return number


def sync_file(store: Store, acceptances: Iterable[Acceptance]) -> None:
    """Make the ledger hold exactly what the project's file says now."""
    wanted = [a for a in acceptances if a.origin == FILE]
    held = store.rows(
        "select pattern, who, why, until from ledger.acceptance where origin = ?"
        " order by pattern, who, why, until",
        [FILE],
    )
    if held == sorted(((a.pattern, a.who, a.why, a.until) for a in wanted), key=str):
        return
    with store.transaction():
        store.con.execute("delete from ledger.acceptance where origin = ?", [FILE])
        _insert(store, wanted)


def check_acceptance(
    acceptance: Acceptance, cells: Iterable[CellState], ids: Sequence[str], now: datetime
) -> None:
    """Refuse an acceptance that says nothing.

    Raises:
        UsageError: No reason, a date that is over, or a pattern that matches no finding.
    """
    if not acceptance.why.strip():
        raise UsageError("an acceptance needs a reason", hint="add --reason '...'")
    if not acceptance.holds(now):
        raise UsageError(f"--until {acceptance.until} is over already")
    if not any(acceptance.matches(i) for i in (*ids, *cell_findings(cells))):
        raise UsageError(
            f"no finding matches {acceptance.pattern!r}",
            hint="fullcourt gaps --keys  lists the findings by their ids",
        )


def cell_findings(cells: Iterable[CellState]) -> list[str]:
    """The ids under which bad cells can be accepted that no finding explains."""
    return [_cell_id(c) for c in cells if c.verdict in _BY_CELL]


def acceptable_findings(store: Store, cells: Iterable[CellState]) -> list[str]:
    """The ids of everything that can be accepted at present."""
    return [i for _, _, i, _ in defect_ids(store)] + cell_findings(cells)


def defect_ids(store: Store, pattern: str = "") -> list[tuple[str, date | None, str, str]]:
    """Model, date, id and reason of every finding of class defect that a pattern can match."""
    fixed = _fixed_part(pattern)
    return store.rows(
        "select model, game_date, finding_id, reason from ledger.finding"
        " where class = 'defect' and starts_with(finding_id, ?)",
        [fixed],
    )


def apply(
    store: Store, state: State, cells: Iterable[CellState], acceptances: Iterable[Acceptance]
) -> list[CellState]:
    """The cells with their accepted findings counted, and marked where nothing else is wrong."""
    listed = list(cells)
    holding = [a for a in acceptances if a.holds(state.now)]
    if not holding:
        return listed
    accepted: dict[Cell, int] = {}
    matched: set[str] = set()
    for acceptance in holding:
        for model, day, finding_id, _ in defect_ids(store, acceptance.pattern):
            if finding_id not in matched and acceptance.matches(finding_id):
                matched.add(finding_id)
                accepted[model, day] = accepted.get((model, day), 0) + 1
    whole = {
        (c.model, c.game_date)
        for c in listed
        if c.verdict in _BY_CELL and any(a.matches(_cell_id(c)) for a in holding)
    }
    concerned = set(accepted) | whole
    left = _left(store, state, concerned, matched)
    return [
        _marked(c, accepted, whole, left) if (c.model, c.game_date) in concerned else c
        for c in listed
    ]


def _marked(
    cell: CellState, accepted: Mapping[Cell, int], whole: set[Cell], left: Mapping[Cell, int]
) -> CellState:
    key = (cell.model, cell.game_date)
    own = cell.verdict not in _BY_CELL or key in whole
    number = accepted.get(key, 0) + (key in whole)
    settled = not cell.verdict.is_good and own and not left.get(key)
    return replace(cell, accepted=number, is_accepted=settled)


def _left(store: Store, state: State, concerned: set[Cell], matched: set[str]) -> dict[Cell, int]:
    """Findings of these cells that nobody has accepted; what a source may still bring is none."""
    left: dict[Cell, int] = {}
    for name in sorted({name for name, _ in concerned}):
        for model, day, finding_id, reason in defect_ids(store, f"{name}/"):
            if (model, day) not in concerned or finding_id in matched:
                continue
            if reason == "source_missing" and awaits_sources(state, model, day):
                continue
            left[model, day] = left.get((model, day), 0) + 1
    return left


def _cell_id(cell: CellState) -> str:
    return f"{cell.model}/{cell.game_date or '-'}/{cell.verdict}"


def _fixed_part(pattern: str) -> str:
    """What a pattern begins with before its first wildcard."""
    ends = [i for i in (pattern.find(c) for c in "*?[") if i >= 0]
    return pattern[: min(ends)] if ends else pattern


def _insert(store: Store, acceptances: Sequence[Acceptance]) -> None:
    store.insert(
        "ledger.acceptance",
        _COLUMNS,
        [(a.pattern, a.who, a.why, a.until, a.accepted_at, a.origin) for a in acceptances],
    )
