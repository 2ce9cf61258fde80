"""Who may look, and what a page may do: token, host check and headers on every answer."""

import hmac
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fullcourt.console.settings import ConsoleSettings

COOKIE = "fullcourt_token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}
_OPEN_PATHS = {"/healthz"}


class Guard:
    """Stands before every page.

    On loopback only local host names are answered, so that no foreign page can reach the console
    through a name that resolves to this machine. Where a token is set, a visitor shows it once as
    `?token=`, after which a cookie remembers it, or sends it as a bearer token.

    Args:
        app: The pages.
        settings: Token and address.
    """

    def __init__(self, app: ASGIApp, settings: ConsoleSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._is_our_host(headers.get("host", "")):
            return PlainTextResponse("this console answers under its own address only", 421)
        if scope["method"] not in ("GET", "HEAD") and not _is_same_origin(headers):
            return PlainTextResponse("that came from another page", 403)
        needs_token = bool(self._settings.token) and scope["path"] not in _OPEN_PATHS
        if needs_token and not self._is_known(headers):
            return self._introduction(scope)
        return None

    def _is_our_host(self, host: str) -> bool:
        if not self._settings.is_loopback:
            return True
        return (urlsplit(f"//{host}").hostname or "") in _LOCAL_NAMES

    def _is_known(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._fits(bearer):
            return True
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        return cookie is not None and self._fits(cookie.value)

    def _introduction(self, scope: Scope) -> Response:
        """Remember a visitor who shows the token in the address; turn others away."""
        fields = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((v for k, v in fields if k == "token"), "")
        if scope["method"] != "GET" or not self._fits(given):
            return PlainTextResponse(
                "this console needs its token: open the address that `fullcourt serve` printed", 401
            )
        rest = urlencode([(k, v) for k, v in fields if k != "token"])
        answer = RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), 303)
        answer.set_cookie(COOKIE, self._settings.token, httponly=True, samesite="strict")
        return answer

    def _fits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._settings.token.encode())


def _is_same_origin(headers: Headers) -> bool:
    """Browsers say where a request comes from; programs without an origin carry a token instead."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("authorization") is not None
    return urlsplit(origin).netloc == headers.get("host", "")
