"""A check that cannot fail is a defect: for every check of every contract, something fails it."""

from collections.abc import Iterator
from datetime import date

import pytest

from fullcourt.api import Warehouse
from fullcourt.integrity import audit
from fullcourt.league import Format, LeagueConfig, simulate
from fullcourt.warehouse.models import load_models
from scenario import kit, mutations
from scenario.kit import Site

MODELS = load_models()
CHECKS = [(m, c) for m in MODELS.values() for c in audit.checks(m)]
ROW_CHECKS = [(m, c) for m, c in CHECKS if not c.per_date]
GUARDS = [(m, c) for m, c in CHECKS if c.per_date]
CONSISTENT = [(m, n, q) for m in MODELS.values() for n, q in m.consistent.items()]
EXPECTING = [m for m in MODELS.values() if m.expect]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Warehouse]]:
    """A league in all formats, so that hardly a table is empty."""
    config = LeagueConfig(
        dates=22,
        teams=20,
        games_per_date=9,
        seed=5,
        postponements=2,
        trades=1,
        all_star_break=False,
        extra_games=True,
    )
    folder = tmp_path_factory.mktemp("rich")
    site = kit.make_site(simulate(config), folder, formats=list(Format))
    with site.open_copy(folder / "copy") as wh:
        wh.prepare()
        yield site, wh


@pytest.fixture(scope="module")
def day(rich: tuple[Site, Warehouse]) -> date:
    """A full date, late enough for every window."""
    return max(rich[0].dates[-8:-1], key=rich[0].games_on)


def test_a_league_in_every_format_has_no_finding(rich: tuple[Site, Warehouse]) -> None:
    _, wh = rich
    assert kit.findings(wh) == set()
    assert kit.bad(wh.status()) == {}


@pytest.mark.parametrize("name", sorted({m.name for m, _ in ROW_CHECKS}))
def test_every_row_check_can_fail(rich: tuple[Site, Warehouse], day: date, name: str) -> None:
    """One row with other values, and the finding names that row and that check."""
    store, model = rich[1].store(), MODELS[name]
    mutations.sample(store, model, [day])
    own = [c for m, c in ROW_CHECKS if m is model]
    already = {f.rule for f in audit.own_findings(store, model, "sound")}
    vacuous = []
    for check in own:
        changed = mutations.break_row(store, model, check)
        if changed is None:
            vacuous.append(check.rule)
            continue
        if check.rule in already:
            continue  # a made-up row of a table without rows breaks it from the start
        found = [f for f in audit.own_findings(store, model, "broken") if f.rule == check.rule]
        assert len(found) == 1, (check.rule, changed)
        assert found[0].finding_class == check.finding_class
    assert vacuous == []


@pytest.mark.parametrize("name", sorted({m.name for m, _ in GUARDS}))
def test_every_guard_can_fail(rich: tuple[Site, Warehouse], day: date, name: str) -> None:
    """One date with other values, and the finding names that date and that guard."""
    store, model = rich[1].store(), MODELS[name]
    mutations.sample(store, model, [day])
    ((judged,),) = store.rows("select distinct game_date from sound")
    vacuous = []
    for check in (c for m, c in GUARDS if m is model):
        if mutations.break_date(store, model, check) is None:
            vacuous.append(check.rule)
            continue
        rules = {(f.rule, f.game_date) for f in audit.own_findings(store, model, "broken")}
        assert (check.rule, judged) in rules
    assert vacuous == []


@pytest.mark.parametrize("name", sorted({m.name for m, _, _ in CONSISTENT}))
def test_every_reconciliation_can_fail(rich: tuple[Site, Warehouse], day: date, name: str) -> None:
    """A row lost, repeated or altered in one of the tables that a reconciliation compares."""
    store, model = rich[1].store(), MODELS[name]
    try:
        vacuous = [
            rule
            for rule, query in model.consistent.items()
            if mutations.break_query(store, MODELS, model, query, day) is None
        ]
    finally:
        mutations.unshadow(store, MODELS)
    assert vacuous == []


@pytest.mark.parametrize("name", sorted(m.name for m in EXPECTING))
def test_every_expectation_misses_a_row_and_notices_a_stranger(
    rich: tuple[Site, Warehouse], day: date, name: str
) -> None:
    store, model = rich[1].store(), MODELS[name]
    rows = store.scalar(
        f"select count(*) from {name}" + (f" where game_date = date '{day}'" if model.dated else "")
    )
    where = f"game_date = date '{day}'" if model.dated else "true"
    source = name
    try:
        store.con.execute(f"create or replace temp table {name} as select * from wh.main.{name}")
        if not rows:
            pytest.skip(f"{name} has no rows in any simulated format")
        wanted = audit.expectation(store, model, MODELS, day, day)
        present = f"{where} and ({model.expect.present_if or 'true'})"
        keys = " and ".join(f"k.{c} = s.{c}" for c in wanted.on)
        lost = store.scalar(
            f"select min(s.rowid) from temp.{source} s semi join ({wanted.due()}) k on {keys}"
            f" where {present}"
        )
        assert lost is not None, "no row is both expected and present"
        before = set(store.rows(wanted.absences()))
        assert store.rows(wanted.surplus()) == []
        on = ", ".join(wanted.on)
        alike = (
            f"select count(*) from temp.{source} a join temp.{source} b using ({on})"
            f" where b.rowid = {lost}"
        )
        if store.scalar(alike) == 1:
            store.con.execute(f"delete from temp.{source} where rowid = {lost}")
        else:
            store.con.execute(
                f"delete from temp.{source} where ({on}) in"
                f" (select ({on}) from temp.{source} where rowid = {lost})"
            )
        gone = set(store.rows(wanted.absences())) - before
        assert len(gone) == 1
        ((_, _, kind, reason, _),) = gone
        assert (kind, bool(reason)) == ("defect", True)

        key = next(c for c in wanted.on if c != "game_date")
        kind_of = {c.name: c.type for c in model.columns}[key]
        strange = "'zzz'" if kind_of == "TEXT" else "-7"
        store.con.execute(
            f"insert into temp.{source} select * replace ({strange} as {key})"
            f" from temp.{source} where {present} limit 1"
        )
        counts = store.scalar(
            f"select count(*) from temp.{source} where {key} = {strange}"
            f" and ({model.expect.present_if or 'true'})"
        )
        assert len(store.rows(wanted.surplus())) == counts
        assert counts == 1 or model.expect.present_if
    finally:
        mutations.unshadow(store, [name])
