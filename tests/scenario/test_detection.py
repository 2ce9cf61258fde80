"""The mutation run: every audit, disabled in turn, makes a probe of `detection.py` fail.

What guards the data must itself be guarded: an audit that nobody would miss is no audit. Each
mutant patches one function (or one verdict) so that it finds nothing.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest

from fullcourt.integrity import assess, audit, evaluate, landed, verdicts, verify
from fullcourt.integrity.plan import Cause
from fullcourt.integrity.verdicts import Verdict
from scenario import detection, kit
from scenario.detection import Bench

INTEGRITY = "fullcourt.integrity"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    yield detection.make_bench(tmp_path_factory.mktemp("detection"))
    kit.close_all()


@pytest.mark.parametrize("name", detection.PROBES)
def test_found(bench: Bench, name: str) -> None:
    """On the engine as it is, every damage is found."""
    detection.PROBES[name](bench)


@dataclass(frozen=True)
class Mutant:
    """An audit put out of action.

    Args:
        target: What is patched, below `fullcourt.integrity`.
        instead: What stands there; or, given what stood there, makes it.
        missed: The probe that must fail.
    """

    target: str
    instead: Callable[..., object]
    missed: str
    wraps: bool = False


def without(kind: str) -> Callable[..., object]:
    """`audit.checks` without one kind of check."""

    def wrap(real: Callable[..., tuple[audit.Check, ...]]) -> Callable[..., object]:
        return lambda model: tuple(c for c in real(model) if not c.rule.startswith(f"{kind}/"))

    return wrap


def never(verdict: Verdict) -> Callable[..., object]:
    """`verdicts._tests` that does not know one verdict."""

    def wrap(real: Callable[..., tuple[tuple[Verdict, bool, str], ...]]) -> Callable[..., object]:
        return lambda facts: tuple(t for t in real(facts) if t[0] is not verdict)

    return wrap


def ignoring(cause: Cause) -> Callable[..., object]:
    """`assess.cause_of` that does not mind one cause."""

    def wrap(real: Callable[..., Cause | None]) -> Callable[..., object]:
        return lambda *given: None if (found := real(*given)) is cause else found

    return wrap


def nothing(*_: object, **__: object) -> None:
    return None


def none_found(*_: object, **__: object) -> list[object]:
    return []


def no_rows(*_: object) -> str:
    return "select cast(null as date) as game_date, cast(0 as bigint) where false"


def no_keys(*_: object) -> str:
    empty = ", ".join(f"cast(null as varchar) as {c}" for c in ("key", "class", "reason", "detail"))
    return f"select cast(null as date) as game_date, {empty} where false"


MUTANTS = {
    **{
        f"no {kind} checks": Mutant("audit.checks", without(kind), probe, wraps=True)
        for kind, probe in (
            ("rule", "a_broken_row_rule"),
            ("critical", "a_critical_null"),
            ("range", "a_value_out_of_range"),
            ("guard", "a_constant_column"),
            ("warning", "an_odd_value"),
        )
    },
    **{
        f"never {verdict}": Mutant("verdicts._tests", never(verdict), probe, wraps=True)
        for verdict, probe in (
            (Verdict.EXPECTED_EMPTY, "a_date_without_games"),
            (Verdict.PHANTOM, "a_game_put_off"),
            (Verdict.FAILED, "a_failing_build_blocks"),
            (Verdict.BLOCKED, "a_failing_build_blocks"),
            (Verdict.MISSING, "a_forgotten_build"),
            (Verdict.DRIFTED, "edited_rows"),
            (Verdict.STALE, "a_correction"),
            (Verdict.CONTAMINATED, "a_critical_null"),
            (Verdict.PARTIAL, "a_missing_key"),
            (Verdict.HOLED, "a_hole_upstream"),
            (Verdict.PENDING, "facts_that_may_still_come"),
            (Verdict.BOOTSTRAP, "a_young_league"),
        )
    },
    "no audit of rows": Mutant("audit.own_findings", none_found, "a_critical_null"),
    "no critical fields": Mutant("audit._critical_checks", none_found, "a_critical_null"),
    "no second audit": Mutant("verify._audit_again", nothing, "a_critical_null"),
    "no repeated keys": Mutant("audit.duplicates_sql", no_rows, "a_repeated_key"),
    "repeated keys published": Mutant(
        "build._duplicates", lambda *_: {}, "a_repeated_key_in_the_making"
    ),
    "losses published": Mutant("build._lost_keys", lambda *_: {}, "a_build_that_would_lose_rows"),
    "no absences": Mutant("audit.Expectation.absences", no_keys, "a_missing_key"),
    "no surplus": Mutant("audit.Expectation.surplus", no_keys, "a_surplus_key"),
    "no counts": Mutant("audit.Expectation.counts", no_rows, "a_missing_key"),
    "nothing is due": Mutant(
        "audit.Expectation.due",
        lambda e: f"select {', '.join(e.on)} from ({e.keys}) as k where false",
        "a_build_that_would_lose_rows",
    ),
    "no expectations": Mutant("evaluate._expectations", nothing, "a_missing_key"),
    "no reconciliations": Mutant("evaluate._reconcile", nothing, "tables_that_disagree"),
    "no evaluation": Mutant("evaluate._affected", none_found, "tables_that_disagree"),
    "findings not counted": Mutant("evaluate._count_findings", nothing, "a_missing_key"),
    "findings not stored": Mutant("evaluate._publish", nothing, "tables_that_disagree"),
    "no holes": Mutant("audit.holes_sql", nothing, "a_hole_upstream"),
    "no phantoms": Mutant("backfill.count_phantoms", lambda *a: dict(a[2]), "a_game_put_off"),
    "rows not compared": Mutant("verify._compare", none_found, "edited_rows"),
    "flags not set": Mutant("verify._flag", lambda counts, *_: dict(counts), "edited_rows"),
    "records not added up": Mutant("verify._broken_records", none_found, "records_without_inputs"),
    "nothing built in scratch": Mutant("verify._probe_all", none_found, "values_no_build_yields"),
    "landing not read": Mutant("landed.find_damaged", none_found, "lost_landing_rows"),
    "landing not told": Mutant("verify.state_damage", nothing, "lost_landing_rows"),
    "nothing blocks": Mutant("assess.blocked_by", lambda *_: "", "a_failing_build_blocks"),
    "everything is due": Mutant(
        "assess.awaits_sources", lambda *_: False, "facts_that_may_still_come"
    ),
    "inputs never move": Mutant("plan._inputs_moved", lambda *_: False, "a_correction"),
    "code may change": Mutant("assess.cause_of", ignoring(Cause.CODE), "changed_code", wraps=True),
    "contracts may change": Mutant(
        "assess.cause_of", ignoring(Cause.CONTRACT), "a_tightened_contract", wraps=True
    ),
    "any plan fits": Mutant("backfill.state_digest", lambda state: Same(), "a_correction"),
    "any window will do": Mutant("leaks.window_leaks", none_found, "a_window_with_its_own_game"),
    "any SQL will do": Mutant("leaks.sql_leaks", none_found, "a_window_with_its_own_game"),
    "the future is left alone": Mutant("leaks.perturb", none_found, "a_window_with_its_own_game"),
    "no lease": Mutant("runs.refuse_others", nothing, "two_writers"),
}


class Same(str):
    """A digest that equals every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


@pytest.mark.parametrize("name", MUTANTS)
def test_missed_when_disabled(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The mutant does not survive its probe, whatever that stumbles over."""
    mutant = MUTANTS[name]
    instead = mutant.instead
    if mutant.wraps:
        module, attribute = mutant.target.split(".")
        instead = mutant.instead(getattr(MODULES[module], attribute))  # type: ignore[assignment]
    monkeypatch.setattr(f"{INTEGRITY}.{mutant.target}", instead)
    with pytest.raises((AssertionError, KeyError, pytest.fail.Exception)):
        detection.PROBES[mutant.missed](bench)


def test_every_probe_is_needed() -> None:
    """A probe that no mutant fails would prove nothing."""
    needed = {m.missed for m in MUTANTS.values()}
    also = {"lost_rows_at_a_glance", "stray_rows", "excused_keys", "a_check_that_cannot_run"}
    assert set(detection.PROBES) - needed == also


NO_CHECKS = {
    "audit": {
        *("audit_sql", "ordered_checks", "violations_sql", "key_text", "_key_text"),
        *("expectation", "_expect_of", "_present", "_case"),
    },
    "evaluate": {
        *("read_counts", "reassess", "mature", "_cover", "_evaluate", "_put", "_must_run"),
        "read_assessment",
        "count_phantoms",  # mutated where it is called
    },
    "verify": {"verify", "probe", "actual_contents", "_compare_all", "_known_unstable"},
    "landed": {"state_damage", "known_damage", "damaged_cells", "mend", "_readers"},
    "verdicts": {"judge", "_counted"},
    "assess": {"judge_cells", "_judge", "is_due", "write_assessment", "_forget"},
}
"""Helpers that decide nothing by themselves; whatever is new must be named here or mutated."""
MODULES = {
    "assess": assess,
    "audit": audit,
    "evaluate": evaluate,
    "landed": landed,
    "verdicts": verdicts,
    "verify": verify,
}


@pytest.mark.parametrize("name", MODULES)
def test_every_audit_has_a_mutant(name: str) -> None:
    module = MODULES[name]
    mutated = {m.target.split(".")[1] for m in MUTANTS.values() if m.target.startswith(f"{name}.")}
    assert _functions(module) - mutated == NO_CHECKS[name] & _functions(module)


def _functions(module: ModuleType) -> set[str]:
    return {
        n
        for n, f in inspect.getmembers(module, inspect.isfunction)
        if f.__module__ == module.__name__
    }
