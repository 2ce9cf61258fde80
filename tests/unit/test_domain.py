"""Ids, seasons, the Eastern clock, names and teams: small facts everything rests on."""

import unicodedata
from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcourt.domain.events import EventType
from fullcourt.domain.ids import COUNTED_TYPES, game_type, is_counted, pad_game_id, season_of
from fullcourt.domain.names import aliases, fold, from_last_first, player_lookup
from fullcourt.domain.seasons import (
    eastern_date,
    eastern_midnight,
    eastern_to_utc,
    season_from_end_year,
    season_label,
    season_of_date,
    season_start,
    start_year,
    utc_to_eastern,
)
from fullcourt.domain.team_names import resolve_team, team_aliases
from fullcourt.domain.teams import all_teams
from fullcourt.domain.zones import GROUP_OF, LABELS, Zone, ZoneGroup
from fullcourt.sources import macros


@pytest.mark.parametrize(
    ("text", "padded"),
    [
        ("0022100001", "0022100001"),
        ("22100001", "0022100001"),
        ("22100001.0", "0022100001"),
        (22100001, "0022100001"),
        (" 42100101 ", "0042100101"),
        ("1022500165", None),
        ("2100001", None),
        ("", None),
        ("٢٢١٠٠٠٠١", None),
        ("22100001.5", None),
    ],
)
def test_game_ids_are_padded_to_ten_digits(text: str | int, padded: str | None) -> None:
    assert pad_game_id(text) == padded


def test_season_and_type_stand_in_the_id() -> None:
    assert season_of("0022100001") == "2021-22"
    assert season_of("0029900001") == "1999-00"
    assert game_type("0042100101") == 4
    assert [is_counted(f"00{t}2100001") for t in range(1, 7)] == [False, True, False, *[True] * 3]
    assert {2, 4, 5, 6} == COUNTED_TYPES


def test_seasons() -> None:
    assert season_label(1999) == "1999-00"
    assert season_from_end_year(2022) == "2021-22"
    assert start_year("2021-22") == 2021
    assert season_start(date(2022, 6, 30)) == date(2021, 7, 1)
    assert season_start(date(2022, 7, 1)) == date(2022, 7, 1)
    assert season_of_date(date(2022, 4, 10)) == "2021-22"


@pytest.mark.parametrize("text", ["2021", "2021-23", "21-22", "2021/22", ""])
def test_other_spellings_of_a_season_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a season"):
        start_year(text)


def test_eastern_clock() -> None:
    assert eastern_to_utc(datetime(2021, 12, 1, 19, 30)) == datetime(2021, 12, 2, 0, 30)
    assert eastern_to_utc(datetime(2022, 4, 10, 19, 30)) == datetime(2022, 4, 10, 23, 30)
    assert utc_to_eastern(datetime(2021, 12, 2, 0, 30)) == datetime(2021, 12, 1, 19, 30)
    assert eastern_date(datetime(2021, 12, 2, 3, 30)) == date(2021, 12, 1)
    assert eastern_midnight(date(2022, 3, 13)) == datetime(2022, 3, 13, 5)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    macros.install(connection)
    return connection


def test_sql_and_python_agree_on_the_eastern_clock(con: duckdb.DuckDBPyConnection) -> None:
    """Every half hour of the days around both clock changes, ambiguous and skipped hour aside."""
    moments = [
        datetime(year, month, 1) + timedelta(minutes=30 * i)
        for year in (2007, 2015, 2021, 2024, 2030)
        for month in (3, 11)
        for i in range(48 * 15)
    ]
    plain = [m for m in moments if m.hour not in (1, 2)]
    con.execute("create or replace temp table moments (m timestamp)")
    con.execute("insert into moments select unnest(?)", [plain])
    found = con.execute("select m, fc_eastern_to_utc(m) from moments").fetchall()
    assert [(m, eastern_to_utc(m)) for m, _ in found] == found


@pytest.mark.parametrize(
    ("text", "lookup"),
    [
        ("Jaren Jackson Jr.", "jarenjacksonjr"),
        (" Luka Dončić ", "lukadoncic"),
        ("D'Angelo Russell", "dangelorussell"),
        ("O.G. Anunoby", "oganunoby"),
        ("Karl-Anthony Towns", "karlanthonytowns"),
        ("Łukasz Østergård", "lukaszostergard"),
        ("", ""),
    ],
)
def test_names_fold(text: str, lookup: str) -> None:
    assert player_lookup(text) == lookup


def test_sql_and_python_fold_alike(con: duckdb.DuckDBPyConnection) -> None:
    letters = [chr(c) for c in range(0x21, 0x250)]
    decomposed = [unicodedata.normalize("NFD", c) for c in letters]
    for text in (*letters, *decomposed):
        found = con.execute("select fc_fold(?)", [f"a{text}z"]).fetchone()
        assert found == (fold(f"a{text}z"),), repr(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_alias_lists() -> None:
    assert aliases(" Given One / G. One (Middle)") == ("Given One", "G. One")
    assert aliases("Given One") == ("Given One",)
    assert from_last_first("One Jr., Given") == "Given One Jr."
    assert from_last_first(" Given One ") == "Given One"


@pytest.mark.parametrize(
    ("name", "tricode"),
    [
        ("Charlotte Bobcats", "CHA"),
        ("Bobcats", "CHA"),
        ("CHO", "CHA"),
        ("Los Angeles Clippers", "LAC"),
        ("LA Clippers", "LAC"),
        ("L.A. Lakers", "LAL"),
        ("BRK", "BKN"),
        ("New Jersey Nets", "BKN"),
        ("PHO", "PHX"),
        ("WSH", "WAS"),
        ("Blazers", "POR"),
        ("sixers", "PHI"),
        ("Golden State", "GSW"),
        (" boston celtics ", "BOS"),
    ],
)
def test_teams_are_known_by_any_name(name: str, tricode: str) -> None:
    assert resolve_team(name) == next(t.team_id for t in all_teams() if t.tricode == tricode)


def test_shared_names_go_by_date() -> None:
    new_orleans, charlotte = 1610612740, 1610612766
    assert resolve_team("Hornets") == charlotte
    assert resolve_team("Hornets", date(2010, 1, 1)) == new_orleans
    assert resolve_team("Hornets", date(2022, 1, 1)) == charlotte


@pytest.mark.parametrize("name", ["LA", "Los Angeles", "Nobodies", ""])
def test_what_is_nobodys_or_two_teams_stays_unknown(name: str) -> None:
    assert resolve_team(name) is None


def test_sql_and_python_resolve_teams_alike(con: duckdb.DuckDBPyConnection) -> None:
    for alias in {a.alias for a in team_aliases()} | {"nobodies"}:
        for day in (None, date(2010, 1, 1), date(2022, 1, 1)):
            found = con.execute("select fc_team(?, ?::date)", [alias, day]).fetchone()
            assert found == (resolve_team(alias, day),), (alias, day)


def test_every_zone_has_a_group_and_a_label() -> None:
    assert set(GROUP_OF) == set(Zone)
    assert set(LABELS.values()) == set(Zone)
    assert set(GROUP_OF.values()) == set(ZoneGroup)


def test_event_types_are_the_vocabulary_of_the_contract() -> None:
    assert {e.value for e in EventType} == {
        "shot", "free_throw", "rebound", "turnover", "foul", "violation", "substitution",
        "timeout", "jump_ball", "ejection", "period_start", "period_end", "replay", "block",
        "steal", "other",
    }  # fmt: skip
