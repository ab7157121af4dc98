"""Requests over real HTTP on loopback: answers, redirects, limits, and what is kept of them."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from datetime import timedelta
from typing import Any

import pytest

from pipeline.fetch import FetchError

FEED = b"<rss><channel><item><title>Ferry strike ends</title></item></channel></rss>"


async def _fails(fetcher: Any, url: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.get(url, **options)
    return caught.value


def test_an_answer_is_recorded_as_it_came(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(contact="desk@example.org") as (web, fetcher, clock):
            squeezed = gzip.compress(FEED)
            web.answers["/feed"] = say(200, squeezed, reason="Fine", ETag='"a1"', Content_Encoding="gzip", X_Odd="déjà")
            got = await fetcher.get(web.url("/feed"), kind="feed")
            exchange = got.final
            assert (got.status, exchange.reason, got.body) == (200, "Fine", FEED)
            assert exchange.bytes_received == len(squeezed)
            assert ("ETag", '"a1"') in exchange.headers
            assert got.header("etag") == '"a1"'
            assert exchange.ip_address == "127.0.0.1"
            assert exchange.fetched_at == clock.now
            assert not exchange.truncated
            sent = dict(exchange.request_headers)
            assert sent["User-Agent"].startswith("dateline/")
            assert "desk@example.org" in sent["User-Agent"]
            assert web.requests[0].headers["user-agent"] == sent["User-Agent"]
            assert {"gzip", "br", "zstd"} <= set(sent["Accept-Encoding"].split(", "))

    run(body)


def test_validators_go_out_verbatim_and_304_comes_back(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers["/feed"] = say(304, ETag='W/"x"')
            got = await fetcher.get(
                web.url("/feed"), etag='W/"x"', last_modified="Mon, 02 Mar 2026 10:00:00 CET", kind="feed"
            )
            assert got.not_modified
            assert web.requests[0].headers["if-none-match"] == 'W/"x"'
            assert web.requests[0].headers["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 CET"
            # A validator that would break the header is left out, and a 304 that nobody asked for is no answer.
            error = await _fails(fetcher, web.url("/feed"), etag='"x"\r\nHost: evil.example')
            assert error.reason == "http_error"
            assert "if-none-match" not in web.requests[1].headers

    run(body)


def test_every_hop_of_a_redirect_is_kept(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers["/old"] = say(301, b"moved", Location="/newer")
            web.answers["/newer"] = say(308, Location=web.url("/newest#top", "127.0.0.2"))
            web.answers["/newest"] = say(200, FEED)
            got = await fetcher.get(web.url("/old"))
            assert [exchange.status for exchange in got.exchanges] == [301, 308, 200]
            assert got.exchanges[0].body == b"moved"
            assert got.url == got.moved_to == web.url("/newest", "127.0.0.2")
            web.answers["/newer"] = say(302, Location="/newest")
            assert (await fetcher.get(web.url("/old"))).moved_to == web.url("/newer")
            web.answers["/old"] = say(307, Location="/newest")
            assert (await fetcher.get(web.url("/old"))).moved_to is None

    run(body)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "refused_url"),
        ("gopher://example.org/", "refused_url"),
        ("data:text/html,x", "refused_url"),
        ("javascript:alert(1)", "refused_url"),
        ("http://169.254.169.254/latest/meta-data/", "refused_address"),
        ("http://[::1]:1/", "refused_address"),
        ("http://2852039166/", "refused_address"),
        ("http://user:pw@127.0.0.1/", "refused_url"),
        ("//10.0.0.1/", "refused_address"),
        ("/start", "too_many_redirects"),
        ("http://[broken/", "refused_url"),
    ],
)
def test_redirects_to_where_nobody_should_go(run: Any, loopback: Any, say: Any, location: str, reason: str) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers["/start"] = say(302, Location=location)
            error = await _fails(fetcher, web.url("/start"))
            assert error.reason == reason
            assert [exchange.status for exchange in error.exchanges] == [302]
            assert error.url == web.url("/start")
            assert len(web.requests) == 1

    run(body)


def test_redirects_end(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(max_redirects=4) as (web, fetcher, _):
            for number in range(20):
                web.answers[f"/{number}"] = say(302, Location=f"/{number + 1}")
            error = await _fails(fetcher, web.url("/0"))
            assert (error.reason, len(error.exchanges)) == ("too_many_redirects", 5)
            web.answers["/nowhere"] = say(302)
            assert (await _fails(fetcher, web.url("/nowhere"))).reason == "http_error"

    run(body)


def test_a_site_that_redirects_to_itself_until_it_gets_its_cookie(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):

            async def answer(request: Any, write: Any) -> None:
                known = request.headers.get("cookie") == "seen=1"
                await write(say(200, FEED) if known else say(302, Location="/page", Set_Cookie="seen=1; Path=/"))

            web.answers["/page"] = answer
            assert (await fetcher.get(web.url("/page"))).body == FEED
            await fetcher.get(web.url("/page"))
            assert "cookie" not in web.requests[2].headers  # nothing is kept from one walk to the next

    run(body)


@pytest.mark.parametrize(
    ("status", "headers", "reason", "retry_after"),
    [
        (404, {}, "http_error", None),
        (500, {}, "http_error", None),
        (503, {}, "http_error", None),
        (403, {}, "http_error", None),
        (410, {}, "gone", None),
        (429, {}, "throttled", None),
        (429, {"Retry_After": "120"}, "throttled", 120),
        (503, {"Retry_After": "3600"}, "throttled", 3600),
        (403, {"Retry_After": "Sun, 01 Mar 2026 12:05:00 GMT"}, "throttled", 300),
        (
            429,
            {"Retry_After": "Sun, 01 Mar 2026 20:10:00 GMT", "Date": "Sun, 01 Mar 2026 20:00:00 GMT"},
            "throttled",
            600,
        ),
        (429, {"Retry_After": "9" * 30}, "throttled", 864_000),
        (429, {"Retry_After": "-5"}, "throttled", None),
        (503, {"Retry_After": "Sunday, 01-Mar-26 11:00:00 GMT"}, "throttled", 0),
        (429, {"Retry_After": "soon"}, "throttled", None),
        (500, {"Retry_After": "10"}, "http_error", None),
    ],
)
def test_refusals_carry_their_reason(
    run: Any, loopback: Any, say: Any, status: int, headers: dict[str, str], reason: str, retry_after: float | None
) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers["/"] = say(status, b"no", **headers)
            error = await _fails(fetcher, web.url("/"))
            assert (error.reason, error.retry_after, error.status) == (reason, retry_after, status)
            assert error.exchanges[0].body == b"no"

    run(body)


def test_a_host_that_wants_silence_gets_it(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, clock):
            web.answers["/busy"] = say(429, Retry_After="600")
            web.answers["/fine"] = say(200, FEED)
            await _fails(fetcher, web.url("/busy"))
            error = await _fails(fetcher, web.url("/fine"))
            assert (error.reason, error.retry_after, error.exchanges) == ("throttled", 600, ())
            assert (await fetcher.get(web.url("/fine", "127.0.0.2"))).status == 200
            assert fetcher.holds == {"127.0.0.1": clock.now + timedelta(seconds=600)}
            clock.now += timedelta(seconds=601)
            assert (await fetcher.get(web.url("/fine"))).status == 200
            assert web.paths() == ["/busy", "/fine", "/fine"]
            assert fetcher.holds == {}

    run(body)


def test_silence_outlives_the_process(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, clock):
            web.answers["/"] = say(429, Retry_After="900")
            await _fails(fetcher, web.url("/"))
            holds = fetcher.holds
        async with loopback(holds=holds) as (web, fetcher, clock):
            web.answers["/"] = say(200, FEED)
            assert (await _fails(fetcher, web.url("/"))).reason == "throttled"
            clock.now += timedelta(seconds=901)
            assert (await fetcher.get(web.url("/"))).status == 200
            assert len(web.requests) == 1

    run(body)


@pytest.mark.parametrize("encoding", ["gzip", None])
def test_bodies_are_capped_before_and_after_unpacking(run: Any, loopback: Any, say: Any, encoding: str | None) -> None:
    async def body() -> None:
        async with loopback(max_bytes=100_000) as (web, fetcher, _):
            large = bytes(1_000_000)
            extra = {"Content_Encoding": encoding} if encoding else {}
            web.answers["/large"] = say(200, gzip.compress(large) if encoding else large, **extra)
            web.answers["/whole"] = say(200, gzip.compress(bytes(100_000)), Content_Encoding="gzip")

            async def endless(request: Any, write: Any) -> None:
                await write(b"HTTP/1.1 200 OK\r\n\r\n")
                while True:
                    await write(bytes(50_000))

            web.answers["/endless"] = endless
            for path in ("/large", "/endless"):
                error = await _fails(fetcher, web.url(path))
                assert (error.reason, error.exchanges[0].truncated) == ("too_large", True)
                assert error.exchanges[0].bytes_received < 400_000
            assert len((await fetcher.get(web.url("/whole"))).body) == 100_000

    run(body)


def test_a_bomb_is_seen_by_how_it_grows(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            web.answers["/bomb"] = say(200, gzip.compress(bytes(60_000_000)), Content_Encoding="gzip")
            web.answers["/long"] = say(
                200, gzip.compress(b"".join(b"%d news\n" % n for n in range(400_000))), Content_Encoding="gzip"
            )
            assert (await _fails(fetcher, web.url("/bomb"))).reason == "too_large"
            assert len((await fetcher.get(web.url("/long"))).body) > 4_000_000

    run(body)


def test_bodies_that_break_off_or_are_not_what_they_say(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):

            async def cut(request: Any, write: Any) -> None:
                await write(say(200, FEED, Content_Length="9999"))

            async def nothing(request: Any, write: Any) -> None:
                return

            async def nonsense(request: Any, write: Any) -> None:
                await write(b"SSH-2.0-OpenSSH_9.0\r\n\r\n")

            web.answers |= {"/cut": cut, "/nothing": nothing, "/nonsense": nonsense}
            web.answers["/torn"] = say(200, gzip.compress(FEED * 100)[:-20], Content_Encoding="gzip")
            error = await _fails(fetcher, web.url("/cut"))
            assert (error.reason, error.exchanges[0].body, error.exchanges[0].truncated) == ("cut_off", FEED, True)
            assert (await _fails(fetcher, web.url("/torn"))).reason == "bad_encoding"
            assert (await _fails(fetcher, web.url("/nothing"))).reason == "cut_off"
            assert (await _fails(fetcher, web.url("/nonsense"))).reason == "http_error"

    run(body)


def test_silence_and_slowness_end(run: Any, loopback: Any, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.fetch.client._SPEED_FROM", 0.3)

    async def body() -> None:
        async with loopback(first_byte_timeout=0.5, total_timeout=20, min_speed=200) as (web, fetcher, _):

            async def silent(request: Any, write: Any) -> None:
                await asyncio.sleep(30)

            async def stalls(request: Any, write: Any) -> None:
                await write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
                await asyncio.sleep(30)

            async def drips(request: Any, write: Any) -> None:
                await write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(1000):
                    await write(b"x")
                    await asyncio.sleep(0.1)

            web.answers |= {"/silent": silent, "/stalls": stalls, "/drips": drips}
            assert (await _fails(fetcher, web.url("/silent"))).reason == "timeout"
            assert (await _fails(fetcher, web.url("/stalls"))).reason == "timeout"
            slow = await _fails(fetcher, web.url("/drips"))
            assert slow.reason == "too_slow"
            assert 0 < len(slow.exchanges[0].body) < 1000

    run(body)


def test_nobody_listens(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback() as (_, fetcher, _clock):
            assert (await _fails(fetcher, "http://127.0.0.1:1/")).reason == "unreachable"
            assert (await _fails(fetcher, "http://no-such-host.invalid/")).reason == "dns"

    run(body)


def test_plain_http_where_tls_is_expected(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(connect_timeout=2) as (web, fetcher, _):
            assert (await _fails(fetcher, web.url("/").replace("http:", "https:"))).reason in ("tls", "timeout")

    run(body)


def test_one_host_is_asked_in_turns_and_others_meanwhile(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(per_host=1, host_interval=0.2) as (web, fetcher, _):
            web.answers["/"] = say(200, FEED)
            hosts = ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.3"]
            await asyncio.gather(*(fetcher.get(web.url("/", host)) for host in hosts))
            starts = sorted(request.at for request in web.requests if request.headers["host"].startswith("127.0.0.1:"))
            assert all(later - earlier > 0.15 for earlier, later in itertools.pairwise(starts))
            assert web.most_open <= 3

    run(body)


def test_no_more_requests_at_once_than_the_settings_allow(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(concurrency=3, per_host=2) as (web, fetcher, _):

            async def slow(request: Any, write: Any) -> None:
                await asyncio.sleep(0.05)
                await write(say(200, FEED))

            web.answers["/"] = slow
            await asyncio.gather(*(fetcher.get(web.url("/", f"127.0.1.{number}")) for number in range(1, 13)))
            assert (len(web.requests), web.most_open) == (12, 3)
            web.most_open = 0
            await asyncio.gather(*(fetcher.get(web.url("/")) for _ in range(6)))
            assert web.most_open == 2

    run(body)


def test_links_go_onto_the_wire_escaped_but_not_rewritten(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback() as (web, fetcher, _):
            for path in ("/a%2fb?q=%7e&x=a+b", "/süß und?ß=1", "/a|b", "/100%?x=%zz"):
                with pytest.raises(FetchError):
                    await fetcher.get(web.url(path) + "#part")
            assert web.paths() == ["/a%2fb?q=%7e&x=a+b", "/s%C3%BC%C3%9F%20und?%C3%9F=1", "/a%7Cb", "/100%?x=%zz"]

    run(body)


def test_a_connection_that_died_in_the_pool_is_replaced_once(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(host_interval=0) as (web, fetcher, _):

            async def hang_up(request: Any, write: Any) -> None:
                """Close without a word, as servers do that had enough of an idle connection."""

            web.answers |= {
                "/first": say(200, b"first"),
                "/second": [hang_up, say(200, b"second")],
                "/never": hang_up,
            }
            assert (await fetcher.get(web.url("/first"), kind="feed")).body == b"first"
            assert (await fetcher.get(web.url("/second"), kind="feed")).body == b"second"
            never = await _fails(fetcher, web.url("/never"), kind="feed")
            assert (never.reason, never.exchanges) == ("cut_off", ())
            assert web.paths() == ["/first", "/second", "/second", "/never", "/never"]

    run(body)


def test_what_came_until_the_time_was_over_is_kept(run: Any, loopback: Any) -> None:
    async def body() -> None:
        async with loopback(total_timeout=0.4, min_speed=0) as (web, fetcher, _):

            async def silent(request: Any, write: Any) -> None:
                await asyncio.sleep(30)

            async def drips(request: Any, write: Any) -> None:
                await write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(1000):
                    await write(b"x")
                    await asyncio.sleep(0.05)

            web.answers |= {"/silent": silent, "/drips": drips}
            silence = await _fails(fetcher, web.url("/silent"), kind="feed")
            assert (silence.reason, silence.exchanges) == ("timeout", ())
            late = await _fails(fetcher, web.url("/drips"), kind="feed")
            assert late.reason == "timeout"
            assert late.exchanges[0].truncated
            assert 0 < len(late.exchanges[0].body) < 1000

    run(body)
