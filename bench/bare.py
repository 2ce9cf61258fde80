"""The models' SELECTs run bare into a plain DuckDB file: the floor the engine is compared with.

No ledger, no audits, no hashes, no expectations, no publishing: land the files, then run each
SELECT once over everything.

    python -m bench.bare FOLDER... [--db FILE]
"""

import argparse
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from fullcourt.errors import SourceError
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.landing import create_landing, land
from fullcourt.integrity.schema import create_ledger, create_tables, seed_path
from fullcourt.sources.opening import find_files
from fullcourt.sources.read import read_file
from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import select_sql
from fullcourt.warehouse.models import TYPES, Model, load_models
from fullcourt.warehouse.store import Store


def bare_build(paths: Iterable[Path], database: Path) -> float:
    """Land the files, then build every table; return the seconds of the builds."""
    database.unlink(missing_ok=True)
    with Store(database) as store:
        models = load_models()
        create_ledger(store)
        create_landing(store, LANDING)
        create_tables(store, models)
        _land(store, paths)
        graph = Graph(models)
        began = time.perf_counter()
        for name in graph.order:
            if models[name].kind == "python":  # predictions train; they are no SELECT
                continue
            store.con.execute(f"insert into wh.main.{name} {_select(models[name], graph)}")
        return time.perf_counter() - began


def _land(store: Store, paths: Iterable[Path]) -> None:
    moment = datetime.now(UTC).replace(tzinfo=None)
    for path in (f for p in paths for f in find_files(p)):
        try:
            land(store, read_file(store.con, path), 1, moment)
        except SourceError as error:
            print(error)


def _select(model: Model, graph: Graph) -> str:
    if model.kind != "seed":
        return select_sql(model, graph.models, date(2000, 1, 1), date(2100, 1, 1))
    types = ", ".join(f"'{c.name}': '{TYPES[c.type]}'" for c in model.columns)
    return f"select * from read_csv('{seed_path(model)}', header = true, columns = {{{types}}})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.bare", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--db", type=Path, default=Path("bare.duckdb"))
    options = parser.parse_args()
    print(f"{bare_build(options.paths, options.db):.2f} s")


if __name__ == "__main__":
    main()
