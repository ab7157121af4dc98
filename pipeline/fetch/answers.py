"""What can go wrong with an answer, and a body that stays within its cap."""

from __future__ import annotations

import io

import aiohttp

from pipeline.records import Exchange, FailureReason

MAX_RATIO = 250
DECODER_BYTES = 1 << 22
"""What a decoder may keep beside a body at its cap; one that keeps more leaves less to the body."""
RATIO_FROM = 2_000_000
"""Bytes from which on a body may not be more than MAX_RATIO times what came over the wire: pages stay below 100."""


class Trouble(Exception):  # noqa: N818 - carries a reason up to Fetcher.get, never leaves this folder
    """Why a request gave no usable answer; with the exchange, where there was an answer at all."""

    def __init__(self, reason: FailureReason, message: str, exchange: Exchange | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.exchange = exchange


class Body:
    """A body as it grows, up to its cap."""

    def __init__(self, *, cap: int) -> None:
        self.cap = cap
        self.window = 0
        """Bytes that the decoder keeps."""
        self.received = 0
        self.full = False
        self._buffer = io.BytesIO()
        self._length = 0

    def write(self, piece: bytes) -> None:
        """Add a decoded piece; raises Trouble(too_large) at the cap, or where the body grows like a bomb."""
        room = min(self.cap, self.cap + DECODER_BYTES - self.window)
        if self._length + len(piece) > room:
            self._buffer.write(piece[: room - self._length])
            self._length = room
            self.full = True
            raise Trouble("too_large", f"a body that unpacks to more than the {room} bytes that are read")
        self._buffer.write(piece)
        self._length += len(piece)
        if self._length > RATIO_FROM and self._length > self.received * MAX_RATIO:
            self.full = True
            raise Trouble("too_large", f"{self.received} bytes that unpack to more than {self._length}: a bomb")

    def taken(self, *, keep: bool) -> bytes:
        """The bytes, once; a BytesIO hands them over without a copy."""
        body = self._buffer.getvalue() if keep else b""
        self._buffer = io.BytesIO()
        return body


def classified(error: aiohttp.ClientError) -> Trouble:
    """The reason, in our words, that stands behind an error of the HTTP client."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble("dns", f"the name {error.host} does not resolve")
    if isinstance(error, aiohttp.ClientSSLError):
        cause = getattr(error, "certificate_error", None) or error.__cause__ or error
        return Trouble("tls", f"the connection cannot be secured ({cause})"[:300])
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Trouble("timeout", "no connection in time")
    if isinstance(error, aiohttp.ServerTimeoutError):
        return Trouble("timeout", "no answer in time")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Trouble("unreachable", f"no connection to {error.host}:{error.port} ({error.os_error})"[:300])
    said = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, aiohttp.InvalidURL):
        return Trouble("refused_url", f"not an address that can be asked ({said})")
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError):
        return Trouble("cut_off", "the connection closed before an answer")
    return Trouble("unreachable", f"no connection ({said})")
