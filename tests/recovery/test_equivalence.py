"""Recovery equivalence: whatever happens to a warehouse, `recover` makes it as if it never had.

Random sequences of ingests, builds, corrections, lost and returning sources, altered rows, hand
edits, lost ledger rows, code and contract changes, kill -9 and two writers at once; then `recover`;
then every table's content equals that of a warehouse which got the same files and was never hurt.
"""

import itertools
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.recovery import world

from fullcourt.errors import LockedError

_NUMBERS = itertools.count()
_TABLES = (
    *("nbac_schedule", "nbac_gamebook", "nbac_team_boxscore", "nbac_play_by_play", "shot_chart"),
    *("games", "player_games", "shot_events", "player_game_summary"),
    *("team_offense_game_summary", "team_defense_game_summary", "upcoming_team_game_context"),
    *("upcoming_player_game_context", "team_defense_zone_analysis", "player_shot_zone_analysis"),
    *("player_composite_factors", "player_daily_cache", "ml_feature_store"),
)
_LAYERS = ("raw", "spine", "analytics", "precompute", "features")
tables = st.sampled_from(_TABLES)
day_numbers = st.integers(0, 6)


class Machine(RuleBasedStateMachine):
    """One warehouse and what happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.version = 0
        self.deaths = 0

    @initialize(first=st.sampled_from(["plan", "early", "holed", "full"]), lake=st.integers(0, 9))
    def begin(self, first: str, lake: int) -> None:
        store = "warehouse" if lake == 0 else "x.duckdb"
        self.folder = world.make(f"hurt-{os.getpid()}-{next(_NUMBERS)}", store)
        self.send(first)

    @rule(name=st.sampled_from(["plan", "early", "holed", "full", "fixed"]))
    def send(self, name: str) -> None:
        """Files come: new, late, corrected, with a game lost or returned, or once more."""
        with world.opened(self.folder) as warehouse:
            warehouse.ingest([world.parcels()[name]])
        self.sent.append(name)

    @rule(first=day_numbers, last=day_numbers, layer=st.none() | st.sampled_from(_LAYERS))
    def build(self, first: int, last: int, layer: str | None) -> None:
        """Build some dates, perhaps of one layer, perhaps everything."""
        days = world.days()
        with world.opened(self.folder) as warehouse:
            wanted = warehouse.select(
                start=days[min(first, last)],
                end=days[max(first, last)],
                layers=[layer] if layer else (),
            )
            warehouse.backfill(wanted, by_day=first == last)

    @rule()
    def build_all(self) -> None:
        with world.opened(self.folder) as warehouse:
            warehouse.backfill()

    @rule(
        table=tables,
        number=day_numbers,
        deed=st.sampled_from(["null", "zero", "edit"]),
        which=st.integers(0, 50),
    )
    def alter(self, table: str, number: int, deed: str, which: int) -> None:
        """Rows are NULLed, zeroed or edited by hand."""
        with world.opened(self.folder) as warehouse:
            model = warehouse.graph.models[table]
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
        self.version = version
        world.write_own_model(self.folder, version)

    @precondition(lambda self: self.deaths < 2)
    @rule(verb=st.sampled_from(["backfill", "recover", "full"]), count=st.integers(5, 700))
    def die(self, verb: str, count: int) -> None:
        """A real process is killed at some statement."""
        self.deaths += 1
        files = str(world.parcels()[verb]) if verb in world.parcels() else verb
        done = _process([str(self.folder), files, str(count)]).wait(timeout=120)
        event(f"kill -9: {'hit' if done < 0 else 'too late'}")
        if verb in world.parcels():
            self.send(verb)  # whoever sent the files sends them again

    @precondition(lambda self: self.deaths < 2)
    @rule()
    def crowd(self) -> None:
        """Two writers at once: one of them may have to go."""
        self.deaths += 1
        other = _process([str(self.folder), "backfill", "1000000"])
        try:
            with world.opened(self.folder) as warehouse:
                warehouse.backfill()
        except LockedError:
            event("two writers: locked out")
        assert other.wait(timeout=120) in (0, 1)

    def teardown(self) -> None:
        if not self.sent:
            return
        with world.opened(self.folder) as warehouse:
            recovered = warehouse.recover()
        expected = world.sound(tuple(self.sent), self.version)
        assert _difference(expected, world.contents(self.folder)) == {}
        assert recovered.after is not None
        assert not recovered.after.drifted
        with world.opened(self.folder) as warehouse:
            assert warehouse.plan().cells == 0

    def _some(self, number: int) -> str:
        return f"game_date = date '{world.days()[number]}'"

    def _do(self, statement: str) -> None:
        with world.opened(self.folder) as warehouse:
            warehouse.prepare().con.execute(statement)


def _process(arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.recovery.killed", *arguments],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _difference(
    expected: world.Contents, found: world.Contents
) -> dict[tuple[str, date | None], tuple[object, object]]:
    """Cells that differ, with what they should and do hold."""
    return {
        cell: (expected.get(cell), found.get(cell))
        for cell in sorted(expected | found, key=str)
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
