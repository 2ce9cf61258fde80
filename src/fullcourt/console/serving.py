"""Serving a console until somebody stops it."""

import socket

import uvicorn

from fullcourt.console.console import Console
from fullcourt.console.settings import ConsoleSettings
from fullcourt.console.web import create_app
from fullcourt.errors import UsageError


def bound_socket(settings: ConsoleSettings) -> socket.socket:
    """A socket on the wanted address, so that the port is known before anything is served.

    Raises:
        UsageError: The port is taken, or the address is not this machine's.
    """
    try:
        infos = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = infos[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}",
            hint="fullcourt serve --port 0  takes a free port",
        ) from error
    return made


def address_of(settings: ConsoleSettings, listener: socket.socket) -> str:
    """The address to open, with the token where one is needed."""
    port = listener.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}/" + (f"?token={settings.token}" if settings.token else "")


def serve(console: Console, listener: socket.socket) -> None:
    """Serve until interrupted."""
    config = uvicorn.Config(
        create_app(console),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listener])
