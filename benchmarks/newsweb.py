"""A web full of faults, polled: what every fault comes to, how long it takes, what it holds in memory, and our manners.

    python benchmarks/newsweb.py --newsweb http://127.0.0.1:8765 [--quick]

The server at that address must answer on every address of 127.0.0.0/8. It has faults under /fault/NAME (FAULTS below),
a list of feeds at /feeds.opml, the requests it got at /stats (JSON: address, path, status, requests, first, last), and
forgets them at /reset. tests/fault_web.py is such a server. `--quick` shortens our time-outs.

Each fault stands on the list of feeds under an address of its own, so that one's silence does not hide another; those
that are pages are listed by a feed that this program serves. Exits with 1 where anything is not as it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from flows.bodies import BODIES
from flows.context import RunContext, new_run
from flows.walk import extract_pending
from pipeline.feeds import feed_id_of, read_opml
from pipeline.fetch import Fetcher, FetchError
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse

FAULTS: dict[str, tuple[str, ...]] = {
    "status/500": ("http_error",),
    "status/503": ("http_error",),
    "status/403": ("http_error",),
    "status/404": ("http_error",),
    "status/410": ("gone",),
    "retry-after/600": ("throttled",),
    "retry-after-date/600": ("throttled",),
    "moved": ("new",),
    "loop": ("too_many_redirects",),
    "private": ("refused_address",),
    "file": ("refused_url",),
    "slow/20": ("too_slow", "cut_off", "timeout"),
    "stall": ("timeout",),
    "cut": ("cut_off",),
    "bomb/gzip": ("too_large",),
    "endless": ("too_large", "timeout"),
    "charset/utf-16": ("new",),
    "charset/wrong": ("new",),
    "charset/none": ("new",),
    "lying-etag": ("new",),
    "lying-304": ("new",),
    "html": ("not_a_feed",),
    "malformed": ("new",),
    "entity": ("new", "unchanged", "not_a_feed"),
    "consent": ("not_a_feed",),
    "challenge": ("not_a_feed",),
    "paywall": ("not_a_feed",),
    "js": ("not_a_feed",),
}
"""By fault, asked as a feed: outcome or, where it failed, reason; one of them."""
PAGES: dict[str, tuple[str, ...]] = {
    "consent": ("consent",),
    "challenge": ("challenge",),
    "paywall": ("paywall",),
    "js": ("javascript",),
    "html": ("stub", "empty", "not_found", "index"),
    "status/404": ("http_error",),
    "status/410": ("gone",),
    "status/500": ("http_error",),
    "loop": ("too_many_redirects",),
    "private": ("refused_address",),
    "file": ("refused_url",),
    "cut": ("cut_off",),
    "bomb/gzip": ("too_large",),
}
"""By fault, asked as a page: verdict, or reason of its failure."""
MEMORY = ("endless", "bomb/gzip", "cut", "entity", "malformed", "charset/utf-16", "consent", "loop", "lying-etag")
_MOST = 16.0
_QUICK = {"first_byte_timeout": 1.5, "connect_timeout": 1.5, "total_timeout": 4.0}


@dataclass
class Report:
    """What was found; `wrong` is empty where everything is as it should be."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    """Fault, as what it was asked, what came of it."""
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Of the first poll and of the second."""
    megabytes: dict[str, float] = field(default_factory=dict)
    healthy: int = 0
    """Feeds beside the faults that were read."""

    def judge(self, fault: str, asked_as: str, found: str, expected: Sequence[str]) -> None:
        self.rows.append((fault, asked_as, found))
        if found not in expected:
            self.wrong.append(f"{fault} as a {asked_as}: {found}, not {' or '.join(expected)}")


def ask(url: str) -> bytes:
    with build_opener(ProxyHandler({})).open(url, timeout=30) as answer:
        return bytes(answer.read())


@contextmanager
def listing(pages: Sequence[str]) -> Iterator[str]:
    """A feed that lists these pages; its address."""
    now = format_datetime(datetime.now(UTC) - timedelta(hours=1))
    items = "".join(
        f"<item><title>Page {n}</title><link>{url}</link><guid>{url}</guid><pubDate>{now}</pubDate></item>"
        for n, url in enumerate(pages)
    )
    body = f"<rss version='2.0'><channel><title>Pages</title>{items}</channel></rss>".encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/listing.xml"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def poll(settings: Settings, report: Report, *, force: bool) -> RunContext:
    run = new_run("poll", settings, lambda: datetime.now(UTC))
    started = time.perf_counter()
    BODIES["poll"](run, force=force)
    report.seconds.append(time.perf_counter() - started)
    return run


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with open_warehouse(settings, "benchmark") as warehouse:
        return warehouse.frame(sql).rows()


def drive(base: str, home: Path, *, quick: bool, most_feeds: int = 30) -> Report:
    """Poll the server at `base` twice and look at everything that it and we have noted."""
    report = Report()
    port = urlsplit(base).port or 80
    feeds = {f"http://127.77.200.{n}:{port}/fault/{fault}": fault for n, fault in enumerate(FAULTS, start=1)}
    pages = {f"http://127.77.201.{n}:{port}/fault/{fault}": fault for n, fault in enumerate(PAGES, start=1)}
    good = [feed.url for feed in read_opml(ask(f"{base}/feeds.opml"))][:most_feeds]
    fetch: dict[str, Any] = {"allow_networks": ["127.0.0.0/8"], "host_interval": 0.5} | (_QUICK if quick else {})
    settings = load_settings(home, fetch=fetch)
    asyncio.run(_memory(settings, report, feeds))
    ask(f"{base}/reset")
    with listing(list(pages)) as listed:
        everything = [*feeds, *good, listed]
        with open_warehouse(settings, "benchmark") as warehouse:
            warehouse.save_feeds(feeds_frame(Feed(feed_id=feed_id_of(url), url=url) for url in everything))
        run = poll(settings, report, force=False)
        extract_pending(run)
        _outcomes(settings, report, feeds, pages, good)
        _spacing(json.loads(ask(f"{base}/stats")), report, settings.fetch.host_interval)
        ask(f"{base}/reset")
        poll(settings, report, force=True)
        _manners(json.loads(ask(f"{base}/stats")), report, port, good)
    return report


def _outcomes(
    settings: Settings, report: Report, feeds: dict[str, str], pages: dict[str, str], good: Sequence[str]
) -> None:
    found = {
        url: reason or outcome
        for url, outcome, reason in rows(settings, "SELECT url, outcome, reason FROM polls JOIN feeds USING (feed_id)")
    }
    for url, fault in feeds.items():
        report.judge(fault, "feed", found.get(url, "no row"), FAULTS[fault])
    report.healthy = sum(found.get(url) == "new" for url in good)
    if report.healthy < len(good):
        report.wrong.append(f"{len(good) - report.healthy} of {len(good)} sound feeds were not read")
    failed = dict(rows(settings, "SELECT item, max(reason) FROM failures WHERE stage = 'fetch' GROUP BY item"))
    verdicts = dict(rows(settings, "SELECT url, max(verdict) FROM articles GROUP BY url"))
    for url, fault in pages.items():
        report.judge(fault, "page", verdicts.get(url) or failed.get(url) or "no row", PAGES[fault])


def _spacing(stats: Sequence[dict[str, Any]], report: Report, interval: float) -> None:
    """No address was asked faster than the interval allows."""
    by_host: dict[str, list[dict[str, Any]]] = {}
    for row in stats:
        by_host.setdefault(row["address"], []).append(row)
    for host, counts in by_host.items():
        requests = sum(row["requests"] for row in counts)
        span = max(row["last"] for row in counts) - min(row["first"] for row in counts)
        # a loaded machine notes a request late, and so the time between two as shorter than it was
        if host.startswith("127.77.") and span < (requests - 1) * interval - 0.3:
            report.wrong.append(f"{requests} requests to {host} within {span:.1f} s")


def _manners(stats: Sequence[dict[str, Any]], report: Report, port: int, good: Sequence[str]) -> None:
    """What the second poll asked: nothing of hosts that want silence, each unchanged feed once."""
    for row in stats:
        if row["path"].startswith("/fault/retry-after"):
            report.wrong.append(f"{row['requests']} requests to {row['path']} while it wants silence")
        if row["path"] == "/fault/status/410":
            report.wrong.append("a feed that is gone was asked again")
        if row["path"] == "/robots.txt":
            report.wrong.append(f"robots.txt of {row['address']} was asked twice in a day")
    asked: dict[str, list[tuple[int, int]]] = {}
    for row in stats:
        asked.setdefault(f"http://{row['address']}:{port}{row['path']}", []).append((row["status"], row["requests"]))
    # one of them is where the feed that has moved leads
    once = sum(asked.get(url) == [(304, 1)] for url in good)
    if once < len(good) - 1:
        report.wrong.append(
            f"{len(good) - once} of {len(good)} unchanged feeds were not asked just once with a validator"
        )


async def _memory(settings: Settings, report: Report, feeds: dict[str, str]) -> None:
    """The peak over the start of each request, one after the other."""
    if not Path("/proc/self/clear_refs").exists():
        return
    by_fault = {fault: url for url, fault in feeds.items()}
    for fault in ("html", *MEMORY):  # the first one loads what the client needs
        # the lower of two: a server in the same process, and whatever else runs in it, takes memory of its own
        report.megabytes[fault] = min([await _peak_of(settings, by_fault[fault]) for _ in range(2)])
        if fault in MEMORY and report.megabytes[fault] > _MOST:
            report.wrong.append(f"{fault} took {report.megabytes[fault]:.0f} MB")


async def _peak_of(settings: Settings, url: str) -> float:
    async with Fetcher(settings.fetch, clock=lambda: datetime.now(UTC)) as fetcher:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        before = _memory_of("VmRSS")
        with suppress(FetchError):
            await fetcher.get(url, kind="feed")
        return _memory_of("VmHWM") - before


def _memory_of(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--newsweb", required=True, help="address of the server, such as http://127.0.0.1:8765")
    parser.add_argument("--quick", action="store_true", help="shorter time-outs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        report = drive(arguments.newsweb.rstrip("/"), Path(home), quick=arguments.quick)
    for fault, asked_as, found in report.rows:
        print(f"{fault:22}{asked_as:6}{found}")
    first, second = report.seconds
    print(f"sound feeds read beside them: {report.healthy}; first poll {first:.1f} s, second {second:.1f} s")
    print("peak over start, MB:", ", ".join(f"{fault} {most:.1f}" for fault, most in report.megabytes.items()))
    print("\n".join(f"WRONG: {text}" for text in report.wrong) or "everything as it should be")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
