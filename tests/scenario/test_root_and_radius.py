"""Each incident is traced to its root, and its radius holds every cell that brute force changes."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.integrity.impact import impact
from fullcourt.integrity.state import Cell
from fullcourt.integrity.trace import Trace, trace
from fullcourt.integrity.verdicts import Verdict
from scenario import kit
from scenario.conftest import LOST
from scenario.kit import Site
from scenario.test_s1_zone_cascade import FIRST, LAST, lose_zones, what_the_old_tool_left
from scenario.test_s3_one_of_many import hit, thin_out

DEFENCE = "team_defense_game_summary"
ZONES = "team_defense_zone_analysis"
FACTORS = "player_composite_factors"
CONTEXT = "upcoming_player_game_context"
FEATURES = "ml_feature_store"
AT = 24


@dataclass(frozen=True)
class Incident:
    """A damage, what a person sees of it, and where it comes from.

    Args:
        plant: Damages rows.
        hide: Makes the ledger agree and downstream look as it was found.
        table: Where the damage is.
        cells: Its dates.
        asked: The cell (and column) somebody asks about.
        columns: The columns to blame; none when whole rows are.
        swallowed: What brute force builds on instead, where no build would take the damage in.
    """

    plant: Callable[[Site, Warehouse], object]
    hide: Callable[[Site, Warehouse], object]
    table: str
    dates: Callable[[Site], list[date]]
    asked: Callable[[Site], tuple[str, date, str | None]]
    columns: frozenset[str] = frozenset()
    swallowed: Callable[[Site, Warehouse], object] | None = None


def lose_rows(table: str, at: slice) -> Callable[[Site, Warehouse], object]:
    def plant(site: Site, wh: Warehouse) -> object:
        days = ", ".join(f"date '{d}'" for d in site.dates[at])
        return kit.damage(wh, f"delete from {table} where game_date in ({days})")

    return plant


def green(site: Site, wh: Warehouse) -> None:
    kit.as_if_done(wh)


def zeros_downstream(site: Site, wh: Warehouse) -> None:
    kit.damage(
        wh,
        f"update {FACTORS} set opponent_strength_score = 0"
        f" where game_date = date '{site.dates[AT]}'",
    )
    kit.as_if_done(wh)


def factors_of_who_is_left(site: Site, wh: Warehouse) -> None:
    for day in hit(site):
        kit.damage(
            wh,
            f"""delete from {FACTORS} where game_date = date '{day}' and player_id not in (
            select player_id from {CONTEXT} where game_date = date '{day}')""",
        )
    kit.as_if_done(wh)


def four_times(site: Site, wh: Warehouse) -> None:
    kit.damage(
        wh,
        "insert into nbac_team_boxscore select b.* from nbac_team_boxscore b cross join range(3)"
        f" where game_date = date '{site.dates[AT]}'",
    )


def counted_four_times(site: Site, wh: Warehouse) -> None:
    """What sums over the repeated rows would come to; a build refuses the rows themselves."""
    sums = ("points", "fga", "fgm", "fta", "ftm", "blk", "tov", "oreb", "dreb")
    kit.damage(
        wh,
        f"update nbac_team_boxscore set {', '.join(f'{c} = 4 * {c}' for c in sums)}"
        f" where game_date = date '{site.dates[AT]}'",
    )


INCIDENTS = {
    "S1 zone cascade": Incident(
        plant=lose_zones,
        hide=what_the_old_tool_left,
        table=DEFENCE,
        dates=lambda site: site.dates[FIRST : LAST + 1],
        asked=lambda site: (FEATURES, site.dates[LAST + 2], "opponent_strength_score"),
        columns=frozenset(
            {
                "opp_paint_attempts",
                "opp_paint_makes",
                "opp_mid_range_attempts",
                "opp_mid_range_makes",
            }
        ),
    ),
    "S2 empty analysis": Incident(
        plant=lose_rows(ZONES, slice(AT, AT + 1)),
        hide=zeros_downstream,
        table=ZONES,
        dates=lambda site: [site.dates[AT]],
        asked=lambda site: (FACTORS, site.dates[AT], "opponent_strength_score"),
    ),
    "S3 one of many": Incident(
        plant=thin_out,
        hide=factors_of_who_is_left,
        table=CONTEXT,
        dates=hit,
        asked=lambda site: (FACTORS, hit(site)[0], None),
    ),
    "S5 true gap": Incident(
        plant=lose_rows(FEATURES, slice(AT, AT + 1)),
        hide=green,
        table=FEATURES,
        dates=lambda site: [site.dates[AT]],
        asked=lambda site: (FEATURES, site.dates[AT], None),
    ),
    "S7 four times": Incident(
        plant=four_times,
        hide=green,
        table="nbac_team_boxscore",
        dates=lambda site: [site.dates[AT]],
        asked=lambda site: ("nbac_team_boxscore", site.dates[AT], None),
        swallowed=counted_four_times,
    ),
    "S8 team summaries": Incident(
        plant=lose_rows(DEFENCE, slice(AT, AT + 3)),
        hide=green,
        table=DEFENCE,
        dates=lambda site: site.dates[AT : AT + 3],
        asked=lambda site: (DEFENCE, site.dates[AT + 1], None),
    ),
}


def ask(wh: Warehouse, model: str, day: date, column: str | None = None, **key: object) -> Trace:
    return trace(wh.store(), wh.state(), model, day, column=column, key=key or None)


def radius(wh: Warehouse, cells: set[Cell]) -> set[Cell]:
    store, state = wh.store(), wh.state()
    return {
        reached
        for model, day in cells
        for reached in impact(store, state, model, day, rows=False).reached()
    }


@pytest.mark.parametrize("name", INCIDENTS)
def test_traced_to_the_root(site: Site, tmp_path: Path, name: str) -> None:
    incident = INCIDENTS[name]
    with site.open_copy(tmp_path / "hurt") as wh:
        incident.plant(site, wh)
        incident.hide(site, wh)
        kit.verify(wh)
        model, day, column = incident.asked(site)
        found = ask(wh, model, day, column)
        blamed = {cell for root in found.roots for cell in root.cells}
        assert kit.models_of(blamed) == {incident.table}
        assert {d for _, d in blamed} <= set(incident.dates(site))
        if incident.columns:
            assert {c for root in found.roots for c in root.columns} <= incident.columns
            assert any(root.columns for root in found.roots)
        for root in found.roots:
            assert wh.store().rows(root.sql), "the evidence can be looked at"


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_radius_holds_what_brute_force_changes(site: Site, tmp_path: Path, name: str) -> None:
    incident = INCIDENTS[name]
    taken_in = incident.swallowed or incident.plant
    changed, _ = kit.changed_by(
        site, tmp_path / "brute", lambda wh: taken_in(site, wh), incident.table
    )
    with site.open_copy(tmp_path / "hurt") as wh:
        incident.plant(site, wh)
        reached = radius(wh, {(incident.table, d) for d in incident.dates(site)})
    assert changed - reached == set()
    if incident.table != FEATURES:
        assert changed


@pytest.fixture(scope="module")
def lossy_wh(lossy: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = shutil.copytree(lossy.project, tmp_path_factory.mktemp("own") / "project")
    with open_warehouse(folder, now=kit.NOW) as wh:
        yield wh


def test_s10_holes_lead_to_the_lost_lines(site: Site, lossy_wh: Warehouse) -> None:
    """A holed feature row of months later names the dates whose lines never came."""
    day = site.dates[LOST.stop + 4]
    player = lossy_wh.store().scalar(
        f"select player_id from {FEATURES} where game_date = date '{day}'"
        " and not core_windows_complete order by player_id limit 1"
    )
    found = ask(lossy_wh, FEATURES, day, player_id=player)
    blamed = {cell for root in found.roots for cell in root.cells}
    assert kit.models_of(blamed) & {"nbac_gamebook", "nbac_team_boxscore"}
    assert {d for _, d in blamed} <= set(site.dates[LOST])


def test_s10_radius_holds_every_cell_that_the_loss_changed(
    site: Site, lossy: Site, lossy_wh: Warehouse
) -> None:
    changed = kit.differing(lossy.contents, site.contents)
    roots = {
        (model, day)
        for model in ("nbac_gamebook", "nbac_team_boxscore")
        for day in site.dates[LOST]
    }
    reached = radius(lossy_wh, roots)
    names = {("player_aliases", None), ("players", None)}  # their names went with the lines
    assert changed - reached - roots - names == set()


def test_nobody_is_missing_because_a_value_of_another_date_is_wrong(
    site: Site, tmp_path: Path
) -> None:
    """Shots that do not add up weeks before change numbers; they take no row away."""
    incident = INCIDENTS["S3 one of many"]
    before = site.dates[AT - 6]
    with site.open_copy(tmp_path / "hurt") as wh:
        incident.plant(site, wh)
        kit.damage(wh, f"update shot_events set made = not made where game_date = date '{before}'")
        incident.hide(site, wh)
        kit.verify(wh)
        assert kit.by_cell(wh.status())["shot_events", before].verdict is Verdict.CONTAMINATED
        found = ask(wh, *incident.asked(site))
        assert {cell for root in found.roots for cell in root.cells} == {(CONTEXT, hit(site)[0])}
