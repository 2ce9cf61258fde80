"""Results as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bench.gauntlet.scoring import Result, Share, by_kind

_FOUND = (
    *("damage", "cases", "by `status`", "by `verify`", "by `verify --deep`", "accounted for"),
    *("suspects", "false alarms", "radius recall", "radius precision"),
)
_MENDED = (
    *("damage", "optimum", "planned", "rebuilt"),
    *("repaired to the bit", "nothing left", "verify, s", "recover, s"),
)


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with the first column to the left and figures to the right."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "|".join(["---", *["---:"] * (len(head) - 1)]) + "|")
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def found(results: Sequence[Result]) -> str:
    """What was named, a line a kind, then their sum."""
    rows = [
        (
            *(k.kind, k.equal.of, k.status.recall, k.verify.recall, k.deep.recall, k.told),
            *(k.verify.suspects, k.verify.false_alarms, k.radius.recall, k.radius.precision),
        )
        for k in _summed(results)
    ]
    return markdown(_FOUND, rows)


def mended(results: Sequence[Result]) -> str:
    """What was planned, built and left, a line a kind, then their sum."""
    rows = [
        (
            *(k.kind, k.effort.optimum, k.effort.planned, k.effort.rebuilt),
            *(k.equal, k.idle, *(f"{s / k.equal.of:.1f}" for s in k.seconds)),
        )
        for k in _summed(results)
    ]
    return markdown(_MENDED, rows)


def _summed(results: Sequence[Result]) -> list[Result]:
    kinds = by_kind(results)
    return [*kinds, replace(sum(kinds[1:], start=kinds[0]), kind="all")] if kinds else []


def imperfect(results: Iterable[Result]) -> str:
    """Every case that was not found whole, not exactly bounded, or not repaired."""
    lines = []
    for r in results:
        if r.is_perfect and not r.notes:
            continue
        faults = [f"{word} {share}" for word, share in _shares(r) if not share.is_full]
        if r.verify.false_alarms:
            faults.append(f"{r.verify.false_alarms} false alarms")
        faults += [note.splitlines()[0][:160] for note in r.notes[:3]]
        lines.append(f"- {r.kind}: {r.label}: {', '.join(faults)}")
    return "\n".join(lines) or "- none"


def _shares(r: Result) -> tuple[tuple[str, Share], ...]:
    return (
        ("accounted for", r.told),
        ("the radius holds", r.radius.recall),
        ("repaired", r.equal),
        ("nothing left", r.idle),
    )
