"""Two writers never corrupt a warehouse: one works, the other is told; the dead hold nothing."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from fullcourt.api import Warehouse, open_warehouse
from fullcourt.errors import LockedError
from fullcourt.integrity import runs
from fullcourt.league import LeagueConfig, simulate, write
from fullcourt.project import create_project
from scenario import kit
from scenario.kit import Contents

STORES = {"lake": "warehouse", "file": "wh.duckdb"}
STORE = pytest.mark.parametrize("store", STORES)
LOCKED = LockedError.exit_code


class Landed:
    """Projects with files landed and nothing built, and what they hold once everything is."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        write(simulate(LeagueConfig.mini(dates=3, teams=4, seed=2)), self.raw)
        for name, warehouse in STORES.items():
            create_project(folder / name, warehouse)
            with open_warehouse(folder / name, now=kit.NOW) as wh:
                wh.ingest([self.raw])
        self.folder = folder
        with self.opened("file", folder / "whole") as wh:
            wh.backfill()
            self.truth: Contents = kit.contents(wh)

    def copied(self, store: str, folder: Path) -> Path:
        return Path(shutil.copytree(self.folder / store, folder))

    def opened(self, store: str, folder: Path) -> Warehouse:
        return open_warehouse(self.copied(store, folder), now=kit.NOW)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    return Landed(tmp_path_factory.mktemp("locks"))


Process = subprocess.Popen[str]


@contextmanager
def writer(folder: Path, verb: str = "backfill") -> Iterator[Process]:
    """A process that has everything imported and waits to be told to begin."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("writer.py")), str(folder), verb],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert heard(process) == "ready"
            yield process
        finally:
            process.kill()


def tell(process: Process) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def heard(process: Process) -> str:
    """What it says next, "" when it says nothing more."""
    assert process.stdout
    return process.stdout.readline().strip()


def ended(process: Process) -> int:
    return process.wait(timeout=120)


def fullcourt(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "fullcourt", "--project", str(folder), "--now", kit.NOW]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


def assert_whole(folder: Path, truth: Contents) -> None:
    with open_warehouse(folder, now=kit.NOW) as wh:
        assert kit.differing(kit.contents(wh), truth) == set()
        assert kit.differing(kit.recorded(wh), truth) == set(), "the ledger says the same"
        assert wh.plan().cells == 0
        assert wh.store().rows("select * from ledger.lease") == []


@STORE
@pytest.mark.parametrize("theirs", ["backfill", "recover"])
def test_two_at_once_end_as_one(landed: Landed, tmp_path: Path, store: str, theirs: str) -> None:
    """Whoever comes second waits or has to go; what is there afterwards is whole."""
    folder = landed.copied(store, tmp_path / "project")
    with writer(folder) as one, writer(folder, theirs) as other:
        for process in (one, other):
            tell(process)
        for process in (one, other):
            if heard(process) == "in":
                tell(process)
        codes = {ended(one), ended(other)}
    assert codes <= {0, LOCKED}
    assert 0 in codes
    assert_whole(folder, landed.truth)


@STORE
def test_the_second_is_told_who_is_at_work(landed: Landed, tmp_path: Path, store: str) -> None:
    folder = landed.copied(store, tmp_path / "project")
    with writer(folder) as first:
        tell(first)
        assert heard(first) == "in"
        for verb in (["backfill"], ["recover"], ["ingest", str(landed.raw)]):
            second = fullcourt(folder, *verb)
            assert second.returncode == LOCKED, second.stderr
            assert "Traceback" not in second.stderr
            if store == "lake":
                assert f"`backfill` (process {first.pid})" in second.stderr
        tell(first)
        assert ended(first) == 0
    assert_whole(folder, landed.truth)


@pytest.mark.concurrent_readers
def test_readers_go_on_and_see_whole_cells_only(landed: Landed, tmp_path: Path) -> None:
    folder = landed.copied("lake", tmp_path / "project")
    with writer(folder) as first:
        tell(first)
        assert heard(first) == "in"
        with open_warehouse(folder, now=kit.NOW) as reader:
            assert reader.store().read_only
            seen = kit.contents(reader)
            assert kit.recorded(reader) == seen, "rows and ledger are of one moment"
            assert {c: landed.truth[c] for c in seen} == seen
            tell(first)
            while heard(first):
                pass
            assert ended(first) == 0
            assert kit.contents(reader) == landed.truth, "an open reader sees what is committed"
        status = fullcourt(folder, "status", "--json")
        assert status.returncode == 0, status.stderr
        assert json.loads(status.stdout)["ok"]


@STORE
def test_the_dead_hold_no_lease(landed: Landed, tmp_path: Path, store: str) -> None:
    folder = landed.copied(store, tmp_path / "project")
    with writer(folder) as first:
        tell(first)
        assert heard(first) == "in"
        first.send_signal(signal.SIGKILL)
        assert ended(first) == -signal.SIGKILL
    with open_warehouse(folder, now=kit.NOW) as wh:
        assert wh.store().rows("select pid from ledger.lease") == [(first.pid,)]
    assert fullcourt(folder, "backfill").returncode == 0
    assert_whole(folder, landed.truth)


@STORE
@pytest.mark.parametrize(("minutes", "code"), [(5, LOCKED), (-1, 0)])
def test_a_lease_of_another_machine_holds_until_it_expires(
    landed: Landed, tmp_path: Path, store: str, minutes: int, code: int
) -> None:
    """Nobody can ask whether a process of another machine lives, so time has to tell."""
    folder = landed.copied(store, tmp_path / "project")
    with open_warehouse(folder, now=kit.NOW) as wh:
        moment = runs._clock()
        wh.prepare().con.execute(
            "insert into ledger.lease values ('elsewhere/1/backfill', 'elsewhere', 1, 'backfill',"
            " ?, ?)",
            [moment - runs.LEASE, moment + timedelta(minutes=minutes)],
        )
    assert fullcourt(folder, "backfill").returncode == code
    with open_warehouse(folder, now=kit.NOW) as wh:
        left = wh.store().rows("select holder from ledger.lease")
        assert left == ([] if code == 0 else [("elsewhere/1/backfill",)])


def test_of_many_racers_one_gets_in(landed: Landed, tmp_path: Path) -> None:
    folder = landed.copied("lake", tmp_path / "project")
    for _ in range(2):
        with (
            writer(folder, "race") as one,
            writer(folder, "race") as two,
            writer(folder, "race") as three,
        ):
            racers = (one, two, three)
            for racer in racers:
                tell(racer)
            words = [heard(racer) for racer in racers]
            assert sorted(words) == ["in", "out", "out"]
            for racer in racers:
                if racer.poll() is None:
                    tell(racer)
            assert sorted(ended(racer) for racer in racers) == [0, LOCKED, LOCKED]


@pytest.mark.parametrize("store", ["lake"])
def test_two_in_one_process_are_two_writers(landed: Landed, tmp_path: Path, store: str) -> None:
    """A notebook with two open warehouses, a server with two threads."""
    folder = landed.copied(store, tmp_path / "project")
    with (
        open_warehouse(folder, now=kit.NOW) as one,
        open_warehouse(folder, now=kit.NOW) as other,
        one.writing("backfill"),
    ):
        with pytest.raises(LockedError):
            other.backfill()
        assert one.store().scalar("select count(*) from ledger.lease") == 1
    with open_warehouse(folder, now=kit.NOW) as again:
        again.backfill()
    assert_whole(folder, landed.truth)


def test_a_writer_that_lost_its_lease_stops(
    landed: Landed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was away for longer than its lease; somebody else is at work, so it may not go on."""
    folder = landed.copied("lake", tmp_path / "project")
    monkeypatch.setattr("fullcourt.integrity.backfill._GROUP_SECONDS", 0.0)
    with open_warehouse(folder, now=kit.NOW) as wh:

        def take_away(event: str, _fields: dict[str, object]) -> None:
            if event == "batch":
                wh.store().con.execute("delete from ledger.lease")

        with pytest.raises(LockedError, match="lost"):
            wh.backfill(listener=take_away)
        assert 0 < len(kit.contents(wh)) < len(landed.truth)
        assert wh.store().rows("select status from ledger.run order by run_id desc limit 1") == [
            ("error",)
        ]
        monkeypatch.undo()
        wh.backfill()
    assert_whole(folder, landed.truth)


def test_a_long_run_renews_its_lease(
    landed: Landed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = landed.copied("lake", tmp_path / "project")
    monkeypatch.setattr("fullcourt.integrity.backfill._GROUP_SECONDS", 0.0)
    monkeypatch.setattr(runs, "_RENEW_SECONDS", 0.0)
    ends = []
    with open_warehouse(folder, now=kit.NOW) as wh:

        def look(event: str, _fields: dict[str, object]) -> None:
            if event == "batch":
                ends.append(wh.store().scalar("select expires_at from ledger.lease"))

        wh.backfill(listener=look)
    assert len(ends) > 10
    assert ends == sorted(ends)
    assert ends[0] < ends[-1]


def test_the_holder_names_host_process_and_command(landed: Landed, tmp_path: Path) -> None:
    folder = landed.copied("lake", tmp_path / "project")
    with open_warehouse(folder, now=kit.NOW) as wh, wh.writing("backfill"):
        assert wh.store().rows("select host, pid, command from ledger.lease") == [
            (socket.gethostname(), os.getpid(), "backfill")
        ]
