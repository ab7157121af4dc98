"""The one HTTP client: one request after the other along the redirects, every hop checked, bounded and recorded."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver

from pipeline.errors import UsageError
from pipeline.fetch import robots as robots_txt
from pipeline.fetch.answers import Body, Trouble, classified
from pipeline.fetch.decode import OFFERED, BadEncodingError, decoder_for
from pipeline.fetch.guard import check_address, check_url, shown_url
from pipeline.fetch.manners import THROTTLES, UNSAID_HOLD, Manners, retry_after_seconds
from pipeline.fetch.names import SystemNames
from pipeline.fetch.robots import forbids_archiving
from pipeline.fetch.types import REDIRECTS, Fetched, FetchError, FetchKind, header
from pipeline.fetch.wire import Reply, Wire
from pipeline.records import Exchange, RobotsFile
from pipeline.settings import FetchSettings
from pipeline.urls import resolve, target_of

_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
}
_REDIRECT_BODY = 65_536
_SPEED_FROM = 10.0
_BODILESS = frozenset({204, 304})

_SENDABLE = re.compile(r"[ -~\x80-ÿ]{0,999}")

_refused: ContextVar[list[FetchError] | None] = ContextVar("refused_addresses", default=None)


class _RefusedError(OSError):
    """Keeps a refused socket within the errors that the connector passes on."""


class Fetcher:
    """Asks for feeds and pages, politely. Use as an async context manager; one instance for a whole run.

    `clock` dates the exchanges; `holds` are hosts that asked for silence in an earlier run (see the property), and
    `known_robots` what their robots.txt said (see `kept_robots`); `robots` replaces the reading of robots.txt;
    `resolver` replaces the system's name service.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Callable[[], datetime],
        holds: Mapping[str, datetime] | None = None,
        known_robots: Iterable[RobotsFile] = (),
        robots: robots_txt.RobotsRules | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._manners = Manners(settings, clock, holds)
        self._resolver = resolver
        if robots is None:
            robots = robots_txt.Robots(clock, known_robots) if settings.respect_robots else robots_txt.NoRobots()
        self._robots = robots
        if isinstance(robots, robots_txt.Robots):
            self._remember(robots)
        self._wire: Wire | None = None
        self.user_agent = user_agent(settings)

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,
            ttl_dns_cache=300,
            keepalive_timeout=20,
            resolver=self._resolver or SystemNames(self._settings.concurrency),
            socket_factory=self._socket,
        )
        self._wire = Wire(
            connector,
            connect_timeout=min(self._settings.connect_timeout, self._settings.total_timeout),
            first_byte_timeout=self._settings.first_byte_timeout,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    def _remember(self, robots: robots_txt.Robots) -> None:
        """Keep what robots.txt of an earlier run asked for: from the first request on, feeds included."""
        for origin, delay in robots.delays().items():
            self._manners.slow_down(target_of(origin).host, delay)
        for file in robots.kept:
            if file.reason == "throttled":
                self._manners.hold(target_of(file.origin).host, (file.kept_until - self._clock()).total_seconds())

    @property
    def kept_robots(self) -> list[RobotsFile]:
        """What robots.txt of the sites asked for pages said, as far as it still holds: hand it to the next Fetcher."""
        return self._robots.kept if isinstance(self._robots, robots_txt.Robots) else []

    @property
    def robots_asked(self) -> int:
        """How many robots.txt were asked for: where none was, there is nothing new to keep."""
        return self._robots.asked if isinstance(self._robots, robots_txt.Robots) else 0

    @property
    def holds(self) -> dict[str, datetime]:
        """Hosts that asked to be left alone and until when: hand them to the next Fetcher."""
        return self._manners.holds

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str | None = None,
        kind: FetchKind = "page",
    ) -> Fetched:
        """Ask for `url` and follow its redirects.

        Returns answers 2xx, and 304 where a validator was given. Raises pipeline.fetch.FetchError for all else, with
        the hops that were answered. robots.txt is asked for pages only: a feed is an invitation.
        """
        headers = self._headers(kind, accept, etag, last_modified)
        exchanges: list[Exchange] = []
        cookies: dict[str, dict[str, str]] = {}
        seen: set[tuple[str, str]] = set()
        current = url
        try:
            while True:
                check_url(current, self._settings)
                target = target_of(current)
                current, host = target.url, target.host
                jar = cookies.setdefault(host, {})
                sent = "; ".join(f"{name}={value}" for name, value in jar.items())
                if (current, sent) in seen:
                    raise FetchError("redirects that lead in a circle", reason="too_many_redirects", url=url)
                seen.add((current, sent))
                if kind == "page":
                    await self._ask_robots(current, host)
                hop_headers = {**headers, "Cookie": sent} if sent else headers
                exchange = await self._turn(current, host, hop_headers, self._settings.max_bytes)
                exchanges.append(exchange)
                following = self._judge(
                    exchange, host, url, conditional="If-None-Match" in headers or "If-Modified-Since" in headers
                )
                if following is None:
                    if (
                        kind == "page"
                        and self._settings.respect_noarchive
                        and forbids_archiving(exchange.headers, exchange.body)
                    ):
                        exchanges[-1] = replace(exchange, body=b"", truncated=True)
                        raise FetchError("the page asks not to be archived", reason="robots", url=url)
                    return Fetched(requested_url=url, exchanges=tuple(exchanges))
                if len(exchanges) > self._settings.max_redirects:
                    raise FetchError(
                        f"more than {self._settings.max_redirects} redirects", reason="too_many_redirects", url=url
                    )
                _keep_cookies(exchange, jar)
                current = following
        except Trouble as trouble:
            if trouble.exchange is not None:
                exchanges.append(trouble.exchange)
            raise FetchError(
                trouble.message, reason=trouble.reason, url=shown_url(url), exchanges=tuple(exchanges)
            ) from trouble.__cause__
        except FetchError as error:
            error.exchanges = tuple(exchanges)
            error.url = shown_url(url)
            raise

    def _headers(
        self, kind: FetchKind, accept: str | None, etag: str | None, last_modified: str | None
    ) -> dict[str, str]:
        headers = {
            "User-Agent": self.user_agent,
            "Accept": accept or _ACCEPT[kind],
            "Accept-Encoding": OFFERED,
        }
        if etag and _sendable(etag):
            headers["If-None-Match"] = etag
        if last_modified and _sendable(last_modified):
            headers["If-Modified-Since"] = last_modified
        return headers

    def _judge(self, exchange: Exchange, host: str, url: str, *, conditional: bool) -> str | None:
        """Where to go next, None where the answer is one; raises FetchError where it is none."""
        status = exchange.status
        if status in REDIRECTS:
            location = header(exchange, "location")
            if not location:
                raise FetchError(f"status {status} without a Location", reason="http_error", url=url)
            try:
                # Header bytes are read as Latin-1; addresses in them are UTF-8 where they are not ASCII.
                return resolve(exchange.url, location.encode("latin-1", "replace").decode("utf-8", "replace"))
            except UsageError as error:
                shown = location[:100]
                raise FetchError(f"redirected to {shown!r}, no web address", reason="refused_url", url=url) from error
        if 200 <= status < 300 or (status == 304 and conditional):
            return None
        asked = self._asked_for(exchange) if status in THROTTLES else None
        if asked is not None or status == 429:
            self._manners.hold(host, UNSAID_HOLD if asked is None else asked)
            raise FetchError(
                f"{host} answered {status} and wants fewer requests", reason="throttled", url=url, retry_after=asked
            )
        if status == 410:
            raise FetchError("gone for good (410)", reason="gone", url=url)
        raise FetchError(f"the answer was {status} {exchange.reason}".rstrip(), reason="http_error", url=url)

    def _asked_for(self, exchange: Exchange) -> float | None:
        """Seconds that the answer's Retry-After asks for, None where it has none that can be read."""
        return retry_after_seconds(header(exchange, "retry-after"), self._clock(), header(exchange, "date"))

    async def _ask_robots(self, url: str, host: str) -> None:
        verdict = await self._robots.verdict(url, self._load_robots)
        if verdict.delay is not None:
            self._manners.slow_down(host, verdict.delay)
        if not verdict.allowed:
            raise FetchError(verdict.reason, reason="robots", url=url)

    async def _load_robots(self, url: str) -> tuple[int, bytes]:
        """robots.txt through the same checks and turns as everything else; five redirects, as RFC 9309 asks."""
        headers = {"User-Agent": self.user_agent, "Accept": "text/plain, */*;q=0.5", "Accept-Encoding": OFFERED}
        current = url
        for _ in range(6):
            check_url(current, self._settings)
            target = target_of(current)
            current, host = target.url, target.host
            try:
                exchange = await self._turn(current, host, headers, robots_txt.MAX_BYTES, cut=True)
            except Trouble as trouble:
                raise FetchError(trouble.message, reason=trouble.reason, url=url) from trouble.__cause__
            if exchange.status not in REDIRECTS:
                if exchange.status == 429 or header(exchange, "retry-after"):
                    asked = self._asked_for(exchange)
                    if exchange.status in THROTTLES:
                        self._manners.hold(host, UNSAID_HOLD if asked is None else asked)
                        raise FetchError(f"{host} wants fewer requests", reason="throttled", url=url, retry_after=asked)
                return exchange.status, exchange.body
            try:
                current = resolve(current, header(exchange, "location") or "")
            except UsageError as error:
                raise FetchError("robots.txt redirected to no address", reason="refused_url", url=url) from error
        raise FetchError("robots.txt redirects for ever", reason="too_many_redirects", url=url)

    async def _turn(self, url: str, host: str, headers: Mapping[str, str], cap: int, *, cut: bool = False) -> Exchange:
        async with self._manners.turn(host, url):
            refusals: list[FetchError] = []
            token = _refused.set(refusals)
            try:
                return await self._request(url, headers, cap, cut=cut)
            except aiohttp.ClientError as error:
                if refusals and isinstance(error, aiohttp.ClientConnectorError):
                    raise refusals[0] from error
                raise classified(error) from error
            except TimeoutError as error:
                raise Trouble("timeout", f"no answer in time from {host}") from error
            except (ValueError, UnicodeError, ssl.SSLError, OSError) as error:
                raise Trouble("unreachable", f"the request failed ({error})"[:300]) from error
            finally:
                _refused.reset(token)

    async def _request(self, url: str, headers: Mapping[str, str], cap: int, *, cut: bool) -> Exchange:
        if self._wire is None:
            raise UsageError("a Fetcher asks only inside `async with`")
        fetched_at, started = self._clock(), time.perf_counter()
        deadline = self._wire.time() + self._settings.total_timeout
        reply = await self._wire.ask(url, headers, deadline)
        try:
            status = reply.status
            body = Body(cap=_REDIRECT_BODY if status in REDIRECTS else cap)
            trouble: Trouble | None = None
            if status not in _BODILESS:
                try:
                    await self._read(reply, body, deadline, cut=cut)
                except Trouble as caught:
                    trouble = caught
                    reply.close()  # what is still coming is not wanted
            broken = trouble is not None
            if status >= 300 or (cut and trouble is not None and trouble.reason == "too_large"):
                trouble = None  # what such an answer says stands in its head
            exchange = Exchange(
                url=url,
                request_headers=reply.sent,
                status=status,
                reason=reply.reason,
                headers=tuple([(n.decode("latin-1"), v.decode("latin-1")) for n, v in reply.raw_headers]),
                body=body.taken(keep=trouble is None or trouble.reason in ("cut_off", "too_slow", "timeout")),
                fetched_at=fetched_at,
                ip_address=reply.peer,
                duration_ms=round((time.perf_counter() - started) * 1000),
                bytes_received=body.received,
                truncated=broken,
            )
        finally:
            reply.release()
        if trouble is not None:
            raise Trouble(trouble.reason, trouble.message, exchange) from trouble.__cause__
        return exchange

    async def _read(self, reply: Reply, body: Body, deadline: float, *, cut: bool) -> None:
        """Fill `body`; raises Trouble where it grows too large, comes too slowly, breaks off, or is not whole at the
        `deadline` (the loop's time)."""
        try:
            declared = int(reply.headers.get("Content-Length", "0"))
        except ValueError:
            declared = 0
        if declared > body.cap and not cut:
            body.full = True
            raise Trouble("too_large", f"a body of {declared} bytes, over the {body.cap} that are read")
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            decoder = decoder_for(reply.headers.get("Content-Encoding"))
            while True:
                limit = silent = min(deadline, loop.time() + self._settings.first_byte_timeout)
                if body.received and self._settings.min_speed:
                    limit = min(silent, started + max(_SPEED_FROM, body.received / self._settings.min_speed))
                try:
                    async with asyncio.timeout_at(limit):
                        chunk = await reply.content.readany()
                except TimeoutError as error:
                    if limit < silent:
                        raise Trouble("too_slow", f"slower than {self._settings.min_speed} bytes a second") from error
                    raise Trouble("timeout", "the body did not come in time") from error
                if not chunk:
                    break
                body.received += len(chunk)
                if body.received > body.cap:
                    body.full = True
                    raise Trouble("too_large", f"a body over the {body.cap} bytes that are read")
                for piece in decoder.feed(chunk):
                    body.window = decoder.window
                    body.write(piece)
            decoder.finish()
        except BadEncodingError as error:
            raise Trouble("bad_encoding", f"the body is not encoded as it says ({error})") from error
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, ConnectionError) as error:
            raise Trouble("cut_off", "the connection closed before the body was whole") from error

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Socket for one address, after the guard. Called for names and literals, at every hop, before connecting."""
        family, kind, protocol, _, address = info
        try:
            check_address(str(address[0]), self._settings, port=int(address[1]))
        except FetchError as error:
            refusals = _refused.get()
            if refusals is not None:
                refusals.append(error)
            raise _RefusedError(error.message) from error
        return socket.socket(family=family, type=kind, proto=protocol)


def user_agent(settings: FetchSettings) -> str:
    """The one User-Agent: product, version, and where the operator can be reached."""
    try:
        release = version("dateline")
    except PackageNotFoundError:
        release = "0"
    contact = "".join(char for char in settings.contact if char.isprintable() and char.isascii()).strip()
    return f"{robots_txt.AGENT}/{release} (news monitor{f'; +{contact}' if contact else ''})"


def _sendable(value: str) -> bool:
    """A validator that may go into a header line."""
    return _SENDABLE.fullmatch(value) is not None


def _keep_cookies(exchange: Exchange, jar: dict[str, str]) -> None:
    """Cookies of a redirect, for this walk and this host only: some sites redirect to themselves until one is sent."""
    for name, value in exchange.headers:
        if name.lower() == "set-cookie" and len(jar) < 20:
            key, equals, rest = value.partition(";")[0].partition("=")
            if equals and len(value) < 4000 and _sendable(key + rest):
                jar[key.strip()] = rest.strip()
