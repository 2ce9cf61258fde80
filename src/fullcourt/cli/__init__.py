"""The command line: parses, calls the API, prints. Nothing heavy is imported before a verb runs."""

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: Words after `fullcourt`; those of the process when None.

    Returns:
        The exit code; `docs/cli.md` lists them.
    """
    from fullcourt.cli.running import run

    return run(arguments)
