"""Folding player names into a spelling that sources agree on.

`player_lookup` keeps lower-case letters and digits only, accents folded, suffix kept, so that
`Jaren Jackson Jr.` and `jaren jackson jr` meet as `jarenjacksonjr`. It is an alias, not a key.
"""

import re
import unicodedata

STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"}
    | {"þ": "th", "ŧ": "t"}
)
"""Letters that Unicode does not decompose."""

_ALIAS_SPLIT = re.compile(r"\s+/\s+")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")


def fold(text: str) -> str:
    """Lower case, accents folded, letters and digits only.

    >>> fold(" Luka Dončić ")
    'lukadoncic'
    """
    plain = unicodedata.normalize("NFD", text.lower().translate(STROKES))
    return "".join(c for c in plain if c.isascii() and c.isalnum())


player_lookup = fold
"""The name-only alias of a player."""


def aliases(text: str) -> tuple[str, ...]:
    """The spellings in `Nicolas Claxton / Nic Claxton (Junior)`: parentheses dropped, in order."""
    parts = (_PARENTHESIS.sub("", part).strip() for part in _ALIAS_SPLIT.split(text))
    return tuple(part for part in parts if part)


def from_last_first(text: str) -> str:
    """`Jackson Jr., Jaren` -> `Jaren Jackson Jr.`; a name without a comma stays."""
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else text.strip()
