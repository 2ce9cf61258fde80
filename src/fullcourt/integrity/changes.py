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
from fullcourt.warehouse.models import TYPES, Model
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
    held = {d for d in published if d is not None and (repair or (name, d) in state.builds)}
    store.insert(
        "ledger.change",
        _CHANGE,
        [(build, name, d, repair) for d, build in published.items() if d not in held],
    )
    if held:
        _write_moves(store, state, name, {d: published[d] for d in held}, repair)


def _write_moves(
    store: Store, state: State, name: str, replaced: Mapping[date | None, int], repair: bool
) -> None:
    model = state.graph.models[name]
    row_hash = row_hash_sql([(c.name, TYPES[c.type]) for c in model.columns], model.decimals)
    columns = ", ".join(c.name for c in model.columns)
    among = ledger.among(replaced)
    store.con.execute(
        f"""create or replace temp table before as
        select {columns}, {row_hash} as row_hash from wh.main.{name} where {among}"""
    )
    for kept, other in (("before", "stage"), ("stage", "before")):
        store.con.execute(
            f"""create or replace temp table only_{kept} as
            select {columns}, row_hash from temp.{kept} where {among}
            except all select {columns}, row_hash from temp.{other} where {among}"""
        )
    _write_columns(store, model)
    keys = state.graph.window_keys(name)
    builds = ", ".join(f"(date '{d}', {b})" for d, b in replaced.items())
    if not keys:
        store.con.execute(
            f"""insert into ledger.change (build_id, model, game_date, repair, columns)
            select b.build_id, '{name}', b.game_date, {repair}, c.columns
            from (values {builds}) as b (game_date, build_id)
            join temp.moved_columns as c using (game_date)"""
        )
    for key in keys:
        store.con.execute(
            f"""insert into ledger.change
                (build_id, model, game_date, key_name, key, repair, columns)
            with keys as (
                select distinct game_date, {key} as key from temp.only_before
                union select distinct game_date, {key} from temp.only_stage
            ), counted as (select *, count(*) over (partition by game_date) as number from keys)
            select distinct b.build_id, '{name}', b.game_date,
                case when m.number <= {_MOST_KEYS} then '{key}' end,
                case when m.number <= {_MOST_KEYS} then cast(m.key as bigint) end, {repair},
                c.columns
            from (values {builds}) as b (game_date, build_id)
            join counted as m using (game_date)
            join temp.moved_columns as c using (game_date)"""
        )


def _write_columns(store: Store, model: Model) -> None:
    """Make temp table `moved_columns`: what differs by date, NULL where rows came or went."""
    on = " and ".join(f"b.{g} = a.{g}" for g in model.grain)
    names = [c.name for c in model.columns if c.name not in model.grain]
    parts = [
        f"case when bool_or(b.{n} is distinct from a.{n}) then ',{n}' else '' end" for n in names
    ]
    listed = f"substr(concat({', '.join(parts)}), 2)" if parts else "''"
    gone = " or ".join(f"{side}.row_hash is null" for side in ("b", "a"))
    store.con.execute(
        f"""create or replace temp table moved_columns as
        select coalesce(b.game_date, a.game_date) as game_date,
            case when bool_or({gone}) then null else nullif({listed}, '') end as columns
        from temp.only_before as b full join temp.only_stage as a on {on}
        group by 1"""
    )
