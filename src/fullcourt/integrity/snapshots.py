"""Snapshots of a run: the store's versions between which it worked, and what moved between them.

Only stores with time travel have them; ask `Store.require_time_travel` first.
"""

from dataclasses import dataclass
from datetime import datetime

from fullcourt.errors import UsageError
from fullcourt.warehouse.store import Store

_CHANGED = (
    *("tables_inserted_into", "tables_deleted_from", "tables_altered", "tables_created"),
    *("inlined_insert", "inlined_delete"),
)
"""Kinds of a snapshot's changes that touch rows; merging and flushing files does not."""

_CATALOG = "__ducklake_metadata_wh"


@dataclass(frozen=True, slots=True)
class RunSpan:
    """A run and the versions of the store around it.

    Args:
        run_id: Its number.
        command: What was asked.
        status: How it ended.
        started_at: When it began, UTC.
        before: The last version before its first write.
        after: The version that holds everything it wrote.
    """

    run_id: int
    command: str
    status: str
    started_at: datetime
    before: int
    after: int


@dataclass(frozen=True, order=True, slots=True)
class StoredTable:
    """A table of the store by schema and name."""

    schema: str
    name: str

    def at(self, version: int) -> str:
        """SQL for the table as it was."""
        return f"wh.{self.schema}.{self.name} at (version => {version})"

    def __str__(self) -> str:
        return self.name if self.schema == "main" else f"{self.schema}.{self.name}"


def run_spans(store: Store) -> dict[int, RunSpan]:
    """Every run with its versions, in order.

    A run that never wrote its end (it was killed) reaches to the next one's beginning.
    """
    newest = store.snapshot_id()
    rows = store.rows(
        "select run_id, command, status, started_at, snapshot_before from ledger.run"
        " where snapshot_before is not null order by run_id"
    )
    ends = _endings(store, int(newest or 0))
    following = [row[4] for row in rows[1:]] + [newest]
    return {
        run_id: RunSpan(run_id, command, status, started, before, ends.get(run_id, until))
        for (run_id, command, status, started, before), until in zip(rows, following, strict=True)
    }


def span_of(store: Store, run_id: int) -> RunSpan:
    """One run's versions.

    Raises:
        UsageError: There is no such run.
    """
    spans = run_spans(store)
    if run_id not in spans:
        known = f"runs 1 to {max(spans)}" if spans else "there are none"
        raise UsageError(
            f"there is no run {run_id} ({known})",
            hint='fullcourt sql "select run_id, command, started_at, status from ledger.run"',
        )
    return spans[run_id]


def touched_tables(store: Store, before: int, after: int) -> set[StoredTable]:
    """The tables whose rows moved after one version, up to and including another."""
    kinds = ", ".join(f"'{k}'" for k in _CHANGED)
    return {
        StoredTable(schema, name)
        for schema, name in store.rows(
            f"""with entries as (
                select unnest(map_entries(changes)) as entry
                from ducklake_snapshots('wh')
                where snapshot_id > {before} and snapshot_id <= {after}
            ), ids as (
                select distinct unnest(entry.value) as id from entries where entry.key in ({kinds})
            )
            select s.schema_name, t.table_name
            from ids
            join {_CATALOG}.ducklake_table t on cast(t.table_id as varchar) = ids.id
            join {_CATALOG}.ducklake_schema s on s.schema_id = t.schema_id
            where t.end_snapshot is null"""
        )
    }


def changed_values(
    store: Store, table: StoredTable, column: str, before: int, after: int
) -> list[object]:
    """The distinct values that a column has in the rows that came or went between two versions."""
    if after <= before:
        return []
    return [
        value
        for (value,) in store.rows(
            f"select distinct {column} from ducklake_table_changes('wh', '{table.schema}',"
            f" '{table.name}', {before + 1}, {after}) order by 1"
        )
    ]


def is_one_of(column: str, values: list[object]) -> str:
    """SQL condition that a column has one of these values, NULL included."""
    listed = ", ".join(_literal(v) for v in values if v is not None)
    parts = [f"{column} in ({listed})"] if listed else []
    parts += [f"{column} is null"] if None in values else []
    return f"({' or '.join(parts)})" if parts else "false"


def _endings(store: Store, newest: int) -> dict[int, int]:
    """Run -> the version in which its end was written."""
    return dict(
        store.rows(
            "select run_id, min(snapshot_id) from ducklake_table_changes('wh', 'ledger', 'run', 0,"
            f" {newest}) where finished_at is not null and change_type <> 'delete'"
            " and change_type <> 'update_preimage' group by run_id"
        )
    )


def _literal(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"
