"""Landed: whether the landing tables still hold what the files said.

A raw table can be built again from landing, landing from nothing but the file. So a loss here shows
nowhere until a rebuild makes it worse; verification compares every payload that counts with its
recorded hash, names the file that holds the rest, and that file may be loaded once more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fullcourt.integrity import ledger
from fullcourt.integrity.audit import DEFECT
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.state import Cell, State
from fullcourt.warehouse.compose import query_sql
from fullcourt.warehouse.hashing import content_hash_sql, row_hash_sql
from fullcourt.warehouse.store import Store

RULE = "landing"
_THIS_RULE = f"split_part(rule, '/', 1) = '{RULE}'"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A payload whose landed rows are not those of its file.

    Args:
        payload_id: Its number.
        table: The landing table.
        game_date: The date it belongs to; None when it has none.
        said: Rows in the file.
        held: Rows in the landing table.
        path: The file.
    """

    payload_id: int
    table: str
    game_date: date | None
    said: int
    held: int
    path: str

    @property
    def detail(self) -> str:
        """What is wrong and what mends it."""
        rows = f"{self.held} of {self.said} rows" if self.held != self.said else "altered rows"
        return f"landing.{self.table} holds {rows} of this payload: fullcourt ingest {self.path}"


def find_damaged(store: Store, state: State, tables: Iterable[str]) -> list[Damaged]:
    """Every payload that counts and no longer hashes to its record."""
    found = []
    for table in tables:
        if table not in state.loaded:
            continue
        described = store.rows(f"describe landing.{table}")
        columns = [(name, kind) for name, kind, *_ in described if name != "payload_id"]
        query = query_sql(
            f"""with held as (
                select payload_id, count(*) as row_count, {content_hash_sql("row_hash")} as content
                from (select payload_id, {row_hash_sql(columns, {})} as row_hash
                    from landing.{table}) group by payload_id
            )
            select p.payload_id, coalesce(g.game_date, p.unit_date) as game_date, p.row_count,
                coalesce(h.row_count, 0) as held, coalesce(f.path, 'PATH') as path
            from landing.payload p left join held h using (payload_id)
            left join ledger.source_file f using (file_id)
            left join game_index g on g.game_id = p.unit
            where p.table_name = '{table}' and p.is_current
                and h.content is distinct from p.content_hash""",
            state.graph.models,
            None,
            None,
            RULE,
        )
        found += [
            Damaged(payload, table, day, said, held, path)
            for payload, day, said, held, path in store.rows(query)
        ]
    return found


def state_damage(store: Store, state: State, names: Sequence[str], run_id: int) -> None:
    """Put the findings of these raw tables' payloads in place of the old ones.

    A payload without a date of its own, such as a whole season's schedule, is stated on the first
    cell of each table that reads it.
    """
    readers = _readers(state.graph, names)
    if not readers:
        return
    findings = []
    for damaged in find_damaged(store, state, readers):
        for name in readers[damaged.table]:
            built = sorted((d or date.min) for (n, d) in state.builds if n == name)
            day = damaged.game_date
            if (name, day) not in state.builds and built:
                day = None if built[0] == date.min else built[0]
            findings.append(
                ledger.Finding(
                    *(name, day, f"{RULE}/{damaged.table}", f"payload_id={damaged.payload_id}"),
                    *(DEFECT, "upstream_invalid", damaged.detail),
                )
            )
    listed = ", ".join(f"'{n}'" for n in names)
    with store.transaction():
        if store.scalar(f"select 1 from ledger.finding where {_THIS_RULE} limit 1"):
            store.con.execute(
                f"delete from ledger.finding where {_THIS_RULE} and model in ({listed})"
            )
        ledger.write_findings(store, findings, run_id)


def known_damage(store: Store) -> Mapping[int, str]:
    """Payload -> digest of its file, of every payload that was found damaged."""
    return dict(
        store.rows(
            "select distinct p.payload_id, f.digest from ledger.finding d"
            " join landing.payload p on d.key = concat('payload_id=', p.payload_id)"
            f" join ledger.source_file f using (file_id) where {_THIS_RULE}"
        )
    )


def damaged_cells(store: Store) -> dict[Cell, str]:
    """Raw cells that were found to rest on damaged payloads, with what mends them."""
    rows = store.rows(f"select model, game_date, detail from ledger.finding where {_THIS_RULE}")
    return {(model, day): detail for model, day, detail in rows}


def mend(store: Store, payloads: Iterable[int]) -> dict[str, list[date | None]]:
    """Drop the findings about payloads that were loaded anew, and have their readers built again.

    The new payload says what the old one said, so no hash moves; a recorded repair does.

    Returns:
        The cells the findings were on.
    """
    keys = ", ".join(f"'payload_id={p}'" for p in payloads)
    if not keys:
        return {}
    where = f"{_THIS_RULE} and key in ({keys})"
    cells: dict[str, list[date | None]] = {}
    with store.transaction():
        next_id = 1 + int(store.scalar("select coalesce(max(build_id), 0) from ledger.build"))
        store.con.execute(
            "insert into ledger.change (build_id, model, game_date, repair)"
            f" select distinct {next_id}, replace(rule, '/', '.'), game_date, true"
            f" from ledger.finding where {where}"
        )
        for name, day in store.rows(
            f"select distinct model, game_date from ledger.finding where {where}"
        ):
            cells.setdefault(name, []).append(day)
        store.con.execute(f"delete from ledger.finding where {where}")
    return cells


def _readers(graph: Graph, names: Sequence[str]) -> dict[str, list[str]]:
    """Landing table -> those of the tables that read it."""
    found: dict[str, list[str]] = {}
    for name in names:
        for table in graph.landing_inputs(name):
            found.setdefault(table, []).append(name)
    return found
