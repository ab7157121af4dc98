"""Polling, measured: a simulated month of manners, and the cost of asking a thousand feeds that have not changed.

    python benchmarks/polling.py month [--feeds 1000] [--hosts 50] [--days 30]
    python benchmarks/polling.py unchanged [--feeds 1000] [--hosts 50] [--repeat 7]

`month` runs the decisions (pipeline.feeds) and the hosts' holds (pipeline.fetch) against simulated servers: outages of
up to 72 hours, moves, feeds that are gone, hosts that throttle, servers whose validators lie. The clock is a number; no
socket is opened. `unchanged` asks real feeds on loopback that answer 304: a whole poll from the lock to the run's row,
and Fetcher alone, beside the same requests through a bare loop over aiohttp.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import heapq
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import aiohttp

from flows.bodies import BODIES
from flows.context import new_run
from pipeline.feeds import PollResult, decide_poll, due_feeds, feed_id_of, request_of
from pipeline.fetch import Fetcher
from pipeline.fetch.client import user_agent
from pipeline.fetch.manners import Manners
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import FetchSettings, PollSettings, load_settings
from pipeline.warehouse import open_warehouse

START = datetime(2026, 3, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)
SHOWN = 20  # entries that a simulated feed lists
BODY = 40_000


# --- a month ----------------------------------------------------------------------------------------


def number_of(*parts: object) -> float:
    """A number from 0 to 1 that belongs to its parts: the simulation is the same on every run."""
    return int.from_bytes(sha256(repr(parts).encode()).digest()[:6], "big") / 2**48


@dataclass
class Host:
    """One server: when it is down, and how many requests a minute it bears."""

    number: int
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    strict: bool = False
    hold_until: datetime = START
    asked: list[datetime] = field(default_factory=list)


@dataclass
class Server:
    """One feed as its server keeps it."""

    url: str
    host: Host
    interval: timedelta
    lies: str | None = None
    moved_at: datetime | None = None
    gone_at: datetime | None = None

    def published(self, now: datetime) -> int:
        """Entries published so far; the newsroom sleeps from 22 to 5 o'clock."""
        days, rest = divmod(now - START, timedelta(days=1))
        awake = min(max(rest - timedelta(hours=5), timedelta()), timedelta(hours=17))
        return int((days * timedelta(hours=17) + awake) / self.interval) + SHOWN


@dataclass
class Month:
    """What a simulated month came to."""

    requests: int = 0
    full: int = 0
    received: int = 0
    saved: int = 0
    inside_hold: int = 0
    too_fast: int = 0
    stopped: list[str] = field(default_factory=list)
    unmoved: list[str] = field(default_factory=list)
    unretired: list[str] = field(default_factory=list)
    deaf: list[str] = field(default_factory=list)
    entries: int = 0
    lost: int = 0
    """Entries that left the feed unseen, of servers that do not lie and were not down."""
    delays: list[float] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def world(feeds: int, hosts: int, days: int) -> list[Server]:
    rates = [0.3, 1, 2, 6, 12, 24, 72, 168]
    machines = [Host(number, strict=number % 10 == 3) for number in range(hosts)]
    for host in machines:
        if host.number % 4 == 0:
            begins = START + timedelta(hours=24 * days * 0.7 * number_of("down", host.number))
            host.down.append((begins, begins + timedelta(hours=1 + 71 * number_of("long", host.number))))
    servers = []
    for number in range(feeds):
        host = machines[number % hosts]
        servers.append(
            Server(
                url=f"https://host-{host.number}.example/feed-{number}",
                host=host,
                interval=timedelta(hours=rates[int(number_of("rate", number) * len(rates))]),
                lies={1: "304", 2: "etag"}.get(number % 40),
                moved_at=START + timedelta(days=2) if number % 25 == 7 else None,
                gone_at=START + timedelta(days=days // 2) if number % 50 == 9 else None,
            )
        )
    return servers


def answer(server: Server, feed: Feed, now: datetime, seen: int, conditional: bool) -> PollResult:
    host = server.host
    if any(begins <= now < ends for begins, ends in host.down):
        return PollResult(reason="unreachable")
    if host.strict and sum(now - asked < timedelta(minutes=1) for asked in host.asked[-30:]) > 10:
        host.hold_until = now + timedelta(minutes=20)
        return PollResult(status=429, reason="throttled", retry_after=1200.0)
    if server.gone_at and now >= server.gone_at:
        return PollResult(status=410, reason="gone")
    count = server.published(now)
    etag = '"always"' if server.lies else f'"{count}"'
    unchanged = feed.etag == etag if server.lies != "304" else True
    moved = (
        f"{server.url}/new" if server.moved_at and now >= server.moved_at and not feed.url.endswith("/new") else None
    )
    if conditional and unchanged and server.lies != "etag":
        return PollResult(status=304, etag=etag, new_entries=0, permanent_url=moved)
    return PollResult(
        status=200,
        etag=etag,
        body_digest=str(count),
        bytes_received=BODY,
        permanent_url=moved,
        entries=SHOWN,
        new_entries=min(count - seen, SHOWN),
    )


def simulate(feeds: int, hosts: int, days: int, settings: PollSettings | None = None) -> Month:
    """Poll a world of simulated feeds every 15 minutes for so many days."""
    settings = settings or PollSettings()
    month, clock = Month(), START
    manners = Manners(FetchSettings(), lambda: clock)
    servers = {feed_id_of(server.url): server for server in world(feeds, hosts, days)}
    states = {feed_id: Feed(feed_id=feed_id, url=server.url) for feed_id, server in servers.items()}
    seen: dict[str, int] = dict.fromkeys(servers, 0)
    queue: list[tuple[datetime, str]] = [(START, feed_id) for feed_id in sorted(servers)]
    heapq.heapify(queue)
    run, end = START, START + timedelta(days=days)
    while run < end:
        ready = []
        while queue and queue[0][0] <= run:
            ready.append(states[heapq.heappop(queue)[1]])
        free: dict[int, datetime] = {}
        for feed in due_feeds(ready, run):
            server = servers[feed.feed_id]
            host = server.host
            name = f"host-{host.number}.example"
            clock = free.get(host.number, run)
            free[host.number] = clock + timedelta(seconds=1)
            wants = request_of(feed, clock)
            left = manners.remaining(name)
            if left > 0:
                result = PollResult(reason="throttled", retry_after=left)
            else:
                month.requests += 1
                month.inside_hold += clock < host.hold_until
                month.too_fast += bool(host.asked) and clock - host.asked[-1] < timedelta(seconds=1)
                host.asked.append(clock)
                result = answer(server, feed, clock, seen[feed.feed_id], wants.etag is not None)
                month.full += wants.etag is None
                month.received += result.bytes_received
                month.saved += BODY if result.status == 304 else 0
                if result.reason == "throttled":
                    manners.hold(name, result.retry_after or 60.0)
            update = decide_poll(feed, result, clock, settings)
            month.outcomes[update.poll.outcome] += 1
            if result.status == 200 and result.reason is None:
                count = server.published(clock)
                fresh = count - seen[feed.feed_id]
                if seen[feed.feed_id]:
                    month.entries += fresh
                    month.lost += max(0, fresh - SHOWN) if not server.lies and not host.down else 0
                    if fresh:
                        month.delays.append((clock - (feed.last_polled_at or clock)).total_seconds() / 3600)
                seen[feed.feed_id] = count
            states[feed.feed_id] = update.feed
            if update.feed.active and update.feed.next_poll_at:
                heapq.heappush(queue, (update.feed.next_poll_at, feed.feed_id))
        run += STEP
    for feed_id, feed in sorted(states.items()):
        server = servers[feed_id]
        if server.gone_at and feed.active:
            month.unretired.append(server.url)
        elif not server.gone_at:
            if not feed.active or feed.last_polled_at is None or end - feed.last_polled_at > timedelta(hours=25):
                month.stopped.append(server.url)
            if server.moved_at and not feed.url.endswith("/new") and not server.host.down:
                month.unmoved.append(server.url)
            if server.published(end - timedelta(days=2)) > seen[feed_id]:
                month.deaf.append(server.url)
    return month


def show_month(arguments: argparse.Namespace) -> int:
    started = time.perf_counter()
    month = simulate(arguments.feeds, arguments.hosts, arguments.days)
    took = time.perf_counter() - started
    share = month.saved / (month.saved + month.received)
    quick = statistics.quantiles(month.delays, n=20)
    faults = {
        "requests inside Retry-After": month.inside_hold,
        "requests above the host's rate": month.too_fast,
        "feeds stopped": len(month.stopped),
        "feeds not moved": len(month.unmoved),
        "feeds not retired": len(month.unretired),
        "feeds deaf for two days": len(month.deaf),
    }
    print(f"{arguments.feeds} feeds on {arguments.hosts} hosts, {arguments.days} days, simulated in {took:.0f} s")
    print(f"requests {month.requests:,}, of them in full {month.full:,}")
    print(f"bytes received {month.received:,}, saved by 304 {month.saved:,} ({share:.0%})")
    print(f"entries {month.entries:,}, unseen by honest servers that were up {month.lost:,}")
    print(f"hours between two looks of which the second found news: median {quick[9]:.2f}, 95% {quick[18]:.1f}")
    print("outcomes", ", ".join(f"{name} {count:,}" for name, count in sorted(month.outcomes.items())))
    print("faults", ", ".join(f"{name} {count}" for name, count in faults.items()))
    return 1 if any(faults.values()) else 0


# --- a thousand unchanged feeds ---------------------------------------------------------------------

_SERVER = """
import asyncio, sys
items = "".join(f"<item><title>Report {n}</title><guid>{n}</guid><link>http://news.example/%s/{n}</link>"
                f"<pubDate>Mon, 02 Mar 2020 10:{n:02d}:00 GMT</pubDate></item>" for n in range(20))
async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            if b"If-None-Match" in head:
                writer.write(b'HTTP/1.1 304 Not Modified\\r\\nETag: "1"\\r\\n\\r\\n')
                continue
            name = head.split(b" ", 2)[1].decode("ascii").strip("/")
            listed = items.replace("%s", name)
            body = f"<rss version='2.0'><channel><title>Feed</title>{listed}</channel></rss>".encode()
            writer.write(b'HTTP/1.1 200 OK\\r\\nContent-Type: application/rss+xml\\r\\nETag: "1"\\r\\n'
                         b'Content-Length: %d\\r\\n\\r\\n' % len(body) + body)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


class Cost(NamedTuple):
    wall: float
    processor: float


@contextmanager
def server() -> Iterator[int]:
    """A process that answers for any number of feeds; its port."""
    with subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def clocks() -> tuple[float, float]:
    """Seconds on the wall, and seconds of processor that this process has used with all its threads."""
    return time.perf_counter(), time.process_time()


def since(begun: tuple[float, float]) -> Cost:
    return Cost(*(now - then for now, then in zip(clocks(), begun, strict=True)))


async def through_fetcher(urls: Sequence[str], settings: FetchSettings) -> Cost:
    async with Fetcher(settings, clock=lambda: START) as fetcher:
        begun = clocks()
        answers = await asyncio.gather(*(fetcher.get(url, etag='"1"', kind="feed") for url in urls))
        took = since(begun)
    assert all(found.not_modified for found in answers)
    return took


async def through_bare_loop(urls: Sequence[str], settings: FetchSettings) -> Cost:
    """The same requests with the same headers, over aiohttp and nothing else; what is answered is thrown away."""
    connector = aiohttp.TCPConnector(limit=settings.concurrency, limit_per_host=settings.per_host)
    async with aiohttp.ClientSession(connector=connector) as session:
        headers = {"User-Agent": user_agent(settings), "Accept": "application/rss+xml", "If-None-Match": '"1"'}

        async def ask(url: str) -> int:
            async with session.get(url, headers=headers) as response:
                await response.read()
                return response.status

        begun = clocks()
        statuses = await asyncio.gather(*map(ask, urls))
        took = since(begun)
    assert set(statuses) == {304}
    return took


def unchanged(feeds: int, hosts: int, repeat: int) -> dict[str, list[Cost]]:
    """Cost of so many feeds that have not changed: a whole poll, Fetcher alone, and a bare loop, in turns."""
    seconds: dict[str, list[Cost]] = {"whole": [], "fetcher": [], "bare": []}
    with server() as port, tempfile.TemporaryDirectory() as home:
        urls = [f"http://127.88.{n % hosts // 250}.{n % hosts % 250 + 1}:{port}/feed-{n}" for n in range(feeds)]
        fetch = {"allow_networks": ["127.0.0.0/8"], "host_interval": 0, "concurrency": 64, "per_host": 2}
        settings = load_settings(Path(home), fetch=fetch)
        with open_warehouse(settings, "benchmark") as warehouse:
            warehouse.save_feeds(feeds_frame(Feed(feed_id=feed_id_of(url), url=url) for url in urls))
        now = START

        def poll() -> Counter[str]:
            run = new_run("poll", settings, lambda: now)
            BODIES["poll"](run, force=True)
            return run.counts

        first = poll()
        assert first["feeds: new"] == feeds, first
        for _ in range(repeat):
            now += timedelta(minutes=1)  # within the hours in which a feed that had news is asked with validators only
            begun = clocks()
            counts = poll()
            seconds["whole"].append(since(begun))
            assert counts["feeds: not_modified"] == feeds, counts
            gc.collect()
            gc.freeze()  # a bare loop by itself would not have this program's objects looked at while it runs
            seconds["bare"].append(asyncio.run(through_bare_loop(urls, settings.fetch)))
            # nor does a poll look at them: see flows/polling.py
            seconds["fetcher"].append(asyncio.run(through_fetcher(urls, settings.fetch)))
            gc.unfreeze()
    return seconds


def show_unchanged(arguments: argparse.Namespace) -> int:
    seconds = unchanged(arguments.feeds, arguments.hosts, arguments.repeat)
    print(f"{arguments.feeds} unchanged feeds of 20 entries on {arguments.hosts} hosts, {arguments.repeat} times each")
    print(f"{'medians':46}{'seconds':>9}{'ratio':>7}{'processor':>11}{'ratio':>7}")
    wall = {name: statistics.median(cost.wall for cost in costs) for name, costs in seconds.items()}
    processor = {name: statistics.median(cost.processor for cost in costs) for name, costs in seconds.items()}
    for name, what in (
        ("bare", "bare loop over aiohttp"),
        ("fetcher", "Fetcher: manners, guards, records"),
        ("whole", "whole poll: ledger, archive, index, database"),
    ):
        first, second = wall[name] / wall["bare"], processor[name] / processor["bare"]
        print(f"{what:46}{wall[name]:9.2f}{first:7.2f}{processor[name]:11.2f}{second:7.2f}")
    return 0 if wall["whole"] / wall["bare"] <= 1.5 else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, show, extra in (("month", show_month, ("days", 30)), ("unchanged", show_unchanged, ("repeat", 7))):
        command = commands.add_parser(name)
        command.add_argument("--feeds", type=int, default=1000)
        command.add_argument("--hosts", type=int, default=50)
        command.add_argument(f"--{extra[0]}", type=int, default=extra[1])
        command.set_defaults(show=show)
    arguments = parser.parse_args()
    return int(arguments.show(arguments))


if __name__ == "__main__":
    sys.exit(main())
