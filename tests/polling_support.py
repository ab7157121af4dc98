"""A site whose answers a test writes as it goes, and one poll of it at a moment of the test's choice."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flows.bodies import BODIES
from flows.context import RunContext, new_run
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Web:
    """One site. `answers` by path: status, body, headers; a page with a validator answers 304 to it."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.asked: list[tuple[str, bool]] = []
        self.now: datetime | None = None
        """What the server's clock says in its Date header; None: the true time."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = self.headers.get("If-None-Match")
                outer.asked.append((self.path, tag is not None))
                status, body, headers = outer.answers.get(self.path, (404, b"nothing", {}))
                if status == 200 and tag is not None and tag == headers.get("ETag"):
                    status, body = 304, b""
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def date_time_string(self, timestamp: float | None = None) -> str:
                now = outer.now
                return super().date_time_string(timestamp) if now is None else format_datetime(now, usegmt=True)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def say(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, data, {name.replace("_", "-"): value for name, value in headers.items()})

    def page(self, path: str, text: str, **headers: str) -> None:
        paragraphs = "".join(f"<p>{text} The harbour office said so in note {n} of the day.</p>" for n in range(12))
        self.say(path, f"<html><body><article><h1>Harbour</h1>{paragraphs}</article></body></html>", **headers)
        self.answers[path][2].setdefault("Content-Type", "text/html")

    def feed(self, path: str, *links: str, at: datetime = START, **headers: str) -> None:
        items = "".join(
            f"<item><title>{link}</title><link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(at)}</pubDate></item>"
            for link in links
        )
        self.say(path, f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>", **headers)

    def taken(self) -> list[tuple[str, bool]]:
        """What was asked since the last call, robots.txt aside: path, and whether with a validator."""
        asked, self.asked = [pair for pair in self.asked if pair[0] != "/robots.txt"], []
        return asked


def poll(settings: Settings, at: datetime, flow: str = "poll", **arguments: Any) -> RunContext:
    run = new_run(flow, settings, lambda: at)
    BODIES[flow](run, **arguments)
    return run


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with open_warehouse(settings, "test") as warehouse:
        return warehouse.frame(sql).rows()
