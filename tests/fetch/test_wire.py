"""Connections under the fetcher: what is given back to the pool and what is not, and what goes onto the wire."""

from __future__ import annotations

import asyncio
import inspect
import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ClientRequest

from pipeline.fetch import FetchError, RemoteFile

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"


class Names(AbstractResolver):
    """Every name leads to loopback, at one port whatever the address says."""

    def __init__(self, wait: float = 0.0) -> None:
        self.port: int | None = None
        self.wait = wait

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
        await asyncio.sleep(self.wait)
        found = {"hostname": host, "host": "127.0.0.1", "port": self.port or port}
        return [found | {"family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        return None


async def _outcome(fetcher: Any, url: str, **options: Any) -> Any:
    """Status and body of an answer, or why there is none."""
    try:
        got = await fetcher.get(url, kind="feed", **options)
    except FetchError as error:
        return error.reason
    return got.status, got.body


def _descriptors() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


# What the server says, what comes of it, and whether the connection serves the next request too.
@pytest.mark.parametrize(
    ("said", "outcome", "kept"),
    [
        pytest.param(OK, (200, b"ok"), True, id="length"),
        pytest.param(CHUNKED, (200, b"ok"), True, id="chunked"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", (200, b""), True, id="empty"),
        pytest.param(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", (200, b"ok"), True, id="no-reason"),
        pytest.param(b"HTTP/1.1 304 Same\r\n\r\n", (304, b""), True, id="304"),
        pytest.param(b"HTTP/1.1 204 None\r\n\r\n", (204, b""), True, id="204"),
        pytest.param(b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + OK, (200, b"ok"), True, id="early-hints"),
        pytest.param(b"HTTP/1.1 100 Go on\r\n\r\n" * 3 + OK, (200, b"ok"), True, id="continue"),
        pytest.param(b"HTTP/1.1 100 Go on\r\n\r\n" * 5000 + OK, "http_error", False, id="continue-for-ever"),
        pytest.param(
            b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
            (200, b"ok"),
            True,
            id="http10-kept",
        ),
        pytest.param(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", (200, b"ok"), False, id="http10"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", (200, b"ok"), False, id="close"
        ),
        pytest.param(
            b"HTTP/1.1 101 Other\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx", "http_error", False, id="101"
        ),
        pytest.param(OK + OK, (200, b"ok"), False, id="an-answer-too-many"),
        pytest.param(OK + b"HTTP/1.1 2", (200, b"ok"), None, id="half-an-answer-too-many"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 30_000 + b"\r\n" + OK[17:], (200, b"ok"), True, id="long-line"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000 + b"\r\n" + OK[17:], "http_error", False, id="too-long"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + OK[17:], "http_error", False, id="too-many-lines"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "http_error",
            False,
            id="two-lengths",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", "http_error", False, id="negative-length"),
        pytest.param(CHUNKED.replace(b"2\r\nok", b"zz\r\nok"), "http_error", False, id="no-chunk"),
        pytest.param(b"HTTP/2 200 OK\r\n\r\n", "http_error", False, id="http2"),
        pytest.param(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "http_error", True, id="999"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: ", "timeout", False, id="half-a-head"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\nok", "timeout", False, id="no-end"),
    ],
)
def test_a_connection_is_used_again_only_after_a_whole_answer(
    run: Any, loopback: Any, said: bytes, outcome: Any, kept: bool | None
) -> None:
    async def body() -> None:
        async with loopback(first_byte_timeout=0.6) as (web, fetcher, _):
            web.answers |= {"/said": said, "/next": OK}
            assert await _outcome(fetcher, web.url("/said"), etag='"a"') == outcome
            assert await _outcome(fetcher, web.url("/next")) == (200, b"ok")
            assert web.paths().count("/said") == 1
            assert kept is None or (web.connections == 1) == kept

    run(body)


@pytest.mark.parametrize("status", [204, 304])
def test_a_length_without_a_body_holds_nobody_up(run: Any, loopback: Any, status: int) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):

            async def lies(request: Any, write: Any) -> None:
                await write(f"HTTP/1.1 {status} So\r\nContent-Length: 50\r\n\r\n".encode())
                await asyncio.sleep(1)

            web.answers |= {"/lies": lies, "/next": OK}
            assert await _outcome(fetcher, web.url("/lies"), etag='"a"') == (status, b"")
            assert await _outcome(fetcher, web.url("/next")) == (200, b"ok")
            assert web.connections == 2

    run(body)


@pytest.mark.parametrize(
    "stray",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nst",
        b"HTTP/1.1 408 Late\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 100 Go on\r\n\r\n",
        b"HTTP/1.1 2",
        b"what was that",
    ],
)
def test_what_nobody_asked_for_answers_nothing(run: Any, loopback: Any, stray: bytes) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            said = asyncio.Event()

            async def talks_on(request: Any, write: Any) -> None:
                await write(OK)
                await asyncio.sleep(0.05)
                await write(stray)
                said.set()
                await asyncio.sleep(1)

            web.answers |= {"/talks": talks_on, "/next": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"}
            assert await _outcome(fetcher, web.url("/talks")) == (200, b"ok")
            await said.wait()
            await asyncio.sleep(0.05)
            assert await _outcome(fetcher, web.url("/next")) == (200, b"next")

    run(body)


def test_only_a_connection_out_of_the_pool_is_replaced(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):

            async def hang_up(request: Any, write: Any) -> None:
                """Close without a word."""

            async def garbage(request: Any, write: Any) -> None:
                await write(b"what was that\r\n\r\n")

            web.answers |= {"/first": OK, "/never": hang_up, "/odd": garbage, "/once": [garbage, OK]}
            assert await _outcome(fetcher, web.url("/never")) == "cut_off"
            assert await _outcome(fetcher, web.url("/odd")) == "http_error"
            assert await _outcome(fetcher, web.url("/first")) == (200, b"ok")
            assert await _outcome(fetcher, web.url("/once")) == (200, b"ok")
            assert await _outcome(fetcher, web.url("/odd")) == "http_error"
            assert web.paths() == ["/never", "/odd", "/first", "/once", "/once", "/odd", "/odd"]

    run(body)


def test_a_body_that_ends_with_its_connection_is_whole(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback(max_bytes=8_000_000) as (web, fetcher, _):
            large = os.urandom(5_000_000)

            def ends(head: bytes, text: bytes) -> Callable[..., Any]:
                async def answer(request: Any, write: Any) -> None:
                    await write(head + text)

                return answer

            web.answers |= {
                "/to-the-end": ends(b"HTTP/1.1 200 OK\r\n\r\n", large),
                "/ten": ends(b"HTTP/1.0 200 OK\r\n\r\n", large),
                "/length": ends(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n", large),
                "/cut": ends(b"HTTP/1.1 200 OK\r\nContent-Length: 5000001\r\n\r\n", large),
                "/unchunked": ends(CHUNKED[:-5], b""),
                "/pieces": CHUNKED[:47] + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n",
            }
            for path in ("/to-the-end", "/ten", "/length"):
                assert await _outcome(fetcher, web.url(path)) == (200, large)
            assert await _outcome(fetcher, web.url("/cut")) == "cut_off"
            assert await _outcome(fetcher, web.url("/unchunked")) == "cut_off"
            assert await _outcome(fetcher, web.url("/pieces")) == (200, b"x" * 100_000)

    run(body)


def test_giving_up_leaves_no_connection_behind(run: Any, loopback: Any) -> None:
    async def body() -> None:
        names = Names()
        async with loopback(resolver=names, per_host=10, concurrency=40) as (web, fetcher, _):
            asked = asyncio.Semaphore(0)

            async def silent(request: Any, write: Any) -> None:
                asked.release()
                await asyncio.sleep(30)

            async def stalls(request: Any, write: Any) -> None:
                await write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
                asked.release()
                await asyncio.sleep(30)

            web.answers |= {"/ok": OK, "/silent": silent, "/stalls": stalls}
            names.port = web.port
            await fetcher.get(web.url("/ok"), kind="feed")
            connector = fetcher._wire._connector
            before = _descriptors()
            for path in ("/silent", "/stalls"):
                tasks = [asyncio.create_task(_outcome(fetcher, web.url(path))) for _ in range(10)]
                for _ in tasks:
                    await asked.acquire()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            names.wait = 30
            tasks = [asyncio.create_task(_outcome(fetcher, f"http://host-{n}.example/")) for n in range(20)]
            await asyncio.sleep(0.05)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0.05)
            assert not connector._acquired
            # a server here keeps its end of a connection until it notices: one of two descriptors for each
            assert _descriptors() <= before + 20
            names.wait = 0
            assert await _outcome(fetcher, web.url("/ok")) == (200, b"ok")

    run(body)


def test_the_name_is_looked_up_in_time_or_not_at_all(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback(resolver=Names(wait=30), connect_timeout=0.3) as (web, fetcher, _):
            assert await _outcome(fetcher, f"http://news.example:{web.port}/") == "timeout"
        async with loopback(resolver=Names(wait=30), total_timeout=0.3) as (web, fetcher, _):
            assert await _outcome(fetcher, f"http://news.example:{web.port}/") == "timeout"

    run(body)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("http://news.example/a", "news.example", "/a"),
        ("http://NEWS.example:80/a", "news.example", "/a"),
        ("http://news.example:8080/a", "news.example:8080", "/a"),
        ("http://münchen.example/süß", "xn--mnchen-3ya.example", "/s%C3%BC%C3%9F"),
        ("http://news.example", "news.example", "/"),
        ("http://news.example?x=/a&y", "news.example", "/?x=/a&y"),
        ("http://news.example#x", "news.example", "/"),
        ("http://news.example/a?b=http://other.example/c", "news.example", "/a?b=http://other.example/c"),
        ("http://news.example//a", "news.example", "//a"),
        ("http://news.example/a b\r\nX: y", "news.example", "/a%20bX:%20y"),
        ("http://news.example/a%0d%0aX:%20y", "news.example", "/a%0d%0aX:%20y"),
        ("http://news.example/a\x7f\x85\u2028b", "news.example", "/a%7F%C2%85%E2%80%A8b"),
    ],
)
def test_what_a_request_asks_of_whom(run: Any, loopback: Any, url: str, host: str, path: str) -> None:
    async def body() -> None:
        names = Names()
        async with loopback(resolver=names) as (web, fetcher, _):
            names.port = web.port
            web.answers[path.partition("?")[0]] = OK
            got = await fetcher.get(url, kind="feed")
            (request,) = web.requests
            assert (request.path, request.headers["host"]) == (path, host)
            assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}
            assert [(name.lower(), value) for name, value in got.final.request_headers] == list(request.headers.items())

    run(body)


def test_ipv6_hosts_stand_in_brackets(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback(allow_networks=("::1/128",)) as (web, fetcher, _):
            try:
                server = await asyncio.start_server(web.serve, "::1", 0)
            except OSError:
                pytest.skip("no IPv6 on loopback")
            port = server.sockets[0].getsockname()[1]
            web.answers["/"] = OK
            got = await fetcher.get(f"http://[0:0:0:0:0:0:0:1]:{port}/", kind="feed")
            assert (got.body, got.final.ip_address) == (b"ok", "::1")
            assert web.requests[0].headers["host"] == f"[::1]:{port}"
            server.close()

    run(body)


def test_no_line_of_a_request_can_become_two(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            later = asyncio.get_running_loop().time() + 10
            for path, headers in (
                ("/ HTTP/1.1\r\nX: y", {}),
                ("/\nX", {}),
                ("/", {"X": "y\r\nZ: z"}),
                ("/", {"X": "y\rz"}),
                ("/", {"X\n": "y"}),
                ("/", {"X": "y\0"}),
                ("/", {"X": "\u20ac"}),
            ):
                with pytest.raises(ValueError, match=r"line break|latin-1"):
                    await fetcher._wire.ask(web.url(path), headers, later)
            for given in ('"a"\r\nX: y', '"a\n', '"\u20ac"'):
                await _outcome(fetcher, web.url("/"), etag=given, last_modified=given)
            assert all("x" not in request.headers for request in web.requests)
            assert len(web.requests) == 3

    run(body)


def test_a_connection_serves_one_host_and_port_only(run: Any, loopback: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.fetch.wire._MAX_ORIGINS", 3)

    async def body() -> None:
        names = Names()
        async with loopback(resolver=names, connect_timeout=1) as (web, fetcher, _):
            names.port = web.port
            web.answers["/"] = OK
            origins = [f"http://{name}.example{port}" for name in "abc" for port in ("", ":8080")]
            for _ in range(2):
                for origin in origins:
                    assert await _outcome(fetcher, f"{origin}/") == (200, b"ok")
            assert web.connections == len(origins)
            hosts = [request.headers["host"] for request in web.requests]
            assert hosts == [origin.removeprefix("http://") for origin in origins] * 2
            assert len(fetcher._wire._origins) <= 3
            # the same place with TLS is no place to say something in the clear
            assert await _outcome(fetcher, "https://a.example:8080/") in ("tls", "timeout")
            assert len(web.requests) == 2 * len(origins)

    run(body)


def test_tls_asks_for_the_host_by_name(run: Any, loopback: Any) -> None:
    async def body() -> None:
        asked: list[Any] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = lambda _, name, __: asked.append(name)
        names = Names()
        async with loopback(resolver=names) as (web, fetcher, _):
            server = await asyncio.start_server(web.serve, "127.0.0.1", 0, ssl=context)
            names.port = server.sockets[0].getsockname()[1]
            for url in ("https://MÜNCHEN.example/", "https://news.example:8443/"):
                assert await _outcome(fetcher, url) in ("tls", "unreachable")  # the server has no certificate
            assert asked == ["xn--mnchen-3ya.example", "news.example"]
            assert not web.requests
            server.close()

    run(body)


def test_a_reason_is_text_whatever_its_bytes_are(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers["/"] = b"HTTP/1.1 500 \xff\xc3\xa9 no\r\nContent-Length: 0\r\n\r\n"
            with pytest.raises(FetchError) as caught:
                await fetcher.get(web.url("/"))
            (exchange,) = caught.value.exchanges
            assert exchange.reason.encode("latin-1") == b"\xff\xc3\xa9 no"
            str(caught.value).encode("utf-8")

    run(body)


# --- files that are read as they come ------------------------------------------------------------------


async def _reading(fetcher: Any, url: str, read: Callable[[RemoteFile], Any], *, retries: int = 0) -> Any:
    """What `read` gives in a thread of its own, as a flow reads."""
    loop = asyncio.get_running_loop()

    def call(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    with RemoteFile(fetcher, url, call, retries=retries, backoff=0.01) as file:
        return await asyncio.to_thread(read, file)


def test_whoever_reads_may_take_their_time_and_the_server_waits(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback(first_byte_timeout=0.3, total_timeout=0.6, connect_timeout=0.3) as (web, fetcher, _):
            written = 0

            async def endless(request: Any, write: Any) -> None:
                nonlocal written
                await write(b"HTTP/1.1 200 OK\r\n\r\n")
                while True:
                    await write(bytes(100_000))
                    written += 100_000

            web.answers["/"] = endless
            loop = asyncio.get_running_loop()

            def read(file: RemoteFile) -> int:
                length = len(file.read(1000))
                asyncio.run_coroutine_threadsafe(asyncio.sleep(1.5), loop).result()
                held = written
                while length < 10_000_000:
                    length += len(file.read(1_000_000))
                assert held < 12_000_000  # what sockets hold, and a block
                return length

            assert await _reading(fetcher, web.url("/"), read) >= 10_000_000
            assert len(web.requests) == 1

    run(body)


def test_a_file_of_a_silent_server_ends(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback(first_byte_timeout=0.3, total_timeout=0.4, connect_timeout=0.3) as (web, fetcher, _):

            async def silent(request: Any, write: Any) -> None:
                await asyncio.sleep(30)

            async def stalls(request: Any, write: Any) -> None:
                await write(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 300_000)
                await asyncio.sleep(30)

            web.answers |= {"/silent": silent, "/stalls": stalls, "/odd": b"what was that\r\n\r\n"}
            for path, reason in (("/silent", "timeout"), ("/stalls", "timeout"), ("/odd", "http_error")):
                with pytest.raises(FetchError) as caught:
                    await _reading(fetcher, web.url(path), lambda file: file.read())
                assert caught.value.reason == reason
            for path, reason in (("/silent", "timeout"), ("/odd", "http_error")):
                with pytest.raises(FetchError) as caught:
                    await _reading(fetcher, web.url(path), lambda file: file.size)
                assert caught.value.reason == reason

    run(body)


@pytest.mark.parametrize("trouble", ["silence", "end", "none"])
def test_a_server_without_ranges_is_read_past(run: Any, loopback: Any, trouble: str) -> None:
    async def body() -> None:
        async with loopback(first_byte_timeout=0.3, total_timeout=0.4, connect_timeout=0.3) as (web, fetcher, _):
            whole = os.urandom(900_000)
            head = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"

            async def breaks_off(request: Any, write: Any) -> None:
                await write(head + whole[:600_000])

            async def again(request: Any, write: Any) -> None:
                await write(head + whole[:300_000])
                await asyncio.sleep(30 if trouble == "silence" else 0)

            web.answers["/"] = [breaks_off, head + whole] if trouble == "none" else [breaks_off, again]
            if trouble == "none":
                assert await _reading(fetcher, web.url("/"), lambda file: file.read(), retries=1) == whole
            else:
                with pytest.raises(FetchError) as caught:
                    await _reading(fetcher, web.url("/"), lambda file: file.read(), retries=1)
                assert caught.value.reason == ("timeout" if trouble == "silence" else "cut_off")

    run(body)


def test_past_the_end_of_a_file_there_is_nothing(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers |= {"/ranges": say(416), "/none": say(200, b"short")}
            for path in ("/ranges", "/none"):
                assert await _reading(fetcher, web.url(path), lambda file: (file.seek(100), file.read())) == (100, b"")

    run(body)


# --- what a new aiohttp may change ---------------------------------------------------------------------


def test_aiohttp_has_what_the_wire_takes_of_it() -> None:
    """Names that aiohttp does not promise. The tests above tell whether they still do the same."""
    assert aiohttp.__version__.startswith("3.14."), "read docs/decisions.md, HTTP, before this is changed"
    wanted = {"read_until_eof", "auto_decompress", "read_bufsize", "max_line_size", "max_field_size"}
    assert wanted <= set(inspect.signature(ResponseHandler.set_response_params).parameters)
    assert list(inspect.signature(aiohttp.TCPConnector.connect).parameters) == ["self", "req", "traces", "timeout"]
    assert {"read", "__len__", "should_close"} <= set(dir(ResponseHandler))
    assert {"connection_key", "update_proxy", "ssl", "is_ssl", "host", "port"} <= set(dir(ClientRequest))
    assert {"on_eof", "readany", "read"} <= set(dir(aiohttp.StreamReader))
