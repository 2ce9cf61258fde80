"""An incident as Markdown."""

from collections.abc import Iterable

from fullcourt.integrity.incident import Incident
from fullcourt.integrity.radius import Level
from fullcourt.integrity.trace import Root

_MOST = 60


def to_markdown(found: Incident) -> str:
    """The write-up of an incident, ready to be kept or sent."""
    day = found.game_date or "the one cell"
    parts = [
        f"# Incident: {found.model}, {day}",
        _state(found),
        "## Timeline",
        _table(
            ("when (UTC)", "run", "what"),
            ((_when(m.at), m.run_id, m.said) for m in found.timeline[:_MOST]),
        ),
        "## Root",
        _roots(found),
        "## Radius",
        _radius(found),
        "## Actions",
        _actions(found),
        "## Proof",
        _proof(found),
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def _state(found: Incident) -> str:
    now = f"Now **{found.verdict or 'not expected'}**"
    now += f" ({'; '.join(found.reasons)})." if found.reasons else "."
    lines = [now]
    if found.was:
        lines += ["", "When it was last bad:", "", *(f"- {line}" for line in found.was)]
    return "\n".join(lines)


def _roots(found: Incident) -> str:
    if not found.trace.roots:
        said = [f"{n[0].upper()}{n[1:]}." for n in found.trace.notes]
        if found.is_mended and found.actions:
            last = found.actions[-1]
            first = next(iter(last.cells))
            said.append(f"Run {last.run_id} ({last.command}) mended it, beginning with {first}.")
        return " ".join(said) or "No broken cell stands behind it now."
    return "\n\n".join(_root(r) for r in found.trace.roots)


def _root(root: Root) -> str:
    dates = ", ".join(str(r) for r in root.ranges)
    lines = [f"**{root.model}** {dates}, explains {root.explains} rows", ""]
    lines += [f"- {text}" for text in root.evidence]
    lines += ["", "```sql", root.sql, "```", "", "Chain:", ""]
    for step in root.chain:
        through = f", read through `{step.window}`" if step.window else ""
        verdict = f" ({step.verdict})" if step.verdict else ""
        lines.append(f"1. {step.model} {step.game_date or ''}{verdict}{through}: {step.evidence}")
    return "\n".join(lines)


def _radius(found: Incident) -> str:
    tables = found.impact.tables
    if not tables:
        return "Nothing reads it."
    rows = ((t.model, *(len(t.dates.get(level, ())) for level in Level)) for t in tables)
    head = ("table", "rows incomplete", "values may move", "only if other games count")
    return "Cells that a change of it can reach:\n\n" + _table(head, rows)


def _actions(found: Incident) -> str:
    if not found.actions:
        return "No run has built it, or what stands behind it, since it was found bad."
    return _table(
        ("when (UTC)", "run", "command", "cells built"),
        (
            (
                _when(a.at),
                a.run_id,
                a.command,
                ", ".join(f"{name} {cells}" for name, cells in a.cells.items()),
            )
            for a in found.actions
        ),
    )


def _proof(found: Incident) -> str:
    proof = found.proof
    rows = [
        (name, *values) for name, values in (("before", proof.before), ("now", proof.now)) if values
    ]
    said = {
        True: "The content is again what it was before, bit for bit.",
        False: "The content is not what it was before.",
        None: "There is no build from before it was found bad to compare with.",
    }[proof.is_restored]
    if proof.drifted:
        said = "The rows are not those that were published."
    checked = f" Last read again by run {proof.verified_by}." if proof.verified_by else ""
    table = _table(("", "content hash", "rows"), rows) if rows else ""
    return f"{table}\n\n{said}{checked}".strip()


def _when(at: object) -> str:
    return str(at)[:19] if at else ""


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    listed = [[str(x).replace("|", "\\|") for x in row] for row in (head, *rows)]
    rule = ["---"] * len(listed[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in (listed[0], rule, *listed[1:]))
