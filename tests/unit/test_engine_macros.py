"""The SQL macros, run in the engine and compared with exact fractions."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import floor, isqrt

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcourt.errors import ModelError
from fullcourt.integrity.schema import seed_path
from fullcourt.warehouse.macros import expand
from fullcourt.warehouse.models import load_models

COUNTS = st.integers(-2_000_000, 2_000_000)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        path = seed_path(load_models()["normal_cdf"])
        connection.execute(f"create table normal_cdf as select * from read_csv('{path}')")
        yield connection


def value(con: duckdb.DuckDBPyConnection, sql: str) -> float | None:
    row = con.execute(f"select {expand(sql)}").fetchone()
    assert row is not None
    found: float | None = row[0]
    return found


def half_away(exact: Fraction, digits: int) -> float:
    size = floor(abs(exact) * 10**digits + Fraction(1, 2))
    return (-size if exact < 0 else size) / 10**digits


@given(n=COUNTS, d=st.integers(1, 3_000_000), digits=st.integers(0, 4))
def test_ratio_is_exact_and_rounds_half_away(
    con: duckdb.DuckDBPyConnection, n: int, d: int, digits: int
) -> None:
    assert value(con, f"@ratio({n}, {d}, {digits})") == half_away(Fraction(n, d), digits)


@given(n=st.integers(-400_000, 400_000))
def test_ratio_decides_every_tie_away_from_zero(con: duckdb.DuckDBPyConnection, n: int) -> None:
    """x.xxx5 cannot be told by doubles: 1.0005 is stored as a little less."""
    exact = Fraction(2 * n + 1, 2000)
    assert value(con, f"@ratio({2 * n + 1}, 2000, 3)") == half_away(exact, 3)


@pytest.mark.parametrize("arguments", ["1, 0", "null, 2", "2, null"])
def test_ratio_without_a_denominator_is_null(
    con: duckdb.DuckDBPyConnection, arguments: str
) -> None:
    assert value(con, f"@ratio({arguments}, 3)") is None


@pytest.mark.parametrize(
    ("call", "rounded"),
    [
        ("@round(2.5, 0)", 3.0),
        ("@round(-2.5, 0)", -3.0),
        ("@round(0.0, 2)", 0.0),
        ("@round(-1.24, 1)", -1.2),
        ("@round(cast(null as double), 2)", None),
    ],
)
def test_round(con: duckdb.DuckDBPyConnection, call: str, rounded: float | None) -> None:
    assert value(con, call) == rounded


@given(st.lists(st.integers(0, 80), min_size=2, max_size=20))
def test_sd_is_the_sample_deviation(con: duckdb.DuckDBPyConnection, points: list[int]) -> None:
    n, total, squares = len(points), sum(points), sum(p * p for p in points)
    spread = Fraction(n * squares - total**2, n * (n - 1))
    exact = Fraction(isqrt(spread.numerator * 10**40 // spread.denominator), 10**20)
    assert value(con, f"@sd({n}, {total}, {squares}, 3)") == half_away(exact, 3)


@pytest.mark.parametrize("n", [0, 1])
def test_sd_needs_two_values(con: duckdb.DuckDBPyConnection, n: int) -> None:
    assert value(con, f"@sd({n}, 7, 49, 3)") is None


@pytest.mark.parametrize(
    ("thousandths", "probability"),
    [(0, 0.5), (1000, 0.8413), (-1000, 0.1587), (1960, 0.975), (-3000, 0.0013), (-9999, 0.0013),
     (3001, 0.9987)],
)  # fmt: skip
def test_phi(con: duckdb.DuckDBPyConnection, thousandths: int, probability: float) -> None:
    assert value(con, f"@phi({thousandths})") == probability


def test_phi_of_null_is_null(con: duckdb.DuckDBPyConnection) -> None:
    assert value(con, "@phi(cast(null as bigint))") is None


# --- expansion ----------------------------------------------------------------------------------


def test_dates_become_literals_and_stay_open_without_a_batch() -> None:
    sql = "game_date between @start and @end"
    assert expand(sql, date(2022, 1, 2), date(2022, 1, 3)) == (
        "game_date between date '2022-01-02' and date '2022-01-03'"
    )
    assert expand(sql) == sql


def test_macros_nest_and_commas_inside_calls_and_texts_do_not_count(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert value(con, "@ratio(greatest(1, 2), cast(@round(3.6, 0) as bigint), 2)") == 0.5
    assert value(con, "@round(length('a,b)'), 0)") == 4.0


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("@median(x)", "@median"),
        ("@ratio(1, 2)", "3 arguments"),
        ("@ratio(1, (2, 3)", "parentheses"),
    ],
)
def test_a_wrong_call_names_the_file_and_the_fault(sql: str, says: str) -> None:
    with pytest.raises(ModelError) as raised:
        expand(sql, where="spine/games.sql")
    assert says in str(raised.value.message)
    assert "spine/games.sql" in str(raised.value.message)
