"""The simulated league against three real seasons: the same queries over the same file formats."""

import os
from pathlib import Path

import duckdb
import pytest

from fullcourt.league import Format, LeagueConfig, simulate, write

pytestmark = pytest.mark.real

_SEASONS = ("2021-22", "2022-23", "2023-24")
_TEAM = """
    select avg(PTS::double) as points, avg(FGM::double) as fgm, avg(FGA::double) as fga,
        avg(FG3M::double) as fg3m, avg(FG3A::double) as fg3a, avg(FTM::double) as ftm,
        avg(FTA::double) as fta, avg(OREB::double) as oreb, avg(DREB::double) as dreb,
        avg(AST::double) as ast, avg(STL::double) as stl, avg(BLK::double) as blk,
        avg(TOV::double) as tov, avg(PF::double) as pf, stddev(PTS::double) as points_sd,
        avg(FGA::double + 0.44 * FTA::double + TOV::double - OREB::double)
            * avg(case when MIN::double > 250 then 240 / MIN::double else 1 end) as pace,
        100 * avg(case when MATCHUP like '%vs.%' then (WL = 'W')::int end) as home_win_pct,
        100.0 * sum((MIN::double > 250)::int) / count(*) as overtime_pct
    from '{team}'
"""
_SPREAD = """
    with w as (select 100 * avg((WL = 'W')::int) as pct from '{team}' group by TEAM_ID),
    m as (
        select a.PTS::int - b.PTS::int as margin from '{team}' as a join '{team}' as b
        on a.GAME_ID = b.GAME_ID and a.MATCHUP like '%vs.%' and b.MATCHUP like '%@%'
    )
    select (select stddev(pct) from w) as win_pct_sd, avg(margin) as home_margin,
        stddev(margin) as margin_sd from m
"""
_PLAYER = """
    select count(*) / count(distinct GAME_ID) as players_a_game,
        count(distinct PLAYER_ID) as players,
        stddev(PTS::double) as player_points_sd, median(MIN::double) as minutes_median,
        quantile_cont(MIN::double, 0.25) as minutes_25,
        quantile_cont(MIN::double, 0.75) as minutes_75,
        quantile_cont(MIN::double, 0.95) as minutes_95,
        quantile_cont(PTS::double, 0.75) as points_75, quantile_cont(PTS::double, 0.95) as points_95
    from '{player}'
"""
_REST = """
    with g as (
        select TEAM_ID, GAME_ID, PTS::int as pts, GAME_DATE::date - 1 - lag(GAME_DATE::date)
            over (partition by TEAM_ID order by GAME_DATE) as rest from '{team}'
    )
    select 100 * avg((a.rest = 0)::int) as back_to_back_pct,
        avg(case when a.rest = 0 then a.pts - b.pts end)
            - avg(case when a.rest between 1 and 2 then a.pts - b.pts end) as back_to_back_margin
    from g as a join g as b on a.GAME_ID = b.GAME_ID and a.TEAM_ID <> b.TEAM_ID
"""
_ZONES = """
    with s as (
        select SHOT_ZONE_BASIC as zone, SHOT_MADE_FLAG as made, SHOT_ATTEMPTED_FLAG as one,
            (p.PERSON3TYPE in ('4', '5') and p.PLAYER3_ID <> '0')::int as blocked,
            (p.HOMEDESCRIPTION || p.VISITORDESCRIPTION like '% AST)')::int as assisted
        from '{shots}' as s join '{pbp}' as p
        on p.GAME_ID = s.GAME_ID and p.EVENTNUM = s.GAME_EVENT_ID::varchar
    )
    select zone, 100.0 * count(*) / (select count(*) from s) as share, 100 * avg(made) as fg_pct,
        100.0 * sum(blocked) / (select sum(blocked) from s) as block_share,
        100.0 * avg(case when made = 1 then assisted end) as assisted
    from s group by zone
"""
_EVENTS = """
    select count(*) / count(distinct GAME_ID) as events_a_game,
        sum((EVENTMSGTYPE = '4' and PLAYER1_ID like '16106%')::int) / count(distinct GAME_ID)
            as team_rebounds
    from '{pbp}'
"""
# How far from the range of the three seasons, in percent of it (or absolute where so named).
_RELATIVE = {
    "points": 2,
    "fgm": 2,
    "fga": 2,
    "fg3m": 4,
    "fg3a": 4,
    "ftm": 4,
    "fta": 4,
    "oreb": 6,
    "dreb": 4,
    "ast": 4,
    "stl": 4,
    "blk": 5,
    "tov": 4,
    "pf": 4,
    "pace": 2,
    "points_sd": 10,
    "margin_sd": 10,
    "win_pct_sd": 25,
    "players_a_game": 2,
    "players": 8,
    "player_points_sd": 6,
    "minutes_median": 5,
    "minutes_25": 12,
    "minutes_75": 5,
    "minutes_95": 5,
    "points_75": 8,
    "points_95": 8,
    "events_a_game": 6,
    "team_rebounds": 12,
}
_ABSOLUTE = {
    "home_win_pct": 3.0,
    "home_margin": 1.0,
    "overtime_pct": 2.5,
    "back_to_back_pct": 3.0,
    "back_to_back_margin": 2.0,
}


def _figures(files: dict[str, Path], *queries: str) -> dict[str, float]:
    con = duckdb.connect()
    out: dict[str, float] = {}
    for query in queries:
        answer = con.execute(query.format(**files))
        names = [column[0] for column in answer.description]
        out |= dict(zip(names, answer.fetchone(), strict=True))
    return {name: float(value) for name, value in out.items()}


def _zones(files: dict[str, Path]) -> dict[str, dict[str, float]]:
    answer = duckdb.connect().execute(_ZONES.format(**files))
    names = [column[0] for column in answer.description][1:]
    return {zone: dict(zip(names, row, strict=True)) for zone, *row in answer.fetchall()}


@pytest.fixture(scope="module")
def corpus() -> Path:
    return Path(os.environ["FULLCOURT_CORPUS"])


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One simulated season, written in the real formats."""
    wanted = {
        "team": Format.TEAM_BOX,
        "player": Format.PLAYER_BOX,
        "shots": Format.SHOTS,
        "pbp": Format.PLAY_BY_PLAY,
    }
    folder = tmp_path_factory.mktemp("league")
    paths = write(simulate(LeagueConfig(seed=11)), folder, formats=list(wanted.values()))
    return dict(zip(wanted, paths, strict=True))


def _real(corpus: Path, season: str) -> dict[str, Path]:
    return {
        "team": corpus / season / "team_box.parquet",
        "player": corpus / season / "player_box.parquet",
        "shots": corpus / season / "shots_shotchartdetail_first102400.parquet",
        "pbp": corpus / season / "play_by_play.parquet",
    }


def test_league_averages_are_those_of_real_seasons(
    corpus: Path, simulated: dict[str, Path]
) -> None:
    """Every average lies within a few percent of the range of the three real seasons."""
    queries = (_TEAM, _SPREAD, _PLAYER, _REST, _EVENTS)
    real = [_figures(_real(corpus, season), *queries) for season in _SEASONS]
    ours = _figures(simulated, *queries)
    wrong = []
    for name, value in ours.items():
        low, high = min(r[name] for r in real), max(r[name] for r in real)
        if name in _ABSOLUTE:
            slack_low = slack_high = _ABSOLUTE[name]
        else:
            slack_low, slack_high = (_RELATIVE[name] / 100 * edge for edge in (low, high))
        if not low - slack_low <= value <= high + slack_high:
            wrong.append(f"{name}: {value:.2f}, real {low:.2f} to {high:.2f}")
        print(f"{name:22} {value:8.2f}   real {low:8.2f} to {high:8.2f}")
    assert not wrong


def test_shots_fall_in_zones_as_real_ones_do(corpus: Path, simulated: dict[str, Path]) -> None:
    """Shares, accuracy, blocks and assists by zone, in percentage points of the real range."""
    real = [_zones(_real(corpus, season)) for season in _SEASONS]
    ours = _zones(simulated)
    limits = {"share": 1.5, "fg_pct": 2.0, "block_share": 2.5, "assisted": 4.0}
    wrong = []
    for zone, figures in ours.items():
        for name, limit in limits.items():
            if zone == "Backcourt" and name != "share":
                continue
            low, high = min(r[zone][name] for r in real), max(r[zone][name] for r in real)
            print(f"{zone:22} {name:12} {figures[name]:6.2f}   real {low:6.2f} to {high:6.2f}")
            if not low - limit <= figures[name] <= high + limit:
                wrong.append(f"{zone} {name}: {figures[name]:.1f}, real {low:.1f} to {high:.1f}")
    assert not wrong
