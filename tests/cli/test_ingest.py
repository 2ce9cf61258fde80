"""`ingest`: every file is told of, the good rest is kept, equal content changes nothing."""

import gzip
import shutil
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def empty_project(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "nba"
    assert run("init", folder, "--warehouse", "wh.duckdb").code == 0
    return folder


def _only(raw: Path, start: str) -> Path:
    return next(p for p in sorted(raw.iterdir()) if p.name.startswith(start))


def test_init_leaves_an_existing_project_alone(run: Run, empty_project: Path) -> None:
    settings = empty_project / "fullcourt.toml"
    settings.write_text(settings.read_text() + "\n# mine\n")
    again = run("init", empty_project)
    assert again.code == 0
    assert "already" in again.out
    assert settings.read_text().endswith("# mine\n")


def test_init_refuses_a_folder_with_other_things(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    answered = run("init", tmp_path)
    assert answered.code == 2
    assert "not a fullcourt project" in answered.err


def test_a_row_for_every_file(run: Run, empty_project: Path, raw: Path) -> None:
    answered = run("ingest", raw, project=empty_project)
    assert answered.code == 0
    lines = answered.out.splitlines()
    assert lines[0].split() == [
        "file",
        "outcome",
        "format",
        "rows",
        "games",
        "new",
        "units",
        "problems",
    ]
    assert len(lines) == 1 + len(list(raw.iterdir()))
    assert "next: fullcourt backfill" in answered.err


def test_the_same_files_again_change_nothing(run: Run, own: Path, raw: Path) -> None:
    before = run("sql", "select count(*) from landing.payload", project=own).out
    answered = run("ingest", raw, "--json", project=own)
    assert answered.code == 0
    assert set(answered.envelope["summary"]["outcomes"]) == {"superseded"}
    assert answered.envelope["summary"]["new_units"] == 0
    assert run("sql", "select count(*) from landing.payload", project=own).out == before
    assert run("plan", "--json", project=own).envelope["summary"]["cells"] == 0


def test_equal_content_in_another_wrapping_is_superseded(
    run: Run, own: Path, raw: Path, tmp_path: Path
) -> None:
    box = _only(raw, "player_box")
    zipped = tmp_path / "another_name.csv.gz"
    with gzip.open(zipped, "wb") as sink:
        sink.write(box.read_bytes())
    answered = run("ingest", zipped, "--json", project=own)
    assert answered.envelope["data"][0]["outcome"] == "superseded"
    assert run("plan", "--json", project=own).envelope["summary"]["cells"] == 0


def test_an_unknown_file_in_a_folder_is_listed_and_the_rest_is_kept(
    run: Run, empty_project: Path, raw: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(raw, tmp_path / "mixed"))
    (folder / "groceries.csv").write_text("item,price\nmilk,2\n")
    (folder / "notes.txt").write_text("call the gym")
    answered = run("ingest", folder, project=empty_project)
    assert answered.code == 0
    row = next(line for line in answered.out.splitlines() if line.startswith("groceries.csv"))
    assert row.split()[1] == "unknown"
    assert "groceries.csv: no known format" in answered.err
    assert "passed over" in answered.err
    assert "notes.txt" in answered.err
    assert run("backfill", project=empty_project).code == 0


def test_an_unknown_file_alone_exits_5(run: Run, empty_project: Path, tmp_path: Path) -> None:
    file = tmp_path / "groceries.csv"
    file.write_text("item,price\nmilk,2\n")
    answered = run("ingest", file, project=empty_project)
    assert answered.code == 5
    assert "nothing loaded" in answered.err


def test_an_unknown_file_named_beside_a_good_one_exits_4(
    run: Run, empty_project: Path, raw: Path, tmp_path: Path
) -> None:
    file = tmp_path / "groceries.csv"
    file.write_text("item,price\nmilk,2\n")
    answered = run("ingest", file, _only(raw, "team_box"), project=empty_project)
    assert answered.code == 4


@pytest.mark.parametrize("content", ["", "header"])
def test_an_empty_file_says_so(
    run: Run, empty_project: Path, raw: Path, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "player_box.csv"
    first = _only(raw, "player_box").read_text().splitlines()[0]
    file.write_text("" if not content else f"{first}\n")
    answered = run("ingest", file, "--json", project=empty_project)
    assert answered.code == 5
    assert answered.envelope["data"][0]["outcome"] == "empty"


def test_a_truncated_archive_names_itself(
    run: Run, empty_project: Path, raw: Path, tmp_path: Path
) -> None:
    file = tmp_path / "pbp.csv.gz"
    file.write_bytes(gzip.compress(_only(raw, "play_by_play").read_bytes())[:5000])
    answered = run("ingest", file, raw, "--json", project=empty_project)
    assert answered.code == 4
    outcomes = {Path(f["path"]).name: f["outcome"] for f in answered.envelope["data"]}
    assert outcomes["pbp.csv.gz"] == "malformed"
    assert outcomes[_only(raw, "team_box").name] == "ok"
    assert "pbp.csv.gz" in answered.err


def test_a_bad_number_names_file_row_and_column(
    run: Run, empty_project: Path, raw: Path, tmp_path: Path
) -> None:
    lines = _only(raw, "player_box").read_text().splitlines()
    column = lines[0].split(",").index("FTA")
    fields = lines[3].split(",")
    fields[column] = "many"
    lines[3] = ",".join(fields)
    file = tmp_path / "player_box.csv"
    file.write_text("\n".join(lines) + "\n")
    answered = run("ingest", file, project=empty_project)
    assert answered.code == 0
    assert "player_box.csv:3:FTA: " in answered.err
    assert "'many'" in answered.err
    problems = run(
        "sql", "select row_number, column_name from ledger.source_problem", project=empty_project
    )
    assert "FTA" in problems.out


def test_captured_must_be_a_moment(run: Run, empty_project: Path, raw: Path) -> None:
    answered = run("ingest", raw, "--captured", "lately", project=empty_project)
    assert answered.code == 2
    assert "not a moment" in answered.err


def test_a_corrected_file_replaces_exactly_its_games(
    run: Run, own: Path, raw: Path, tmp_path: Path
) -> None:
    """Two more free throws for one player, in a file that holds one game only."""
    player, team = _corrected_game(raw, tmp_path)
    answered = run("ingest", player, team, "--json", project=own)
    assert answered.code == 0
    game = _games_in(player)
    assert len(game) == 1
    replaced = run(
        "sql",
        "select distinct unit from landing.payload where not is_current",
        "--format",
        "csv",
        project=own,
    )
    assert replaced.out.splitlines()[1:] == sorted(game)
    steps = run("plan", "--json", project=own).envelope["data"]
    first = {s["model"]: s["cells"] for s in steps}
    assert [c["cause"] for c in first["nbac_gamebook"]] == ["inputs"]
    assert "ml_feature_store" in first
    assert "shot_chart" not in first
    assert run("status", "--check", project=own).code == 3
    assert run("backfill", project=own).code == 0
    points = run(
        "sql",
        "select cast(sum(points) as bigint) as p from player_game_summary"
        f" where game_id = '{game.pop()}'",
        "--format",
        "csv",
        project=own,
    )
    assert int(points.out.splitlines()[1]) == _points_in(player)
    assert run("plan", "--json", project=own).envelope["summary"]["cells"] == 0


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    lines = path.read_text().splitlines()
    return lines[0].split(","), [line.split(",") for line in lines[1:]]


def _games_in(path: Path) -> set[str]:
    header, rows = _rows(path)
    return {row[header.index("GAME_ID")].zfill(10) for row in rows}


def _points_in(path: Path) -> int:
    header, rows = _rows(path)
    return sum(int(float(row[header.index("PTS")])) for row in rows)


def _corrected_game(raw: Path, folder: Path) -> tuple[Path, Path]:
    """The two box files of one game with two more made free throws for its first player."""
    files = []
    header, rows = _rows(_only(raw, "player_box"))
    game, team = rows[0][header.index("GAME_ID")], rows[0][header.index("TEAM_ID")]
    for start in ("player_box", "team_box"):
        header, rows = _rows(_only(raw, start))
        kept = [r for r in rows if r[header.index("GAME_ID")] == game]
        for position, row in enumerate(kept):
            ours = row[header.index("TEAM_ID")] == team
            if ours and (start == "team_box" or position == 0):
                for name, more in (("FTM", 2), ("FTA", 2), ("PTS", 2)):
                    at = header.index(name)
                    row[at] = str(int(float(row[at])) + more)
        path = folder / f"{start}_corrected.csv"
        path.write_text("\n".join(",".join(r) for r in [header, *kept]) + "\n")
        files.append(path)
    return files[0], files[1]
