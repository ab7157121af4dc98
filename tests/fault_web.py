"""A small web of faults on every address of 127.0.0.0/8, as benchmarks/newsweb.py asks for.

python tests/fault_web.py [PORT]
"""

from __future__ import annotations

import json
import sys
import threading
import time
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FEEDS = [f"127.77.0.{n}" for n in range(1, 5)]
_STUBS = {
    "html": "<html><head><title>Ferry times</title></head><body><p>No feed is kept here.</p></body></html>",
    "consent": "<html><head><title>Your privacy</title></head><body><h1>We value your privacy</h1><p>We and our partners "
    "store cookies on your device. Choose which of them you allow.</p><button>Accept all</button>"
    "<button>Reject all</button></body></html>",
    "challenge": "<html><head><title>One moment</title></head><body><h1>Checking your browser</h1><p>Please wait while we "
    "verify that you are human. Enable JavaScript and cookies to continue.</p></body></html>",
    "paywall": "<html><head><title>Ferry line to close</title></head><body><article><h1>Ferry line to close</h1><p>The "
    "council has decided on it.</p></article><div class='paywall'><p>Subscribe to continue reading. Already a subscriber? "
    "Log in.</p></div></body></html>",
    "js": "<html><head><title>Harbour</title></head><body><div id='app'></div><noscript>Please enable JavaScript to run "
    "this app.</noscript><script src='/main.js'></script></body></html>",
}


def feed_of(host: str) -> bytes:
    now = format_datetime(datetime.now(UTC) - timedelta(hours=2))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Harbour – {host}</title>'
        f"<item><title>Ferry – late</title><link>/late</link><guid>{host}-late</guid><pubDate>{now}</pubDate></item>"
        "</channel></rss>"
    ).encode()


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()


class FaultWeb(ThreadingHTTPServer):
    """`port` 0 takes a free one. Use as a context manager: it answers while inside."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0) -> None:
        super().__init__(("0.0.0.0", port), _Handler)
        self.counts: dict[tuple[str, str, int], list[float]] = {}
        self.guard = threading.Lock()
        self.bomb = bomb()
        self.feeds = {host: feed_of(host) for host in FEEDS}

    def __enter__(self) -> FaultWeb:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        pass  # clients give up on purpose


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultWeb

    def log_message(self, *_: object) -> None:
        pass

    def count(self, status: int) -> None:
        key = (str(self.connection.getsockname()[0]), self.path, status)
        with self.server.guard:
            found = self.server.counts.setdefault(key, [0, time.time(), 0.0])
            found[0] += 1
            found[2] = time.time()

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.count(status)
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def do_GET(self) -> None:
        host = str(self.connection.getsockname()[0])
        port = self.server.server_port
        if self.path.startswith("/fault/"):
            kind, _, detail = self.path[7:].partition("/")
            with suppress(OSError):
                self.fault(kind, detail)
        elif self.path == "/stats":
            with self.server.guard:
                told = [
                    {"address": a, "path": p, "status": s, "requests": n, "first": first, "last": last}
                    for (a, p, s), (n, first, last) in sorted(self.server.counts.items())
                ]
            self.say(200, json.dumps(told).encode())
        elif self.path == "/reset":
            self.server.counts.clear()
            self.say(200)
        elif self.path == "/feeds.opml":
            lines = "".join(f'<outline type="rss" text="{h}" xmlUrl="http://{h}:{port}/feed.xml"/>' for h in FEEDS)
            self.say(200, f'<opml version="2.0"><head/><body>{lines}</body></opml>'.encode())
        elif self.path == "/feed.xml" and host in self.server.feeds:
            if self.headers.get("If-None-Match") == f'"{host}"':
                self.say(304, ETag=f'"{host}"')
            else:
                self.say(200, self.server.feeds[host], ETag=f'"{host}"')
        elif self.path == "/late":
            lines = "".join(
                f"<p>The ferry of pier {n} is late again, the harbour office said today.</p>" for n in range(12)
            )
            self.say(200, f"<html><body><article><h1>Ferry late</h1>{lines}</article></body></html>".encode())
        else:
            self.say(404)

    def fault(self, kind: str, detail: str) -> None:
        feed = self.server.feeds[FEEDS[0]]
        text = feed.decode()
        moved = f"http://{FEEDS[0]}:{self.server.server_port}/feed.xml"
        later = datetime.now(UTC) + timedelta(seconds=float(detail or 0)) if kind == "retry-after-date" else None
        item = text[text.index("<item>") : text.index("</channel>")]
        answers: dict[str, tuple[int, bytes, dict[str, str]]] = {
            "retry-after": (429, b"", {"Retry_After": detail}),
            "retry-after-date": (429, b"", {"Retry_After": format_datetime(later, usegmt=True) if later else ""}),
            "moved": (301, b"", {"Location": moved}),
            "loop": (302, b"", {"Location": self.path}),
            "private": (302, b"", {"Location": "http://169.254.169.254/latest/"}),
            "file": (302, b"", {"Location": "file:///etc/hostname"}),
            "bomb": (200, self.server.bomb, {"Content_Encoding": "gzip"}),
            "charset/utf-16": (200, text.replace("UTF-8", "UTF-16").encode("utf-16"), {}),
            "charset/wrong": (
                200,
                text.replace("UTF-8", "windows-1251").encode("windows-1251", "xmlcharrefreplace"),
                {},
            ),
            "charset/none": (200, text.replace(' encoding="UTF-8"', "").encode(), {}),
            "lying-etag": (200, feed + b"<!-- %d -->" % time.time_ns(), {"ETag": '"same"'}),
            "lying-304": (200, feed, {"ETag": '"once"'}),
            "malformed": (200, text.split("</channel>")[0].encode() + item[: len(item) // 2].encode(), {}),
            "entity": (
                200,
                b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">'
                + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
                + b']><rss version="2.0"><channel><title>&x;&j;</title><item><title>t</title></item></channel></rss>',
                {},
            ),
        }
        if kind in ("slow", "stall", "cut", "endless"):
            self.body_in_trouble(kind, int(detail or 0), feed)
        elif kind == "status":
            self.say(int(detail), b"so it is")
        elif kind == "lying-304" and "If-None-Match" in self.headers:
            self.say(304)
        elif kind in _STUBS:
            self.say(200, _STUBS[kind].encode(), Content_Type="text/html")
        else:
            status, body, headers = answers.get(f"{kind}/{detail}") or answers.get(kind) or (404, b"", {})
            self.say(status, body, **headers)

    def body_in_trouble(self, kind: str, seconds: int, feed: bytes) -> None:
        self.close_connection = True
        self.count(200)
        self.send_response(200)
        if kind != "endless":
            self.send_header("Content-Length", str(len(feed) * (2 if kind == "cut" else 1)))
        self.end_headers()
        if kind == "cut":
            self.wfile.write(feed)
        elif kind == "stall":
            time.sleep(60)
        elif kind == "slow":
            for number in range(seconds):
                self.wfile.write(feed[number : number + 1])
                time.sleep(1)
        else:
            while True:
                self.wfile.write(bytes(65_536))


if __name__ == "__main__":
    with FaultWeb(int(sys.argv[1]) if len(sys.argv) > 1 else 8765) as web:
        sys.stdout.write(f"http://127.0.0.1:{web.server_port}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
