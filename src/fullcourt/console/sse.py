"""Server-sent events: what is going on, as it goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

_LOOK_EVERY = 0.4
_STILL_HERE = 15.0


def event(name: str, data: str) -> str:
    """One event; several lines of data become several data lines."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"


def stream(request: Request, name: str, look: Callable[[], str | None]) -> StreamingResponse:
    """Send an event whenever a look says something new.

    Args:
        request: Whose visitor listens.
        name: Of the events.
        look: Answers the data to send; the same as before, or None, sends nothing.
    """

    async def words() -> AsyncIterator[str]:
        before = None
        silent = 0.0
        yield "retry: 2000\n\n"
        while not await request.is_disconnected():
            found = await run_in_threadpool(look)
            if found is not None and found != before:
                before, silent = found, 0.0
                yield event(name, found)
            elif silent >= _STILL_HERE:
                silent = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(_LOOK_EVERY)
            silent += _LOOK_EVERY

    return StreamingResponse(
        words(), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )
