"""S4: games are postponed after their features were built; and a date whose facts are missing."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.verdicts import Verdict
from fullcourt.league import DEFAULT_FORMATS, Format, faults, write
from scenario import kit
from scenario.kit import Contents, Site

BY_GAME = (
    "upcoming_team_game_context",
    "upcoming_player_game_context",
    "player_composite_factors",
    "ml_feature_store",
)


@dataclass(frozen=True)
class Moved:
    """One postponed game."""

    game: str
    planned: date
    played: date


@dataclass(frozen=True)
class Surprise:
    """A project built before anybody was told, and the truth once everybody is.

    Args:
        project: Built at `moment` from files that know of no postponement.
        moment: When.
        told: The files of the end of the season.
        truth: What a project holds that took the same files in and was built once.
        moved: The games.
        before: What the project held at `moment`.
    """

    project: Path
    moment: datetime
    told: Path
    truth: Contents
    moved: list[Moved]
    before: Contents


def moved_games(site: Site) -> list[Moved]:
    schedule = site.league.schedule
    return [
        Moved(str(game), planned, played)
        for game, planned, played in zip(
            schedule.games["game_id"].tolist(),
            schedule.planned_dates.tolist(),
            schedule.dates.tolist(),
            strict=True,
        )
        if planned != played
    ]


@pytest.fixture(scope="module")
def surprise(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Surprise:
    folder = tmp_path_factory.mktemp("surprise")
    moved = moved_games(site)
    assert len(moved) == site.league.config.postponements
    moment = datetime.combine(max(m.planned for m in moved) + timedelta(days=1), time(16))
    unaware = faults.postponed_late(site.league, by=timedelta(days=60))
    write(unaware, folder / "early", as_of=moment)
    early = [folder / "early"]
    with kit.build_project(folder / "project", early, now=moment.isoformat()) as wh:
        before = kit.contents(wh)
    with kit.build_project(folder / "truth", [*early, site.raw]) as wh:
        assert kit.bad(wh.status()) == {}
        truth = kit.contents(wh)
    return Surprise(folder / "project", moment, site.raw, truth, moved, before)


@pytest.fixture
def unaware(surprise: Surprise, tmp_path: Path) -> Iterator[Warehouse]:
    folder = shutil.copytree(surprise.project, tmp_path / "own")
    with open_warehouse(folder, now=kit.NOW) as wh:
        yield wh


def rows_of(wh: Warehouse, model: str, game: str, day: date) -> int:
    return int(
        wh.store().scalar(
            f"select count(*) from {model} where game_id = ? and game_date = ?", [game, day]
        )
    )


def test_before_the_news_the_features_are_right(surprise: Surprise, tmp_path: Path) -> None:
    folder = shutil.copytree(surprise.project, tmp_path / "own")
    with open_warehouse(folder, now=surprise.moment.isoformat()) as wh:
        assert {c: v for c, v in kit.bad(wh.status()).items() if c[0] != "games"} == {}
        for m in surprise.moved:
            assert rows_of(wh, "ml_feature_store", m.game, m.planned) > 20


def test_a_game_nothing_proves_is_a_finding(surprise: Surprise, tmp_path: Path) -> None:
    """Its date is over and neither a result nor a postponement came: not `no games`."""
    folder = shutil.copytree(surprise.project, tmp_path / "own")
    with open_warehouse(folder, now=surprise.moment.isoformat()) as wh:
        cells = kit.by_cell(wh.status())
        for m in surprise.moved:
            assert not cells["games", m.planned].verdict.is_good
        reasons = {reason for _, _, reason, _ in kit.findings(wh)}
        assert "game_unproved" in reasons


def test_the_news_alone_shows_phantoms(surprise: Surprise, unaware: Warehouse) -> None:
    counts = {
        (model, m.planned): rows_of(unaware, model, m.game, m.planned)
        for model in BY_GAME
        for m in surprise.moved
    }
    assert all(counts.values())
    unaware.ingest([surprise.told])
    cells = kit.by_cell(unaware.status())
    phantoms = {c: s.counts.phantom for c, s in cells.items() if s.verdict is Verdict.PHANTOM}
    assert phantoms == counts


def test_retired_at_the_old_date_built_at_the_new(surprise: Surprise, unaware: Warehouse) -> None:
    unaware.ingest([surprise.told])
    kit.recover(unaware)
    for m in surprise.moved:
        for model in BY_GAME:
            assert rows_of(unaware, model, m.game, m.planned) == 0, model
        assert rows_of(unaware, "ml_feature_store", m.game, m.played) > 20
        kept = unaware.store().rows(
            "select game_date, status from games where game_id = ?", [m.game]
        )
        assert kept == [(m.played, "played")]
    kit.assert_as_never_damaged(unaware, surprise.truth)


def test_a_backfill_does_the_same(surprise: Surprise, unaware: Warehouse) -> None:
    unaware.ingest([surprise.told])
    unaware.backfill()
    kit.assert_as_never_damaged(unaware, surprise.truth)


def test_the_other_games_of_the_old_dates_stay(surprise: Surprise, unaware: Warehouse) -> None:
    """Rows of the games that were played there are the same to the last bit."""

    def others(model: str) -> set[tuple[object, ...]]:
        gone = ", ".join(f"'{m.game}'" for m in surprise.moved)
        days = ", ".join(f"date '{m.planned}'" for m in surprise.moved)
        return {
            tuple(map(str, row))
            for row in unaware.store().rows(
                f"select * from {model} where game_date in ({days}) and game_id not in ({gone})"
            )
        }

    before = {model: others(model) for model in BY_GAME}
    assert all(len(rows) > 20 for rows in before.values())
    unaware.ingest([surprise.told])
    unaware.backfill()
    assert {model: others(model) for model in BY_GAME} == before


def test_a_date_without_any_fact_is_not_a_date_without_games(site: Site, tmp_path: Path) -> None:
    """Everything but the schedule's results is lost for one date: played games, missing facts."""
    day = site.dates[20]
    games = faults.games_on(site.league, day)
    raw = site.copy_raw(tmp_path / "raw")
    facts = [f for f in DEFAULT_FORMATS if f is not Format.SCHEDULE]
    faults.drop_rows(raw, facts, games=games)
    with kit.build_project(tmp_path / "blind", [raw]) as wh:
        cells = kit.by_cell(wh.status())
        assert Verdict.EXPECTED_EMPTY not in {s.verdict for (_, d), s in cells.items() if d == day}
        assert wh.store().rows(
            f"select status, count(*) from games where game_date = date '{day}' group by 1"
        ) == [("played", len(games))]
        for model in ("nbac_team_boxscore", "team_offense_game_summary"):
            counts = cells[model, day].counts
            assert (counts.expected, counts.missing) == (2 * len(games), 2 * len(games)), model
        unknown = wh.store().scalar(
            f"select count(*) from player_games where game_date = date '{day}'"
            " and appearance = 'unknown'"
        )
        assert unknown > 20 * len(games) / 2
        assert cells["nbac_gamebook", day].verdict is Verdict.PARTIAL
        after = cells["team_defense_zone_analysis", site.dates[21]]
        assert after.verdict is Verdict.HOLED
        teams = wh.store().scalar(
            "select count(*) from team_defense_zone_analysis where not window_complete"
            f" and game_date = date '{site.dates[21]}'"
        )
        assert teams == 2 * len(games)

        wh.ingest([site.raw])
        wh.backfill()
        kit.assert_as_never_damaged(wh, site.contents)
