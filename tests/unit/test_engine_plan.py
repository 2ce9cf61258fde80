"""Plans and reach as pure functions, on a toy pipeline whose builds are a few lines of Python."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcourt.errors import ModelError
from fullcourt.integrity.calendar import Calendar, Day
from fullcourt.integrity.fingerprint import Fingerprints, Marks, inputs_hash
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.plan import (
    Cause,
    Selection,
    cause_of,
    make_plan,
    plan_from_json,
    state_digest,
)
from fullcourt.integrity.reach import Change, Changes
from fullcourt.integrity.state import Build, State
from fullcourt.warehouse.hashing import mix
from fullcourt.warehouse.models import Model, parse_model
from fullcourt.warehouse.windows import parse_window

OPENING = date(2021, 10, 18)
DAYS = tuple(OPENING + timedelta(days=2 * i) for i in range(8))
NOW = datetime(2022, 7, 1)

_TEMPLATE = """/*
about = "A toy."
dated = {dated}
grain = ["{grain}"]
[reads]
{reads}
[columns]
{columns}
*/
select {names} from {source} {where}
"""


def toy(name: str, layer: str, reads: dict[str, str], dated: bool = True) -> Model:
    columns = {"game_date": "DATE: date", "value": "INT: value"} if dated else {"value": "INT: v"}
    text = _TEMPLATE.format(
        dated=str(dated).lower(),
        grain=next(iter(columns)),
        reads="\n".join(f'"{source}" = "{window}"' for source, window in reads.items()),
        columns="\n".join(f'{column} = "{kind}"' for column, kind in columns.items()),
        names=", ".join(columns),
        source=next(iter(reads)),
        where="where game_date between @start and @end" if dated else "",
    )
    return parse_model(text, name, layer)


MODELS = {
    m.name: m
    for m in (
        toy("box", "raw", {"landing.nbac_gamebook": "same day"}),
        toy("names", "spine", {"landing.player_names": "undated"}, dated=False),
        toy("summary", "analytics", {"box": "same day", "names": "undated"}),
        toy("form", "precompute", {"summary": "3 days before"}),
        toy("league", "precompute", {"summary": "season before"}),
        toy("features", "features", {"form": "same day", "league": "same day"}),
    )
}


class Toy:
    """A warehouse in a dictionary: a cell's content is a mix of what its windows hold."""

    def __init__(self) -> None:
        days = tuple(Day(d, "2021-22", 5, 0, 0, 0, datetime.combine(d, NOW.time())) for d in DAYS)
        calendar = Calendar(days)
        marks = {
            "landing.nbac_gamebook": Marks({d: mix("box", d) for d in DAYS}),
            "landing.player_names": Marks({date.min: mix("names")}),
        }
        self.state = State(
            graph=Graph(MODELS),
            calendar=calendar,
            builds={},
            failures={},
            fingerprints=Fingerprints(calendar, marks),
            loaded=frozenset({"nbac_gamebook", "player_names"}),
            now=NOW,
            changes=Changes(calendar),
        )

    def land(self, day: date, value: object) -> None:
        """A corrected file for one date."""
        state = self.state
        state.fingerprints.marks["landing.nbac_gamebook"].set(day, mix(value))
        state.fingerprints = Fingerprints(state.calendar, state.fingerprints.marks)

    def build(self, name: str, day: date | None, content: str | None = None) -> None:
        """Publish a cell; its content follows from its inputs unless it is given."""
        state = self.state
        edges = state.fingerprints.edges(state.graph.reads[name], day)
        inputs = inputs_hash(edges)
        fresh = content or f"{name}:{inputs}"
        old = state.builds.get((name, day))
        number = state.take_build_ids(1)
        state.builds[name, day] = Build(
            number,
            fresh,
            inputs,
            state.graph.code_hashes[name],
            state.graph.models[name].contract_hash,
            1,
            1,
            "published",
            "",
        )
        if old is None or old.content_hash != fresh:
            state.fingerprints.put(name, day, fresh)
            state.changes.add({name: [Change(number, day or date.min, "", 0, False)]})

    def run(self, selection: Selection | None = None) -> list[tuple[str, date | None]]:
        """Build what the plan names, with early cutoff."""
        done = []
        for step in make_plan(self.state, selection).steps:
            for day in step.dates:
                if cause_of(self.state, step.model, day, {}):
                    self.build(step.model, day)
                    done.append((step.model, day))
        return done

    @property
    def contents(self) -> dict[tuple[str, date | None], str]:
        return {c: b.content_hash for c, b in self.state.builds.items()}


@pytest.fixture
def built() -> Toy:
    found = Toy()
    found.run()
    return found


def cells(toy: Toy, selection: Selection | None = None) -> dict[str, set[date | None]]:
    return {s.model: set(s.dates) for s in make_plan(toy.state, selection).steps}


# --- plans --------------------------------------------------------------------------------------


def test_an_empty_warehouse_plans_everything_inputs_first() -> None:
    plan = make_plan(Toy().state)
    assert plan.cells == 5 * len(DAYS) + 1
    order = [s.model for s in plan.steps]
    assert order.index("box") < order.index("summary") < order.index("form")
    assert order[-1] == "features"
    assert {c for s in plan.steps for _, c in s.cells} == {Cause.MISSING}


def test_a_built_warehouse_plans_nothing(built: Toy) -> None:
    assert make_plan(built.state).steps == ()


def test_a_corrected_date_reaches_as_far_as_the_windows(built: Toy) -> None:
    day = DAYS[3]
    built.land(day, "corrected")
    assert (
        cells(built)
        == {
            "box": {day},
            "summary": {day},
            "form": {DAYS[4]},  # three days before: the next game date only
            "league": set(DAYS[4:]),
            "features": set(DAYS[4:]),
        }
    )


def test_causes_tell_what_moved_and_what_only_follows(built: Toy) -> None:
    built.land(DAYS[3], "corrected")
    causes = {s.model: {c for _, c in s.cells} for s in make_plan(built.state).steps}
    assert causes["box"] == {Cause.INPUTS}
    assert causes["summary"] == {Cause.UPSTREAM}
    assert causes["features"] == {Cause.UPSTREAM}


def test_equal_content_stops_the_cascade(built: Toy) -> None:
    """Early cutoff: the corrected file changes nothing that the box table holds."""
    same = built.state.builds["box", DAYS[3]].content_hash
    built.land(DAYS[3], "another wrapping")
    built.build("box", DAYS[3], content=same)
    assert make_plan(built.state).steps == ()


def test_a_selected_cell_brings_what_it_reads_and_nothing_else() -> None:
    found = cells(Toy(), Selection(models=("form",), dates=(DAYS[2],)))
    assert found == {
        "box": {DAYS[1]},
        "names": {None},
        "summary": {DAYS[1]},
        "form": {DAYS[2]},
    }


def test_a_failed_cell_is_tried_again(built: Toy) -> None:
    built.state.failures["form", DAYS[2]] = "out of memory"
    (step,) = (s for s in make_plan(built.state).steps if s.model == "form")
    assert step.cells == ((DAYS[2], Cause.FAILED),)


def test_a_repair_is_planned_though_the_ledger_calls_it_current(built: Toy) -> None:
    plan = make_plan(built.state, repairs=[("league", DAYS[5])])
    assert plan.steps[0].cells == ((DAYS[5], Cause.REPAIR),)


def test_facts_are_expected_only_after_their_games() -> None:
    early = Toy()
    early.state.now = datetime.combine(DAYS[2], datetime.min.time())
    planned = cells(early)
    assert planned["summary"] == set(DAYS[:2])
    assert planned["features"] == set(DAYS[:3])


def test_a_source_never_ingested_creates_no_expectation() -> None:
    bare = Toy()
    bare.state.loaded = frozenset({"player_names"})
    assert "box" not in cells(bare)


def test_models_in_a_circle_are_refused() -> None:
    models = {
        m.name: m
        for m in (
            toy("hen", "spine", {"egg": "same day"}),
            toy("egg", "spine", {"hen": "same day"}),
        )
    }
    with pytest.raises(ModelError) as raised:
        Graph(models).order  # noqa: B018
    assert "hen -> egg -> hen" in str(raised.value.message)


def test_a_plan_survives_its_file_and_its_digest_moves_with_the_state(built: Toy) -> None:
    built.land(DAYS[3], "corrected")
    plan = make_plan(built.state)
    read = plan_from_json(plan.to_json())
    assert read.steps == plan.steps
    assert read.digest == state_digest(built.state)
    built.run()
    assert state_digest(built.state) != plan.digest


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("land"), st.sampled_from(DAYS), st.integers(0, 2)),
        st.tuples(st.just("date"), st.sampled_from(DAYS), st.just(0)),
        st.tuples(st.just("layer"), st.sampled_from(["raw", "analytics", "features"]), st.just(0)),
    ),
    max_size=8,
)


@given(STEPS)
def test_any_history_ends_where_a_clean_build_of_the_same_files_does(
    steps: list[tuple[str, object, int]],
) -> None:
    hurt, clean = Toy(), Toy()
    for kind, what, value in steps:
        if kind == "land" and isinstance(what, date):
            for world in (hurt, clean):
                world.land(what, ("version", value))
        elif kind == "date" and isinstance(what, date):
            hurt.run(Selection(dates=(what,)))
        else:
            hurt.run(Selection(layers=(str(what),)))
    hurt.run()
    clean.run()
    assert hurt.contents == clean.contents
    assert make_plan(hurt.state).steps == ()


# --- reach by key -------------------------------------------------------------------------------

GAMES = st.dictionaries(
    st.integers(1, 3), st.sets(st.sampled_from(DAYS), min_size=1), min_size=1
)  # fmt: skip


@given(GAMES, st.sampled_from(DAYS), st.integers(1, 3), st.sampled_from(DAYS), st.integers(1, 4))
def test_a_keyed_window_is_touched_while_it_holds_the_changed_game(
    games: dict[int, set[date]], changed: date, key: int, day: date, length: int
) -> None:
    """Counted naively: among the key's last N games before the date, the changed one included."""
    calendar = Toy().state.calendar
    changes = Changes(calendar)
    changes.frames.add("player_id", {k: sorted(d) for k, d in games.items()})
    change = Change(7, changed, "player_id", key, False)
    changes.add({"summary": [change]})
    window = parse_window(f"last {length} by player_id", "test")
    before = sorted(d for d in games.get(key, set()) | {changed} if d < day)
    expected = changed in before[-length:]
    touched = changes.touches(change, window, day)
    if key in games and changed in games[key]:
        assert touched == expected
    else:
        # A game the spine no longer counts: whoever counted it then is touched.
        assert touched or not expected


def test_a_key_without_known_games_reaches_everything_later() -> None:
    changes = Changes(Toy().state.calendar)
    change = Change(7, DAYS[1], "player_id", 5, False)
    changes.add({"summary": [change]})
    window = parse_window("last 2 by player_id", "test")
    assert [changes.touches(change, window, d) for d in DAYS] == [False, False, *[True] * 6]


def test_a_season_window_keeps_a_change_to_the_end() -> None:
    changes = Changes(Toy().state.calendar)
    change = Change(7, DAYS[1], "player_id", 5, False)
    changes.add({"summary": [change]})
    window = parse_window("season by player_id", "test")
    assert changes.touches(change, window, DAYS[7])
    assert not changes.touches(change, window, DAYS[1])
