"""One small damage for every way in which a cell can be wrong, and the word that must be said.

Each probe damages a copy of a small league and asserts that it is found. They are quick, since the
mutation run repeats them with one audit disabled at a time.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.errors import LockedError, PlanOutOfDateError
from fullcourt.integrity.build import Batch, build_batch
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.verdicts import Facts, Verdict, judge
from fullcourt.league import Format, LeagueConfig, faults, simulate, write
from fullcourt.project import create_project
from fullcourt.warehouse.models import parse_model
from scenario import kit
from scenario.kit import Site

LINES, DEFENCE = "player_game_summary", "team_defense_game_summary"
CACHE, CONTEXT, BOX = "player_daily_cache", "upcoming_player_game_context", "nbac_gamebook"

_OWN = """/*
about = "A model of the user's own."
grain = ["game_date", "game_id"]
[reads]
{reads}
[columns]
game_date = "DATE: date"
game_id   = "TEXT: game"
value     = "INT: value"
{more}
*/
select g.game_date, g.game_id, {value} as value from games as g {join}
where g.game_date between @start and @end
"""


@dataclass
class Bench:
    """Projects built once, to copy and damage."""

    site: Site
    folder: Path
    copies: int = 0

    @property
    def day(self) -> date:
        """The last date: everybody has a past."""
        return self.site.dates[-1]

    def copied(self, project: Path | None = None, now: str = kit.NOW) -> Warehouse:
        """A copy of a project, the built one if no other, open until the test is over."""
        self.copies += 1
        target = self.folder / f"copy-{self.copies}"
        wh = open_warehouse(shutil.copytree(project or self.site.project, target), now=now)
        kit.close_later(wh)
        return wh

    def built(self, name: str, make: Callable[[Path], object], now: str = kit.NOW) -> Path:
        """A project of other files, built when first asked for."""
        folder = self.folder / name
        if not folder.exists():
            make(folder / "raw")
            kit.build_project(folder / "project", [folder / "raw"], now=now).close()
        return folder / "project"

    def agreed(self, *statements: str) -> Warehouse:
        """A copy with changed rows and a ledger that says the same."""
        wh = self.copied()
        kit.damage(wh, *statements)
        kit.as_if_done(wh)
        return wh


def make_bench(folder: Path) -> Bench:
    """Four teams, nine dates, one game put off after its first plan."""
    config = LeagueConfig.mini(dates=8, teams=4, seed=4, postponements=1)
    return Bench(kit.make_site(simulate(config), folder / "site"), folder)


def own_model(wh: Warehouse, name: str, **parts: str) -> Warehouse:
    """Give a project a model of its own and open it again."""
    filled = {"reads": 'games = "same day"', "more": "", "value": "1", "join": ""} | parts
    path = wh.project.folder / "models" / "analytics" / f"{name}.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_OWN.format(**filled))
    wh.close()
    opened = open_warehouse(wh.project.folder, now=kit.NOW)
    kit.close_later(opened)
    return opened


def verdict(wh: Warehouse, model: str, day: date | None) -> Verdict:
    return kit.by_cell(wh.status())[model, day].verdict


# -- rows that are not what was published ----------------------------------------------------


def edited_rows(b: Bench) -> None:
    wh = b.copied()
    kit.damage(wh, f"update {LINES} set points = points + 1 where game_date = date '{b.day}'")
    assert kit.verify(wh).drifted == ((LINES, b.day),)
    assert verdict(wh, LINES, b.day) is Verdict.DRIFTED


def lost_rows_at_a_glance(b: Bench) -> None:
    wh = b.copied()
    kit.damage(wh, f"delete from {LINES} where game_date = date '{b.day}'")
    assert kit.verify(wh, quick=True).drifted == ((LINES, b.day),)


def stray_rows(b: Bench) -> None:
    wh = b.copied()
    kit.damage(
        wh,
        f"insert into {LINES} select * replace (date '2031-01-01' as game_date) from {LINES}"
        f" where game_date = date '{b.day}'",
    )
    assert kit.verify(wh).strays == ((LINES, date(2031, 1, 1)),)


def values_no_build_yields(b: Bench) -> None:
    wh = b.agreed(f"update {LINES} set plus_minus = plus_minus + 1 where game_date = '{b.day}'")
    assert (LINES, b.day) in kit.verify(wh, deep=True).unstable
    assert verdict(wh, LINES, b.day) is Verdict.DRIFTED


def records_without_inputs(b: Bench) -> None:
    wh = b.copied()
    kit.damage(
        wh,
        "update ledger.build set inputs_hash = ''"
        f" where model = '{LINES}' and game_date = date '{b.day}' and is_current",
    )
    assert (LINES, b.day) in kit.verify(wh).unstable


def lost_landing_rows(b: Bench) -> None:
    wh = b.copied()
    kit.damage(wh, f"delete from landing.{BOX} where rowid % 7 = 0")
    kit.verify(wh)
    assert f"landing/{BOX}" in kit.found_rules(wh, BOX)


# -- rows that break their contract ----------------------------------------------------------


def _one(b: Bench, model: str, change: str) -> str:
    return (
        f"update {model} set {change} where rowid ="
        f" (select min(rowid) from {model} where game_date = date '{b.day}')"
    )


def _rules(b: Bench, model: str, *statements: str) -> dict[str, int]:
    wh = b.agreed(*statements)
    kit.verify(wh)
    assert verdict(wh, model, b.day) is Verdict.CONTAMINATED
    return kit.found_rules(wh, model, b.day)


def a_broken_row_rule(b: Bench) -> None:
    found = _rules(b, BOX, _one(b, BOX, "points = points + 1"))
    assert [n for r, n in found.items() if r.startswith("rule/")] == [1]


def a_critical_null(b: Bench) -> None:
    found = _rules(b, DEFENCE, _one(b, DEFENCE, "opp_paint_attempts = null"))
    assert found["critical/opp_paint_attempts"] == 1


def a_value_out_of_range(b: Bench) -> None:
    found = _rules(b, LINES, _one(b, LINES, "fta = 51"))
    assert found["range/fta"] == 1


def a_repeated_key(b: Bench) -> None:
    found = _rules(
        b, LINES, f"insert into {LINES} select * from {LINES} where game_date = date '{b.day}'"
    )
    assert found["rule/grain"] == 1


def a_constant_column(b: Bench) -> None:
    found = _rules(
        b, CACHE, f"update {CACHE} set points_avg_10 = 11 where game_date = date '{b.day}'"
    )
    assert found["guard/points_not_constant"] == 1


def an_odd_value(b: Bench) -> None:
    wh = b.agreed(_one(b, CACHE, "usage_rate_10 = 61, minutes_avg_10 = 30"))
    kit.verify(wh)
    assert wh.store().rows(
        f"select rule, class from ledger.finding where model = '{CACHE}' and class = 'warning'"
        f" and game_date = date '{b.day}' group by all"
    ) == [("warning/usage_in_range", "warning")]


def tables_that_disagree(b: Bench) -> None:
    found = _rules(b, DEFENCE, _one(b, DEFENCE, "opp_paint_attempts = opp_paint_attempts + 1"))
    assert found["consistent/opponents_offence"] == 1


def a_check_that_cannot_run(b: Bench) -> None:
    wh = own_model(
        b.copied(),
        "hopeful",
        more="[consistent]\nnever = \"select game_date, cast(game_id || 'x' as int) from games\"",
    )
    wh.backfill()
    reasons = {(rule, why) for _, _, why, _ in kit.findings(wh) for rule in [why]}
    assert ("check_failed", "check_failed") in reasons
    assert verdict(wh, "hopeful", b.day) is Verdict.CONTAMINATED


# -- keys ------------------------------------------------------------------------------------


def a_missing_key(b: Bench) -> None:
    wh = b.agreed(
        f"delete from {CACHE} where rowid ="
        f" (select min(rowid) from {CACHE} where game_date = date '{b.day}')"
    )
    counts = kit.by_cell(kit.verify(wh).cells)[CACHE, b.day].counts
    rows = b.site.contents[CACHE, b.day][0]
    assert (counts.expected, counts.present, counts.missing) == (rows, rows - 1, 1)
    assert verdict(wh, CACHE, b.day) is Verdict.PARTIAL


def a_surplus_key(b: Bench) -> None:
    wh = b.agreed(
        f"insert into {LINES} select * replace (-7 as player_id) from {LINES}"
        f" where game_date = date '{b.day}' limit 1"
    )
    assert kit.by_cell(kit.verify(wh).cells)[LINES, b.day].counts.surplus == 1


def excused_keys(b: Bench) -> None:
    """The other twenty-six clubs have proof that they take no part."""
    wh = b.copied()
    counts = kit.by_cell(kit.verify(wh).cells)["team_defense_zone_analysis", b.day].counts
    assert (counts.expected, counts.missing, counts.absent) == (4, 0, 26)


def a_repeated_key_in_the_making(b: Bench) -> None:
    wh = own_model(b.copied(), "double", join="cross join (select 1 union all select 2) as t(n)")
    wh.backfill()
    assert verdict(wh, "double", b.day) is Verdict.FAILED
    assert "repeat their key" in wh.state().failures["double", b.day]
    assert wh.store().scalar("select count(*) from double") == 0


def a_build_that_would_lose_rows(b: Bench) -> None:
    wh = b.copied()
    kit.damage(
        wh,
        f"delete from {CONTEXT} where game_date = date '{b.day}' and player_id >"
        f" (select min(player_id) from {CONTEXT} where game_date = date '{b.day}')",
    )
    outcome = build_batch(Batch(wh.prepare(), wh.state(), CACHE, (b.day,), run_id=0))
    assert "would lose" in outcome.failed[b.day]
    assert kit.contents(wh)[CACHE, b.day] == b.site.contents[CACHE, b.day]


# -- what is not built, not current or not due ------------------------------------------------


def a_forgotten_build(b: Bench) -> None:
    wh = b.copied()
    where = f"model = '{LINES}' and game_date = date '{b.day}'"
    kit.damage(wh, f"delete from ledger.build where {where}")
    assert verdict(wh, LINES, b.day) is Verdict.MISSING


def a_failing_build_blocks(b: Bench) -> None:
    wh = own_model(b.copied(), "failing", value="cast(g.game_id || 'x' as int)")
    wh = own_model(
        wh,
        "waiting",
        reads='games = "same day"\nfailing = "same day"',
        join="join failing as f on f.game_id = g.game_id and f.game_date = g.game_date",
    )
    wh.backfill()
    assert verdict(wh, "failing", b.day) is Verdict.FAILED
    assert verdict(wh, "waiting", b.day) is Verdict.BLOCKED


def a_correction(b: Bench) -> None:
    wh = b.copied()
    plan = wh.plan()
    fixed = b.folder / "fixed"
    if not fixed.exists():
        write(faults.corrected_free_throws(b.site.league, b.site.dates[2]), fixed)
    wh.ingest([fixed])
    assert verdict(wh, BOX, b.site.dates[2]) is Verdict.STALE
    with pytest.raises(PlanOutOfDateError):
        wh.backfill(plan=plan)


def changed_code(b: Bench) -> None:
    wh = own_model(b.copied(), "mine", value="1")
    wh.backfill()
    assert verdict(wh, "mine", b.day) is Verdict.COMPLETE
    wh = own_model(wh, "mine", value="2")
    assert verdict(wh, "mine", b.day) is Verdict.STALE


def a_tightened_contract(b: Bench) -> None:
    wh = own_model(b.copied(), "mine", value="1")
    wh.backfill()
    wh = own_model(wh, "mine", more='[rules]\nbig = "value > 1"')
    assert verdict(wh, "mine", b.day) is Verdict.STALE
    wh.backfill()
    assert verdict(wh, "mine", b.day) is Verdict.CONTAMINATED


def a_game_put_off(b: Bench) -> None:
    """Rows of a game that did not take place, and a date that passed without proof."""
    moved = b.site.league.schedule
    old = next(
        p for p, d in zip(moved.planned_dates.tolist(), moved.dates.tolist(), strict=True) if p != d
    )
    morning = datetime.combine(b.site.dates[0], datetime.min.time())

    def plan_only(raw: Path) -> None:
        write(b.site.league, raw, as_of=morning, formats=[Format.SCHEDULE])

    wh = b.copied(b.built("plan", plan_only))
    kit.verify(wh)
    assert "game_unproved" in {name.split("/")[-2] for name, *_ in kit.findings(wh)} | {
        why for _, _, why, _ in kit.findings(wh)
    }
    wh.ingest([b.site.raw])
    assert verdict(wh, "upcoming_team_game_context", old) is Verdict.PHANTOM


def a_hole_upstream(b: Bench) -> None:
    wh = b.copied(b.built("lossy", lambda raw: _without_facts(b, raw, b.site.dates[-2])))
    kit.verify(wh)
    assert verdict(wh, CONTEXT, b.day) is Verdict.HOLED
    box = kit.by_cell(wh.status())["nbac_team_boxscore", b.site.dates[-2]]
    assert (box.verdict, box.counts.missing) == (
        Verdict.PARTIAL,
        2 * b.site.games_on(b.site.dates[-2]),
    )


def facts_that_may_still_come(b: Bench) -> None:
    """Judged while the games are on, lines that are not there are no loss; later they are."""
    project = b.built("late", lambda raw: _without_facts(b, raw, b.day))
    wh = b.copied(project)
    assert verdict(wh, "nbac_team_boxscore", b.day) is Verdict.PARTIAL
    tip = wh.calendar().by_date[b.day].last_tip_utc
    early = b.copied(project, now=(tip + timedelta(hours=1)).isoformat())
    assert verdict(early, "nbac_team_boxscore", b.day) is Verdict.PENDING


def _without_facts(b: Bench, raw: Path, day: date) -> None:
    shutil.copytree(b.site.raw, raw)
    lines = [Format.TEAM_BOX, Format.PLAYER_BOX]
    assert faults.drop_rows(raw, lines, games=faults.games_on(b.site.league, day)) > 20


def a_young_league(b: Bench) -> None:
    wh = b.copied()
    kit.verify(wh)
    assert verdict(wh, "team_defense_zone_analysis", b.site.dates[0]) is Verdict.BOOTSTRAP


def a_date_without_games(_: Bench) -> None:
    assert judge(Facts(playable=False, built=True))[0] is Verdict.EXPECTED_EMPTY


# -- what is read, and who writes --------------------------------------------------------------

_LEAKY = """/*
about = "Knows its own game."
grain = ["game_date", "game_id", "player_id"]
[reads]
upcoming_player_game_context = "same day"
player_game_summary = {window}
[columns]
game_date = "DATE: date"
game_id   = "TEXT: game"
player_id = "INT: player"
value     = "INT: points so far"
*/
select d.game_date, d.game_id, d.player_id, cast(sum(s.points) as integer) as value
from upcoming_player_game_context as d
left join player_game_summary as s on s.player_id = d.player_id and s.game_date <= d.game_date
where d.game_date between @start and @end
group by d.game_date, d.game_id, d.player_id
"""


def _leaky(b: Bench, window: str) -> set[str]:
    wh = b.copied()
    model = parse_model(_LEAKY.format(window=window), "leaky", "features")
    wh.__dict__["graph"] = Graph({**wh.graph.models, "leaky": model})
    wh.backfill()
    return {leak.check for leak in wh.leaks(dates=[b.day]).findings if leak.model == "leaky"}


def a_window_with_its_own_game(b: Bench) -> None:
    found = _leaky(b, '["same day", "season by player_id"]')
    assert {"windows", "sql", "perturbation"} <= found


def two_writers(b: Bench) -> None:
    folder = b.folder / "empty-lake"
    if not folder.exists():
        create_project(folder, "warehouse")
    with (
        open_warehouse(folder, now=kit.NOW) as one,
        open_warehouse(folder, now=kit.NOW) as other,
        one.writing("backfill"),
        pytest.raises(LockedError),
        other.writing("recover"),
    ):
        raise AssertionError("two writers at once")


PROBES: dict[str, Callable[[Bench], None]] = {
    probe.__name__: probe
    for probe in (
        *(edited_rows, lost_rows_at_a_glance, stray_rows, values_no_build_yields),
        *(records_without_inputs, lost_landing_rows),
        *(a_broken_row_rule, a_critical_null, a_value_out_of_range, a_repeated_key),
        *(a_constant_column, an_odd_value, tables_that_disagree, a_check_that_cannot_run),
        *(a_missing_key, a_surplus_key, excused_keys, a_repeated_key_in_the_making),
        *(a_build_that_would_lose_rows, a_forgotten_build, a_failing_build_blocks, a_correction),
        *(changed_code, a_tightened_contract, a_game_put_off, a_hole_upstream),
        *(facts_that_may_still_come, a_young_league, a_date_without_games),
        *(a_window_with_its_own_game, two_writers),
    )
}
