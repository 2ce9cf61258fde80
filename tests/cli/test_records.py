"""What the ledger vouches for wrongly, and what landing has lost: seen, and mended."""

import json
from pathlib import Path

from fullcourt.warehouse.store import Store

from .conftest import Run

FEATURES = "ml_feature_store"
BOX = "nbac_gamebook"


def _do(project: Path, *statements: str) -> list[tuple[object, ...]]:
    with Store(project / "wh.duckdb") as store:
        for statement in statements[:-1]:
            store.con.execute(statement)
        return store.rows(statements[-1])


def _a_box(project: Path) -> tuple[object, ...]:
    """The first game's box score as it landed: its payload and its date."""
    return _do(
        project,
        f"""select p.payload_id, g.game_date from landing.payload p
        join games g on g.game_id = p.unit where p.table_name = '{BOX}' order by 2, 1 limit 1""",
    )[0]


def _last_date(project: Path, table: str) -> str:
    return str(_do(project, f"select max(game_date) from {table}")[0][0])


def _hashes(project: Path) -> list[tuple[object, ...]]:
    return _do(
        project,
        "select model, game_date, row_count, content_hash from ledger.build"
        " where is_current order by all",
    )


def _planned(run: Run, project: Path) -> dict[str, list[str]]:
    steps = run("plan", "--json", project=project).envelope["data"]
    return {s["model"]: [c for c, *_ in s["cells"]] for s in steps}


def test_an_empty_record_of_inputs_is_stale(run: Run, own: Path) -> None:
    """Stored source hashes were empty, so nothing ever looked stale."""
    day = _last_date(own, FEATURES)
    where = f"model = '{FEATURES}' and game_date = date '{day}'"
    _do(own, f"update ledger.build set inputs_hash = '' where {where}", "select 1")
    assert list(_planned(run, own)) == [FEATURES]
    stale = run("status", "--json", "--cells", "--model", FEATURES, project=own).envelope["data"]
    assert [c["game_date"] for c in stale if c["verdict"] == "stale"] == [day]
    assert run("backfill", project=own).code == 0
    assert _planned(run, own) == {}


def test_a_status_tells_the_verdicts_of_its_own_moment(run: Run, own: Path) -> None:
    """What the last run judged is read back only where judging again would say the same."""
    from fullcourt.api import open_warehouse
    from fullcourt.integrity.assess import judge_cells
    from fullcourt.integrity.evaluate import read_counts
    from fullcourt.integrity.recall import recall

    first = str(_do(own, "select min(game_date) from games")[0][0])
    run("verify", "--now", f"{first}T12:00", project=own)
    recalled = 0
    for moment in (f"{first}T11:00", f"{first}T13:00", f"{first}T23:00", "2030-01-01"):
        with open_warehouse(own, now=moment) as warehouse:
            judged = judge_cells(warehouse.state(), read_counts(warehouse.store()))
            assert warehouse.status() == judged, moment
            known = recall(warehouse.store(), warehouse.graph, warehouse.now, 1)
            recalled += known is not None
    assert recalled == 2, "until the evening's first tip-off"


def test_a_record_that_covers_less_than_was_read_is_found(run: Run, own: Path) -> None:
    """The hash is that of fewer inputs than the recorded ones."""
    day = _last_date(own, FEATURES)
    before = _hashes(own)
    _do(
        own,
        f"""delete from ledger.edge where input = 'player_daily_cache' and build_id in (
            select build_id from ledger.build
            where model = '{FEATURES}' and game_date = date '{day}')""",
        "select 1",
    )
    answered = run("verify", "--json", project=own)
    assert answered.code == 3
    assert [(f["model"], f["first"]) for f in answered.envelope["findings"]] == [(FEATURES, day)]
    assert run("recover", project=own).code == 0
    assert run("verify", project=own).code == 0
    assert _hashes(own) == before


def test_what_only_a_deep_look_finds_is_remembered_and_recovered(run: Run, own: Path) -> None:
    """Rows that the ledger agrees with, and no build yields."""
    before = _hashes(own)
    day = _last_date(own, FEATURES)
    where = f"model = '{FEATURES}' and game_date = date '{day}'"
    old = _do(own, f"select content_hash from ledger.build where {where} and is_current")[0][0]
    table = f"update {FEATURES} set tip_utc = tip_utc + interval 1 minute"
    _do(own, f"{table} where game_date = date '{day}'", "select 1")
    assert run("verify", project=own).code == 3
    # An older tool recorded just that.
    from fullcourt.integrity.verify import actual_contents
    from fullcourt.warehouse.models import load_models

    with Store(own / "wh.duckdb") as store:
        contents = {str(d): c for d, c in actual_contents(store, load_models()[FEATURES]).items()}
    new = contents[day][1]
    assert new != old
    _do(own, f"update ledger.build set content_hash = '{new}' where {where}", "select 1")
    assert run("verify", project=own).code == 0, "hashes agree"
    assert run("verify", "--deep", project=own).code == 3

    status = run("status", "--json", "--model", FEATURES, "--cells", project=own).envelope
    worst = {c["game_date"]: c["verdict"] for c in status["data"] if c["game_date"] == day}
    assert worst == {day: "drifted"}
    assert run("verify", project=own).code == 3, "a shallow look does not take it back"
    assert run("recover", project=own).code == 0
    assert run("verify", "--deep", project=own).code == 0
    assert _hashes(own) == before


def test_lost_landing_rows_are_found_and_the_same_file_mends_them(
    run: Run, own: Path, raw: Path
) -> None:
    before = _hashes(own)
    lost, _day = _a_box(own)
    _do(own, f"delete from landing.{BOX} where payload_id = {lost}", "select 1")
    answered = run("verify", "--json", project=own)
    assert answered.code == 3
    finding = answered.envelope["findings"][0]
    assert (finding["model"], finding["verdict"]) == (BOX, "contaminated")

    gap = run("gaps", "--json", project=own).envelope["findings"][0]
    command = gap["remedy"]["command"]
    assert command.startswith("fullcourt ingest ")
    assert Path(command.split()[-1]).is_file()

    assert run("recover", project=own).code == 3, "no build can bring them back"
    assert _hashes(own) == before
    files = run("ingest", "--json", raw, project=own).envelope
    assert files["summary"]["new_units"] == 1
    assert BOX in _planned(run, own)
    assert run("backfill", project=own).code == 0
    assert run("verify", project=own).code == 0
    assert _hashes(own) == before
    assert json.loads(run("plan", "--json", project=own).out)["summary"]["cells"] == 0


def test_what_was_built_from_lost_landing_rows_is_built_again(
    run: Run, own: Path, raw: Path
) -> None:
    """The loss went unseen, a rebuild published it, and only then somebody looked."""
    before = _hashes(own)
    lost, _day = _a_box(own)
    _do(
        own,
        f"delete from landing.{BOX} where payload_id = {lost}",
        f"update ledger.build set code_hash = 'other' where model = '{BOX}'",
        "select 1",
    )
    run("backfill", project=own)
    assert _hashes(own) != before
    assert run("verify", project=own).code == 3
    run("ingest", raw, project=own)
    assert run("backfill", project=own).code == 0
    assert run("verify", project=own).code == 0
    assert _hashes(own) == before


def test_a_game_that_nothing_proves_is_overdue_only_after_its_date(
    run: Run, tmp_path: Path, raw: Path
) -> None:
    """Planned, its date over, and nobody said what became of it."""
    project = tmp_path / "nba"
    assert run("init", project, "--warehouse", "wh.duckdb").code == 0
    schedule = [p for p in raw.iterdir() if "schedule" in p.name]
    moment = ["--now", "2021-10-01"]
    assert run("ingest", *schedule, *moment, project=project).code == 0
    _do(project, "delete from landing.nbac_schedule where status = 'final'", "select 1")
    assert run("backfill", *moment, project=project).code == 0
    early = run("status", "--json", "--model", "games", *moment, project=project).envelope
    assert early["ok"]
    late = run("status", "--json", "--check", "--model", "games", project=project)
    assert late.code == 3
    run("backfill", project=project)
    reasons = _do(project, "select distinct reason, class from ledger.finding")
    assert ("game_unproved", "defect") in reasons


def test_an_older_ledger_is_brought_up_to_date(run: Run, own: Path) -> None:
    _do(
        own,
        "drop view ledger.cell",
        "alter table ledger.assessment drop column unsettled",
        "alter table ledger.assessment drop column unstable",
        "alter table ledger.change drop column columns",
        "update ledger.meta set value = '1' where key = 'version'",
        "select 1",
    )
    answered = run("status", project=own)
    assert answered.code == 2
    assert "fullcourt verify" in answered.err
    assert run("verify", project=own).code == 0
    assert run("status", "--check", project=own).code == 0


def test_a_rebuild_never_publishes_what_landing_is_known_to_have_lost(run: Run, own: Path) -> None:
    before = _hashes(own)
    lost, day = _a_box(own)
    _do(own, f"delete from landing.{BOX} where payload_id = {lost}", "select 1")
    run("verify", project=own)
    _do(own, f"update ledger.build set code_hash = 'other' where model = '{BOX}'", "select 1")
    answered = run("backfill", project=own)
    assert answered.code == 4
    assert f"landing.{BOX} holds 0 of" in answered.out + answered.err
    rows = _do(own, f"select count(*) from {BOX} where game_date = date '{day}'")
    assert rows == [(next(h[2] for h in before if h[:2] == (BOX, day)),)]


OWN_MODEL = """/*
about = "Points of each player and game, of the user's own."
grain = ["game_date", "game_id", "player_id"]
[reads]
player_game_summary = "same day"
[columns]
{columns}
*/
select {select} from player_game_summary where game_date between @start and @end
"""
_DECLARED = {
    "season": "TEXT: season",
    "game_date": "DATE: date",
    "game_id": "TEXT: game",
    "rebounds": "INT: rebounds",
    "player_id": "INT: player",
    "points": "INT: points",
}


def _declare(project: Path, **columns: str) -> None:
    path = project / "models" / "analytics" / "own_points.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    declared = {n: d for n, d in _DECLARED.items() if n != "rebounds"} | columns
    ordered = [n for n in _DECLARED if n in declared] + [n for n in columns if n not in _DECLARED]
    made = {"rebounds": "oreb + dreb as rebounds", "twice": "cast(2 * points as bigint) as twice"}
    text = OWN_MODEL.format(
        columns="\n".join(f'{n} = "{declared[n]}"' for n in ordered),
        select=", ".join(made.get(n, n) for n in ordered),
    )
    path.write_text(text)


def test_a_model_may_gain_and_lose_columns(run: Run, own: Path) -> None:
    """In the middle, at the end, of another type; what was built before is built again."""
    _declare(own)
    assert run("backfill", project=own).code == 0
    _declare(own, rebounds="INT: rebounds", twice="BIGINT: twice the points")
    assert list(_planned(run, own)) == ["own_points"]
    assert run("backfill", project=own).code == 0
    wrong = "o.rebounds <> s.oreb + s.dreb or o.twice <> 2 * s.points or o.points <> s.points"
    assert _do(
        own,
        "select count(*) filter (where o.points is not null), count(*) filter (where"
        f" {wrong}), (select count(*) from player_game_summary)"
        " from own_points o join player_game_summary s using (game_id, player_id)",
    )[0][1:] == (0, _do(own, "select count(*) from own_points")[0][0])
    assert run("verify", project=own).code == 0
    _declare(own)
    assert run("backfill", project=own).code == 0
    assert run("verify", project=own).code == 0
    assert _do(own, "select column_name from duckdb_columns() where table_name = 'own_points'") == [
        ("season",), ("game_date",), ("game_id",), ("player_id",), ("points",)
    ]  # fmt: skip
