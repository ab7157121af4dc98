"""The demonstration web: what its pages hold, and that it answers as a real site does."""

from __future__ import annotations

import gzip
import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, get_args
from urllib.parse import urljoin, urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from flows.demo_web import DemoWeb
from flows.demo_web.content import HERE, items, publishers
from flows.demo_web.server import CLOCK
from pipeline.dated_text import split_dated_text
from pipeline.records import EventType, Modality, Qualifier, QuantityKind, Recency, Verdict

TRUTH: dict[str, Any] = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
NUMERALS = """no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen"""
WORDS = {word: value for value, word in enumerate(NUMERALS.split())}
SINGULAR = re.compile(r"\b(a|an|his|he|the captain)\b", re.IGNORECASE)


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with lower-case names, body as sent."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


@pytest.fixture(scope="module", params=[None, True], ids=["twelve addresses", "one address"])
def web(request):
    with DemoWeb(edition=2, port=0, single_address=request.param) as serving:
        yield serving


def page_text(item, number=-1):
    version = item.versions[number]
    return "\n".join([version.title, *(block.text for block in version.blocks)])


def noted():
    """Every noted event with its page and the version that it was read in."""
    by_slug = {item.slug: item for item in items()}
    for slug, article in TRUTH["articles"].items():
        for key, number in (("events", 0), ("events_after_update", -1)):
            for event in article.get(key, ()):
                yield by_slug[slug], number, event


# --- the data ---------------------------------------------------------------------------------------


def test_the_week_holds_what_a_week_of_news_holds():
    assert len(publishers()) == 12
    assert len(items()) >= 45
    assert {p.feed for p in publishers().values()} == {"rss", "atom", "rdf", "json", "quirky"}
    assert {item.kind for item in items()} == {"article", "paywall", "consent", "not_found", "index"}
    assert {item.language for item in items()} == {"en", "es", "uk", "fr", "ar"}
    assert sum(len(item.versions) == 2 for item in items()) >= 4
    for item in items():
        assert date(2024, 3, 4) <= item.published.date() <= date(2024, 3, 10), item.slug
        assert item.published < CLOCK
        assert all(v.changed is None or item.published < v.changed < CLOCK for v in item.versions)
        assert set(item.feeds) <= set(publishers())


def test_every_publisher_is_listed_with_at_least_two_pages():
    for publisher in publishers().values():
        assert sum(publisher.key in item.feeds for item in items()) >= 2


def test_paths_are_unique():
    assert len({(item.publisher.key, item.path) for item in items()}) == len(items())


def test_truth_names_every_page_and_no_other():
    assert set(TRUTH["articles"]) == {item.slug for item in items()}


def test_truth_uses_the_words_of_the_records():
    for item, _, event in noted():
        assert event["event_type"] in get_args(EventType), item.slug
        assert event["modality"] in get_args(Modality), item.slug
        assert event["recency"] in get_args(Recency), item.slug
        for quantity in event["quantities"]:
            assert quantity["kind"] in get_args(QuantityKind), item.slug
            assert quantity["qualifier"] in get_args(Qualifier), item.slug
            known = [quantity[k] for k in ("low", "best", "high") if quantity[k] is not None]
            assert known == sorted(known) != [], item.slug
    for slug, article in TRUTH["articles"].items():
        assert article["verdict"] in (*get_args(Verdict), "robots"), slug
        if article["verdict"] != "article":
            assert not article["events"], slug


def test_truth_groups_are_those_of_the_pages():
    groups: dict[str, set[str]] = {}
    for item, _, event in noted():
        groups.setdefault(event["happening"], set()).add(item.slug)
    assert {name: set(entry["articles"]) for name, entry in TRUTH["happenings"].items()} == groups


def test_noted_places_stand_in_the_text():
    for item, number, event in noted():
        if event["place"]:
            stem = event["place"].casefold()[:6]  # "Ukraine" may only be told as "Ukrainian"
            assert stem in page_text(item, number).casefold(), (item.slug, event["place"])


def test_noted_figures_stand_in_the_text():
    for item, number, event in noted():
        text = page_text(item, number).replace(",", "").casefold()
        stated = {int(digits) for digits in re.findall(r"\d+", text)}
        stated |= {WORDS[word] for word in re.findall(r"[a-z]+", text) if word in WORDS}
        stated |= {12} if "dozen" in text else set()
        stated |= {2000} if "thousands" in text else set()
        stated |= {1} if SINGULAR.search(text) else set()
        for quantity in event["quantities"]:
            value = next(quantity[k] for k in ("best", "low", "high") if quantity[k] is not None)
            if value != 0:
                assert value in stated, (item.slug, quantity)


# --- the server -------------------------------------------------------------------------------------


def links_of(body: bytes, feed_url: str) -> list[str]:
    if feed_url.endswith(".json"):
        return [entry["url"] for entry in json.loads(body)["items"]]
    return [urljoin(feed_url, entry.link) for entry in feedparser.parse(body).entries]


def test_every_feed_lists_pages_that_answer(web):
    reached = set()
    for feed_url in web.feed_urls:
        status, headers, body = get(feed_url)
        assert status == 200
        links = links_of(body, feed_url)
        assert links, headers
        for link in links:
            status, headers, page = get(link)
            assert status == 200, link
            assert headers["content-type"] == "text/html; charset=utf-8"
            assert len(page) > 300
            reached.add(link.partition("?")[0])
    assert reached == set(web.page_urls)
    assert all(web.truth_key(url) for url in reached)


def test_no_page_links_out_of_loopback(web):
    for url in web.page_urls:
        for _, attribute, target, _ in lxml.html.fromstring(get(url)[2].decode()).iterlinks():
            assert urlsplit(urljoin(url, target)).hostname.startswith("127."), (url, attribute, target)


def test_markup_in_a_title_is_shown_as_text(web):
    url = next(u for u in web.page_urls if u.endswith("/ministry-page-defaced"))
    title = "Ministry page showed <script>alert('ceasefire')</script> for an hour"
    page = lxml.html.fromstring(get(url)[2].decode())
    assert [h1.text_content() for h1 in page.iter("h1")] == [title]
    assert [script.get("type") for script in page.iter("script")] == ["application/ld+json"]
    assert json.loads(next(page.iter("script")).text)["headline"] == title
    feed = next(u for u in web.feed_urls if u.endswith("/feed.json"))
    assert title in [entry["title"] for entry in json.loads(get(feed)[2])["items"]]


@pytest.mark.parametrize("path", ["feed", "page"])
def test_conditional_requests(web, path):
    url = web.feed_urls[0] if path == "feed" else web.page_urls[0]
    _, headers, _ = get(url)
    for condition in (
        {"If_None_Match": headers["etag"]},
        {"If_None_Match": f'"other", W/{headers["etag"]}'},
        {"If_Modified_Since": headers["last-modified"]},
    ):
        assert get(url, **condition)[0::2] == (304, b"")
    for condition in (
        {"If_None_Match": '"other"', "If_Modified_Since": headers["last-modified"]},
        {"If_Modified_Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ):
        assert get(url, **condition)[0] == 200


def test_gzip_only_where_asked(web):
    plain, packed = get(web.page_urls[0]), get(web.page_urls[0], Accept_Encoding="gzip")
    assert "content-encoding" not in plain[1]
    assert packed[1]["content-encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]


def test_robots_forbid_one_listed_page(web):
    forbidden = next(u for u in web.page_urls if "/special/" in u)
    parts = urlsplit(forbidden)
    status, headers, body = get(f"{parts.scheme}://{parts.netloc}/robots.txt")
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    rules = [line.removeprefix("Disallow: ") for line in body.decode().splitlines() if line.startswith("Disallow")]
    assert any(parts.path.startswith(rule) for rule in rules)
    assert "Disallow: /\n" not in body.decode()


def test_unknown_paths_are_404_and_soft_404_is_200(web):
    assert get(web.page_urls[0] + "/nothing")[0] == 404
    soft = next(u for u in web.page_urls if u.endswith("/old-pier-gone"))
    status, _, body = get(soft)
    assert status == 200
    assert b"Page not found" in body


def test_the_feed_list_names_every_feed(web):
    root = lxml.etree.fromstring(web.opml())
    outlines = root.findall(".//outline[@xmlUrl]")
    assert tuple(o.get("xmlUrl") for o in outlines) == web.feed_urls
    assert {o.get("country") for o in outlines} >= {"UKR", "RUS", "PHL", "NER"}


def test_every_address_is_in_the_named_networks(web):
    from ipaddress import ip_address, ip_network

    networks = [ip_network(text) for text in web.networks]
    for url in web.feed_urls + web.page_urls:
        assert any(ip_address(urlsplit(url).hostname) in network for network in networks)


def test_a_page_may_say_another_day_than_its_feed(web):
    feed = next(u for u in web.feed_urls if u.endswith("/atom.xml"))
    entry = next(e for e in feedparser.parse(get(feed)[2]).entries if e.link.endswith("/dover-queue-old"))
    assert entry.published.startswith("2024-03-09")
    assert b"2024-03-06T18:15:00" in get(entry.link)[2]


def test_the_careless_feed_has_no_guid_and_relative_links(web):
    url = next(u for u in web.feed_urls if urlsplit(u).path.endswith("/feed"))
    body = get(url)[2].decode()
    assert "<guid" not in body
    assert "<link>/" in body
    assert "bread &amp;amp; fuel" in body


def test_a_second_edition_changes_pages_at_the_same_addresses():
    with DemoWeb(port=0) as web:
        first = {url: get(url) for url in web.page_urls}
        web.edition = 2
        assert set(web.page_urls) == set(first)
        changed = set()
        for url, (_, headers, body) in first.items():
            status, _, now = get(url, If_None_Match=headers["etag"])
            assert status in (200, 304)
            if status == 200:
                assert now != body
                changed.add(web.truth_key(url))
    # The links to other pages of a site change with their titles, so more pages change than were updated.
    updated = {slug for slug, article in TRUTH["articles"].items() if "events_after_update" in article}
    assert updated <= changed


def test_as_of_shows_the_web_as_it_stood():
    with DemoWeb(2, port=0, as_of=datetime(2024, 3, 5, 12, 0, tzinfo=UTC)) as web:
        before = set(web.page_urls)
        strike = next(u for u in before if u.endswith("/mykolaiv-missile-strike"))
        assert b"killing at least 12" in get(strike)[2]
        assert not any(u.endswith("/sulawesi-earthquake") for u in before)
        web.as_of = CLOCK
        assert len(web.page_urls) > len(before)
        assert b"killing 19 people" in get(strike)[2]


def test_requests_are_counted():
    with DemoWeb(port=0) as web:
        url = web.page_urls[0]
        get(url)
        get(url + "?utm_source=rss")
        get(web.home(next(iter(publishers().values()))) + "/nothing")
        deadline = time.monotonic() + 20
        while sum(web.requests.values()) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert web.requests[url, 200] == 2
        assert [status for (_, status), _ in web.requests.items()].count(404) == 1


def test_many_requests_at_once():
    with DemoWeb(port=0) as web, ThreadPoolExecutor(24) as pool:
        urls = list(web.page_urls) * 4
        assert {status for status, _, _ in pool.map(get, urls)} == {200}


def test_a_taken_port_is_refused_or_passed_over():
    with DemoWeb(port=0) as first:
        with pytest.raises(OSError, match=r"in use|Address already"), DemoWeb(port=first.port):
            pass
        with DemoWeb() as second, DemoWeb() as third:
            assert len({first.port, second.port, third.port}) == 3


def test_nothing_stays_behind():
    before = set(threading.enumerate())
    with DemoWeb(port=0) as web:
        port, host = web.port, urlsplit(web.feed_urls[0]).hostname
    assert {t for t in threading.enumerate() if t.name == "demo-web"} <= before
    with socket.socket() as probe:
        assert probe.connect_ex((host, port)) != 0


def test_served_alone_it_prints_its_feed_list():
    command = [sys.executable, "-m", "flows.demo_web", "--port", "0", "--opml"]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    assert len(lxml.etree.fromstring(done.stdout).findall(".//outline[@xmlUrl]")) == 12


def test_the_week_can_be_had_as_dated_texts(tmp_path):
    command = [sys.executable, "-m", "flows.demo_web", "--texts", str(tmp_path), "--edition", "1"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    split = split_dated_text((tmp_path / "texts" / "mykolaiv-missile-strike.txt").read_text(encoding="utf-8"))
    assert split.published_date == date(2024, 3, 5)
    gold = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {entry["id"] for entry in gold} == {path.stem for path in tmp_path.glob("texts/*.txt")}
    assert next(e for e in gold if e["id"] == "rovers-bombard")["stratum"] == "negative"


def test_editions_other_than_one_and_two_are_refused():
    with pytest.raises(ValueError, match="edition is 1 or 2"):
        DemoWeb(3)
