"""Kill -9 of a real process of fullcourt, at a statement."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_MOST = 1200
"""More statements than a run of these leagues executes."""


def kill_at_statement(project: Path, verb: str, share: float) -> int:
    """Run a verb in a process that dies at a statement; where a run is over before, die earlier.

    Args:
        project: Left as the dead process left it.
        verb: `backfill` or `recover`.
        share: Of the most statements, where the first blow is tried.

    Returns:
        The statement at which it died.
    """
    fresh = project.with_name(f"{project.name}-fresh")
    shutil.copytree(project, fresh)
    at = max(2, int(share * _MOST))
    while not _dies(project, verb, at):
        if at < 2:
            raise RuntimeError(f"{verb} cannot be killed: it executes nothing")
        at //= 2
        shutil.rmtree(project)
        shutil.copytree(fresh, project)
    return at


def _dies(project: Path, verb: str, at: int) -> bool:
    paths = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        [sys.executable, "-m", "tests.recovery.killed", str(project), verb, str(at)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=False,
    )
    if done.returncode > 0:
        raise RuntimeError(f"{verb} failed: {done.stderr.decode()[-500:]}")
    return done.returncode < 0
