"""Changes: which keys of a cell moved when it was published anew.

Readers with `by KEY` windows are reached only where a changed key stands in their window, so the
changed keys are kept. Every change of content leaves at least one row here; where there is nothing
to compare (a first build, an undated table) the row with key_name NULL stands for the whole cell.
"""

from collections.abc import Mapping
from datetime import date

from fullcourt.integrity import ledger
from fullcourt.integrity.state import State
from fullcourt.warehouse.hashing import row_hash_sql
from fullcourt.warehouse.models import TYPES
from fullcourt.warehouse.store import Store

_MOST_KEYS = 100
"""Beyond this many changed keys of one cell, the whole cell stands for them."""

_CHANGE = {
    "build_id": "BIGINT",
    "model": "VARCHAR",
    "game_date": "DATE",
    "repair": "BOOLEAN",
}


def write_changes(
    store: Store,
    state: State,
    name: str,
    published: Mapping[date | None, int],
    repair: bool = False,
) -> None:
    """Compare temp table `stage` with the published rows and keep the changed keys.

    Args:
        store: Open for writing, in the publishing transaction, before the rows are replaced.
        state: As of before the publish.
        name: Table.
        published: Date -> build id of the cells about to be replaced.
        repair: The rows had been altered behind the ledger's back, so whoever read them since may
            have read wrong ones although no recorded hash moved.
    """
    keys = state.graph.window_keys(name)
    held = {
        d for d in published if keys and d is not None and (repair or (name, d) in state.builds)
    }
    store.insert(
        "ledger.change",
        _CHANGE,
        [(build, name, d, repair) for d, build in published.items() if d not in held],
    )
    if held:
        _write_keys(store, state, name, {d: published[d] for d in held}, repair)


def _write_keys(
    store: Store, state: State, name: str, replaced: Mapping[date | None, int], repair: bool
) -> None:
    model = state.graph.models[name]
    keys = state.graph.window_keys(name)
    row_hash = row_hash_sql([(c.name, TYPES[c.type]) for c in model.columns], model.decimals)
    builds = ", ".join(f"(date '{d}', {b})" for d, b in replaced.items())
    among = ledger.among(replaced)
    named = ", ".join(("game_date", *keys))
    store.con.execute(
        f"""create or replace temp table moved as
        with before as (
            select {named}, {row_hash} as row_hash from wh.main.{name} where {among}
        ), after as (
            select {named}, row_hash from stage where {among}
        )
        (select * from before except all select * from after)
        union all (select * from after except all select * from before)"""
    )
    for key in keys:
        store.con.execute(
            f"""insert into ledger.change (build_id, model, game_date, key_name, key, repair)
            with moved_keys as (
                select game_date, {key} as key, count(*) over (partition by game_date) as keys
                from (select distinct game_date, {key} from temp.moved)
            )
            select distinct b.build_id, '{name}', m.game_date,
                case when m.keys <= {_MOST_KEYS} then '{key}' end,
                case when m.keys <= {_MOST_KEYS} then cast(m.key as bigint) end, {repair}
            from moved_keys m join (values {builds}) as b (game_date, build_id) using (game_date)"""
        )
