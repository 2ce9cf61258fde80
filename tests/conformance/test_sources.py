"""Every source format keeps the same promises, whatever the file looks like."""

import csv
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from pathlib import Path

import duckdb
import pytest
from source_cases import CASES, Case

from fullcourt.domain.outcomes import Outcome
from fullcourt.domain.parsed import Parsed
from fullcourt.errors import EmptySourceError, MalformedSourceError, UnknownFormatError
from fullcourt.sources.format import Format
from fullcourt.sources.formats import boxscoretraditionalv3, leaguegamelog
from fullcourt.sources.read import read_file, release
from fullcourt.sources.registry import FORMATS
from fullcourt.sources.schema import LANDING

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def csv_text(rows: list[dict[str, str]], columns: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, rows: list[dict[str, str]], name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def content(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> dict[str, list[tuple[object, ...]]]:
    """The landing rows, order aside."""
    return {
        table: sorted(con.execute(f"from {name}").fetchall(), key=repr)
        for table, name in parsed.tables.items()
    }


def with_value(case: Case, row: int, column: str, value: str) -> list[dict[str, str]]:
    rows = [dict(r) for r in case.rows]
    rows[row][column] = value
    return rows


def test_every_format_has_a_case() -> None:
    assert {f.name for f in FORMATS} == {case.name for case in CASES.values()}


@every_case
def test_recognised_by_columns_whatever_the_name(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    parsed = read_file(con, write(tmp_path, case.rows, "anything_at_all.txt"))
    assert (parsed.format, parsed.outcome) == (case.name, Outcome.OK)
    assert parsed.rows == len(case.rows)
    assert [p for p in parsed.problems if p.lost] == []
    assert {t: len(rows) for t, rows in content(con, parsed).items()} == dict(case.tables)


@every_case
def test_landing_columns_and_types_are_exact(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    parsed = read_file(con, write(tmp_path, case.rows))
    for table, name in parsed.tables.items():
        described = con.execute(f"describe {name}").fetchall()
        expected = [("unit", "VARCHAR"), ("unit_date", "DATE"), *LANDING[table]]
        assert [(row[0], row[1]) for row in described] == expected
        assert con.execute(f"select count(*) from {name} where unit is null").fetchone() == (0,)


@every_case
def test_column_order_does_not_matter(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    plain = read_file(con, write(tmp_path, case.rows))
    columns = random.Random(7).sample(case.columns, len(case.columns))
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text(csv_text(case.rows, columns), encoding="utf-8")
    assert content(con, read_file(con, shuffled)) == content(con, plain)


@every_case
def test_missing_optional_column_reads_as_null(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    rows = [{c: v for c, v in r.items() if c != case.optional} for r in case.rows]
    parsed = read_file(con, write(tmp_path, rows))
    assert (parsed.format, parsed.outcome) == (case.name, Outcome.OK)


@every_case
def test_bad_value_is_reported_with_row_and_column(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    column, text, rule = case.bad
    parsed = read_file(con, write(tmp_path, with_value(case, 0, column, text)))
    found = [p for p in parsed.problems if p.rule == rule and p.column == column]
    assert [(p.row, p.value) for p in found] == [(1, text)]
    assert parsed.outcome is (Outcome.PARTIAL if case.loses else Outcome.OK)
    assert all(content(con, parsed).values())


@every_case
def test_line_with_too_few_fields_costs_only_itself(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    lines = csv_text(case.rows).splitlines()
    lines.insert(1, "too,short")
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    parsed = read_file(con, path)
    assert [(p.rule, p.row, p.lost) for p in parsed.problems if p.rule == "bad_line"] == [
        ("bad_line", 1, True)
    ]
    assert (parsed.rows, parsed.outcome) == (len(case.rows) + 1, Outcome.PARTIAL)
    whole = read_file(con, write(tmp_path, case.rows, "whole.csv"))
    assert content(con, parsed) == content(con, whole)


@every_case
def test_row_numbers_count_rejected_lines(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    column, text, rule = case.bad
    rows = with_value(case, len(case.rows) - 1, column, text)
    lines = csv_text(rows).splitlines()
    lines.insert(1, "too,short")
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = read_file(con, path).problems
    assert len(case.rows) + 1 in [p.row for p in problems if p.rule == rule]


@every_case
def test_file_without_rows_is_empty(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(",".join(case.columns) + "\n", encoding="utf-8")
    with pytest.raises(EmptySourceError, match=case.name):
        read_file(con, path)


@every_case
def test_unknown_team_is_named(con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case) -> None:
    if case.team is None:
        pytest.fail("every format names teams: give the case one")
    column, text = case.team
    row = next(i for i, r in enumerate(case.rows) if r[column])
    parsed = read_file(con, write(tmp_path, with_value(case, row, column, text)))
    found = [p for p in parsed.problems if p.rule == "unknown_team"]
    assert [(p.row, p.column, p.value) for p in found] == [(row + 1, column, text)]


@every_case
def test_ids_may_come_as_floats_or_without_leading_zeros(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    rows = [dict(r) for r in case.rows]
    for row in rows:
        for column in case.floats:
            row[column] += ".0" if row[column] and "." not in row[column] else ""
        if case.game_id:
            row[case.game_id] = row[case.game_id].lstrip("0") + ".0"
    floats = read_file(con, write(tmp_path, rows))
    assert content(con, floats) == content(con, read_file(con, write(tmp_path, case.rows, "b.csv")))


@every_case
def test_wrapping_does_not_matter(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    data = csv_text(case.rows).encode()
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(data))
    (tmp_path / "a.csv.xz").write_bytes(lzma.compress(data))
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as archive:
        archive.add(tmp_path / "a.csv", "inner.csv")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped:
        zipped.write(tmp_path / "a.csv", "inner.csv")
    con.execute(
        f"copy (from read_csv('{tmp_path}/a.csv', all_varchar = true, quote = '\"')) "
        f"to '{tmp_path}/a.parquet'"
    )
    (tmp_path / "a.json").write_text(json.dumps(case.rows), encoding="utf-8")
    plain = read_file(con, tmp_path / "a.csv")
    for name in ("a.csv.gz", "a.csv.xz", "a.tar.xz", "a.zip", "a.parquet", "a.json"):
        parsed = read_file(con, tmp_path / name)
        assert (name, content(con, parsed)) == (name, content(con, plain))
        assert parsed.digest != plain.digest


@every_case
def test_truncated_archive_is_malformed(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    data = csv_text(case.rows * 40).encode()
    for name, packed in (("a.csv.gz", gzip.compress(data)), ("a.csv.xz", lzma.compress(data))):
        (tmp_path / name).write_bytes(packed[: len(packed) // 2])
        with pytest.raises(MalformedSourceError, match=f"{name}.*truncated"):
            read_file(con, tmp_path / name)


def test_parquet_with_a_damaged_page_is_malformed(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = CASES["v2"].rows * 500
    write(tmp_path, rows, "a.csv")
    con.execute(
        f"copy (from read_csv('{tmp_path}/a.csv', all_varchar = true)) to '{tmp_path}/a.parquet'"
    )
    path = tmp_path / "a.parquet"
    data = bytearray(path.read_bytes())
    data[8 : len(data) // 2] = bytes(len(data) // 2 - 8)
    path.write_bytes(data)
    with pytest.raises(MalformedSourceError, match="damaged"):
        read_file(con, path)
    assert con.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)


@every_case
def test_only_landing_tables_stay_behind(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, case: Case
) -> None:
    parsed = read_file(con, write(tmp_path, case.rows))
    left = {row[0] for row in con.execute("select table_name from duckdb_tables()").fetchall()}
    assert left == set(parsed.tables.values())
    assert con.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)
    release(con, parsed)
    assert con.execute("select count(*) from duckdb_tables()").fetchone() == (0,)


def test_unknown_columns_name_the_nearest_format(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    case = CASES["v2"]
    rows = [{c: v for c, v in r.items() if c != "EVENTNUM"} for r in case.rows]
    with pytest.raises(UnknownFormatError, match="nearest is v2, which also needs EVENTNUM") as e:
        read_file(con, write(tmp_path, rows))
    assert e.value.fields["missing"] == ["EVENTNUM"]


@pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n"])
def test_file_of_no_known_kind_is_refused(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((UnknownFormatError, EmptySourceError), match=r"file\.csv"):
        read_file(con, path)


@pytest.mark.parametrize("payload", ["[]", "{}", '{"resultSets": []}'])
def test_empty_answer_is_empty(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, payload: str
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(payload, encoding="utf-8")
    with pytest.raises(EmptySourceError):
        read_file(con, path)


@pytest.mark.parametrize(
    "data",
    [b"PAR1 and then nothing of use", b"\x00\x01\x02binary", b'{"resultSets": [', b"a,b\n\xff\xfe"],
)
def test_unreadable_file_is_malformed(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(MalformedSourceError):
        read_file(con, path)


@pytest.mark.parametrize("source", FORMATS, ids=lambda f: f.name)
def test_every_format_has_a_page_that_names_its_columns(source: Format) -> None:
    folder = Path(__file__).parents[2] / "docs" / "sources"
    page = (folder / f"{source.name}.md").read_text(encoding="utf-8")
    assert f"({source.name}.md)" in (folder / "README.md").read_text(encoding="utf-8")
    counting = {f.name for f in (*leaguegamelog.COUNTING, *boxscoretraditionalv3.COUNTING)}
    for layout in source.layouts:
        for field in layout.fields:
            numbered = field.name.startswith(("PLAYER", "PERSON")) and field.name[6:7].isdigit()
            assert numbered or field.name in counting or field.name in page, field.name
        for table in layout.tables:
            assert f"`{table}`" in page
