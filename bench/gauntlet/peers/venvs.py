"""A peer's own virtual environment: pinned, made once, optional."""

import os
import subprocess
import venv
from pathlib import Path

_REQUIREMENTS = Path(__file__).parents[1]


class PeerMissingError(Exception):
    """A peer does not install here."""


def environment(tool: str, cache: Path) -> Path:
    """The folder with the tool's commands, installed as its requirements file pins it.

    Raises:
        PeerMissingError: pip could not install it; the last line of its output says why.
    """
    pins = _REQUIREMENTS / f"requirements-{tool}.txt"
    folder = cache / tool
    ready = folder / "installed.txt"
    if not ready.exists() or ready.read_text(encoding="utf-8") != pins.read_text(encoding="utf-8"):
        venv.create(folder, with_pip=True, clear=True)
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        done = subprocess.run(
            [*command, "--disable-pip-version-check", "--requirement", str(pins)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            words = [line for line in done.stderr.splitlines() if line.strip()]
            raise PeerMissingError(f"{tool} does not install: {words[-1] if words else 'no word'}")
        ready.write_text(pins.read_text(encoding="utf-8"), encoding="utf-8")
    return folder / "bin"


def run(command: list[str], folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """A peer's command in its project, without a terminal."""
    return subprocess.run(
        command,
        cwd=folder,
        env=clean(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def run_killed(command: list[str], folder: Path, seconds: float, **variables: str) -> bool:
    """The same, but dead by kill -9 after some seconds; whether the blow came in time."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=clean(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def clean(**variables: str) -> dict[str, str]:
    """The environment without what belongs to this process's Python."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "400", **variables}
