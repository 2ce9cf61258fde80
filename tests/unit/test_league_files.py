"""The files a league writes: their columns, what is known when, and what faults do to them."""

import csv
import gzip
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from fullcourt.league import DEFAULT_FORMATS, Format, League, LeagueConfig, faults, simulate, write
from fullcourt.league.write import snapshot_moments


@pytest.fixture(scope="module")
def league() -> League:
    return simulate(LeagueConfig.mini(dates=8, teams=6, seed=4))


@pytest.fixture(scope="module")
def moved() -> League:
    """A league long enough for December, with two postponed games."""
    config = LeagueConfig(
        dates=75, teams=4, games_per_date=1, seed=8, postponements=2, trades=0, all_star_break=False
    )
    return simulate(config)


def _rows(path: Path) -> list[dict[str, object]]:
    source = f"read_parquet('{path}')"
    if path.suffix != ".parquet":
        source = f"read_csv('{path}', all_varchar = true, header = true)"
    answer = duckdb.connect().execute(f"select * from {source}")
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _one(folder: Path, which: Format) -> Path:
    return next(p for p in sorted(folder.iterdir()) if p.name.startswith(f"{which.value}_2"))


def test_the_same_league_makes_the_same_bytes(league: League, tmp_path: Path) -> None:
    one = write(league, tmp_path / "one", formats=list(Format))
    two = write(simulate(league.config), tmp_path / "two", formats=list(Format))
    assert [p.name for p in one] == [p.name for p in two]
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_default_files_and_containers(league: League, tmp_path: Path) -> None:
    names = {p.name.split("_20")[0] for p in write(league, tmp_path)}
    assert names == {f.value for f in DEFAULT_FORMATS}
    (path,) = write(league, tmp_path / "gz", formats=["team_box"], container="csv.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2 * len(league.score)
    assert {row["MATCHUP"].split()[1] for row in rows} == {"vs.", "@"}


def test_boxes_read_as_the_game_logs_do(league: League, tmp_path: Path) -> None:
    write(league, tmp_path, formats=[Format.PLAYER_BOX, Format.TEAM_BOX])
    players = _rows(_one(tmp_path, Format.PLAYER_BOX))
    teams = _rows(_one(tmp_path, Format.TEAM_BOX))
    assert len(players[0]) == 31
    assert len(teams[0]) == 29
    assert {row["SEASON_ID"] for row in players} == {"22021"}
    assert sum(int(str(row["PTS"])) for row in players) == league.score.sum()
    assert any(row["FG3_PCT"] == "" and row["FG3A"] == "0" for row in players)
    assert {row["WL"] for row in teams} == {"W", "L"}


def test_play_by_play_texts_say_who_did_what(league: League, tmp_path: Path) -> None:
    (path,) = write(league, tmp_path, formats=[Format.PLAY_BY_PLAY])
    rows = _rows(path)
    assert len(rows[0]) == 34
    assert all(isinstance(value, str) for row in rows[:50] for value in row.values())
    texts = [f"{r['HOMEDESCRIPTION']}|{r['VISITORDESCRIPTION']}" for r in rows]
    kinds = [str(r["EVENTMSGTYPE"]) for r in rows]
    assert sum("AST)" in t for t in texts) == league.team_games["ast"].sum()
    assert sum("BLK)" in t for t in texts) == league.team_games["blk"].sum()
    assert sum("STL)" in t for t in texts) == league.team_games["stl"].sum()
    made = sum(k == "3" and "MISS" not in t for k, t in zip(kinds, texts, strict=True))
    assert made == league.team_games["ftm"].sum()
    threes = sum(k == "1" and " 3PT " in t for k, t in zip(kinds, texts, strict=True))
    assert threes == league.team_games["fg3m"].sum()
    final = [r["SCORE"] for r in rows if str(r["NEUTRALDESCRIPTION"]).startswith("End of 4th")]
    assert len(final) == len(league.score)


def test_shots_carry_the_event_numbers(league: League, tmp_path: Path) -> None:
    write(league, tmp_path, formats=[Format.PLAY_BY_PLAY, Format.SHOTS])
    shots = {
        (r["GAME_ID"], str(r["GAME_EVENT_ID"]), str(r["PLAYER_ID"]))
        for r in _rows(_one(tmp_path, Format.SHOTS))
    }
    events = {
        (r["GAME_ID"], r["EVENTNUM"], r["PLAYER1_ID"])
        for r in _rows(_one(tmp_path, Format.PLAY_BY_PLAY))
        if r["EVENTMSGTYPE"] in ("1", "2")
    }
    assert shots == events


def test_boxes_with_seconds_list_everybody(league: League, tmp_path: Path) -> None:
    (path,) = write(league, tmp_path, formats=[Format.PLAYER_BOX_SECONDS])
    rows = _rows(path)
    played = [r for r in rows if r["minutes"]]
    assert len(played) == len(league.player_games["row"])
    clock = [str(r["minutes"]).split(":") for r in played]
    assert sum(60 * int(m) + int(s) for m, s in clock) == league.team_games["seconds"].sum()
    assert {"DNP - Coach's Decision", "NWT - Not With Team"} <= {r["comment"] for r in rows}


def test_as_of_tells_only_what_was_known(league: League, tmp_path: Path) -> None:
    tips = np.unique(league.schedule.tip_utc)
    moment: datetime = tips[-2].tolist()
    write(league, tmp_path, as_of=moment, formats=list(Format))
    known = set(league.games["game_id"][league.schedule.result_known <= np.datetime64(moment)])
    assert 0 < len(known) < len(league.score)
    for which in (Format.PLAYER_BOX, Format.TEAM_BOX, Format.PLAY_BY_PLAY, Format.SHOTS):
        assert {r["GAME_ID"] for r in _rows(_one(tmp_path, which))} == known
    plans = sorted(p for p in tmp_path.iterdir() if p.name.startswith("schedule_2"))
    latest = _rows(plans[-1])
    assert {r["gid"] for r in latest if r["stt"] == "Final"} == known
    assert len(latest) == len(league.score)
    stamps = [str(r["timestamp"]) for r in _rows(_one(tmp_path, Format.PROPS))]
    assert max(stamps) <= f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_snapshots_show_a_postponement_as_it_became_known(moved: League, tmp_path: Path) -> None:
    write(moved, tmp_path, formats=[Format.SCHEDULE, Format.POSTPONED])
    game = int(np.flatnonzero(moved.games["day"] != moved.games["planned_day"])[0])
    game_id = moved.games["game_id"][game]
    seen = []
    for path in sorted(p for p in tmp_path.iterdir() if p.name.startswith("schedule_2")):
        seen += [(r["etdate"], r["stt"]) for r in _rows(path) if r["gid"] == game_id]
    planned, played = str(moved.schedule.planned_dates[game]), str(moved.schedule.dates[game])
    assert seen[0][0] == planned
    assert (planned, "PPD") in seen
    assert seen[-1] == (played, "Final")
    assert len(_rows(_one(tmp_path, Format.POSTPONED))) == 2
    assert len(snapshot_moments(moved)) >= 4


def test_a_late_postponement_is_seen_later(moved: League, tmp_path: Path) -> None:
    first = np.nanmin(moved.games["postponed_at"])
    moment: datetime = first.tolist() + timedelta(hours=1)
    late = faults.postponed_late(moved, by=timedelta(days=3))
    told = []
    for number, league in enumerate((moved, late)):
        folder = tmp_path / str(number)
        paths = write(league, folder, as_of=moment, formats=[Format.SCHEDULE])
        told.append(sum(r["stt"] == "PPD" for r in _rows(paths[-1])))
    assert told[0] >= 1
    assert told[1] == 0


def test_dropped_rows_are_those_of_the_games_and_no_others(league: League, tmp_path: Path) -> None:
    write(league, tmp_path)
    day: date = league.schedule.dates[0].tolist()
    games = faults.games_on(league, day)
    lost = faults.drop_rows(tmp_path, [Format.PLAYER_BOX, Format.TEAM_BOX], games=games)
    assert lost > 0
    for which in (Format.PLAYER_BOX, Format.TEAM_BOX):
        left = {r["GAME_ID"] for r in _rows(_one(tmp_path, which))}
        assert left == set(league.games["game_id"]) - set(games)
    assert games[0] in {r["GAME_ID"] for r in _rows(_one(tmp_path, Format.SHOTS))}


def test_files_can_be_thinned_repeated_blanked_and_cut(league: League, tmp_path: Path) -> None:
    write(league, tmp_path, formats=[Format.TEAM_BOX, Format.PLAYER_BOX])
    rows = 2 * len(league.score)
    assert faults.repeat_rows(tmp_path, Format.TEAM_BOX, 4) == 3 * rows
    assert faults.keep_one_in(tmp_path, Format.TEAM_BOX, 4) == 3 * rows
    path = _one(tmp_path, Format.TEAM_BOX)
    assert len(_rows(path)) == rows
    assert faults.repeat_rows(tmp_path, Format.TEAM_BOX, 2, where="WL = 'W'") == rows // 2
    assert faults.keep_one_in(tmp_path, Format.TEAM_BOX, 10**6, where="WL = 'W'") > 0
    write(league, tmp_path, formats=[Format.TEAM_BOX])
    game = league.games["game_id"][0]
    assert faults.set_columns(tmp_path, Format.TEAM_BOX, {"AST": "''"}, games=[game]) == 2
    assert sum(r["AST"] == "" for r in _rows(path)) == 2
    faults.empty(_one(tmp_path, Format.PLAYER_BOX))
    assert _rows(_one(tmp_path, Format.PLAYER_BOX)) == []
    size = path.stat().st_size
    faults.truncate(path)
    assert path.stat().st_size == size // 2


def test_hidden_games_leave_no_trace(league: League, tmp_path: Path) -> None:
    write(league, tmp_path, formats=[*DEFAULT_FORMATS, Format.GAME_INFO])
    game = str(league.games["game_id"][2])
    assert faults.hide_games(tmp_path, [game]) > 100
    for path in tmp_path.iterdir():
        for row in _rows(path)[:2000]:
            name = next(n for n in ("GAME_ID", "gid", "game_id") if n in row)
            assert str(row[name]).zfill(10) != game


def test_a_correction_changes_one_player_and_his_team(league: League) -> None:
    day: date = league.schedule.dates[0].tolist()
    fixed = faults.corrected_free_throws(league, day)
    assert (fixed.player_games["ftm"] - league.player_games["ftm"]).sum() == 2
    assert fixed.score.sum() == league.score.sum() + 2
    box = fixed.team_games
    assert np.array_equal(box["points"], 2 * box["fgm"] + box["fg3m"] + box["ftm"])
    assert np.array_equal(box["points"].reshape(-1, 2), fixed.score)
    assert fixed.events is league.events


def test_formats_without_rows_are_not_written(league: League, tmp_path: Path) -> None:
    assert write(league, tmp_path, formats=[Format.POSTPONED]) == []
    assert list(tmp_path.iterdir()) == []
