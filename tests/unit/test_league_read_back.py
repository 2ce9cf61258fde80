"""What the source modules make of a league's files: everything, without a complaint."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from fullcourt.domain.outcomes import Outcome
from fullcourt.league import Format, League, LeagueConfig, simulate, write
from fullcourt.sources.read import read_file

_RECOGNISED = {
    Format.SCHEDULE: "data_nba_schedule",
    Format.SCHEDULE_CDN: "cdn_schedule",
    Format.PLAYER_BOX: "leaguegamelog",
    Format.TEAM_BOX: "leaguegamelog",
    Format.PLAY_BY_PLAY: "v2",
    Format.SHOTS: "shotchartdetail",
    Format.PLAYER_BOX_SECONDS: "boxscoretraditionalv3",
    Format.PLAY_BY_PLAY_CDN: "cdn_reduced",
    Format.GAME_INFO: "game_info",
    Format.ODDS: "season_odds",
    Format.PROPS: "odds_api_props",
    Format.INJURY_REPORT: "official_injury_report",
    Format.INJURY_TRANSACTIONS: "prosportstransactions",
    Format.POSTPONED: "cbssports_postponed",
}


@pytest.fixture(scope="module")
def league() -> League:
    """Long enough for a December postponement and for points lines."""
    config = LeagueConfig(
        dates=75, teams=4, games_per_date=1, seed=8, postponements=2, trades=0, all_star_break=False
    )
    return simulate(config)


@pytest.mark.parametrize("container", ["parquet", "csv"])
@pytest.mark.parametrize("which", list(Format))
def test_every_file_is_recognised_and_read_whole(
    league: League, tmp_path: Path, which: Format, container: str
) -> None:
    paths = write(league, tmp_path, formats=[which], container=container)
    assert paths
    con = duckdb.connect()
    parsed = read_file(con, paths[-1])
    assert parsed.format == _RECOGNISED[which]
    assert [p for p in parsed.problems if p.lost] == []
    assert parsed.outcome is Outcome.OK


def test_events_read_back_to_the_box(league: League, tmp_path: Path) -> None:
    """Credits and points by player, counted from the parsed feed, equal the box lines."""
    for which in (Format.PLAY_BY_PLAY, Format.PLAY_BY_PLAY_CDN):
        (path,) = write(league, tmp_path, formats=[which])
        con = duckdb.connect()
        table = read_file(con, path).tables["nbac_play_by_play"]
        blocks, assists, points, steals = con.execute(
            "select count(blocker_id), count(assister_id), sum(shot_value) filter (made),"
            f" count(stealer_id) from {table} where event_type in"
            " ('shot', 'free_throw', 'turnover')"
        ).fetchall()[0]
        box = league.team_games
        assert blocks == box["blk"].sum()
        assert assists == box["ast"].sum()
        assert points == box["points"].sum()
        assert steals == box["stl"].sum()


def test_scores_of_game_info_come_out_unswapped(league: League, tmp_path: Path) -> None:
    (path,) = write(league, tmp_path, formats=[Format.GAME_INFO])
    con = duckdb.connect()
    table = read_file(con, path).tables["game_info"]
    rows = con.execute(f"select home_score, away_score from {table} order by game_id").fetchall()
    assert np.array_equal(np.array(rows), league.score)
