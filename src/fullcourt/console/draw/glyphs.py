"""A shape and a letter for every verdict, so that none depends on its colour."""

from dataclasses import dataclass

from fullcourt.integrity.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Glyph:
    """How a verdict looks.

    Args:
        letter: One letter, unique; what data attributes carry.
        path: Strokes around the middle of a mark, about 5 wide and 7 high; empty for none.
        word: What it means, for legends and tooltips.
    """

    letter: str
    path: str
    word: str


GLYPHS: dict[Verdict, Glyph] = {
    Verdict.FAILED: Glyph("F", "m0-3.4v4.2m0 2.2v.5", "the last build ended in an error"),
    Verdict.DRIFTED: Glyph(
        "D", "m-2.4 1.2 1.6-2.4 1.6 2.4 1.6-2.4", "rows are not what was published"
    ),
    Verdict.PHANTOM: Glyph("G", "m-2.3-2h4.6l-2.3 4.2z", "rows for games that never took place"),
    Verdict.CONTAMINATED: Glyph("X", "m-2.2-2.4 4.4 4.8m0-4.8-4.4 4.8", "a check fails here"),
    Verdict.PARTIAL: Glyph("P", "m-2.3-2.8v5.6h4.6z", "keys are missing or surplus"),
    Verdict.MISSING: Glyph("M", "m-2.4-4.4h4.8v8.8h-4.8z", "expected, never built"),
    Verdict.BLOCKED: Glyph("B", "m-2.4 0h4.8", "waits for a broken input"),
    Verdict.STALE: Glyph("S", "m-1.8 3 3.6-6", "inputs or code changed since"),
    Verdict.HOLED: Glyph(
        "H", "m-1.7 0a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0z", "windows have holes (inherited)"
    ),
    Verdict.PENDING: Glyph("W", "m0-2.6v.2m0 2.3v.2m0 2.3v.2", "a source is not due yet"),
    Verdict.BOOTSTRAP: Glyph("Y", "m0-.1v.2", "the league is too young"),
    Verdict.EXPECTED_EMPTY: Glyph("E", "m-1.6 0h3.2", "no game, no rows"),
    Verdict.COMPLETE: Glyph("C", "", "nothing is missing"),
}
"""Verdicts in the order of a legend, the gravest first."""

BY_LETTER = {glyph.letter: verdict for verdict, glyph in GLYPHS.items()}
