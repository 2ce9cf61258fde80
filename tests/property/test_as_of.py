"""Law 3: nothing at date t comes from anything that was not known before t's tip-offs."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mini_warehouse import NOW, Hashes, differences, hashes, ingested, league, write_raw

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.plan import Selection
from oracle.cutoff import cut_folder, read_raw, write_raw_file

TABLES = (
    *("upcoming_team_game_context", "upcoming_player_game_context", "team_defense_zone_analysis"),
    *("player_shot_zone_analysis", "player_composite_factors", "player_daily_cache"),
    "ml_feature_store",
)
LEAKY = """/*
about = "Points a game up to and including the game that is still to be played."
grain = ["game_date", "player_id"]
[reads]
upcoming_player_game_context = "same day"
player_game_summary = ["season before", "same day"]
[columns]
season = "TEXT: season"
game_date = "DATE: date"
player_id = "INT: player"
points_total = "INT: sum of points, the coming game included"
*/
select u.season, u.game_date, u.player_id, cast(sum(s.points) as integer) as points_total
from upcoming_player_game_context as u
join player_game_summary as s
    on s.player_id = u.player_id and s.season = u.season and s.game_date <= u.game_date
where u.game_date between @start and @end
group by u.season, u.game_date, u.player_id
"""


def add_late_reports(raw: Path) -> None:
    """After every tip-off the whole league is out: a report that features must not see."""
    path = next(raw.glob("injury_report_*.csv"))
    reports = read_raw(path)
    late = reports.drop_duplicates(["Game Date", "Team", "Player Name"]).copy()
    late["Current Status"] = "Out"
    days = pd.to_datetime(late["Game Date"], format="%m/%d/%Y") + timedelta(hours=23)
    late["Report Time"] = days.dt.strftime("%Y-%m-%d %H:%M")
    write_raw_file(pd.concat([reports, late]), path)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty teams, so that a league distribution exists from the sixth date on."""
    folder = write_raw(league(dates=8, teams=20, seed=5), tmp_path_factory.mktemp("raw") / "all")
    add_late_reports(folder)
    return folder


@pytest.fixture(scope="module")
def full(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Everything known and built, a leaky table of the user's own among it."""
    folder = tmp_path_factory.mktemp("full") / "project"
    with open_warehouse(with_leaky_model(ingested(folder, raw)), now=NOW) as warehouse:
        warehouse.backfill()
        yield warehouse


@pytest.fixture(scope="module")
def played(full: Warehouse) -> dict[str, date]:
    """When each game took place, by the box scores."""
    frame = full.sql("select distinct game_id, game_date from nbac_team_boxscore").fetchall()
    return dict(frame)


def with_leaky_model(project: Path) -> Path:
    path = project / "models" / "features" / "leaky_points.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LEAKY, encoding="utf-8")
    return project


def known_before(raw: Path, day: date, played: dict[str, date], folder: Path) -> Hashes:
    """Hashes of a date's cells, built where nothing later has ever been heard of."""
    cut = folder / "raw"
    lost = cut_folder(raw, cut, day, played)
    assert {p.split("_2021")[0] for p in lost} >= {
        "player_box",
        "team_box",
        "play_by_play",
        "shots",
    }
    project = with_leaky_model(ingested(folder / "project", cut))
    with open_warehouse(project, now=NOW) as warehouse:
        warehouse.backfill(Selection(models=(*TABLES, "leaky_points"), dates=(day,)))
        return cells_of(hashes(warehouse), day)


def cells_of(found: Hashes, day: date) -> Hashes:
    return {c: h for c, h in found.items() if c[0] in (*TABLES, "leaky_points") and c[1] == day}


@settings(max_examples=3)
@given(st.integers(1, 7))
@example(7)
def test_what_comes_later_changes_nothing(
    raw: Path, full: Warehouse, played: dict[str, date], number: int
) -> None:
    day = sorted(set(played.values()))[number]
    with TemporaryDirectory() as folder:
        found = known_before(raw, day, played, Path(folder))
    expected = cells_of(hashes(full), day)
    assert len(expected) == len(TABLES) + 1
    assert [c for c, _ in differences(found, expected)] == ["leaky_points"]


def test_the_cut_reaches_the_features(full: Warehouse, played: dict[str, date]) -> None:
    """The dates compared above hold what could leak: scores, out sets, lines, reports."""
    last = max(played.values())
    row = full.sql(
        "select count(*), count(opponent_strength_score), count(points_avg_5), sum(teammates_out),"
        f" count(game_total) from ml_feature_store where game_date = '{last}'"
    ).fetchone()
    assert row is not None
    assert all(value > 50 for value in row), row
    late = full.sql("select count(*) from injury_report where status = 'out'").fetchone()
    assert late is not None
    assert late[0] > 200
