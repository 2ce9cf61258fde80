"""`verify`, `recover`, `accept`, `history`, `diff`, `undo`: found, repaired, taken back."""

import json
import shutil
from pathlib import Path

import pytest

from fullcourt.league import Format, LeagueConfig, faults, simulate, write
from fullcourt.warehouse.store import Store

from .conftest import Run, make_project

FEATURES = "ml_feature_store"
SPINE = ["--layer", "raw", "--layer", "spine"]
"""Enough of the pipeline to undo."""
FEATURE_LAYERS = ["--layer", "features"]


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """A built project on the default store, for tests to copy."""
    folder = tmp_path_factory.mktemp("lake") / "nba"
    return make_project(folder, raw, build=True, warehouse="warehouse")


@pytest.fixture
def own_lake(tmp_path: Path, lake: Path) -> Path:
    """A copy of the built lake, to change."""
    return Path(shutil.copytree(lake, tmp_path / "own_lake"))


def _edit(project: Path, *statements: str, name: str = "wh.duckdb") -> None:
    """Change rows behind the ledger's back."""
    with Store(project / name) as store:
        for statement in statements:
            store.con.execute(statement)


def _first_date(run: Run, project: Path, table: str) -> str:
    query = f"select max(game_date) from {table}"
    return run("sql", query, "--format", "csv", project=project).out.split()[1]


def _hashes(run: Run, project: Path) -> str:
    query = (
        "select model, game_date, row_count, content_hash from ledger.build"
        " where is_current order by all"
    )
    return run("sql", query, "--format", "csv", "--limit", "0", project=project).out


def test_a_sound_warehouse_verifies_and_needs_no_recovery(run: Run, own: Path) -> None:
    for options in ([], ["--quick"], ["--deep"]):
        answered = run("verify", "--json", *options, project=own)
        assert answered.code == 0, answered.out
        envelope = answered.envelope
        assert envelope["ok"]
        assert envelope["findings"] == []
        assert envelope["summary"]["checked"] > 50
        assert envelope["summary"]["statistics"]["verdicts"]
    said = run("recover", project=own)
    assert said.code == 0
    assert "nothing to repair" in said.err


def test_a_lost_row_is_found_planned_and_repaired(run: Run, own: Path) -> None:
    day = _first_date(run, own, "player_game_summary")
    before = _hashes(run, own)
    _edit(
        own,
        f"delete from player_game_summary where game_date = date '{day}' and player_id ="
        f" (select min(player_id) from player_game_summary where game_date = date '{day}')",
    )
    assert run("verify", "--quick", project=own).code == 3
    found = run("verify", "--json", project=own)
    assert found.code == 3
    drifted = [f for f in found.envelope["findings"] if f["verdict"] == "drifted"]
    assert [(f["model"], f["first"], f["last"]) for f in drifted] == [
        ("player_game_summary", day, day)
    ]
    assert run("status", "--check", project=own).code == 3

    dry = run("recover", "--dry-run", "--json", project=own)
    assert dry.code == 3
    planned = [s["model"] for s in dry.envelope["data"]["plan"]]
    assert planned[0] == "player_game_summary"
    assert dry.envelope["summary"]["dry_run"]
    assert run("verify", "--quick", project=own).code == 3

    done = run("recover", project=own)
    assert done.code == 0, done.out + done.err
    assert "player_game_summary" in done.out
    assert "repaired" in done.err
    assert "rows/s" in done.err
    assert run("verify", project=own).code == 0
    assert run("status", "--check", project=own).code == 0
    assert _hashes(run, own) == before


def test_rows_without_a_cell_are_removed(run: Run, own: Path) -> None:
    _edit(
        own,
        "insert into team_offense_game_summary select * replace (date '2021-07-04' as game_date)"
        " from team_offense_game_summary limit 2",
    )
    found = run("verify", "--json", project=own)
    assert found.code == 3
    assert [f["verdict"] for f in found.envelope["findings"]] == ["stray"]
    assert run("recover", project=own).code == 0
    assert run("verify", project=own).code == 0


def test_verify_looks_only_where_told(run: Run, own: Path) -> None:
    _edit(own, "delete from team_offense_game_summary")
    assert run("verify", "--quick", "--model", "teams", project=own).code == 0
    assert run("verify", "--quick", "--model", "team_offense_game_summary", project=own).code == 3
    assert run("verify", "--model", "no_such_table", project=own).code == 2


@pytest.fixture(scope="session")
def lossy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A built project whose sources lack one game's box lines, and the date of the game."""
    folder = tmp_path_factory.mktemp("lossy")
    league = simulate(LeagueConfig.mini(dates=4, teams=4, seed=5))
    write(league, folder / "raw")
    day = league.schedule.dates[-1].item()
    game = faults.games_on(league, day)[:1]
    faults.drop_rows(folder / "raw", [Format.PLAYER_BOX, Format.TEAM_BOX], games=game)
    return make_project(folder / "nba", folder / "raw", build=True), str(day)


@pytest.fixture
def broken(tmp_path: Path, lossy: tuple[Path, str]) -> tuple[Path, str]:
    """A copy of it."""
    return Path(shutil.copytree(lossy[0], tmp_path / "broken")), lossy[1]


def test_what_a_source_lacks_stays_and_is_told(run: Run, broken: tuple[Path, str]) -> None:
    project, day = broken
    answered = run("recover", "--json", project=project)
    assert answered.code == 3
    needs = {f["model"]: f for f in answered.envelope["findings"]}
    assert needs["nbac_gamebook"]["command"].startswith("fullcourt ingest")
    assert needs["nbac_gamebook"]["first"] == day
    assert answered.envelope["summary"]["repaired"] == 0
    text = run("recover", project=project)
    assert "not to be repaired by building" in text.out
    assert "none of which a build can mend" in text.err


def test_an_accepted_finding_keeps_its_verdict_and_no_longer_counts(
    run: Run, broken: tuple[Path, str]
) -> None:
    project, day = broken
    before = _hashes(run, project)
    bad = run("status", "--check", "--json", project=project)
    assert bad.code == 3
    tables = {f["model"] for f in bad.envelope["findings"]}
    until = "2021-12-31"
    for table in sorted(tables):
        answered = run(
            *("accept", f"{table}/*", "--reason", "the feed lost it", "--until", until),
            *("--who", "desk", "--now", "2021-12-01"),
            project=project,
        )
        assert answered.code == 0, answered.err
    now = ["--now", "2021-12-02"]
    after = run("status", "--check", "--json", *now, project=project)
    assert after.code == 0
    assert after.envelope["summary"]["verdicts"] == bad.envelope["summary"]["verdicts"]
    assert run("verify", *now, project=project).code == 0
    assert run("recover", *now, project=project).code == 0
    assert _hashes(run, project) == before

    listed = run("accept", "--list", "--json", *now, project=project).envelope
    assert {a["pattern"] for a in listed["data"]} == {f"{t}/*" for t in tables}
    assert all(a["holds"] and a["findings"] and a["who"] == "desk" for a in listed["data"])
    cells = run("status", "--cells", "--json", *now, project=project).envelope["data"]
    marked = [c for c in cells if c["accepted"]]
    assert {c["model"] for c in marked} == tables
    assert {c["game_date"] for c in marked if c["model"] == "nbac_gamebook"} == {day}

    late = ["--now", "2022-01-02"]
    assert run("status", "--check", *late, project=project).code == 3
    assert run("verify", "--quick", *late, project=project).code == 3
    expired = run("accept", "--list", "--json", *late, project=project).envelope
    assert expired["summary"]["expired"] == len(tables)

    table = sorted(tables)[0]
    assert run("accept", f"{table}/*", "--withdraw", *now, project=project).code == 0
    assert run("status", "--check", *now, project=project).code == 3
    assert run("accept", f"{table}/*", "--withdraw", *now, project=project).code == 2


def test_a_part_of_the_findings_is_not_all(run: Run, broken: tuple[Path, str]) -> None:
    project, _ = broken
    ids = run(
        "sql",
        "select finding_id from ledger.finding where class = 'defect'"
        " and model = 'nbac_gamebook' order by 1",
        "--format",
        "csv",
        project=project,
    ).out.splitlines()[1:]
    assert len(ids) > 1
    assert run("accept", ids[0], "--reason", "seen", project=project).code == 0
    cells = run("status", "--model", "nbac_gamebook", "--json", project=project).envelope
    assert [(c["verdict"], c["accepted"]) for c in cells["findings"]] == [("partial", 1)]


def test_the_projects_file_accepts_too(run: Run, broken: tuple[Path, str]) -> None:
    project, _ = broken
    file = project / "accept.toml"
    file.write_text('[[accept]]\nfinding = "*"\nreason = "a test league"\nuntil = 2100-01-01\n')
    assert run("status", "--check", project=project).code == 0
    assert run("verify", "--quick", project=project).code == 0
    rows = run(
        "sql", "select origin, why from ledger.acceptance", "--format", "csv", project=project
    )
    assert rows.out.splitlines()[1:] == ["accept.toml,a test league"]
    refused = run("accept", "*", "--withdraw", project=project)
    assert refused.code == 2
    assert "edit accept.toml" in refused.err
    file.unlink()
    assert run("status", "--check", project=project).code == 3
    assert run("verify", "--quick", project=project).code == 3
    assert "0 acceptances" in run("accept", "--list", project=project).err


@pytest.mark.parametrize(
    "text",
    [
        "[[accept]]\n",
        '[[accept]]\nfinding = "x"\nreason = " "\n',
        '[[accept]]\nfinding = "x"\nreason = "y"\nuntill = 2022-01-01\n',
        '[[accept]]\nfinding = "x"\nreason = "y"\nuntil = "soon"\n',
        "[accept]\n",
        "nonsense",
    ],
)
def test_a_wrong_file_is_a_usage_error(run: Run, own: Path, text: str) -> None:
    (own / "accept.toml").write_text(text)
    answered = run("status", project=own)
    assert answered.code == 2
    assert "accept.toml" in answered.err


@pytest.mark.parametrize(
    "words",
    [
        ["accept"],
        ["accept", "nothing/like/this", "--reason", "x"],
        ["accept", "*"],
        ["accept", "*", "--reason", " "],
        ["accept", "*", "--reason", "x", "--until", "2001-01-01"],
        ["accept", "*", "--reason", "x", "--until", "tomorrow"],
        ["accept", "*", "--reason", "x", "--withdraw"],
        ["history", "no_such_table", "2021-10-19"],
        ["history", FEATURES],
        ["history", "teams", "2021-10-19"],
        ["history", FEATURES, "today"],
        ["diff", "999"],
        ["undo", "999"],
        ["undo", "0"],
        ["diff", "1"],
        ["undo", "1"],
    ],
)
def test_wrong_words_exit_2_with_a_next_step(run: Run, own: Path, words: list[str]) -> None:
    """The last two: a plain DuckDB file keeps no versions, and the message names the setting."""
    answered = run(*words, project=own)
    assert answered.code == 2
    assert "error:" in answered.err
    if words in (["diff", "1"], ["undo", "1"]):
        assert 'warehouse = "warehouse"' in answered.err


def test_the_history_of_a_cell_says_why(run: Run, own: Path) -> None:
    day = _first_date(run, own, "team_offense_game_summary")
    _edit(own, f"delete from team_offense_game_summary where game_date = date '{day}'")
    assert run("recover", project=own).code == 0
    told = run("history", "team_offense_game_summary", day, "--json", project=own)
    assert told.code == 0
    first, last = told.envelope["data"][0], told.envelope["data"][-1]
    assert first["why"] == ["first build"]
    assert not first["is_current"]
    assert last["why"] == ["its rows had been altered"]
    assert last["is_current"]
    assert not last["changed"]
    assert last["command"] == "recover"
    assert last["content_hash"] == first["content_hash"]
    text = run("history", "team_offense_game_summary", day, project=own)
    assert "its rows had been altered" in text.out
    assert "2 builds" in text.err
    assert run("history", "teams", project=own).code == 0


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """The league's files again, with one player's free throws corrected."""
    folder = tmp_path_factory.mktemp("corrected") / "raw"
    league = simulate(LeagueConfig.mini(dates=5, teams=4))
    day = sorted({d.item() for d in league.schedule.dates})[1]
    write(faults.corrected_free_throws(league, day), folder)
    return folder


def _tables(project: Path) -> dict[tuple[str, str], object]:
    """Every table's content, order aside, but who wrote when, and notes that any run takes anew."""
    left_out = {("ledger", "run"), ("ledger", "lease"), ("ledger", "meta")}
    with Store(project / "warehouse", read_only=True) as store:
        parts = [
            f"select '{schema}', '{name}', count(*), sum(hash(t)::hugeint), bit_xor(hash(t))"
            f" from wh.{schema}.{name} t"
            for schema, name in store.tables() - left_out
        ]
        return {(s, n): tuple(rest) for s, n, *rest in store.rows(" union all ".join(parts))}


@pytest.mark.time_travel
def test_undo_restores_data_and_ledger_bit_for_bit(
    run: Run, own_lake: Path, corrected: Path
) -> None:
    now = ["--now", "2021-12-01"]
    assert run("verify", "--quick", *now, project=own_lake).code == 0
    untouched = _tables(own_lake)
    landed = run("ingest", corrected, "--json", *now, project=own_lake).envelope
    ingest = landed["summary"]["run_id"]
    assert landed["summary"]["new_units"] > 0
    ingested = _tables(own_lake)
    built = run("backfill", *SPINE, "--json", *now, project=own_lake).envelope["summary"]
    assert built["published"] > 0
    backfill = built["run_id"]
    final = _tables(own_lake)
    assert untouched != ingested != final

    changed = run("diff", backfill, "--json", *now, project=own_lake).envelope
    tables = {t["model"]: t for t in changed["data"]["tables"]}
    assert changed["summary"]["cells"] == built["published"]
    box = tables["nbac_gamebook"]
    assert [(c["added"], c["removed"], c["changed"]) for c in box["cells"]] == [(0, 0, 1)]
    assert box["columns"] == {"points": 1, "ftm": 1, "fta": 1}
    points = next(v for v in box["values"] if v["column"] == "points")
    assert points["new"] == points["old"] + 2
    assert "points" in run("diff", backfill, *now, project=own_lake).out
    units = run("diff", ingest, "--json", *now, project=own_lake).envelope["summary"]["units"]
    assert units == landed["summary"]["new_units"]

    refused = run("undo", "2", "--json", *now, project=own_lake)
    assert refused.code == 2
    assert refused.envelope["summary"]["later_runs"] == [backfill]
    assert f"next: fullcourt undo {backfill}" in refused.err
    assert _tables(own_lake) == final

    assert run("undo", backfill, *now, project=own_lake).code == 0
    assert _tables(own_lake) == ingested
    assert run("plan", *SPINE, "--json", *now, project=own_lake).envelope["summary"]["cells"] > 0
    assert run("undo", backfill, *now, project=own_lake).code == 2
    undone = run("undo", ingest, "--json", *now, project=own_lake).envelope
    assert undone["summary"]["to_build"] == 0
    assert _tables(own_lake) == untouched
    assert run("verify", "--quick", *now, project=own_lake).code == 0
    again = run("undo", undone["summary"]["run_id"], *now, project=own_lake)
    assert again.code == 0, again.err
    assert _tables(own_lake) == ingested
    runs = run(
        "sql", "select run_id, status from ledger.run order by 1", "--format", "csv",
        project=own_lake,
    ).out  # fmt: skip
    assert f"{backfill},undone" in runs
    assert f"{ingest},ok" in runs


@pytest.mark.time_travel
def test_undoing_an_ingest_leaves_later_builds_stale(
    run: Run, own_lake: Path, corrected: Path
) -> None:
    before = _hashes(run, own_lake)
    landed = run("ingest", corrected, "--json", project=own_lake).envelope["summary"]
    assert run("backfill", *SPINE, project=own_lake).code == 0
    assert _hashes(run, own_lake) != before
    undone = run("undo", landed["run_id"], "--json", project=own_lake).envelope["summary"]
    assert undone["to_build"] > 0
    assert run("backfill", *SPINE, project=own_lake).code == 0
    assert _hashes(run, own_lake) == before
    assert run("verify", "--quick", project=own_lake).code == 0


@pytest.mark.parametrize("verb", [["verify"], ["recover"], ["accept", "*", "--reason", "x"]])
def test_log_json_tells_every_event_and_the_figures(
    run: Run, broken: tuple[Path, str], verb: list[str]
) -> None:
    project, _ = broken
    answered = run(*verb, "--log-json", project=project)
    lines = [json.loads(x) for x in answered.err.splitlines() if x.startswith("{")]
    assert lines[0]["event"] == "start"
    assert lines[-1]["event"] == "end"
    assert lines[-1]["run"] > 2
    assert "elapsed" in lines[-1]


LEAKY = """/*
about = "The points of the latest game, the current one included."
grain = ["game_date", "game_id", "player_id"]
[reads]
upcoming_player_game_context = "same day"
player_game_summary = "season by player_id"
game_lines = "same day"
[columns]
game_date = "DATE: date"
game_id = "TEXT: game"
player_id = "INT: player"
latest_points = "INT: points of the latest game"
total = "DOUBLE: the latest total"
[decimals]
total = 1
*/
with due as (
    select game_date, game_id, player_id from upcoming_player_game_context
    where game_date between @start and @end
),
games_so_far as (
    select d.game_date, d.game_id, d.player_id, s.points,
        row_number() over (
            partition by d.game_id, d.player_id order by s.game_date desc, s.game_id
        ) as newest
    from due as d
    join player_game_summary as s on s.player_id = d.player_id and s.game_date <= d.game_date
),
offers as (
    select l.game_id, l.point,
        row_number() over (partition by l.game_id order by l.known_at desc, l.book) as newest
    from game_lines as l join due as d on d.game_id = l.game_id and d.game_date = l.game_date
    where l.market = 'total'
)
select d.game_date, d.game_id, d.player_id, g.points as latest_points, o.point as total
from due as d
left join games_so_far as g
    on g.game_id = d.game_id and g.player_id = d.player_id and g.newest = 1
left join offers as o on o.game_id = d.game_id and o.newest = 1
"""


def test_leaks_are_caught_by_every_check(run: Run, tmp_path: Path) -> None:
    league = simulate(LeagueConfig.mini(dates=7, teams=6, seed=2))
    formats = [Format.SCHEDULE, Format.PLAYER_BOX, Format.TEAM_BOX, Format.ODDS]
    write(league, tmp_path / "raw", formats=formats)
    project = make_project(tmp_path / "nba", tmp_path / "raw", build=False)
    assert run("backfill", *FEATURE_LAYERS, project=project).code == 0
    (project / "accept.toml").write_text('[[accept]]\nfinding = "*"\nreason = "no shots"\n')
    honest = run("verify", "--quick", "--leaks", "--json", project=project)
    assert honest.code == 0, honest.out
    checks = honest.envelope["summary"]["leak_checks"]
    assert checks["dates"] == 2
    assert min(checks.values()) > 0

    (project / "models" / "features").mkdir(parents=True)
    (project / "models" / "features" / "latest_points.sql").write_text(LEAKY)
    assert run("backfill", *FEATURE_LAYERS, project=project).code == 0
    leaky = run("verify", "--quick", "--leaks", "--json", project=project)
    assert leaky.code == 3
    found = leaky.envelope["findings"]
    assert {f["model"] for f in found} == {"latest_points"}
    by_check: dict[str, list[str]] = {}
    for leak in found:
        by_check.setdefault(leak["check"], []).append(leak["message"])
    assert any("player_game_summary" in text for text in by_check["sql"])
    assert any("game_lines without `known_at <`" in text for text in by_check["sql"])
    moved = {c for f in found if f["check"] == "perturbation" for c in f["columns"]}
    assert moved == {"latest_points", "total"}
    assert any(
        "latest_points follows player_game_summary.points" in text
        for text in by_check["correlation"]
    )
    declared = LEAKY.replace('"season by player_id"', '["same day", "season by player_id"]')
    (project / "models" / "features" / "latest_points.sql").write_text(declared)
    text = run("verify", "--quick", "--leaks", project=project)
    assert text.code == 3
    assert "declares player_game_summary = 'same day'" in text.out
    assert "perturbation" in text.out
    assert "mend the model" in text.err


def test_gaps_name_the_cause_and_what_mends_it(run: Run, broken: tuple[Path, str]) -> None:
    project, day = broken
    answered = run("gaps", "--json", project=project)
    assert answered.code == 3
    gaps = {g["model"]: g for g in answered.envelope["findings"]}
    box = gaps["nbac_gamebook"]
    assert box["dates"] == [day]
    assert box["verdict"] == "partial"
    assert box["missing"] > 10
    assert box["remedy"]["means"] == "source"
    assert box["roots"] == {}
    text = run("gaps", project=project)
    assert text.code == 3
    assert "nbac_gamebook" in text.out
    assert "fullcourt ingest" in text.out
    assert "next: fullcourt trace nbac_" in text.err
    assert run("gaps", "--layer", "reference", project=project).code == 0
    assert run("gaps", "--layer", "no_such_layer", project=project).code == 2


def test_gaps_account_for_every_key(run: Run, broken: tuple[Path, str]) -> None:
    project, _ = broken
    answered = run("gaps", "--keys", "--model", "nbac_gamebook", "--json", project=project)
    [gap] = answered.envelope["findings"]
    assert len(gap["keys"]) == gap["missing"]
    [row] = answered.envelope["data"]
    assert row["keys"] == row["present"] + sum(row["absent"].values())
    finding = gap["keys"][0]["finding_id"]
    assert finding in run("gaps", "--keys", "--model", "nbac_gamebook", project=project).out
    assert run("accept", "nbac_gamebook/*", "--reason", "gone", project=project).code == 0
    assert run("gaps", "--model", "nbac_gamebook", project=project).code == 0
    shown = run("gaps", "--model", "nbac_gamebook", "--all", project=project)
    assert shown.code == 0
    assert "(accepted)" in shown.out


def test_a_lost_box_line_is_traced_and_its_radius_told(run: Run, broken: tuple[Path, str]) -> None:
    project, day = broken
    traced = run("trace", "team_offense_game_summary", day, "--json", project=project).envelope
    assert {r["model"] for r in traced["findings"]} & {"nbac_gamebook", "nbac_team_boxscore"}
    text = run("trace", f"team_offense_game_summary/{day}", project=project)
    assert text.code == 0
    assert "root 1:" in text.out
    [query] = [x for x in text.out.splitlines() if x.startswith('  fullcourt sql "')][:1]
    assert run("sql", query.split('"', 1)[1].rstrip('"'), project=project).code == 0

    reached = run("impact", "nbac_gamebook", day, "--json", project=project).envelope
    assert reached["data"]["tables"]
    assert "player_game_summary" in {t["model"] for t in reached["data"]["tables"]}
    assert "player_game_summary" in run("impact", "nbac_gamebook", day, project=project).out
    player = run(
        *("sql", f"select min(player_id) from player_games where game_date = date '{day}'"),
        *("--format", "csv"),
        project=project,
    ).out.split()[1]
    keyed = run(
        "impact", "nbac_gamebook", day, "--key", f"player_id={player}", "--json", project=project
    )
    assert keyed.envelope["data"]["key"] == {"player_id": player}


def test_an_incident_is_written_up(run: Run, broken: tuple[Path, str], tmp_path: Path) -> None:
    project, day = broken
    answered = run("incident", f"nbac_gamebook/{day}", "--json", project=project)
    assert answered.code == 0
    assert answered.envelope["data"]["verdict"] == "partial"
    assert answered.envelope["data"]["timeline"]
    file = tmp_path / "incident.md"
    assert run("incident", "nbac_gamebook", day, "--out", file, project=project).code == 0
    assert file.read_text() == answered.envelope["summary"]["markdown"]
    assert "nbac_gamebook" in run("incident", "nbac_gamebook", day, project=project).out


def test_a_sound_warehouse_has_no_gaps_and_no_roots(run: Run, built: Path) -> None:
    assert run("gaps", project=built).code == 0
    assert "no gaps" in run("gaps", project=built).err
    day = _first_date(run, built, "player_game_summary")
    traced = run("trace", "player_game_summary", day, "--json", project=built)
    assert traced.code == 0
    assert traced.envelope["findings"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["trace", "no_such_table", "2021-10-19"],
        ["trace", "player_game_summary"],
        ["trace", "player_game_summary", "2021-10-19", "--column", "height"],
        ["trace", "player_game_summary", "2021-10-19", "--key", "player_id"],
        ["impact", "player_game_summary", "2021-10-19", "--key", "height=2"],
        ["impact", "player_game_summary", "2021-10-19", "--key", "player_id=tall"],
        ["impact", "teams", "2021-10-19"],
        ["incident", "player_game_summary", "soon"],
    ],
)
def test_wrong_questions_exit_2(run: Run, built: Path, words: list[str]) -> None:
    answered = run(*words, project=built)
    assert answered.code == 2, answered.err
    assert "error:" in answered.err
