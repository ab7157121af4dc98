"""A large file behind an address, read as it comes: for archives that are too large to be held.

Every request goes through the guard and the turns of a `Fetcher`. Where the connection breaks or is cut off, reading
goes on from there with a range request; where the file has changed meanwhile it stops.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp

from pipeline.errors import UsageError
from pipeline.fetch.answers import Trouble, classified
from pipeline.fetch.client import Fetcher
from pipeline.fetch.guard import check_url, shown_url
from pipeline.fetch.manners import UNSAID_HOLD, retry_after_seconds
from pipeline.fetch.types import REDIRECTS, FetchError
from pipeline.fetch.wire import Reply
from pipeline.records import FailureReason
from pipeline.urls import resolve, target_of

T = TypeVar("T")
_BLOCK = 1 << 18
_PASSING: frozenset[FailureReason] = frozenset({"cut_off", "timeout", "unreachable", "throttled", "too_slow", "dns"})


class RemoteFile(io.RawIOBase):
    """Bytes of `url`, for reading and seeking.

    `call` runs a coroutine to its end (the loop that `fetcher` lives in). A broken connection is taken up again up to
    `retries` times in a row, after `backoff` seconds, doubled each time. Raises FetchError where that does not help.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        url: str,
        call: Callable[[Coroutine[Any, Any, Any]], Any],
        *,
        retries: int,
        backoff: float,
    ) -> None:
        self._fetcher = fetcher
        self._url = url
        self._call = call
        self._retries = retries
        self._backoff = backoff
        self._response: Reply | None = None
        self._position = 0
        self._size: int | None = None
        self._mark: str | None = None
        self._begin, self._held = 0, b""
        """The last block that was read and where it begins: seeking within it asks for nothing."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def close(self) -> None:
        self._drop()
        super().close()

    @property
    def size(self) -> int:
        """Bytes of the file; asks for it where nothing has been read yet. What was read so far where it is not said."""
        if self._size is None and self._response is None:
            self._call(self._tried(lambda: self._open_at(self._position)))
        return self._position if self._size is None else self._size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = 0 if whence == io.SEEK_SET else self._position if whence == io.SEEK_CUR else self.size
        wanted = max(0, base + offset)
        if not self._begin <= wanted <= self._begin + len(self._held):
            self._drop()
            self._begin = wanted
        self._position = wanted
        return wanted

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            pieces = []
            while piece := self.read(_BLOCK):
                pieces.append(piece)
            return b"".join(pieces)
        at = self._position - self._begin
        if at == len(self._held) and not (self._size is not None and self._position >= self._size):
            block = self._call(self._tried(lambda: self._more(max(size, _BLOCK))))
            if len(self._held) < _BLOCK:
                self._held += block
            elif block:
                self._begin, self._held, at = self._position, block, 0
        taken = self._held[at : at + size]
        self._position += len(taken)
        return taken

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    # --- asking -------------------------------------------------------------------------------------

    async def _tried(self, step: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `step` gives, which is taken again where its trouble may pass."""
        for attempt in range(self._retries + 1):
            try:
                return await step()
            except (Trouble, FetchError) as trouble:
                self._hang_up()
                if (trouble.reason not in _PASSING and not _server_fault(trouble)) or attempt == self._retries:
                    raise FetchError(trouble.message, reason=trouble.reason, url=shown_url(self._url)) from trouble
                asked = trouble.retry_after if isinstance(trouble, FetchError) else None
                await asyncio.sleep(max(asked or 0.0, min(self._backoff * 2**attempt, 300.0)))
        raise AssertionError("the loop above returns or raises")

    async def _more(self, size: int) -> bytes:
        """Up to `size` bytes from the position on; none at the end of the file."""
        if self._response is None:
            await self._open_at(self._position)
        data = await self._block(size) if self._response is not None else b""
        if data or self._size is None or self._position >= self._size:
            return data
        raise Trouble("cut_off", f"the file ended after {self._position} of {self._size} bytes")

    async def _block(self, size: int) -> bytes:
        assert self._response is not None
        settings = self._fetcher._settings
        pieces: list[bytes] = []
        held = 0
        try:
            async with asyncio.timeout(settings.total_timeout):
                while held < size and (piece := await self._response.content.read(size - held)):
                    pieces.append(piece)
                    held += len(piece)
        except TimeoutError as error:
            if not pieces:
                raise Trouble("timeout", "the file did not come in time") from error
        except (aiohttp.ClientError, OSError) as error:
            if not pieces:
                raise Trouble("cut_off", f"the connection broke ({type(error).__name__})") from error
            self._hang_up()
        return b"".join(pieces)

    async def _open_at(self, start: int) -> None:
        self._hang_up()
        settings = self._fetcher._settings
        current = self._url
        for _ in range(settings.max_redirects + 1):
            check_url(current, settings)
            target = target_of(current)
            async with self._fetcher._manners.turn(target.host, target.url):
                response = await self._ask(target.url, start)
            if response.status in REDIRECTS:
                location = response.headers.get("Location", "")
                response.close()
                try:
                    current = resolve(target.url, location)
                except UsageError as error:
                    raise FetchError("redirected to no web address", reason="refused_url", url=self._url) from error
                continue
            await self._accept(response, target.host, start)
            return
        raise FetchError("too many redirects", reason="too_many_redirects", url=self._url)

    async def _ask(self, url: str, start: int) -> Reply:
        wire = self._fetcher._wire
        if wire is None:
            raise UsageError("a remote file is read only inside the `async with` of its Fetcher")
        headers = {"User-Agent": self._fetcher.user_agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        settings = self._fetcher._settings
        patience = settings.connect_timeout + settings.first_byte_timeout
        try:
            # no limit on the whole and none on silence: whoever reads may take their time between two reads
            return await wire.ask(url, headers, asyncio.get_running_loop().time() + patience)
        except aiohttp.ClientError as error:
            raise classified(error) from error
        except TimeoutError as error:
            raise Trouble("timeout", "no answer in time") from error
        except OSError as error:
            raise Trouble("unreachable", f"the request failed ({error})"[:300]) from error

    async def _accept(self, response: Reply, host: str, start: int) -> None:
        status = response.status
        mark = response.headers.get("ETag") or response.headers.get("Last-Modified")
        if status not in (200, 206, 416):
            asked = retry_after_seconds(
                response.headers.get("Retry-After"), self._fetcher._clock(), response.headers.get("Date")
            )
            response.close()
            if status == 429 or (status in (403, 503) and asked is not None):
                self._fetcher._manners.hold(host, UNSAID_HOLD if asked is None else asked)
                raise FetchError(
                    f"{host} answered {status} and wants fewer requests",
                    reason="throttled",
                    url=self._url,
                    retry_after=asked,
                )
            reason: FailureReason = "gone" if status in (404, 410) else "http_error"
            raise FetchError(f"the answer was {status}", reason=reason, url=self._url)
        if self._mark is not None and mark != self._mark:
            response.close()
            raise FetchError("the file changed while it was read", reason="broken_record", url=self._url)
        self._mark = mark
        length = response.headers.get("Content-Length", "")
        if status == 416:
            response.close()
            self._size = start
            return
        if length.isdigit():
            self._size = int(length) + (start if status == 206 else 0)
        self._response = response
        left = start if status == 200 else 0  # a server that does not know ranges: what was read is read past
        while left and self._response is not None and (piece := await self._block(min(left, _BLOCK))):
            left -= len(piece)
        if left and (self._response is None or start < (self._size or 0)):
            raise Trouble("cut_off", f"the connection broke {left} bytes before what was not read yet")

    def _drop(self) -> None:
        self._hang_up()
        self._begin, self._held = self._position, b""

    def _hang_up(self) -> None:
        if self._response is not None:
            self._response.close()
            self._response = None


def _server_fault(trouble: Trouble | FetchError) -> bool:
    return trouble.reason == "http_error" and any(f"was {status}" in trouble.message for status in (500, 502, 503, 504))
