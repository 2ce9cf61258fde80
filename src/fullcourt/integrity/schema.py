"""Creating the ledger and the model tables in a store."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from fullcourt.errors import ProjectError
from fullcourt.integrity.fingerprint import UNDATED, EdgeMark, inputs_hash
from fullcourt.integrity.runs import refuse_others
from fullcourt.warehouse.models import TYPES, Model
from fullcourt.warehouse.store import Store

LEDGER_VERSION = "3"

_UPGRADES = {
    "1": (
        "alter table ledger.assessment add column unsettled bigint",
        "alter table ledger.assessment add column unstable boolean",
        "update ledger.assessment set unsettled = 0, unstable = false",
    ),
    "2": ("alter table ledger.change add column columns varchar",),
}
"""What brings a ledger from each version to the next."""


def create_ledger(store: Store) -> None:
    """Create the ledger where it does not exist; bring one of an older version up to date."""
    if ("ledger", "build") in store.tables():
        _upgrade(store)
        return
    text = files("fullcourt.integrity").joinpath("sql/ledger.sql").read_text(encoding="utf-8")
    with store.transaction():
        for statement in text.split(";"):
            if statement.strip():
                store.con.execute(statement)
        store.con.execute("insert into ledger.meta values ('version', ?)", [LEDGER_VERSION])


def require_current(store: Store) -> None:
    """Refuse to read a ledger that only a writing command can bring up to date.

    Raises:
        ProjectError: The ledger is one of another version.
    """
    version = _version(store)
    if version in _UPGRADES:
        raise ProjectError(
            "the ledger was written by an older fullcourt",
            hint="fullcourt verify  brings it up to date",
        )
    if version != LEDGER_VERSION:
        raise ProjectError(
            f"the ledger is of version {version}, newer than this fullcourt reads",
            hint="pip install --upgrade fullcourt",
        )


def _version(store: Store) -> str:
    return str(store.scalar("select value from ledger.meta where key = 'version'"))


def _upgrade(store: Store) -> None:
    version = _version(store)
    while version in _UPGRADES:
        with store.transaction():
            for statement in _UPGRADES[version]:
                store.con.execute(statement)
            if version == "1":
                _sum_inputs_anew(store)
            version = str(int(version) + 1)
            store.con.execute("update ledger.meta set value = ? where key = 'version'", [version])


def _sum_inputs_anew(store: Store) -> None:
    """Version 1 hashed the inputs in another way; the recorded edges tell the new hash."""
    edges: dict[int, list[EdgeMark]] = {}
    for build_id, table, start, end, mark in store.rows(
        "select e.build_id, e.input, e.date_from, e.date_to, e.input_hash from ledger.edge e"
        " join ledger.build b using (build_id) where b.is_current and b.inputs_hash <> ''"
    ):
        edge = EdgeMark(table, start or UNDATED, end or UNDATED, int(mark, 16))
        edges.setdefault(build_id, []).append(edge)
    store.con.execute("create or replace temp table rehashed (build_id bigint, inputs varchar)")
    store.insert(
        "rehashed",
        {"build_id": "BIGINT", "inputs": "VARCHAR"},
        [(build_id, inputs_hash(found)) for build_id, found in edges.items()],
    )
    store.con.execute(
        "update ledger.build set inputs_hash = r.inputs from temp.rehashed r"
        " where r.build_id = build.build_id"
    )


def create_tables(store: Store, models: Mapping[str, Model]) -> None:
    """Create the tables of models that have none yet, with their declared columns.

    Raises:
        LockedError: Somebody else writes.
    """
    present = store.tables()
    _alter_tables(store, [m for m in models.values() if m.is_table and ("main", m.name) in present])
    wanted = [m for m in models.values() if m.is_table and ("main", m.name) not in present]
    if not wanted:
        return
    refuse_others(store)
    with store.transaction():
        for model in wanted:
            body = ", ".join(f'"{c.name}" {TYPES[c.type]}' for c in model.columns)
            store.con.execute(f"create table wh.main.{model.name} ({body})")


def _alter_tables(store: Store, models: Sequence[Model]) -> None:
    """Give tables the columns that their models declare now.

    The rows stay: a changed model makes all of its cells stale, and until they are built again a
    new column is NULL in them. A column of another type is made anew.

    Raises:
        LockedError: Somebody else writes.
    """
    held: dict[str, dict[str, str]] = {}
    for table, column, kind in store.rows(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = 'wh' and schema_name = 'main'"
    ):
        held.setdefault(table, {})[column] = kind
    changes = []
    for model in models:
        declared = {c.name: TYPES[c.type] for c in model.columns}
        gone = [n for n, kind in held[model.name].items() if declared.get(n) != kind]
        kept = {n for n in held[model.name] if n not in gone}
        changes += [f'alter table wh.main.{model.name} drop column "{n}"' for n in gone]
        changes += [
            f'alter table wh.main.{model.name} add column "{n}" {kind}'
            for n, kind in declared.items()
            if n not in kept
        ]
    if changes:
        refuse_others(store)
        with store.transaction():
            for statement in changes:
                store.con.execute(statement)


def seed_path(model: Model) -> Path:
    """The CSV behind a seed model."""
    beside = Path(model.path).with_suffix(".csv")
    packaged = Path(str(files("fullcourt.domain"))) / f"{model.name}.csv"
    return beside if beside.exists() else packaged
