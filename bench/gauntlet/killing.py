"""Kill -9 of a real process of fullcourt, at a statement."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_STATEMENTS = {"backfill": 1200, "recover": 400}
"""About as many as such a run executes; a blow that comes too late is dealt earlier."""


def kill_at_statement(project: Path, verb: str, share: float) -> None:
    """Run a verb in a process of its own that dies after a share of its statements."""
    at = int(share * _STATEMENTS[verb])
    paths = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        [sys.executable, "-m", "tests.recovery.killed", str(project), verb, str(max(1, at))],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=False,
    )
    if done.returncode >= 0:
        raise RuntimeError(f"{verb} was over before statement {at}: {done.stderr.decode()[-300:]}")
