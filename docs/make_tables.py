"""Write docs/tables.md from the models' headers; `tests/docs` checks that it is up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

from fullcourt.warehouse.models import LAYERS, Model, load_models

PAGE = Path(__file__).with_name("tables.md")
_INTRO = """\
# Tables

Every table and view of the pipeline, layer by layer. This page is written from the headers of the
model files by `make docs`; [models.md](models.md) explains what a header may say.

A *table* has one cell a game date, with a verdict of its own; an *undated* table is one cell; a
*view* has no cells and is composed into its readers; a *seed* ships with the package.
"""


def page() -> str:
    """The whole page."""
    models = load_models()
    parts = [_INTRO, *_contents(models)]
    for layer in LAYERS:
        own = [m for m in models.values() if m.layer == layer]
        if own:
            parts.append(f"\n## {layer}\n")
            parts += [_entry(m) for m in own]
    return "\n".join(parts)


def _contents(models: dict[str, Model]) -> Iterator[str]:
    for layer in LAYERS:
        links = [f"[{m.name}](#{m.name})" for m in models.values() if m.layer == layer]
        if links:
            yield f"- **{layer}**: {', '.join(links)}"


def _entry(model: Model) -> str:
    kind = model.kind if model.kind != "table" or model.dated else "table, undated"
    lines = [f"### {model.name}\n", " ".join(model.about.split()), ""]
    lines.append(f"{kind}; one row for each {', '.join(model.grain) or 'table'}")
    if model.reads:
        reads = [f"{r.name} ({', '.join(map(str, r.windows))})" for r in model.reads]
        lines.append(f"; reads {', '.join(reads)}")
    text = "\n".join(lines[:-1]) + lines[-1] if model.reads else "\n".join(lines)
    rows = [f"| {c.name} | {c.type} | {_escaped(c.meaning)} |" for c in model.columns]
    return "\n".join([f"{text}.\n", "| column | type | meaning |", "|---|---|---|", *rows, ""])


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")
