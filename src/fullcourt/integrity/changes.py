"""Changes: which keys of a cell moved when it was published anew.

Readers with `by KEY` windows are reached only where a changed key stands in their window, so the
changed keys are kept. A cell built for the first time has no earlier rows to compare: whoever read
its date before counts as reached, which the row with key_name NULL says.
"""

from collections.abc import Mapping
from datetime import date

from fullcourt.integrity import ledger
from fullcourt.integrity.state import State
from fullcourt.warehouse.hashing import row_hash_sql
from fullcourt.warehouse.models import TYPES
from fullcourt.warehouse.store import Store


def write_changes(
    store: Store, state: State, name: str, published: Mapping[date | None, int]
) -> None:
    """Compare temp table `stage` with the published rows and keep the changed keys.

    Args:
        store: Open for writing, in the publishing transaction, before the rows are replaced.
        state: As of before the publish.
        name: Table.
        published: Date -> build id of the cells about to be replaced.
    """
    keys = state.graph.window_keys(name)
    replaced = {d: b for d, b in published.items() if (name, d) in state.builds and d is not None}
    if not replaced:
        return
    model = state.graph.models[name]
    columns = [(c.name, TYPES[c.type]) for c in model.columns]
    row_hash = row_hash_sql(columns, model.decimals)
    builds = ", ".join(f"(date '{d}', {b})" for d, b in replaced.items())
    store.con.execute(
        f"create or replace temp table replaced as select * from (values {builds})"
        " as t (game_date, build_id)"
    )
    named = ", ".join(("game_date", *keys))
    store.con.execute(
        f"""create or replace temp table moved as
        with before as (
            select {named}, {row_hash} as row_hash from main.{name} where {ledger.among(replaced)}
        ), after as (
            select {named}, row_hash from stage where {ledger.among(replaced)}
        )
        (select * from before except all select * from after)
        union all (select * from after except all select * from before)"""
    )
    for key in keys or ("null",):
        label = f"'{key}'" if keys else "null"
        store.con.execute(
            f"""insert into ledger.change
            select distinct build_id, '{name}', game_date, {label}, cast({key} as bigint)
            from moved join replaced using (game_date)"""
        )
