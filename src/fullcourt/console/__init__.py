"""The console: the warehouse at a glance, as a local web server or one HTML file.

It reads only: whatever it shows comes from the store, the ledger and the runs' event files. The one
thing it can start, where it is allowed to, is the `fullcourt` command in a process of its own.
"""

from fullcourt.console.settings import ConsoleSettings

__all__ = ["ConsoleSettings"]
