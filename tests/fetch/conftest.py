"""A server on loopback that says exactly the bytes that a test wants, and remembers who asked for what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from pipeline.fetch import Fetcher
from pipeline.settings import FetchSettings

Write = Callable[[bytes], Awaitable[None]]
Answer = bytes | Callable[["Request", Write], Awaitable[None]]


class Request:
    def __init__(self, line: str, headers: dict[str, str], at: float) -> None:
        self.method, self.path, _ = line.split(" ", 2)
        self.headers = headers
        self.at = at


def reply(status: int = 200, body: bytes = b"", *, reason: str = "Said", **headers: str) -> bytes:
    """An HTTP answer; header names with "_" for "-"."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given.setdefault("Content-Length", str(len(body)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} {reason}\r\n{lines}\r\n".encode("latin-1") + body


class Web:
    """Answers by path. A path with a list gives its answers one after the other and then the last one."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | list[Answer]] = {}
        self.requests: list[Request] = []
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self.port = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        loop = asyncio.get_running_loop()

        async def write(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
                }
                request = Request(head[0], headers, loop.time())
                self.requests.append(request)
                answer = self.answers.get(request.path.partition("?")[0], reply(404, b"nothing here"))
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                self.open += 1
                self.most_open = max(self.most_open, self.open)
                try:
                    if callable(answer):
                        await answer(request, write)
                        break
                    await write(answer)
                finally:
                    self.open -= 1
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def web_and_fetcher(**changes: object) -> AsyncIterator[tuple[Web, Fetcher, Clock]]:
    """A web on loopback and a fetcher that may reach it, with quick manners unless a test asks for others."""
    fetcher_changes = {key: changes.pop(key) for key in ("robots", "resolver", "holds") if key in changes}
    given: dict[str, object] = {"allow_networks": ("127.0.0.0/8",), "host_interval": 0, "respect_robots": False}
    settings = FetchSettings.model_validate(given | changes)
    web, clock = Web(), Clock()
    server = await asyncio.start_server(web.serve, "0.0.0.0", 0)
    web.port = server.sockets[0].getsockname()[1]
    try:
        async with Fetcher(settings, clock=clock, **fetcher_changes) as fetcher:  # type: ignore[arg-type]
            yield web, fetcher, clock
    finally:
        server.close()


@pytest.fixture
def run() -> Callable[[Callable[[], Awaitable[None]]], None]:
    def runner(body: Callable[[], Awaitable[None]]) -> None:
        asyncio.run(asyncio.wait_for(body(), 60))  # type: ignore[arg-type]

    return runner


@pytest.fixture
def loopback() -> Callable[..., object]:
    return web_and_fetcher


@pytest.fixture
def say() -> Callable[..., bytes]:
    return reply
