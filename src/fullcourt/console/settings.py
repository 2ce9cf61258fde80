"""How a console is served."""

import secrets
from dataclasses import dataclass
from ipaddress import ip_address

from fullcourt.errors import UsageError

DEFAULT_PORT = 8377
_SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Where a console listens, and what it lets people do.

    Args:
        host: Address to bind; anything but loopback needs a token.
        port: Port; 0 takes a free one.
        token: What a visitor must know; empty on loopback without actions.
        allow_actions: Whether the recovery button is there.
        sql_rows: Most rows the query page shows.
        sql_seconds: Longest time a query of that page may take.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    token: str = ""
    allow_actions: bool = False
    sql_rows: int = 500
    sql_seconds: float = 5.0

    def __post_init__(self) -> None:
        if not self.is_loopback and not self.token:
            raise UsageError(
                f"{self.host} is open to others, so visitors need a token",
                hint="fullcourt serve --host ADDRESS --token WORD (or --token new)",
            )
        if self.token and len(self.token) < _SHORTEST_TOKEN:
            raise UsageError(
                f"a token needs at least {_SHORTEST_TOKEN} characters",
                hint="fullcourt serve --token new  makes one up",
            )

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the console."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def new_token() -> str:
    """A token nobody guesses."""
    return secrets.token_urlsafe(24)
