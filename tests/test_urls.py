"""Keys of pages: what is merged, what is not, and that a key is its own key."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.urls import canonical_url, host_of, port_of, resolve, unwrap

FUZZ = int(os.environ.get("DATELINE_FUZZ", "1"))  # how many times the usual number of inputs

MERGED = [
    # group of addresses of one page
    [
        "http://example.org/a",
        "https://example.org/a",
        "HTTPS://EXAMPLE.org/a",
        "https://example.org:443/a",
        "http://example.org:80/a",
    ],
    [
        "https://example.org/",
        "https://example.org",
        "http://www.example.org/",
        "https://example.org/?",
        "https://example.org/#top",
    ],
    [
        "https://example.org/a",
        "https://example.org/a/",
        "https://example.org/./a",
        "https://example.org/b/../a",
        "https://example.org/a#comments",
    ],
    [
        "https://example.org/a?utm_source=rss&utm_medium=feed",
        "https://example.org/a",
        "https://example.org/a?fbclid=Iw1",
        "https://example.org/a?gclid=1&at_medium=RSS",
    ],
    [
        "https://example.org/a?b=1&a=2",
        "https://example.org/a?a=2&b=1",
        "https://example.org/a?a=2&&b=1&amp;utm_source=rss",
    ],
    ["https://example.org/%7euser/caf%c3%a9", "https://example.org/~user/café"],
    ["https://bücher.example/x", "https://xn--bcher-kva.example/x", "https://BÜCHER.example./x"],
    [
        "https://example.org/story?ref=rss",
        "https://example.org/story?source=newsletter",
        "https://example.org/story?partner=rss&emc=rss",
        "https://example.org/story",
    ],
    [
        "https://example.org/2024/01/02/toll-rises-to-ten/amp/",
        "https://example.org/2024/01/02/toll-rises-to-ten",
        "https://example.org/2024/01/02/toll-rises-to-ten?amp=1",
        "https://example.org/2024/01/02/toll-rises-to-ten?outputType=amp",
    ],
    ["https://www.google.com/amp/s/www.example.org/a-b-c", "https://example.org/a-b-c"],
    ["https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a-b-c", "https://example.org/a-b-c"],
    ["https://www.google.com/url?rct=j&sa=t&url=https://example.org/a%3Fb%3D1&ct=ga&cd=1", "https://example.org/a?b=1"],
    ["http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fexample.org%2fa", "https://example.org/a"],
    ["http://0x7f.1:8765/x", "http://127.0.0.1:8765/x", "http://2130706433:8765/x", "http://0177.0.0.1:8765/x"],
    ["http://[0:0:0:0:0:0:0:1]/x", "http://[::1]/x"],
    ["https://example.org/a;jsessionid=09AF?x=1", "https://example.org/a?x=1"],
    ["  https://exa\nmple.org/a ", "https:\\\\example.org\\a", "https://example.org/a"],
]

APART = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?page=2", "https://example.org/a"),
    ("https://example.org/a?t=1&t=2", "https://example.org/a?t=2&t=1"),
    ("https://m.example.org/a", "https://example.org/a"),
    ("https://amp.example.org/a", "https://example.org/a"),
    ("https://example.org/shop/amp", "https://example.org/shop"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/index.html", "https://example.org/"),
    ("https://example.org/#!/story/1", "https://example.org/#!/story/2"),
    ("https://example.org/#/story/1", "https://example.org/"),
    ("https://example.org/a?source=ministry", "https://example.org/a"),
    ("https://example.org/a?ref=12345", "https://example.org/a"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a%3Fb", "https://example.org/a?b"),
    ("https://example.org/a?12345", "https://example.org/a"),
    ("https://www.com/", "https://com/"),
    ("https://google.com/search?q=a", "https://google.com/search?q=b"),
]

NONSENSE = [
    "",
    "   ",
    "ftp://example.org/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "mailto:a@example.org",
    "http://",
    "http:///a",
    "https://?a",
    "//example.org/a",
    "/a",
    "a",
    "http://[::1",
    "http://[zz]/",
    "http://a b.org/",
    "http://user@example.org/",
    "http://user:pw@example.org/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:port/",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
    "http://-a.org/",
    "http://a..b/",
    "http://[::1%25eth0]/",
    "https://example.org/" + "a" * 5000,
    "http://" + "a" * 300 + ".org/",
    "http://%zz.org/",
    "http://\udcff.org/",
]


@pytest.mark.parametrize("group", MERGED, ids=lambda group: group[-1][:60])
def test_addresses_of_one_page_have_one_key(group: list[str]) -> None:
    assert len({canonical_url(url) for url in group}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_addresses_that_may_differ_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("url", NONSENSE, ids=lambda url: ascii(url)[:60])
def test_nonsense_is_refused_with_one_kind_of_error(url: str) -> None:
    for function in (canonical_url, host_of, port_of):
        with pytest.raises(UsageError):
            function(url)


def test_a_password_is_not_repeated_in_the_error() -> None:
    with pytest.raises(UsageError) as caught:
        canonical_url("https://someone:hunter2@example.org/feed")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("base", "link", "expected"),
    [
        ("https://example.org/news/feed.xml", "story-1", "https://example.org/news/story-1"),
        ("https://example.org/news/feed.xml", "/story-1?utm_source=rss", "https://example.org/story-1?utm_source=rss"),
        ("http://example.org/news/", "//cdn.example.org/a", "http://cdn.example.org/a"),
        ("http://example.org/news/", "\n https://Other.example/A#b \n", "https://Other.example/A#b"),
        (None, "https://example.org/a", "https://example.org/a"),
    ],
)
def test_links_are_made_absolute_and_otherwise_left(base: str | None, link: str, expected: str) -> None:
    assert resolve(base, link) == expected


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://WWW.Example.ORG./a", "www.example.org", 443),
        ("http://example.org:8080", "example.org", 8080),
        ("http://[::FFFF:127.0.0.1]/", "::ffff:7f00:1", 80),
        ("http://017700000001/", "127.0.0.1", 80),
        ("http://例え.jp/", "xn--r8jz45g.jp", 80),
    ],
)
def test_host_and_port(url: str, host: str, port: int) -> None:
    assert (host_of(url), port_of(url)) == (host, port)


def test_unwrap_leaves_what_it_does_not_know() -> None:
    for url in (
        "https://news.google.com/rss/articles/CBMi",
        "https://google.com/url?q=javascript:1",
        "not an address",
        "",
    ):
        assert unwrap(url) == url


_PIECE = st.text(alphabet=st.sampled_from("aZ0-._~%/?#&=:;@[]\\ \tüß2Fe+!$,'()*|<>\"^`{}"), max_size=40)
_URL = st.one_of(
    st.text(max_size=60),
    st.builds("http://example.org/{}".format, _PIECE),
    st.builds("https://www.google.com/url?url=http://x.org/{}".format, _PIECE),
    st.builds("http://{}/x".format, _PIECE),
    st.builds("HTTP://www.{}.org:80/{}".format, st.text(min_size=1, max_size=8), st.text(max_size=30)),
    st.builds("https://a-org.cdn.ampproject.org/c/s/a.org/{}".format, _PIECE),
)


@settings(max_examples=600 * FUZZ, deadline=None)
@given(_URL, st.none() | _URL)
def test_a_key_is_its_own_key(url: str, base: str | None) -> None:
    try:
        key = canonical_url(url, base)
    except UsageError:
        return
    assert canonical_url(key) == key
    assert key.isascii()
    assert host_of(key)
