"""Landing: versions of what the sources said, unit by unit.

A unit (mostly one game of one format) is stored again only when its canonical content differs from
the version that counts; of different versions the one with the latest capture moment counts, then
the latest ingested. Snapshots (schedules, injury reports) and name lists append instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fullcourt.domain.outcomes import Outcome
from fullcourt.domain.parsed import Parsed, Problem
from fullcourt.errors import EmptySourceError
from fullcourt.integrity.landed import known_damage
from fullcourt.warehouse.hashing import content_hash_sql, row_hash_sql
from fullcourt.warehouse.store import Store

APPEND_ONLY = ("nbac_schedule", "injury_report", "player_names", "issued_predictions")
KEPT = ("issued_predictions",)
"""Landing tables whose rows no file holds: not even `undo` takes back what was said."""
_UNIT = ("unit", "unit_date")


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of one file: its ledger row in short; `mended` are payloads it brought back."""

    path: Path
    format: str
    outcome: str
    rows: int
    games: int
    new_units: int
    problems: tuple[Problem, ...]
    detail: str = ""
    mended: tuple[int, ...] = ()


def create_landing(store: Store, schema: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
    """Create the landing tables that do not exist yet."""
    present = store.tables()
    wanted = {t: c for t, c in schema.items() if ("landing", t) not in present}
    with store.transaction():
        for table, columns in wanted.items():
            body = ", ".join(f'"{name}" {kind}' for name, kind in columns)
            store.con.execute(f"create table landing.{table} (payload_id bigint, {body})")


def known_digests(store: Store) -> set[str]:
    """Digests of the files that have been loaded before and whose rows are all still there."""
    lost = set(known_damage(store).values())
    return {
        digest
        for (digest,) in store.rows(
            "select distinct digest from ledger.source_file"
            " where outcome in ('ok', 'partial', 'superseded')"
        )
    } - lost


def land(store: Store, parsed: Parsed, run_id: int, now: datetime) -> Landed:
    """Store a parsed file's new units; one transaction with its ledger rows.

    Units equal to the version that counts change nothing, unless that version was found damaged:
    then it gives way to the new one, and whoever read it is built again.
    """
    with store.transaction():
        mended = [p for table in parsed.tables for p in _expunge(store, parsed, table)]
        staged = [_stage_units(store, parsed, table) for table in parsed.tables]
        games = _count_games(store, parsed)
        new_units = sum(staged)
        outcome = str(parsed.outcome)
        if outcome == "ok" and new_units == 0:
            outcome = "superseded"
        file_id = _next_file_id(store)
        for table in parsed.tables:
            _publish_units(store, parsed, table, file_id)
        record_file(store, parsed, file_id, run_id, now, (outcome, games, new_units))
    for table, temp in parsed.tables.items():
        store.con.execute(f"drop table if exists units_{table}")
        store.con.execute(f"drop table if exists {temp}")
    return Landed(
        *(parsed.path, parsed.format, outcome, parsed.rows, games, new_units, parsed.problems),
        mended=tuple(mended),
    )


def _expunge(store: Store, parsed: Parsed, table: str) -> list[int]:
    """Remove damaged payloads whose content this file holds whole; return which."""
    damaged = ", ".join(str(p) for p in known_damage(store))
    if not damaged:
        return []
    temp = parsed.tables[table]
    columns = [(n, k) for n, k, *_ in store.rows(f"describe {temp}") if n not in _UNIT]
    found = [
        payload
        for (payload,) in store.rows(
            f"""select p.payload_id from landing.payload p join (
                select unit, {content_hash_sql("row_hash")} as content_hash
                from (select unit, {row_hash_sql(columns, {})} as row_hash from {temp})
                group by unit
            ) u on u.unit = p.unit and u.content_hash = p.content_hash
            where p.table_name = '{table}' and p.format = ? and p.payload_id in ({damaged})""",
            [parsed.format],
        )
    ]
    if found:
        among = f"payload_id in ({', '.join(map(str, found))})"
        store.con.execute(f"delete from landing.{table} where {among}")
        store.con.execute(f"delete from landing.payload where {among}")
    return found


def refuse(
    store: Store, path: Path, digest: str, error: Exception, run_id: int, now: datetime
) -> Landed:
    """Record a file that cannot be used; the other files go on."""
    message = getattr(error, "message", None) or f"{path}: {error}"
    problem = Problem("file", str(message), lost=True)
    empty = isinstance(error, EmptySourceError)
    outcome = Outcome.EMPTY if empty else Outcome.MALFORMED
    parsed = Parsed(path, digest, "", 0, {}, (problem,), outcome=outcome)
    with store.transaction():
        record_file(store, parsed, _next_file_id(store), run_id, now, (str(outcome), 0, 0))
    return Landed(path, "", str(outcome), 0, 0, 0, (problem,), str(error))


def _next_file_id(store: Store) -> int:
    return 1 + int(store.scalar("select coalesce(max(file_id), 0) from ledger.source_file"))


def record_file(
    store: Store,
    parsed: Parsed,
    file_id: int,
    run_id: int,
    now: datetime,
    result: tuple[str, int, int],
) -> None:
    """Write a file's ledger row and its problems."""
    outcome, games, new_units = result
    store.con.execute(
        "insert into ledger.source_file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(file_id, str(parsed.path), parsed.digest, parsed.format, parsed.captured_at),
            *(parsed.captured_basis, parsed.rows, games, new_units, outcome),
            *("; ".join(parsed.notes), run_id, now),
        ],
    )
    store.insert(
        "ledger.source_problem",
        {
            "file_id": "BIGINT",
            "rule": "VARCHAR",
            "row_number": "BIGINT",
            "column_name": "VARCHAR",
            "value": "VARCHAR",
            "unit": "VARCHAR",
            "message": "VARCHAR",
            "lost": "BOOLEAN",
            "row_count": "BIGINT",
        },
        [
            (file_id, p.rule, p.row, p.column, p.value, p.unit, p.message, p.lost, p.count)
            for p in parsed.problems
        ],
    )


def _count_games(store: Store, parsed: Parsed) -> int:
    counts = [
        int(store.scalar(f"select count(distinct game_id) from {temp}"))
        for table, temp in parsed.tables.items()
        if store.scalar(
            "select count(*) from duckdb_columns()"
            " where table_name = ? and column_name = 'game_id'",
            [temp],
        )
    ]
    return max(counts, default=0)


def _stage_units(store: Store, parsed: Parsed, table: str) -> int:
    """Make temp table `units_<table>` with the units to store; return how many."""
    temp = parsed.tables[table]
    described = store.rows(f"describe {temp}")
    columns = [(name, kind) for name, kind, *_ in described if name not in _UNIT]
    hashed = content_hash_sql("row_hash")
    append = table in APPEND_ONLY
    # A snapshot repeats its predecessor when the newest version captured no later says the same.
    counts_when = "captured_at <= $captured or captured_at is null" if append else "is_current"
    store.con.execute(
        f"""create or replace temp table units_{table} as
        with hashed as (
            select unit, unit_date, {row_hash_sql(columns, {})} as row_hash from {temp}
        ), units as (
            select unit, max(unit_date) as unit_date, count(*) as row_count,
                {hashed} as content_hash
            from hashed group by unit
        ), versions as (
            select unit, content_hash, row_number() over (
                partition by unit order by captured_at desc nulls last, sequence desc) as newest
            from landing.payload
            where table_name = '{table}' and format = $format and ({counts_when})
        )
        select row_number() over (order by units.unit) as position, units.*
        from units left join versions on versions.unit = units.unit and versions.newest = 1
        where versions.content_hash is distinct from units.content_hash""",
        {"format": parsed.format, "captured": parsed.captured_at}
        if append
        else {"format": parsed.format},
    )
    return int(store.scalar(f"select count(*) from units_{table}"))


def _publish_units(store: Store, parsed: Parsed, table: str, file_id: int) -> None:
    temp = parsed.tables[table]
    base = int(store.scalar("select coalesce(max(payload_id), 0) from landing.payload"))
    replaced = store.scalar(
        f"select count(*) from landing.payload p join units_{table} u using (unit)"
        f" where p.table_name = '{table}' and p.format = ?",
        [parsed.format],
    )
    store.con.execute(
        f"""insert into landing.payload
        select {base} + position, {file_id}, '{table}', $format, unit, unit_date, content_hash,
            row_count, $captured, $basis, {base} + position, true
        from units_{table}""",
        {
            "format": parsed.format,
            "captured": parsed.captured_at,
            "basis": parsed.captured_basis,
        },
    )
    store.con.execute(
        f"""insert into landing.{table}
        select {base} + u.position, t.* exclude (unit, unit_date)
        from {temp} t join units_{table} u using (unit)"""
    )
    if replaced and table not in APPEND_ONLY:
        store.con.execute(
            f"""update landing.payload set is_current = (payload_id in (
                select payload_id from (
                    select payload_id, row_number() over (partition by unit
                        order by captured_at desc nulls last, sequence desc) as newest
                    from landing.payload where table_name = '{table}' and format = $format)
                where newest = 1))
            where table_name = '{table}' and format = $format
                and unit in (select unit from units_{table})""",
            {"format": parsed.format},
        )
