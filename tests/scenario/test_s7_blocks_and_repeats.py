"""S7: the blocker's team is blank in the feed; elsewhere every team row stands four times."""

from pathlib import Path

import pytest

from fullcourt.integrity.verdicts import Verdict
from fullcourt.league import Format, faults
from scenario import kit
from scenario.kit import Site

BOX = "nbac_team_boxscore"
TEAMS = ("team_offense_game_summary", "team_defense_game_summary")
TIMES = 4
AT = 18


def test_a_blank_blocker_team_loses_no_block(site: Site, tmp_path: Path) -> None:
    """The blocker's team is derived, so blanking it changes no cell at all."""
    raw = site.copy_raw(tmp_path / "raw")
    blanked = faults.set_columns(
        raw,
        Format.PLAY_BY_PLAY,
        {"PLAYER3_TEAM_ID": "''", "PLAYER3_TEAM_ABBREVIATION": "''"},
        where="EVENTMSGTYPE = '2' and PLAYER3_ID <> '0'",
    )
    assert blanked > 1000
    with kit.build_project(tmp_path / "blank", [raw]) as wh:
        assert kit.findings(wh) == set()
        assert kit.differing(kit.contents(wh), site.contents) == set()
        zoned, boxed = wh.store().rows(
            """select sum(blocks_paint + blocks_mid_range + blocks_three + blocks_unzoned),
            sum(blocks) from team_defense_game_summary"""
        )[0]
        assert zoned == boxed > 1000


def test_a_blocker_without_a_shot_keeps_his_blocks(site: Site, tmp_path: Path) -> None:
    lines = site.league.player_games
    silent = int(((lines["fga"] == 0) & (lines["blk"] > 0)).sum())
    blocks = int(lines["blk"][lines["fga"] == 0].sum())
    assert silent > 0, "the league has no such player; choose another seed"
    with site.open_copy(tmp_path / "own") as wh:
        assert wh.store().rows(
            """select count(*), cast(sum(paint_blocks + mid_range_blocks + three_blocks) as bigint)
            from player_game_summary where fga = 0 and blk > 0"""
        ) == [(silent, blocks)]


def test_repeated_rows_in_the_table_are_counted_before_any_aggregate(
    site: Site, tmp_path: Path
) -> None:
    day = site.dates[AT]
    expected = 2 * site.games_on(day)
    with site.open_copy(tmp_path / "hurt") as wh:
        kit.damage(
            wh,
            f"""insert into {BOX} select b.* from {BOX} b cross join range({TIMES - 1})
            where game_date = date '{day}'""",
        )
        kit.as_if_done(wh)
        report = kit.verify(wh)
        cell = kit.by_cell(report.cells)[BOX, day]
        assert cell.verdict is Verdict.CONTAMINATED
        build = wh.state().builds[BOX, day]
        assert (cell.counts.expected, build.row_count) == (expected, TIMES * expected)
        extra = (TIMES - 1) * expected
        details = {f: d for f, _, _, d in kit.findings(wh)}
        assert details[f"{BOX}/{day}/rule/grain"] == f"{extra} rows repeat their key"
        assert kit.found_rules(wh, BOX, day)["consistent/two_rows_one_home"] == site.games_on(day)
        # The shot chart is compared with the box score, so the two accuse each other.
        accused = {(BOX, day): Verdict.CONTAMINATED, ("shot_chart", day): Verdict.CONTAMINATED}
        assert kit.bad(report.cells) == accused

        done = kit.recover(wh)
        assert kit.dates_of(kit.built_cells(done.built), BOX) == {day}
        kit.assert_as_never_damaged(wh, site.contents)
        again = kit.recover(wh)
        assert kit.built_cells(again.built) == set()
        kit.assert_as_never_damaged(wh, site.contents)


@pytest.fixture
def repeated(site: Site, tmp_path: Path) -> Path:
    """Files in which every team row of one date stands four times."""
    raw = site.copy_raw(tmp_path / "raw")
    games = faults.games_on(site.league, site.dates[AT])
    added = faults.repeat_rows(raw, Format.TEAM_BOX, TIMES, games=games)
    assert added == (TIMES - 1) * 2 * len(games)
    return raw


def test_repeated_rows_in_the_file_never_reach_an_aggregate(
    site: Site, repeated: Path, tmp_path: Path
) -> None:
    """Whether the reader drops them or the build refuses them, no team table may swell."""
    day = site.dates[AT]
    expected = 2 * site.games_on(day)
    with kit.build_project(tmp_path / "hurt", [repeated]) as wh:
        assert kit.by_cell(wh.status())[BOX, day].verdict is Verdict.FAILED
        assert wh.state().failures[BOX, day] == (
            f"{BOX}: {(TIMES - 1) * expected} rows repeat their key (game_date, game_id, team_id)"
        )
        for model in (BOX, *TEAMS):
            rows = wh.store().scalar(f"select count(*) from {model} where game_date = date '{day}'")
            assert rows == 0, model

        wh.ingest([site.raw])
        wh.backfill()
        kit.assert_as_never_damaged(wh, site.contents)
        again = wh.backfill()
        assert (again.planned, again.published) == (0, 0)
        assert kit.differing(kit.contents(wh), site.contents) == set()


def test_no_later_window_closes_over_a_refused_date(
    site: Site, repeated: Path, tmp_path: Path
) -> None:
    """Law 1: what was played that day stays in every frame, or the row does not stand as whole."""
    with kit.build_project(tmp_path / "hurt", [repeated]) as wh:
        verdicts = kit.by_cell(wh.status())
        wrong = kit.differing(kit.contents(wh), site.contents)
        assert [c for c in wrong if verdicts[c].verdict is Verdict.COMPLETE] == []
