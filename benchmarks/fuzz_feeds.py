"""A fuzzer over what comes from outside: feeds, dates, addresses. Counts inputs, exceptions, hangs, unreported losses.

    python benchmarks/fuzz_feeds.py [--inputs 100000] [--seed 1] [--part feeds|dates|urls]

Inputs are drawn by hypothesis from `seed` on: damaged and mixed pieces of feeds, date texts, addresses. A hang is an
input that takes longer than two seconds. A loss is an item of a feed that is neither an entry, nor counted as a
repetition, nor named in a note. Addresses must have a key that is its own key. Exits with 1 where anything is found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.feeds import parse_feed
from pipeline.feeds.dates import read_date
from pipeline.urls import canonical_url

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
HANG = 2.0
_TAGS = "item entry title link guid id pubDate updated published description channel rss feed urlset url loc".split()  # noqa: SIM905
_PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
    st.sampled_from(
        [
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "&amp;",
            "&nbsp;",
            "&#0;",
            "&x;",
            "<?xml version='1.0' encoding='utf-16'?>",
            "<!DOCTYPE a [",
            "<link href='/a'/>",
            "<item><link>/a</link></item>",
            "<item><guid>1</guid><link>/b</link></item>",
            "\x00",
            "\ufeff",
            "<",
            ">",
            "<entry><id>x</id><link href='//[/'/></entry>",
            "xmlns='http://www.w3.org/2005/Atom'",
            "xml:base='http://[::'",
        ]
    ),
    st.text(max_size=12),
)
_ENVELOPES = [
    ("<rss version='2.0'><channel>", "</channel></rss>"),
    ("<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>"),
    ("<urlset>", "</urlset>"),
    ('{"version":"https://jsonfeed.org/version/1.1","items":[', "]}"),
    ("", ""),
]
FEEDS = st.tuples(st.sampled_from(_ENVELOPES), st.lists(_PIECES, max_size=14), st.booleans()).map(
    lambda parts: f"{parts[0][0]}{''.join(parts[1])}{parts[0][1] if parts[2] else ''}"
)
_DATE_PIECES = st.one_of(
    st.integers(-5, 99_999).map(str),
    st.sampled_from(
        [
            "Mon,",
            "mar",
            "Jan",
            "janvier",
            "марта",
            "月",
            "日",
            "年",
            ":",
            "-",
            "/",
            "T",
            "Z",
            "+0200",
            "PM",
            "Uhr",
            "GMT",
            "EST",
            "de",
            " ",
        ]
    ),
    st.text(max_size=3),
)
DATES = st.lists(_DATE_PIECES, max_size=9).map("".join)
_URL_PIECES = st.one_of(
    st.sampled_from(
        [
            "http://",
            "https:",
            "//",
            "/",
            "?",
            "&",
            "#",
            "%",
            "%2f",
            "..",
            "@",
            ":80",
            "[::1]",
            "www.",
            "a.example",
            "utm_source=rss",
            "amp",
            ";sid=",
        ]
    ),
    st.text(max_size=4),
)
URLS = st.lists(_URL_PIECES, max_size=10).map(lambda pieces: "https://a.example/" + "".join(pieces))


def feed(text: str) -> str | None:
    body = text.encode("utf-8", "surrogatepass")
    read = parse_feed(body, url="https://a.example/feed", feed_id="f", content_type=None, seen_at=SEEN)
    whole = text.count("</item>") if "<rss" in text and text.count("<item>") == text.count("</item>") else 0
    lost = whole - len(read.entries) - read.duplicates
    if lost > 0 and not read.problems:
        return f"{lost} items without a word"
    return None


def date(text: str) -> str | None:
    reading = read_date(text, seen_at=SEEN)
    return "neither a time nor a reason" if reading.at is None and not reading.trouble else None


def url(text: str) -> str | None:
    try:
        key = canonical_url(text)
    except UsageError:
        return None
    return None if canonical_url(key) == key else "a key that is not its own"


PARTS: dict[str, tuple[st.SearchStrategy[str], Callable[[str], str | None]]] = {
    "feeds": (FEEDS, feed),
    "dates": (DATES, date),
    "urls": (URLS, url),
}


def run(part: str, inputs: int, start: int) -> Counter[str]:
    """Try so many inputs; what was found, with the first few examples printed."""
    strategy, check = PARTS[part]
    found: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def attempt(text: str) -> None:
        began = time.perf_counter()
        found["inputs"] += 1
        try:
            trouble = check(text)
        except Exception as error:
            trouble, kind = f"{type(error).__name__}: {error}", "exceptions"
        else:
            kind = "losses"
        if time.perf_counter() - began > HANG:
            trouble, kind = f"{time.perf_counter() - began:.1f} seconds", "hangs"
        if trouble:
            found[kind] += 1
            if found[kind] <= 5:
                print(f"{part}: {kind}: {trouble} for {text[:300]!r}")

    attempt()
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--inputs", type=int, default=100_000, help="over all parts")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--part", choices=sorted(PARTS))
    given_ = arguments.parse_args()
    parts: list[str] = [given_.part] if given_.part else sorted(PARTS)
    total: Counter[Any] = Counter()
    for part in parts:
        began = time.perf_counter()
        found = run(part, given_.inputs // len(parts), given_.seed)
        total += found
        print(
            f"{part}: {found['inputs']:,} inputs in {time.perf_counter() - began:.0f} s, "
            f"exceptions {found['exceptions']}, hangs {found['hangs']}, unreported losses {found['losses']}"
        )
    print(
        f"all: {total['inputs']:,} inputs, exceptions {total['exceptions']}, hangs {total['hangs']}, "
        f"unreported losses {total['losses']}"
    )
    return 1 if total["exceptions"] or total["hangs"] or total["losses"] else 0


if __name__ == "__main__":
    sys.exit(main())
