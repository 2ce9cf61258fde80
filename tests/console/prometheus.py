"""Prometheus' text format, read as strictly as its description and promtool do."""

import re

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (\S+)(?: (-?\d+))?")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')
_TYPES = {"counter", "gauge", "histogram", "summary", "untyped"}

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def parse(text: str) -> Series:
    """Every sample by name and labels; an error names the line that breaks a rule."""
    assert text.endswith("\n"), "the last line ends with a line feed"
    found: Series = {}
    typed: dict[str, str] = {}
    helped: set[str] = set()
    over: set[str] = set()
    current = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, words = line[7:].split(" ", 1)
            assert name not in helped, line
            assert words.strip(), line
            helped.add(name)
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert kind in _TYPES, line
            assert name not in typed, line
            typed[name] = kind
        elif not line.startswith("#"):
            match = _SAMPLE.fullmatch(line)
            assert match, line
            name = match[1]
            assert name in typed, f"{line}: no TYPE before it"
            assert name in helped, f"{line}: no HELP before it"
            if name != current:
                assert name not in over, f"{line}: the lines of a metric stand together"
                over.add(current)
                current = name
            key = (name, _labels(match[2] or "", line))
            assert key not in found, f"{line}: twice"
            found[key] = float(match[3])
            assert not (typed[name] != "counter" and name.endswith("_total")), line
    return found


def _labels(text: str, line: str) -> tuple[tuple[str, str], ...]:
    labels = []
    at = 0
    while at < len(text):
        match = _LABEL.match(text, at)
        assert match, line
        labels.append((match[1], match[2]))
        at = match.end()
    assert len({n for n, _ in labels}) == len(labels), line
    return tuple(sorted(labels))
