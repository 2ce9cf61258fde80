"""S6: the first weeks. A young league is no excuse for anything but what its counts prove."""

from collections import Counter
from datetime import date
from pathlib import Path

from fullcourt.api import Warehouse
from fullcourt.integrity.verdicts import Verdict
from fullcourt.league import Format, faults
from scenario import kit
from scenario.kit import Site

ZONES, CACHE = "team_defense_zone_analysis", "player_daily_cache"
NEEDED = 5


def games_before(site: Site, day: date) -> Counter[int]:
    """Team id -> games it had played before a date, counted on the league itself."""
    league = site.league
    before = [d < day for d in league.schedule.dates.tolist()]
    return Counter(
        int(team)
        for side in ("home", "away")
        for team, played in zip(league.side_team(side).tolist(), before, strict=True)
        if played
    )


def first_eligible(site: Site) -> tuple[date, date]:
    """The first date on which one team, and on which every team, has five games."""
    grown = {d: [n >= NEEDED for n in games_before(site, d).values()] for d in site.dates}
    teams = site.league.config.teams
    some = next(d for d in site.dates if any(grown[d]))
    every = next(d for d in site.dates if sum(grown[d]) == teams)
    return some, every


def absences(wh: Warehouse, model: str, day: date) -> dict[tuple[str, str, str], int]:
    """(class, reason, detail) -> how many, for one cell."""
    return {
        (kind, reason, detail or ""): n
        for kind, reason, detail, n in wh.store().rows(
            f"select class, reason, detail, count(*) from ledger.finding where model = '{model}'"
            f" and game_date = date '{day}' and rule = 'expect' group by 1, 2, 3"
        )
    }


def test_no_findings_from_opening_night_on(site: Site, tmp_path: Path) -> None:
    with site.open_copy(tmp_path / "own") as wh:
        assert kit.bad(wh.status()) == {}
        assert kit.findings(wh) == set()


def test_each_team_passes_by_its_own_count(site: Site, tmp_path: Path) -> None:
    some, every = first_eligible(site)
    with site.open_copy(tmp_path / "own") as wh:
        rows = dict(wh.store().rows(f"select game_date, count(*) from {ZONES} group by 1"))
        for day in site.dates:
            counts = games_before(site, day)
            assert rows.get(day, 0) == sum(n >= NEEDED for n in counts.values()), day
            short = Counter(f"{n} of 5" for n in counts.values() if n < NEEDED)
            clubs = site.league.config.teams
            short["0 of 5"] += 30 - clubs + clubs - len(counts)
            assert absences(wh, ZONES, day) == {
                ("expected", "insufficient_history", n): k for n, k in short.items() if k
            }, day
    assert some < every, "teams do not all pass on one date"


def test_each_player_passes_by_his_own_count(site: Site, tmp_path: Path) -> None:
    _, every = first_eligible(site)
    with site.open_copy(tmp_path / "own") as wh:
        eligible, short = wh.store().rows(
            f"""select sum(case when appearances_season >= 5 then 1 else 0 end),
            sum(case when appearances_season < 5 then 1 else 0 end)
            from upcoming_player_game_context where game_date = date '{every}'"""
        )[0]
        assert eligible > 0
        assert short > 0
        cell = kit.by_cell(wh.status())[CACHE, every]
        assert (cell.counts.present, cell.counts.absent) == (eligible, short)
        reasons = absences(wh, CACHE, every)
        assert {(c, r) for c, r, _ in reasons} == {("expected", "insufficient_history")}
        assert all(detail.endswith(" of 5") for _, _, detail in reasons)


def test_a_young_league_is_told_apart_from_a_complete_one(site: Site, tmp_path: Path) -> None:
    some, every = first_eligible(site)
    with site.open_copy(tmp_path / "own") as wh:
        cells = kit.by_cell(wh.status())
        assert cells[ZONES, site.dates[0]].verdict is Verdict.BOOTSTRAP
        assert cells[ZONES, some].verdict is Verdict.BOOTSTRAP
        assert cells[ZONES, every].verdict is Verdict.COMPLETE


def test_three_lost_players_and_only_they_are_reported(site: Site, tmp_path: Path) -> None:
    """Among dozens who are rightly absent, three who are not stand out."""
    _, day = first_eligible(site)
    with site.open_copy(tmp_path / "own") as wh:
        due = site.contents[CACHE, day][0]
        lost = wh.store().rows(
            f"select player_id from {CACHE} where game_date = date '{day}' order by player_id"
            " limit 3 offset 4"
        )
        among = ", ".join(str(p) for (p,) in lost)
        kit.damage(
            wh, f"delete from {CACHE} where game_date = date '{day}' and player_id in ({among})"
        )
        kit.as_if_done(wh)
        report = kit.verify(wh)
        assert kit.bad(report.cells) == {(CACHE, day): Verdict.PARTIAL}
        cell = kit.by_cell(report.cells)[CACHE, day]
        assert (cell.counts.expected, cell.counts.missing) == (due, 3)
        assert {(f, why) for f, _, why, _ in kit.findings(wh)} == {
            (f"{CACHE}/{day}/expect/player_id={p}", "unexplained") for (p,) in lost
        }
        kit.recover(wh)
        kit.assert_as_never_damaged(wh, site.contents)


def test_a_lost_early_game_is_a_hole_and_no_bootstrap(site: Site, tmp_path: Path) -> None:
    """Its lines lost, a team with five games by the spine has a row, and the row says 4 of 5."""
    _, day = first_eligible(site)
    game = faults.games_on(site.league, site.dates[1])[0]
    raw = site.copy_raw(tmp_path / "raw")
    lost = faults.drop_rows(raw, [Format.TEAM_BOX, Format.PLAYER_BOX], games=[game])
    assert lost > 20
    with kit.build_project(tmp_path / "lossy", [raw]) as wh:
        cells = kit.by_cell(wh.status())
        opening = site.dates[1]
        box = cells["nbac_team_boxscore", opening]
        assert (box.verdict, box.counts.missing) == (Verdict.PARTIAL, 2)
        teams = wh.store().rows(
            "select home_team_id, away_team_id from games where game_id = ?", [game]
        )[0]
        rows = wh.store().rows(
            f"""select game_date, team_id, paint_pct_allowed, def_rating_15, games_expected_15,
            games_found, window_complete from {ZONES}
            where team_id in ({teams[0]}, {teams[1]}) order by game_date"""
        )
        before = {d: games_before(site, d) for d in site.dates}
        assert {(d, t) for d, t, *_ in rows} == {
            (d, t) for d in site.dates for t in teams if before[d][t] >= NEEDED
        }, "the rows are there from the fifth game of the spine on"
        for when, team, paint, rating, expected, found, complete in rows:
            played = before[when][team]
            assert expected == min(15, played)
            assert found == expected - (1 if site.in_window(team, when, game, 15) else 0)
            assert complete == (found == expected)
            assert (rating is None) == (found < NEEDED), "fewer than five facts: no number at all"
            assert (paint is None) == (found < NEEDED)
        holed = [d for d in site.dates if cells[ZONES, d].verdict is Verdict.HOLED]
        assert holed, "inherited: holed, no finding of its own"
        assert kit.found_rules(wh, ZONES) == {}
        assert day in holed
