"""The demonstration web over real HTTP on loopback.

Each publisher answers on a loopback address of its own (127.88.0.1 to 127.88.0.12), so that manners per host show.
Where the platform has only 127.0.0.1 (macOS), publishers are told apart by the first part of the path.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import selectors
import socket
import socketserver
import threading
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from flows.demo_web.content import Item, Publisher, Version, items, publishers
from flows.demo_web.feeds import Listed, feed, opml
from flows.demo_web.pages import article_page, home_page

USUAL_PORT = 8088
"""Tried first, so that a second demonstration names the same URLs and so gives the same identifiers."""
CLOCK = datetime(2024, 3, 10, 21, 0, tzinfo=UTC)
"""The evening of the week's last day: the time at which the demonstration polls."""
_START = datetime(2024, 3, 4, tzinfo=UTC)
_RELATED = 5


class DemoWeb:
    """Serves the demonstration web between `with` and its end; stops with no thread or socket left.

    `edition` 1 shows every page as first published, 2 as last updated; it may be changed while serving, so that a
    second poll finds what changed. `as_of`, if given, shows the web as it stood at that moment instead.
    `port` None takes USUAL_PORT where it is free and any free port where not; a number takes that port or raises
    OSError; 0 takes any free port.
    `single_address` True serves everything on 127.0.0.1; None does so where 127.88.0.x cannot be bound.
    """

    def __init__(
        self,
        edition: int = 1,
        *,
        port: int | None = None,
        as_of: datetime | None = None,
        single_address: bool | None = None,
    ) -> None:
        if edition not in (1, 2):
            raise ValueError(f"edition is 1 or 2, not {edition}")
        self.edition = edition
        self.as_of = as_of
        self.port = 0
        self.requests: Counter[tuple[str, int]] = Counter()
        """How often each URL was answered with each status."""
        self._wanted_port = port
        self._single = _only_one_address() if single_address is None else single_address
        self._servers: list[_Server] = []
        self._thread: threading.Thread | None = None
        self._stop: socket.socket | None = None
        self._lock = threading.Lock()

    # --- what is where ---------------------------------------------------------------------------

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks that a fetcher must be allowed to reach, in CIDR form."""
        return ("127.0.0.1/32",) if self._single else ("127.88.0.0/28",)

    @property
    def feed_urls(self) -> tuple[str, ...]:
        return tuple(self.home(p) + p.feed_path for p in publishers().values())

    @property
    def page_urls(self) -> tuple[str, ...]:
        """Every page that the web shows now, newest first, as its own canonical link says."""
        return tuple(self._url(item) for item, _ in self._shown())

    def home(self, publisher: Publisher) -> str:
        """Front page of a publisher, without a slash at the end."""
        if self._single:
            return f"http://127.0.0.1:{self.port}/{publisher.key}"
        return f"http://127.88.0.{publisher.number}:{self.port}"

    def opml(self) -> bytes:
        """The feed list as an OPML file."""
        return opml([(p, self.home(p) + p.feed_path, self.home(p) + "/") for p in publishers().values()])

    def truth_key(self, url: str) -> str | None:
        """Name of the data file (and key of truth.json) behind a page's URL, None for other pages."""
        plain = url.partition("?")[0]
        return next((item.slug for item in items() if self._url(item) == plain), None)

    def _url(self, item: Item) -> str:
        return self.home(item.publisher) + item.path

    def _shown(self) -> list[tuple[Item, Version]]:
        pairs = [(item, item.version(self.edition, self.as_of)) for item in items()]
        return [(item, version) for item, version in pairs if version is not None]

    # --- serving ---------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._servers = self._listen()
        self.port = self._servers[0].server_address[1]
        self._stop, stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, args=(stopped,), name="demo-web", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stop is not None and self._thread is not None:
            self._stop.close()
            self._thread.join()
        for server in self._servers:
            server.server_close()
        self._servers, self._thread, self._stop = [], None, None

    def _listen(self) -> list[_Server]:
        hosts = ["127.0.0.1"] if self._single else [f"127.88.0.{p.number}" for p in publishers().values()]
        wishes = [self._wanted_port] if self._wanted_port is not None else [USUAL_PORT] + [0] * 20
        for attempt, wish in enumerate(wishes):
            opened: list[_Server] = []
            try:
                for host in hosts:
                    port = opened[0].server_address[1] if opened else wish
                    opened.append(_Server((host, port), self))
            except OSError:
                for server in opened:
                    server.server_close()
                if attempt == len(wishes) - 1:
                    raise
            else:
                return opened
        raise AssertionError("unreachable")

    def _serve(self, stopped: socket.socket) -> None:
        with selectors.DefaultSelector() as selector, stopped:
            selector.register(stopped, selectors.EVENT_READ)
            for server in self._servers:
                selector.register(server, selectors.EVENT_READ, server)
            while True:
                for key, _ in selector.select():
                    if key.data is None:
                        return
                    key.data.handle_request()

    def count(self, url: str, status: int) -> None:
        with self._lock:
            self.requests[url, status] += 1

    # --- answers ---------------------------------------------------------------------------------

    def answer(self, host: str, path: str) -> tuple[int, bytes, str, datetime]:
        """Status, body, media type and time of the last change for one path of one address."""
        publisher, path = self._publisher_of(host, path)
        if path == "/robots.txt":
            rules = ["User-agent: *", "Disallow: /account/"]
            if publisher is None:
                rules += [f"Disallow: /{p.key}{p.disallow}" for p in publishers().values() if p.disallow]
            elif publisher.disallow:
                rules.append(f"Disallow: {publisher.disallow}")
            return 200, ("\n".join(rules) + "\n").encode(), "text/plain; charset=utf-8", _START
        if path == "/feeds.opml":
            return 200, self.opml(), "text/x-opml; charset=utf-8", _START
        if path == "/stats":
            with self._lock:
                rows = [{"url": u, "status": s, "requests": n} for (u, s), n in sorted(self.requests.items())]
            return 200, json.dumps(rows, indent=1).encode(), "application/json", _START
        if publisher is None:
            return 404, b"Not found\n", "text/plain; charset=utf-8", _START
        return self._publisher_page(publisher, path)

    def _publisher_of(self, host: str, path: str) -> tuple[Publisher | None, str]:
        if not self._single:
            found = next((p for p in publishers().values() if host == f"127.88.0.{p.number}"), None)
            return found, path
        key, _, rest = path.removeprefix("/").partition("/")
        found = publishers().get(key)
        return (found, "/" + rest) if found else (None, path)

    def _publisher_page(self, publisher: Publisher, path: str) -> tuple[int, bytes, str, datetime]:
        shown = self._shown()
        own = [(item, version) for item, version in shown if item.publisher is publisher]
        newest = max(
            (_changed(item, version) for item, version in shown if publisher.key in item.feeds), default=_START
        )
        home = self.home(publisher)
        if path == publisher.feed_path:
            listed = [
                Listed(item=item, version=version, url=self._url(item), path=urlsplit(self._url(item)).path)
                for item, version in shown
                if publisher.key in item.feeds
            ]
            body, media = feed(publisher, home, listed)
            return 200, body, media, newest
        if path == "/":
            links = [(self._url(item), version.title) for item, version in own]
            return 200, home_page(publisher, links, home + publisher.feed_path), "text/html; charset=utf-8", newest
        for item, version in own:
            if item.path == path:
                related = [(self._url(i), v.title) for i, v in own if i is not item][:_RELATED]
                page = article_page(item, version, self._url(item), related)
                return 200, page, "text/html; charset=utf-8", _changed(item, version)
        return 404, b"<!DOCTYPE html><title>Not found</title><h1>Not found</h1>\n", "text/html; charset=utf-8", _START


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    timeout = 0

    def __init__(self, address: tuple[str, int], web: DemoWeb) -> None:
        self.web = web
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no matter for the terminal."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoWeb"
    timeout = 30
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted, not printed."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        web = self.server.web
        host = str(self.connection.getsockname()[0])
        path = urlsplit(self.path).path or "/"
        status, body, media, changed = web.answer(host, path)
        etag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
        if status == 200 and self._unchanged(etag, changed):
            status, body = 304, b""
        headers = {"Content-Type": media, "ETag": etag, "Last-Modified": format_datetime(changed, usegmt=True)}
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in self.headers.get("Accept-Encoding", "") and body:
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        web.count(f"http://{host}:{web.port}{path}", status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header: the demonstration's clock, since nothing here reads the real one."""
        return format_datetime(CLOCK, usegmt=True)

    def _unchanged(self, etag: str, changed: datetime) -> bool:
        known = self.headers.get("If-None-Match")
        if known is not None:
            return etag in (part.strip().removeprefix("W/") for part in known.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return changed <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


def _changed(item: Item, version: Version) -> datetime:
    return version.changed or item.published


def _only_one_address() -> bool:
    """True where addresses of 127/8 other than 127.0.0.1 cannot be bound, as on macOS."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.88.0.2", 0))
        except OSError:
            return True
    return False
