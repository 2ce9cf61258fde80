"""Templates and the words they use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from fullcourt.console.draw.glyphs import GLYPHS
from fullcourt.console.links import Links
from fullcourt.console.needs import counted, day_text, joined, span_text
from fullcourt.integrity.verdicts import Verdict

PACKAGE = Path(str(files("fullcourt.console")))


@cache
def environment() -> Environment:
    """The templates, everything escaped, an unknown name an error."""
    made = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "glyphs": {str(v): g for v, g in GLYPHS.items()},
        "asset": asset_address,
        "span": span_text,
        "counted": counted,
        "joined": joined,
    }
    made.filters |= {
        "day": day_text,
        "num": number,
        "ago": clock_text,
        "took": seconds_text,
        "tip": tip_text,
        "plain": plain,
        "iso": lambda d: d.isoformat() if d else "-",
        "weekday": lambda d: f"{d:%A}",
        "good": lambda v: Verdict(v).is_good,
        "decimal": decimal,
    }
    return made


def render(name: str, links: Links, **values: Any) -> str:
    """Fill a template in."""
    return environment().get_template(name).render(links=links, **values)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file with its type and a digest for its address."""

    name: str
    content: bytes
    media_type: str
    digest: str


_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file of the package, by name."""
    found = {}
    for path in sorted((PACKAGE / "static").iterdir()):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            found[path.name] = Asset(path.name, content, _TYPES[path.suffix], digest)
    return found


def asset_address(name: str) -> str:
    """Where a static file is served; the digest lets browsers keep it for good."""
    return f"/static/{name}?v={assets()[name].digest}"


def asset_text(name: str) -> Markup:
    """A static file's text, for a report that carries everything with it."""
    return Markup(assets()[name].content.decode("utf-8"))


def number(value: object, digits: int | None = None) -> str:
    """A number with thousands separators; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.{1 if digits is None else digits}f}"
    return str(value)


def decimal(value: float | None, digits: int = 1, signed: bool = False) -> str:
    """A decimal with a true minus sign; a dash for none."""
    if value is None:
        return "–"
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    return text.replace("-", "−")


def plain(value: object) -> str:
    """Any value of a table, as people read it."""
    if value is None:
        return "∅"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def clock_text(moment: datetime | None) -> str:
    """`21 Nov 2026, 04:12 UTC`."""
    return "–" if moment is None else f"{day_text(moment.date())}, {moment:%H:%M} UTC"


def tip_text(moment: datetime | None) -> str:
    """A UTC moment as the clock of the US East: `7:30 pm ET`."""
    if moment is None:
        return ""
    eastern = moment.replace(tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))
    return f"{eastern:%I:%M %p} ET".lstrip("0").replace("AM", "am").replace("PM", "pm")


def seconds_text(seconds: float | None) -> str:
    """`0.4 s`, `12 s`, `3 min 05 s`."""
    if seconds is None:
        return "–"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    whole = timedelta(seconds=round(seconds)).seconds
    return f"{whole // 60} min {whole % 60:02} s"
