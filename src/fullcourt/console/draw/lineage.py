"""The lineage graph: layers as columns from the left, tables as boxes, reads as curves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 140, 36
_WIDTH, _TOP, _PITCH = 1240, 30, 45


@dataclass(frozen=True, slots=True)
class Box:
    """A table: where it stands, and its name in one or two lines."""

    model: str
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A read, drawn from an input to its reader."""

    source: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Band:
    """A layer: where its column stands."""

    layer: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lineage:
    """The whole picture."""

    width: int
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def draw_lineage(layers: Mapping[str, str], reads: Mapping[str, Sequence[str]]) -> Lineage:
    """Lay out tables by layer, inputs above their readers.

    Args:
        layers: Table -> layer, in pipeline order.
        reads: Table -> tables it reads directly.
    """
    known = {n: [r for r in reads.get(n, ()) if r in layers and r != n] for n in layers}
    columns: dict[str, list[str]] = {}
    for name, layer in layers.items():
        columns.setdefault(layer, []).append(name)
    step = _WIDTH / max(1, len(columns))
    tallest = max((len(names) for names in columns.values()), default=1)
    boxes: dict[str, Box] = {}
    bands: list[Band] = []
    for i, (layer, names) in enumerate(columns.items()):
        bands.append(Band(layer, step * i + 2, step - 4))
        x = step * i + (step - BOX_WIDTH) / 2
        offset = _TOP + (tallest - len(names)) * _PITCH / 2
        for k, name in enumerate(names):
            boxes[name] = Box(name, x, offset + _PITCH * k, _two_lines(name))
    curves = tuple(
        Curve(source, name, _curve(boxes[source], boxes[name]))
        for name, sources in _reduced(known).items()
        for source in sources
    )
    height = _TOP + tallest * _PITCH + 6
    return Lineage(_WIDTH, height, tuple(bands), tuple(boxes.values()), curves)


def _reduced(reads: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Reads that no longer way through other tables implies: the picture needs no more."""
    reach: dict[str, set[str]] = {}

    def upstream(name: str) -> set[str]:
        if name not in reach:
            reach[name] = set()
            reach[name] = {r for d in reads[name] for r in (d, *upstream(d))}
        return reach[name]

    return {
        name: [s for s in sources if not any(s in upstream(o) for o in sources if o != s)]
        for name, sources in reads.items()
    }


def _curve(source: Box, target: Box) -> str:
    x1, y1 = source.x + BOX_WIDTH, source.y + BOX_HEIGHT / 2
    x2, y2 = target.x, target.y + BOX_HEIGHT / 2
    if source.x == target.x:  # within a layer: around the right side, wider the farther it goes
        x2 = target.x + BOX_WIDTH
        bend = x1 + 10 + min(30.0, abs(y2 - y1) / 9)
        return f"M{x1:.0f} {y1:.0f}C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    middle = (x1 + x2) / 2 if x2 - x1 < BOX_WIDTH else x2 - 22
    return f"M{x1:.0f} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"


def _two_lines(name: str) -> tuple[str, ...]:
    """A long name in two lines of about equal length."""
    if len(name) <= 17:
        return (name,)
    parts = name.split("_")
    cuts = [("_".join(parts[:i]) + "_", "_".join(parts[i:])) for i in range(1, len(parts))]
    return min(cuts, key=lambda c: max(map(len, c)), default=(name,))
