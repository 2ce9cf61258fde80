"""The lineage graph: layers as bands from above, tables as boxes, reads as curves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 138, 38
_WIDTH, _GAP, _BAND_GAP, _MOST = 1200, 12, 46, 7
_ROW = BOX_HEIGHT + 24


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
    """A layer: where its boxes begin and end."""

    layer: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Lineage:
    """The whole picture."""

    width: int
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def draw_lineage(layers: Mapping[str, str], reads: Mapping[str, Sequence[str]]) -> Lineage:
    """Lay out tables by layer and depth.

    Args:
        layers: Table -> layer, in pipeline order.
        reads: Table -> tables it reads directly.
    """
    known = {n: [r for r in reads.get(n, ()) if r in layers and r != n] for n in layers}
    levels = _levels(layers, known)
    boxes: dict[str, Box] = {}
    bands: list[Band] = []
    y = 0.0
    for layer in dict.fromkeys(layers.values()):
        top = y
        rows = [r for (own, _), names in levels.items() if own == layer for r in _chunks(names)]
        for row in rows:
            for name, x in zip(row, _spread(row, known, boxes), strict=True):
                boxes[name] = Box(name, x, y + 22, _two_lines(name))
            y += _ROW
        bands.append(Band(layer, top, y - top))
        y += _BAND_GAP - 22
    ordered = tuple(boxes[n] for n in layers)
    curves = tuple(
        Curve(source, name, _curve(boxes[source], boxes[name]))
        for name, sources in _reduced(known).items()
        for source in sources
    )
    return Lineage(_WIDTH, y, tuple(bands), ordered, curves)


def _levels(
    layers: Mapping[str, str], reads: Mapping[str, Sequence[str]]
) -> dict[tuple[str, int], list[str]]:
    """Tables by layer and by how many of their own layer they stand behind."""
    depth: dict[str, int] = {}

    def measure(name: str) -> int:
        if name not in depth:
            same = [r for r in reads[name] if layers[r] == layers[name]]
            depth[name] = 1 + max((measure(r) for r in same), default=-1)
        return depth[name]

    found: dict[tuple[str, int], list[str]] = {}
    for name, layer in layers.items():
        found.setdefault((layer, measure(name)), []).append(name)
    order = list(dict.fromkeys(layers.values()))
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])))


def _chunks(names: Sequence[str]) -> list[Sequence[str]]:
    rows = -(-len(names) // _MOST)
    size = -(-len(names) // rows)
    return [names[i : i + size] for i in range(0, len(names), size)]


def _spread(
    row: Sequence[str], reads: Mapping[str, Sequence[str]], placed: Mapping[str, Box]
) -> list[float]:
    """Places of a row's boxes: below what they read where there is room."""

    def wish(name: str) -> float:
        above = [placed[r].x for r in reads[name] if r in placed]
        return sum(above) / len(above) if above else _WIDTH / 2

    step = _WIDTH / len(row)
    slots = [step * (i + 0.5) - BOX_WIDTH / 2 for i in range(len(row))]
    if not any(r in placed for n in row for r in reads[n]):
        return slots
    ranked = sorted(range(len(row)), key=lambda i: (wish(row[i]), row[i]))
    places = [0.0] * len(row)
    for slot, i in zip(slots, ranked, strict=True):
        places[i] = slot
    return places


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
    x1, y1 = source.x + BOX_WIDTH / 2, source.y + BOX_HEIGHT
    x2, y2 = target.x + BOX_WIDTH / 2, target.y
    bend = max(18.0, (y2 - y1) / 2)
    return f"M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}"


def _two_lines(name: str) -> tuple[str, ...]:
    """A long name in two lines of about equal length."""
    if len(name) <= 17:
        return (name,)
    parts = name.split("_")
    cuts = [("_".join(parts[:i]) + "_", "_".join(parts[i:])) for i in range(1, len(parts))]
    return min(cuts, key=lambda c: max(map(len, c)), default=(name,))
