"""One GET over a pooled connection: aiohttp's connector, request and response, put together without its session.

ClientSession spends a third of a request on what Fetcher does itself or must not do: redirects, cookies, proxies,
passwords in addresses, traces, timers of its own. What it does beside that is here: a connection that the other side
closed while it waited in the pool is replaced once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp.client_reqrep import ClientRequest, ClientResponse
from yarl import URL

CHUNK = 65_536
# aiohttp refuses header lines over 8 kB; real sites send security policies and cookies longer than that.
MAX_LINE = 32_768


@dataclass(slots=True)
class Reply:
    """An answer whose head has come; `response.content` gives the body as it comes. The caller releases `response`."""

    response: ClientResponse
    peer: str | None
    """Address that answered."""
    sent: tuple[tuple[str, str], ...]
    """Headers that were sent, in their order."""


async def ask(session: aiohttp.ClientSession, url: str, headers: Mapping[str, str]) -> Reply:
    """Send one GET with exactly these headers and wait for the head of its answer.

    Of the session its connector and its time-outs for connecting and for silence are used; the total is the caller's.
    Raises aiohttp.ClientError, TimeoutError, OSError, ValueError.
    """
    try:
        return await _ask(session, url, headers)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        return await _ask(session, url, headers)


async def _ask(session: aiohttp.ClientSession, url: str, headers: Mapping[str, str]) -> Reply:
    connector = session.connector
    assert connector is not None  # of a session that is not closed
    request = ClientRequest(
        "GET", URL(url, encoded=True), headers=headers, loop=asyncio.get_running_loop(), session=session
    )
    try:
        connection = await connector.connect(request, [], session.timeout)
    except TimeoutError as error:
        raise aiohttp.ConnectionTimeoutError(f"no connection for {url}") from error
    response: ClientResponse | None = None
    try:
        protocol, transport = connection.protocol, connection.transport
        assert protocol is not None
        protocol.set_response_params(
            read_until_eof=True,
            auto_decompress=False,
            read_timeout=session.timeout.sock_read,
            read_bufsize=CHUNK,
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
        )
        # asked for now: the connection is given back as soon as an answer without a body has come
        name = transport.get_extra_info("peername") if transport is not None else None
        response = await request.send(connection)
        await response.start(connection)
    except BaseException:
        if response is not None:
            response.close()
        connection.close()
        raise
    sent = tuple([(str(name), value) for name, value in request.headers.items()])
    return Reply(response, str(name[0]) if name else None, sent)
