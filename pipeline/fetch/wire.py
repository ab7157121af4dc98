"""One GET over a pooled connection: aiohttp's connector, protocol and parser without its session.

Session, request and response spend half of a request on what Fetcher does itself or must not do: redirects, cookies,
proxies, bodies that are sent, passwords in addresses, traces, a timer for each piece that comes. What they do beside
that is here: the head of the request, answers that are not final, and a connection that the other side closed while it
waited in the pool, which is replaced once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from yarl import URL

from pipeline.fetch.answers import Trouble

CHUNK = 65_536
# aiohttp refuses header lines over 8 kB; real sites send security policies and cookies longer than that.
MAX_LINE = 32_768
_MAX_INTERIM = 32
"""Answers before the final one ("early hints") that are passed over."""
_MAX_ORIGINS = 4096


class _StaleError(Exception):
    """A connection out of the pool was dead, or the other side said something on it that nobody had asked for."""


@dataclass(slots=True)
class Reply:
    """An answer whose head has come; `content` gives the body as it comes. The caller releases it."""

    status: int
    reason: str
    headers: Mapping[str, str]
    raw_headers: tuple[tuple[bytes, bytes], ...]
    content: aiohttp.StreamReader
    peer: str | None
    """Address that answered."""
    sent: tuple[tuple[str, str], ...]
    """Headers that were sent, in their order."""
    connection: Connection

    def close(self) -> None:
        """Close the connection: what is still coming is not wanted."""
        self.connection.close()

    def release(self) -> None:
        """Give the connection back to the pool, which closes it where the answer has not come to its end."""
        self.connection.release()


class Wire:
    """Sends GETs over the connections of `connector`, which it closes. Made and used within one event loop.

    `connect_timeout` bounds making a connection, `first_byte_timeout` the wait for the head of an answer; the body is
    the caller's. In seconds.
    """

    def __init__(self, connector: aiohttp.TCPConnector, *, connect_timeout: float, first_byte_timeout: float) -> None:
        self._connector = connector
        self._loop = asyncio.get_running_loop()  # asked for once: each time it asks the system for the process's number
        self._connecting = aiohttp.ClientTimeout(total=None, connect=connect_timeout)
        self._first_byte_timeout = first_byte_timeout
        self._origins: dict[str, ClientRequest] = {}
        """By scheme, host and port: what the connector is asked for a connection with."""
        self._used: WeakSet[Any] = WeakSet()
        """Protocols of connections that have been asked before."""

    async def close(self) -> None:
        await self._connector.close()

    def time(self) -> float:
        """The loop's time: what deadlines are in."""
        return self._loop.time()

    async def ask(self, url: str, headers: Mapping[str, str], deadline: float) -> Reply:
        """Send one GET with exactly these headers and wait for the head of its answer.

        `url` is as `pipeline.urls.Target` has it, `deadline` the loop's time. Raises Trouble, aiohttp.ClientError,
        TimeoutError, OSError, ValueError.
        """
        try:
            return await self._ask(url, headers, deadline)
        except _StaleError:
            async with asyncio.timeout_at(deadline):
                return await self._ask(url, headers, deadline, again=True)

    async def _ask(self, url: str, headers: Mapping[str, str], deadline: float, *, again: bool = False) -> Reply:
        path = url.index("/", url.index("://") + 3)
        origin = url[:path]
        asked = self._origins.get(origin)
        if asked is None:
            if len(self._origins) >= _MAX_ORIGINS:
                self._origins.clear()
            # the connector reads of it where to connect to; it is not sent
            asked = ClientRequest("GET", URL(origin, encoded=True), loop=self._loop)
            self._origins[origin] = asked
        sent = (("Host", asked.headers["Host"]), *headers.items())
        head = _head(url[path:], sent)
        try:
            connection = await self._connector.connect(asked, [], self._connecting)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"no connection for {url}") from error
        protocol, transport = connection.protocol, connection.transport
        pooled = protocol in self._used
        try:
            # an answer that waits there already belongs to no request of ours
            if protocol is None or transport is None or transport.is_closing() or len(protocol):
                raise aiohttp.ServerDisconnectedError
            self._used.add(protocol)
            protocol.set_response_params(
                read_until_eof=True,
                auto_decompress=False,
                read_bufsize=CHUNK,
                max_line_size=MAX_LINE,
                max_field_size=MAX_LINE,
            )
            # asked for now: the connection is given back as soon as an answer without a body has come
            name = transport.get_extra_info("peername")
            transport.write(head)
            # as asyncio.timeout_at would, which costs as much as sending the request does
            late = self._loop.call_at(min(deadline, self.time() + self._first_byte_timeout), _give_up, protocol)
            try:
                message, content = await _answer(protocol)
            finally:
                late.cancel()
            content.on_eof(connection.release)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.http.HttpProcessingError) as error:
            connection.close()
            if pooled and not again:
                raise _StaleError from error
            if isinstance(error, aiohttp.http.HttpProcessingError):
                said = " ".join(error.message.split())
                raise Trouble("http_error", f"the answer is not HTTP ({said})"[:300]) from error
            raise
        except BaseException:
            connection.close()
            raise
        return Reply(
            status=message.code,
            reason=(message.reason or "").encode("utf-8", "surrogateescape").decode("latin-1"),
            headers=message.headers,
            raw_headers=message.raw_headers,
            content=content,
            peer=str(name[0]) if name else None,
            sent=sent,
            connection=connection,
        )


def _give_up(protocol: Any) -> None:
    protocol.set_exception(TimeoutError("no answer in time"))


async def _answer(protocol: Any) -> Any:
    """The head of the final answer and its body."""
    for _ in range(_MAX_INTERIM + 1):
        message, content = await protocol.read()
        if not 100 <= message.code <= 199 or message.code == 101:
            return message, content
    raise Trouble("http_error", f"more than {_MAX_INTERIM} answers that are not the final one")


def _head(path: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Bytes of a GET, Latin-1 as validators and cookies were read; ValueError where a value would end its line."""
    lines = [f"GET {path} HTTP/1.1", *[f"{name}: {value}" for name, value in headers]]
    text = "\r\n".join(lines)
    if text.count("\n") >= len(lines) or text.count("\r") >= len(lines) or "\0" in text:
        raise ValueError("a line break in the head of a request")
    return f"{text}\r\n\r\n".encode("latin-1")
