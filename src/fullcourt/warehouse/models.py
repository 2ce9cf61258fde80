"""Models: one .sql file a table, its contract in the first comment."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from fullcourt.errors import ModelError
from fullcourt.warehouse.windows import Window, parse_window

LAYERS = ("reference", "raw", "spine", "analytics", "precompute", "features", "predictions")
KINDS = ("table", "view", "seed", "python")
DUE = ("announced", "horizon", "played", "landed")
TYPES = {
    "TEXT": "VARCHAR",
    "INT": "INTEGER",
    "BIGINT": "BIGINT",
    "DOUBLE": "DOUBLE",
    "BOOL": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP",
}
_HEADER = re.compile(r"\s*/\*(.*?)\*/(.*)", re.DOTALL)
_KEYS = {
    *("about", "kind", "dated", "due", "bootstrap", "frames", "builder", "grain", "reads"),
    *("columns", "decimals", "expect", "critical", "rules", "warnings", "guards", "consistent"),
    *("settled", "marked"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column: name, fullcourt type and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Read:
    """One declared input with its windows."""

    name: str
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Expect:
    """Who must be here: a key query and the reasons an absence may have, in order."""

    keys: str
    present_if: str = ""
    absent_if: tuple[tuple[str, str], ...] = ()
    defect_if: tuple[tuple[str, str], ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Critical:
    """The checks of one column; a violation is a finding unless a NULL is explained."""

    column: str
    not_null: bool = False
    between: tuple[float, float] | None = None
    null_if: tuple[tuple[str, str], ...] = ()
    hole_if: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """One table or view of the pipeline, as its file declares it.

    `due` says up to which dates its cells are expected: every announced date, dates up to the
    horizon (today and the next days), only dates whose games are over, or only dates for which
    something has landed. `bootstrap` is a query
    for the dates on which the league is too young for the table to be more than a start. `frames`
    names the key whose windows this table counts: a game of that key is a row here. `builder` names
    the Python function behind a model of kind "python", as `package.module:function`. `settled`
    holds row rules that need hold only once the facts of their date are due. A `marked` view over
    landing tables makes its readers stale by its own content, not by that of its inputs.
    """

    name: str
    layer: str
    about: str
    kind: str
    dated: bool
    due: str
    grain: tuple[str, ...]
    reads: tuple[Read, ...]
    columns: tuple[Column, ...]
    sql: str
    decimals: Mapping[str, int] = field(default_factory=dict)
    bootstrap: str = ""
    frames: str = ""
    builder: str = ""
    marked: bool = False
    expect: Expect | None = None
    critical: tuple[Critical, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    guards: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    consistent: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    contract_text: str = ""

    @property
    def is_table(self) -> bool:
        """Whether the model has cells (a view has none)."""
        return self.kind != "view"

    @property
    def keys(self) -> tuple[str, ...]:
        """The grain without the date."""
        return tuple(g for g in self.grain if g != "game_date")

    @property
    def contract_hash(self) -> str:
        """Changes when a rule, expectation or reconciliation changes."""
        return _digest(self.contract_text)


def load_models(folders: Iterable[Path] = ()) -> dict[str, Model]:
    """Load the packaged models and those of the given folders (a project's own `models/`).

    Returns:
        Model by name, in layer order.

    Raises:
        ModelError: A header is malformed, or two files claim one name.
    """
    package = Path(str(files("fullcourt.models")))
    found: dict[str, Model] = {}
    for root in (package, *folders):
        for path in sorted(root.glob("*/*.sql"), key=_layer_order):
            model = read_model(path)
            if model.name in found:
                raise ModelError(
                    f"{path}: a model named {model.name} exists already ({found[model.name].path})",
                    hint="rename the file",
                )
            found[model.name] = model
    return found


def read_model(path: Path) -> Model:
    """Read one model file."""
    return parse_model(path.read_text(encoding="utf-8"), path.stem, path.parent.name, str(path))


def parse_model(text: str, name: str, layer: str, path: str = "") -> Model:
    """Parse a model's text: TOML in the first comment, one SELECT behind it."""
    where = path or name
    match = _HEADER.fullmatch(text)
    if not match:
        raise ModelError(f"{where}: the file must begin with /* contract */", hint="docs/models.md")
    try:
        head = tomllib.loads(match.group(1))
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{where}: the contract is not valid TOML: {error}") from error
    unknown = set(head) - _KEYS
    if unknown:
        raise ModelError(f"{where}: unknown contract section {sorted(unknown)[0]!r}")
    for key in ("about", "grain", "columns"):
        if key not in head:
            raise ModelError(f"{where}: the contract lacks {key!r}", hint="docs/models.md")
    if layer not in LAYERS:
        raise ModelError(f"{where}: {layer!r} is not a layer", hint=f"one of {', '.join(LAYERS)}")
    model = Model(
        name=name,
        layer=layer,
        about=head["about"],
        kind=head.get("kind", "table"),
        dated=head.get("dated", True),
        due=head.get("due", _default_due(layer)),
        grain=tuple(head["grain"]),
        reads=_reads(head.get("reads", {}), where),
        columns=_columns(head["columns"], where),
        sql=match.group(2).strip().rstrip(";"),
        decimals=head.get("decimals", {}),
        bootstrap=head.get("bootstrap", ""),
        frames=head.get("frames", ""),
        builder=head.get("builder", ""),
        marked=head.get("marked", False),
        expect=_expect(head.get("expect"), where),
        critical=_critical(head.get("critical", {}), where),
        rules=head.get("rules", {}),
        warnings=head.get("warnings", {}),
        guards=head.get("guards", {}),
        settled=head.get("settled", {}),
        consistent=head.get("consistent", {}),
        path=path,
        contract_text=_contract_text(head),
    )
    _check(model, where)
    return model


def _default_due(layer: str) -> str:
    return "horizon" if layer in ("precompute", "features", "predictions") else "played"


def _layer_order(path: Path) -> tuple[int, str]:
    layer = path.parent.name
    return (LAYERS.index(layer) if layer in LAYERS else len(LAYERS), path.name)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _contract_text(head: Mapping[str, Any]) -> str:
    kept = ("bootstrap", "expect", "critical", "rules", "warnings", "guards", "consistent")
    return repr([(k, head[k]) for k in (*kept, "settled") if k in head])


def _reads(section: Mapping[str, str | list[str]], where: str) -> tuple[Read, ...]:
    flat: dict[str, str | list[str]] = {}
    for name, value in section.items():
        if isinstance(value, Mapping):  # `landing.x = ..` is a dotted TOML key
            flat |= {f"{name}.{inner}": windows for inner, windows in value.items()}
        else:
            flat[name] = value
    return tuple(
        Read(
            name,
            tuple(
                parse_window(t, f"{where} [reads] {name}")
                for t in ([texts] if isinstance(texts, str) else texts)
            ),
        )
        for name, texts in flat.items()
    )


def _columns(section: Mapping[str, str], where: str) -> tuple[Column, ...]:
    columns = []
    for name, text in section.items():
        kind, _, meaning = text.partition(":")
        if kind.strip() not in TYPES or not meaning.strip():
            raise ModelError(
                f"{where} [columns] {name}: {text!r} must read 'TYPE: meaning'",
                hint=f"TYPE is one of {', '.join(TYPES)}",
            )
        columns.append(Column(name, kind.strip(), meaning.strip()))
    return tuple(columns)


def _pairs(section: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(section.items())


def _expect(section: Mapping[str, Any] | None, where: str) -> Expect | None:
    if section is None:
        return None
    unknown = set(section) - {"keys", "present_if", "absent_if", "defect_if", "detail"}
    if unknown or "keys" not in section:
        raise ModelError(f"{where} [expect]: needs keys; unknown {sorted(unknown)}")
    return Expect(
        keys=section["keys"],
        present_if=section.get("present_if", ""),
        absent_if=_pairs(section.get("absent_if", {})),
        defect_if=_pairs(section.get("defect_if", {})),
        detail=section.get("detail", ""),
    )


def _critical(section: Mapping[str, Any], where: str) -> tuple[Critical, ...]:
    checks = []
    for column, spec in section.items():
        unknown = set(spec) - {"not_null", "between", "null_if", "hole_if"}
        if unknown:
            raise ModelError(f"{where} [critical] {column}: unknown {sorted(unknown)[0]!r}")
        low_high = spec.get("between")
        checks.append(
            Critical(
                column,
                spec.get("not_null", False),
                (float(low_high[0]), float(low_high[1])) if low_high else None,
                _pairs(spec.get("null_if", {})),
                spec.get("hole_if", ""),
            )
        )
    return tuple(checks)


def _check(model: Model, where: str) -> None:
    names = [c.name for c in model.columns]
    missing = [g for g in model.grain if g not in names]
    if missing:
        raise ModelError(f"{where}: grain column {missing[0]!r} is not in [columns]")
    if model.dated and model.kind == "table" and "game_date" not in names:
        raise ModelError(f"{where}: a dated table needs a game_date column")
    for column in model.columns:
        if (column.type == "DOUBLE") != (column.name in model.decimals):
            raise ModelError(
                f"{where}: [decimals] must list exactly the DOUBLE columns; see {column.name!r}"
            )
    if model.kind not in KINDS:
        raise ModelError(f"{where}: kind = {model.kind!r}", hint=f"one of {', '.join(KINDS)}")
    if (model.kind == "python") != bool(model.builder):
        raise ModelError(f'{where}: `builder` goes with kind = "python", and only with it')
    if model.marked and model.kind != "view":
        raise ModelError(f"{where}: `marked` is for views")
    if model.due not in DUE:
        raise ModelError(f"{where}: due = {model.due!r}", hint=f"one of {', '.join(DUE)}")
    for check in model.critical:
        if check.column not in names:
            raise ModelError(f"{where} [critical]: no column {check.column!r}")
