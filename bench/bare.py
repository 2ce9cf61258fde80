"""Run the models' SELECTs bare into a plain DuckDB file: no ledger, no audits, no publishing.

The floor that the engine is compared with, and a bench for writing models.
"""

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

from fullcourt.integrity.landing import create_landing, land
from fullcourt.integrity.schema import create_ledger, create_tables, seed_path
from fullcourt.sources.read import find_files, read_file
from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import query_sql, select_sql, table_reads
from fullcourt.warehouse.models import Model, load_models
from fullcourt.warehouse.store import Store


def order(models: dict[str, Model]) -> list[Model]:
    done: list[str] = []

    def visit(name: str) -> None:
        if name in done or name not in models:
            return
        for read in table_reads(models[name], models):
            visit(read.name)
        done.append(name)

    for name, model in models.items():
        if model.is_table:
            visit(name)
    return [models[n] for n in done]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--paths", nargs="*", type=Path, default=[])
    parser.add_argument("--layers", default="")
    parser.add_argument("--models", default="")
    parser.add_argument("--db", type=Path, default=Path("bare.duckdb"))
    parser.add_argument("--keep", action="store_true", help="use what is landed already")
    parser.add_argument("--start", default="2000-01-01")
    parser.add_argument("--end", default="2100-01-01")
    parser.add_argument(
        "--check", action="store_true", help="run contract checks, count violations"
    )
    options = parser.parse_args()
    if not options.keep:
        options.db.unlink(missing_ok=True)
    store = Store(options.db)
    create_ledger(store)
    create_landing(store, LANDING)
    for root in options.paths:
        for path in find_files(root):
            began = time.perf_counter()
            try:
                landed = land(
                    store, read_file(store.con, path), 1, datetime.now(UTC).replace(tzinfo=None)
                )
            except Exception as error:  # noqa: BLE001 - a bench goes on and says so
                print(f"{path.name}: {type(error).__name__}: {error}")
                continue
            seconds = time.perf_counter() - began
            print(
                f"{seconds:7.2f}s {landed.format:24} {landed.outcome:10} rows {landed.rows:8} units {landed.new_units:6} {path.name}"
            )
            for problem in landed.problems[:3]:
                print(
                    f"          {problem.rule} row {problem.row} {problem.column}={problem.value!r} x{problem.count}: {problem.message}"
                )
    models = load_models()
    create_tables(store, models)
    start, end = (datetime.fromisoformat(x).date() for x in (options.start, options.end))
    layers = set(filter(None, options.layers.split(",")))
    names = set(filter(None, options.models.split(",")))
    total = 0.0
    for model in order(models):
        if (layers and model.layer not in layers) or (names and model.name not in names):
            continue
        began = time.perf_counter()
        where = "where game_date between ? and ?" if model.dated else ""
        store.con.execute(
            f"delete from main.{model.name} {where}", [start, end] if model.dated else []
        )
        if model.kind == "seed":
            types = ", ".join(f"'{c.name}': 'VARCHAR'" for c in model.columns)
            sql = f"select * from read_csv('{seed_path(model)}', header = true, columns = {{{types}}})"
        else:
            sql = select_sql(model, models, start, end)
        try:
            store.con.execute(f"insert into main.{model.name} {sql}")
        except Exception as error:  # noqa: BLE001
            print(f"FAILED {model.name}: {error}")
            continue
        seconds = time.perf_counter() - began
        total += seconds
        print(
            f"{seconds:7.2f}s {model.layer:12} {model.name:32} {store.scalar(f'select count(*) from {model.name}'):>9}"
        )
        if options.check:
            check(store, model, models, start, end)
    print(f"{total:7.2f}s models")


def check(store: Store, model: Model, models: dict[str, Model], start, end) -> None:
    for kind, rules in (("rule", model.rules), ("warning", model.warnings)):
        for name, condition in rules.items():
            bad = store.scalar(
                f"select count(*) from {model.name} where not coalesce({condition}, true)"
            )
            if bad:
                print(f"          {kind} {name}: {bad} rows")
    for critical in model.critical:
        explained = " or ".join(f"({c})" for _, c in critical.null_if) or "false"
        hole = critical.hole_if or "false"
        if critical.not_null:
            bad, holes = store.rows(
                f"select count(*) filter (where not coalesce({hole}, false)), count(*) from {model.name} where {critical.column} is null and not coalesce({explained}, false)"
            )[0]
            if holes:
                print(f"          critical {critical.column}: {bad} NULL, {holes - bad} in holes")
        if critical.between:
            low, high = critical.between
            bad = store.scalar(
                f"select count(*) from {model.name} where {critical.column} not between {low} and {high}"
            )
            if bad:
                print(f"          critical {critical.column}: {bad} outside {critical.between}")
    for name, condition in model.guards.items():
        bad = store.scalar(
            f"select count(*) from (select game_date from {model.name} group by game_date having not coalesce({condition}, true))"
        )
        if bad:
            print(f"          guard {name}: {bad} dates")
    for name, query in model.consistent.items():
        bad = store.scalar(
            f"select count(*) from ({query_sql(query, models, start, end, model.name)})"
        )
        if bad:
            print(f"          consistent {name}: {bad} rows")
    if model.expect:
        keys = ", ".join(model.grain)
        expected = query_sql(model.expect.keys, models, start, end, model.name)
        cases = [(r, c) for r, c in model.expect.absent_if + model.expect.defect_if]
        reason = (
            "case " + " ".join(f"when {c} then '{r}'" for r, c in cases) + " else 'unexplained' end"
            if cases
            else "'unexplained'"
        )
        present = f"select {keys} from {model.name}" + (
            f" where {model.expect.present_if}" if model.expect.present_if else ""
        )
        rows = store.rows(
            f"select {reason}, count(*) from ({expected}) k anti join ({present}) p using ({keys}) group by 1"
        )
        surplus = store.scalar(
            f"select count(*) from ({present}) p anti join ({expected}) k using ({keys})"
        )
        wanted = store.scalar(f"select count(*) from ({expected})")
        print(f"          expect {wanted}, absent {rows}, surplus {surplus}")


if __name__ == "__main__":
    main()
