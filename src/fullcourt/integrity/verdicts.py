"""Verdicts: one word for a cell, from facts about it. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a cell is worth; the order of the members is the order of precedence."""

    EXPECTED_EMPTY = "expected_empty"
    PHANTOM = "phantom"
    FAILED = "failed"
    BLOCKED = "blocked"
    MISSING = "missing"
    DRIFTED = "drifted"
    STALE = "stale"
    CONTAMINATED = "contaminated"
    PARTIAL = "partial"
    HOLED = "holed"
    PENDING = "pending"
    BOOTSTRAP = "bootstrap"
    COMPLETE = "complete"

    @property
    def is_good(self) -> bool:
        """Nothing for a person to do here."""
        return self in (
            Verdict.EXPECTED_EMPTY,
            Verdict.HOLED,
            Verdict.PENDING,
            Verdict.BOOTSTRAP,
            Verdict.COMPLETE,
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a verdict depends on.

    Args:
        playable: Whether a counted game was or is to be played that day.
        built: Whether a published build exists.
        rows: Its rows.
        phantom: Rows for games that never took place.
        failure: Message of a failed last attempt.
        blocked_by: The same-day input that stops the build.
        drifted: The table no longer hashes to the ledger.
        unstable: A build from the same inputs yields other rows.
        stale: Why the build is no longer current.
        contaminated: Failed critical fields and reconciliations.
        missing: Absences with a defect reason or none.
        surplus: Rows that are not expected.
        unsettled: Rows whose outcome is overdue.
        holed: Rows whose windows have holes.
        pending: Absences whose source is not due.
        young: Whether the league is too young for this table.
        absent: Absences with an expected reason.
    """

    playable: bool = True
    built: bool = False
    rows: int = 0
    phantom: int = 0
    failure: str = ""
    blocked_by: str = ""
    drifted: bool = False
    unstable: bool = False
    stale: str = ""
    contaminated: int = 0
    missing: int = 0
    surplus: int = 0
    unsettled: int = 0
    holed: int = 0
    pending: int = 0
    young: bool = False
    absent: int = 0


def judge(facts: Facts) -> tuple[Verdict, tuple[str, ...]]:
    """The headline verdict (the first that holds) and every reason that holds."""
    held = [(verdict, reason) for verdict, holds, reason in _tests(facts) if holds]
    headline = held[0][0] if held else Verdict.COMPLETE
    return headline, tuple(reason for _, reason in held if reason)


def _tests(f: Facts) -> tuple[tuple[Verdict, bool, str], ...]:
    return (
        (Verdict.EXPECTED_EMPTY, not f.playable and f.rows == 0 and f.built, ""),
        (Verdict.PHANTOM, f.phantom > 0, f"{f.phantom} rows for games that never took place"),
        (Verdict.FAILED, bool(f.failure), f.failure),
        (Verdict.BLOCKED, not f.built and bool(f.blocked_by), f"waits for {f.blocked_by}"),
        (Verdict.MISSING, not f.built, "never built"),
        (Verdict.DRIFTED, f.drifted, "rows differ from what was published"),
        (Verdict.DRIFTED, f.unstable, "a build from the same inputs yields other rows"),
        (Verdict.STALE, bool(f.stale), f"stale: {f.stale}"),
        (Verdict.CONTAMINATED, f.contaminated > 0, _counted(f.contaminated, "failed check")),
        (
            Verdict.PARTIAL,
            f.missing + f.surplus + f.unsettled > 0,
            ", ".join(
                text
                for n, text in (
                    (f.missing, f"{f.missing} missing"),
                    (f.surplus, f"{f.surplus} surplus"),
                    (f.unsettled, f"{f.unsettled} unsettled"),
                )
                if n
            ),
        ),
        (Verdict.HOLED, f.holed > 0, f"{_counted(f.holed, 'row')} with holes in their windows"),
        (Verdict.PENDING, f.pending > 0, f"{f.pending} not due yet"),
        (Verdict.BOOTSTRAP, f.young, "the league has too few games"),
    )


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
