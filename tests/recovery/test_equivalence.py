"""Recovery equivalence: whatever happens to a warehouse, `recover` makes it as if it never had.

Random sequences of ingests, builds, corrections, lost and returning sources, altered rows, hand
edits, lost ledger rows, code and contract changes, kill -9 and two writers at once; then `recover`;
then every table's content equals that of a warehouse which got the same files and was never hurt.
"""

import atexit
import os
import shutil
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.recovery import killed, world

from fullcourt.api import Warehouse
from fullcourt.errors import LockedError
from fullcourt.integrity.state import Cell

_TABLES = (
    *("nbac_schedule", "nbac_gamebook", "nbac_team_boxscore", "nbac_play_by_play", "shot_chart"),
    *("games", "player_games", "shot_events", "player_game_summary"),
    *("team_offense_game_summary", "team_defense_game_summary", "upcoming_team_game_context"),
    *("upcoming_player_game_context", "team_defense_zone_analysis", "player_shot_zone_analysis"),
    *("player_composite_factors", "player_daily_cache", "ml_feature_store"),
)
_LAYERS = ("raw", "spine", "analytics", "precompute", "features")
tables = st.sampled_from(_TABLES)
day_numbers = st.integers(0, len(world.days()) - 1)


class Machine(RuleBasedStateMachine):
    """One warehouse and what happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.version = 0
        self.deaths = 0
        self.threads: int | None = 1
        self._warehouse: Warehouse | None = None

    @initialize(
        first=st.sampled_from(["plan", "early", "holed", "full"]),
        lake=st.integers(0, 9),
        threads=st.sampled_from([1, 1, 1, None]),
    )
    def begin(self, first: str, lake: int, threads: int | None) -> None:
        self.folder = world.begin(first, "warehouse" if lake == 0 else "x.duckdb")
        self.threads = threads
        self.sent.append(first)

    @property
    def warehouse(self) -> Warehouse:
        """The project, open until a process of its own needs it or its models change."""
        if self._warehouse is None:
            self._warehouse = world.opened(self.folder, self.threads)
        return self._warehouse

    def close(self) -> None:
        if self._warehouse:
            self._warehouse.close()
            self._warehouse = None

    @rule(name=st.sampled_from(["plan", "early", "holed", "full", "fixed"]))
    def send(self, name: str) -> None:
        """Files come: new, late, corrected, with a game lost or returned, or once more."""
        self.warehouse.ingest([world.parcels()[name]])
        self.sent.append(name)

    @rule(first=day_numbers, last=day_numbers, layer=st.none() | st.sampled_from(_LAYERS))
    def build(self, first: int, last: int, layer: str | None) -> None:
        """Build some dates, perhaps of one layer, perhaps everything."""
        days = world.days()
        wanted = self.warehouse.select(
            start=days[min(first, last)],
            end=days[max(first, last)],
            layers=[layer] if layer else (),
        )
        self.warehouse.backfill(wanted, by_day=first == last)

    @rule()
    def build_all(self) -> None:
        self.warehouse.backfill()

    @rule(
        table=tables,
        number=day_numbers,
        deed=st.sampled_from(["null", "zero", "edit"]),
        which=st.integers(0, 50),
    )
    def alter(self, table: str, number: int, deed: str, which: int) -> None:
        """Rows are NULLed, zeroed or edited by hand."""
        model = self.warehouse.graph.models[table]
        numeric = [
            c.name
            for c in model.columns
            if c.type in ("INT", "BIGINT", "DOUBLE") and c.name not in model.grain
        ]
        column = numeric[which % len(numeric)]
        value = {"null": "null", "zero": "0", "edit": f"coalesce({column}, 0) + 1"}[deed]
        self._do(f"update wh.main.{table} set {column} = {value} where {self._some(number)}")

    @rule(table=tables, number=day_numbers, share=st.integers(1, 3))
    def lose(self, table: str, number: int, share: int) -> None:
        """Rows vanish: all of a date, or some."""
        some = "" if share == 1 else f" and hash(rowid) % {share} = 0"
        self._do(f"delete from wh.main.{table} where {self._some(number)}{some}")

    @rule(table=tables, number=day_numbers)
    def double(self, table: str, number: int) -> None:
        """Rows are there twice."""
        self._do(
            f"insert into wh.main.{table} select * from wh.main.{table} where {self._some(number)}"
        )

    @rule(table=tables, number=day_numbers)
    def forget(self, table: str, number: int) -> None:
        """The record of builds is lost; the rows stay."""
        self._do(f"delete from ledger.build where model = '{table}' and {self._some(number)}")

    @rule(table=tables, number=day_numbers)
    def stray(self, table: str, number: int) -> None:
        """Rows turn up on a date on which nothing was ever played."""
        self._do(
            f"insert into wh.main.{table} select * replace (date '2031-01-01' as game_date)"
            f" from wh.main.{table} where {self._some(number)}"
        )

    @rule(version=st.integers(0, 3))
    def change_code(self, version: int) -> None:
        """The user's own model comes, goes, or changes its code or contract."""
        self.close()
        self.version = version
        world.write_own_model(self.folder, version)

    @precondition(lambda self: self.deaths < 2)
    @rule(verb=st.sampled_from(["backfill", "recover", "full"]), statement=st.integers(1, 700))
    def die(self, verb: str, statement: int) -> None:
        """A real process is killed at some statement."""
        self.deaths += 1
        self.close()
        files = str(world.parcels()[verb]) if verb in world.parcels() else verb
        server().start(self.folder, files, statement)
        ended = server().wait()
        assert ended in (0, -9)
        event(f"kill -9: {'hit' if ended else 'too late'}")
        if verb in world.parcels():
            self.send(verb)  # whoever sent the files sends them again

    @precondition(lambda self: self.deaths < 2)
    @rule(theirs=st.sampled_from(["backfill", "recover"]))
    def crowd(self, theirs: str) -> None:
        """Two writers at once: one of them may have to go."""
        self.deaths += 1
        self.close()
        server().start(self.folder, theirs)
        try:
            self.warehouse.backfill()
        except LockedError:
            event("two writers: locked out")
        finally:
            ended = server().wait()
        event(f"two writers: the other ended with {ended}")
        assert ended in (0, killed.LOCKED)

    def teardown(self) -> None:
        try:
            if self.sent:
                self._prove()
        finally:
            self.close()
            if self.sent:
                shutil.rmtree(self.folder)

    def _prove(self) -> None:
        self.close()
        recovered = self.warehouse.recover()
        expected = world.sound(self.sent, self.version)
        assert _difference(expected.contents, world.contents(self.warehouse)) == {}
        assert recovered.after is not None
        assert not recovered.after.drifted
        self.close()
        assert _difference(expected.verdicts, world.verdicts(self.warehouse)) == {}
        assert self.warehouse.plan().cells == 0

    def _some(self, number: int) -> str:
        return f"game_date = date '{world.days()[number]}'"

    def _do(self, statement: str) -> None:
        self.warehouse.prepare().con.execute(statement)


@cache
def server() -> killed.Server:
    """Where processes that may die come from."""
    started = killed.Server()
    atexit.register(started.stop)
    return started


def _difference(
    expected: Mapping[Cell, object], found: Mapping[Cell, object]
) -> dict[Cell, tuple[object, object]]:
    """Cells that differ, with what they should and do hold."""
    return {
        cell: (expected.get(cell), found.get(cell))
        for cell in sorted({*expected, *found}, key=str)
        if expected.get(cell) != found.get(cell)
    }


_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class TestRecovery(Machine.TestCase):  # type: ignore[name-defined,misc]
    """Sixty sequences on every change; `make torture` runs thousands."""

    settings = settings(
        max_examples=60,
        stateful_step_count=7,
        deadline=None,
        derandomize=True,
        suppress_health_check=_SLOW,
    )


@pytest.mark.torture
class TestRecoveryAtLength(Machine.TestCase):  # type: ignore[name-defined,misc]
    """As many sequences as FULLCOURT_TORTURE says, 2,000 by default, new ones every time."""

    settings = settings(
        max_examples=int(os.environ.get("FULLCOURT_TORTURE", "2000")),
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=_SLOW,
        print_blob=True,
    )
