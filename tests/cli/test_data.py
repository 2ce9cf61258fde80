"""`sql` and `export`: reading only, and files that hold what the tables hold."""

import csv
import gzip
import json
from pathlib import Path

import duckdb
import pytest

from .conftest import Run


@pytest.mark.parametrize(
    "query",
    [
        "delete from games",
        "drop table games",
        "insert into games select * from games",
        "update games set season = 'x'",
        "create table t as select 1",
        "create temp table t as select 1",
        "copy games to 'games.csv'",
        "pragma memory_limit = '1GB'",
        "set threads = 1",
        "attach 'other.duckdb'",
        "explain analyze select 1",
        "select 1; select 2",
        "call ducklake_merge_adjacent_files('wh')",
        "",
    ],
)
def test_sql_refuses_whatever_is_not_one_reading_statement(
    run: Run, built: Path, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answered = run("sql", query, project=built)
    assert answered.code == 2
    assert answered.err.startswith("error: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from games",
        "with g as (select * from games) select count(*) from g",
        "describe games",
        "show tables",
        "explain select * from games",
        "from games limit 1",
        "(select 1)",
        "select command from ledger.run",
    ],
)
def test_sql_answers_whatever_reads(run: Run, built: Path, query: str) -> None:
    assert run("sql", query, project=built).code == 0


def test_sql_errors_are_the_users(run: Run, built: Path) -> None:
    answered = run("sql", "select nothing from nowhere", project=built)
    assert answered.code == 2
    assert "nowhere" in answered.err


def test_sql_shapes_agree(run: Run, built: Path) -> None:
    query = "select game_id, game_date, home_points, null as nothing from games order by game_id"
    as_csv = list(
        csv.DictReader(run("sql", query, "--format", "csv", project=built).out.splitlines())
    )
    as_json = json.loads(run("sql", query, "--format", "json", project=built).out)
    envelope = run("sql", query, "--json", project=built).envelope
    assert envelope["data"] == as_json
    assert [c["name"] for c in envelope["summary"]["columns"]] == list(as_json[0])
    assert [str(r["home_points"]) for r in as_json] == [r["home_points"] for r in as_csv]
    assert as_json[0]["nothing"] is None
    assert as_json[0]["game_id"].startswith("002")
    table = run("sql", query, project=built).out.splitlines()
    assert len(table) == 1 + len(as_json)


def test_a_table_shows_a_hundred_rows_unless_told_otherwise(run: Run, built: Path) -> None:
    query = "select z from normal_cdf order by z"
    short = run("sql", query, project=built)
    assert len(short.out.splitlines()) == 101
    assert "--limit 0" in short.err
    assert len(run("sql", query, "--limit", "7", project=built).out.splitlines()) == 8
    assert len(run("sql", query, "--limit", "0", project=built).out.splitlines()) == 6002
    assert run("sql", query, "--json", "--limit", "7", project=built).envelope["summary"]["cut"]


def test_ids_are_printed_without_separators(run: Run, built: Path) -> None:
    printed = run("sql", "select 1610612737 as team_id", project=built).out
    assert printed.splitlines()[1] == "1610612737"


def test_export_writes_what_the_table_holds(run: Run, built: Path, tmp_path: Path) -> None:
    counted = int(
        run(
            "sql", "select count(*) from player_games", "--format", "csv", project=built
        ).out.split()[1]
    )
    for kind in ("parquet", "csv", "csv.gz"):
        path = tmp_path / f"out.{kind}"
        answered = run("export", "player_games", "--format", kind, "--out", path, project=built)
        assert answered.code == 0
        assert answered.out == f"{path}: {counted} rows\n"
    with duckdb.connect() as con:
        for kind in ("parquet", "csv", "csv.gz"):
            [(rows,)] = con.execute(f"select count(*) from '{tmp_path}/out.{kind}'").fetchall()
            assert rows == counted
    assert (
        gzip.decompress((tmp_path / "out.csv.gz").read_bytes())
        == (tmp_path / "out.csv").read_bytes()
    )


def test_export_selects_dates(run: Run, built: Path, tmp_path: Path) -> None:
    days = run(
        "sql", "select distinct game_date from games order by 1", "--format", "csv", project=built
    ).out.splitlines()[1:]
    path = tmp_path / "games.csv"
    run("export", "games", "--format", "csv", "--date", days[1], "--out", path, project=built)
    with path.open() as file:
        assert {r["game_date"] for r in csv.DictReader(file)} == {days[1]}
    run("export", "games", "--format", "csv", "--season", "2021-22", "--out", path, project=built)
    with path.open() as file:
        assert {r["game_date"] for r in csv.DictReader(file)} == set(days)


def test_export_of_a_layer_fills_a_folder(run: Run, built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spine"
    assert run("export", "--layer", "spine", "--out", folder, project=built).code == 0
    assert {"games.parquet", "player_games.parquet", "players.parquet"} <= {
        p.name for p in folder.iterdir()
    }


def test_export_names_the_file_after_the_table(
    run: Run, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", "teams", "--format", "csv", project=built).code == 0
    assert (tmp_path / "teams.csv").exists()
