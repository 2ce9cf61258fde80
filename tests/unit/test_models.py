"""Every packaged model keeps the rules of the house: contract, declared reads, portable SQL."""

import pytest

from fullcourt.warehouse.compose import select_sql, table_reads
from fullcourt.warehouse.models import load_models
from fullcourt.warehouse.portability import check_reads, problems

MODELS = load_models()
WITH_SQL = [n for n, m in MODELS.items() if m.kind not in ("seed", "python")]


@pytest.mark.parametrize("name", WITH_SQL)
def test_declared_reads_are_the_tables_the_sql_names(name: str) -> None:
    check_reads(MODELS[name], MODELS)
    assert table_reads(MODELS[name], MODELS)


@pytest.mark.parametrize("name", WITH_SQL)
def test_sql_is_portable(name: str) -> None:
    assert problems(MODELS[name]) == []


@pytest.mark.parametrize("name", WITH_SQL)
def test_sql_composes(name: str) -> None:
    assert "@" not in select_sql(MODELS[name], MODELS).replace("@start", "").replace("@end", "")
