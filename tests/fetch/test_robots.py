"""robots.txt: asked for once, for pages and not for feeds, through the same guard."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from pipeline.fetch import FetchError, RobotsVerdict

RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n\nUser-agent: dateline\nDisallow: /members/\n"


async def _reason(fetcher: Any, url: str, **options: Any) -> str:
    try:
        await fetcher.get(url, **options)
    except FetchError as error:
        return error.reason
    return "answered"


def test_rules_hold_for_pages_and_are_read_once_a_day(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(respect_robots=True) as (web, fetcher, clock):
            web.answers |= {"/robots.txt": say(200, RULES), "/members/a": say(200, b"x"), "/private/a": say(200, b"x")}
            assert await _reason(fetcher, web.url("/members/a")) == "robots"
            assert (
                await _reason(fetcher, web.url("/private/a")) == "answered"
            )  # our own group counts, not the general one
            assert await _reason(fetcher, web.url("/members/a"), kind="feed") == "answered"
            assert web.paths() == ["/robots.txt", "/private/a", "/members/a"]
            clock.now += timedelta(hours=25)
            web.answers["/robots.txt"] = say(200, b"")
            assert await _reason(fetcher, web.url("/members/a")) == "answered"
            assert web.paths().count("/robots.txt") == 2

    run(body)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": 404}, "answered"),
        ({"status": 403}, "answered"),
        ({"status": 500}, "robots"),
        ({"status": 503}, "robots"),
        ({"status": 429, "Retry_After": "60"}, "throttled"),
        ({"status": 302, "Location": "/robots.txt"}, "answered"),
        ({"status": 302, "Location": "http://169.254.169.254/robots.txt"}, "answered"),
        ({"status": 200, "body": b"\xff\xfe\0garbage\0" * 1000}, "answered"),
        ({"status": 200, "body": b"Disallow: /\n" * 100_000}, "answered"),
        ({"status": 200, "body": b"User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*a*a*a*a*b\n"}, "answered"),
        ({"status": 200, "body": b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"}, "robots"),
    ],
)
def test_what_the_file_answers(run: Any, loopback: Any, say: Any, answer: dict[str, Any], expected: str) -> None:
    async def body() -> None:
        async with loopback(respect_robots=True) as (web, fetcher, _):
            web.answers |= {"/robots.txt": say(**answer), "/page" + "a" * 500: say(200, b"x")}
            assert await _reason(fetcher, web.url("/page" + "a" * 500)) == expected

    run(body)


def test_the_rules_of_the_host_that_a_redirect_leads_to_count_too(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(respect_robots=True) as (web, fetcher, _):
            web.answers |= {"/robots.txt": say(200, RULES), "/a": say(302, Location=web.url("/members/a", "127.0.0.2"))}
            assert await _reason(fetcher, web.url("/a")) == "robots"
            assert "/members/a" not in web.paths()

    run(body)


def test_rules_can_be_brought_along(run: Any, loopback: Any, say: Any) -> None:
    class Never:
        async def verdict(self, url: str, load: Any) -> RobotsVerdict:
            return RobotsVerdict(allowed=False, reason="not today")

    async def body() -> None:
        async with loopback(robots=Never()) as (web, fetcher, _):
            assert await _reason(fetcher, web.url("/a")) == "robots"
            assert web.requests == []

    run(body)


def test_a_crawl_delay_spaces_the_requests(run: Any, loopback: Any, say: Any) -> None:
    async def body() -> None:
        async with loopback(respect_robots=True, per_host=2) as (web, fetcher, _):
            web.answers |= {"/robots.txt": say(200, b"User-agent: *\nCrawl-delay: 0.3\n"), "/a": say(200, b"x")}
            for _ in range(3):
                await fetcher.get(web.url("/a"))
            starts = [request.at for request in web.requests if request.path == "/a"]
            assert all(later - earlier > 0.25 for earlier, later in itertools.pairwise(starts))

    run(body)


@pytest.mark.parametrize(
    ("headers", "page", "forbidden"),
    [
        ({"X_Robots_Tag": "noarchive"}, b"x", True),
        ({"X_Robots_Tag": "noindex, NOARCHIVE"}, b"x", True),
        ({"X_Robots_Tag": "dateline: none"}, b"x", True),
        ({"X_Robots_Tag": "otherbot: noarchive"}, b"x", False),
        ({"X_Robots_Tag": "max-snippet: 50"}, b"x", False),
        ({}, b"<head><META content='noarchive,nofollow' name='robots'></head>", True),
        ({}, b"<head><meta name=robots content=none></head>", True),
        ({}, b"<head><meta name='googlebot' content='noarchive'><p>noarchive</p></head>", False),
        ({}, b"<meta " * 50_000, False),
    ],
)
def test_noarchive_is_respected_where_the_setting_says_so(
    run: Any, loopback: Any, say: Any, headers: dict[str, str], page: bytes, forbidden: bool
) -> None:
    async def body() -> None:
        for respect in (True, False):
            async with loopback(respect_noarchive=respect) as (web, fetcher, _):
                web.answers["/a"] = say(200, page, **headers)
                if respect and forbidden:
                    with pytest.raises(FetchError) as caught:
                        await fetcher.get(web.url("/a"))
                    assert (caught.value.reason, caught.value.exchanges[0].body) == ("robots", b"")
                    await fetcher.get(web.url("/a"), kind="feed")
                else:
                    assert (await fetcher.get(web.url("/a"))).body == page

    run(body)
