"""A small web of the past on loopback: a Wayback Machine, a CC-NEWS bucket and news sites with sitemaps, with the faults
that the real ones have."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from pipeline.archive import ArchiveWriter
from pipeline.records import Exchange

HOST = "127.0.0.1"

Fault = str
"""429, 503, 500, 404: that status (429 and 503 ask for no wait); cut: the connection closes in the middle of the body."""


def page(title: str, day: str, *sentences: str) -> bytes:
    """A news page in the shape that sites have."""
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{day}T09:30:00+00:00"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


STRIKE = (
    "Russian missiles struck an apartment block in Zaporizhzhia on Tuesday, killing four people and wounding 11, the "
    "regional governor said.",
    "Rescuers searched the ruins of the building through the night while neighbours brought them tea and blankets.",
    "The street was closed to traffic until the morning, and the tram went another way.",
)
VILLAGE = (
    "Gunmen on motorcycles killed seven villagers near Bankass in central Mali on Wednesday, a local official said.",
    "They burned granaries and drove away cattle before soldiers arrived from the garrison.",
    "Families who had fled to the next village began to return in the afternoon.",
)


class PastWeb:
    """Serves until it is left. `requests` counts by path, `faults[path]` are answered first, one a request."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.pages: dict[str, bytes] = {}
        """Live pages by path."""
        self.files: dict[str, bytes] = {}
        """Other live files by path, with range requests: the bucket, sitemaps, feeds."""
        self.captures: dict[str, dict[str, bytes]] = defaultdict(dict)
        """Wayback captures: by address, then by 14-digit time."""
        self.mime: dict[str, str] = {}
        self.ranges = True
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def address(self, path: str) -> str:
        return self.url + path

    def settings(self) -> dict[str, object]:
        """Settings of a home that reaches this web and nothing else."""
        return {
            "fetch": {"allow_networks": ["127.0.0.0/8"], "host_interval": 0, "connect_timeout": 2},
            "backfill": {
                "ccnews_url": self.url,
                "wayback_url": self.url,
                "wayback_per_minute": 60_000,
                "backoff": 0.01,
                "retries": 3,
            },
            "process": {"workers": 1, "lock_timeout": 1},
        }

    # --- serving ------------------------------------------------------------------------------------

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path
        self.requests[path] += 1
        fault = self.faults[path].pop(0) if self.faults[path] else None
        if fault in ("429", "503"):
            return web.Response(status=int(fault), headers={"Retry-After": "0"})
        if fault is not None and fault != "cut":
            return web.Response(status=int(fault))
        if path == "/cdx/search/cdx":
            return await self._send(request, *self._cdx(request.query), cut=fault == "cut")
        if path.startswith("/web/"):
            return await self._capture(request, cut=fault == "cut")
        if path in self.pages:
            return await self._send(request, self.pages[path], "text/html; charset=utf-8", cut=fault == "cut")
        if path in self.files:
            return await self._send(
                request, self.files[path], self.mime.get(path, "application/octet-stream"), cut=fault == "cut"
            )
        return web.Response(status=404, text="nothing here")

    async def _send(
        self, request: web.Request, body: bytes, mime: str, *, cut: bool = False, headers: dict[str, str] | None = None
    ) -> web.StreamResponse:
        start = 0
        asked = request.headers.get("Range", "")
        if asked and self.ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        response = web.StreamResponse(
            status=206 if asked and self.ranges else 200,
            headers={"Content-Type": mime, "Content-Length": str(len(body) - start), "ETag": f'"{len(body)}"'}
            | (headers or {}),
        )
        await response.prepare(request)
        data = body[start:]
        if cut:
            await response.write(data[: len(data) // 2])
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write(data)
        return response

    def _cdx(self, query: object) -> tuple[bytes, str]:
        asked = dict(query)  # type: ignore[call-overload]
        first, last = asked.get("from", "0"), asked.get("to", "9") + "9" * 8
        rows = []
        for url, captures in sorted(self.captures.items()):
            host = url.split("/")[2]
            if asked.get("matchType") == "domain" and host.partition(":")[0] != asked["url"]:
                continue
            if asked.get("matchType") != "domain" and url != asked["url"]:
                continue
            seen = b""
            for at, body in sorted(captures.items()):
                if first <= at <= last and not (asked.get("collapse") == "digest" and body == seen):
                    rows.append([at, url, self.mime.get(url, "text/html"), "200"])
                    seen = body
        limit, skip = int(asked["limit"]), int(asked.get("resumeKey", "0"))
        table: list[list[str]] = rows[skip : skip + min(limit, 2)]  # two a page: every client must go on with the key
        answer = [["timestamp", "original", "mimetype", "statuscode"], *table] if table else []
        if skip + len(table) < len(rows):
            answer += [[], [str(skip + len(table))]]
        return json.dumps(answer).encode(), "application/json"

    async def _capture(self, request: web.Request, *, cut: bool) -> web.StreamResponse:
        at, _, url = request.rel_url.raw_path_qs.removeprefix("/web/").partition("id_/")
        captures = self.captures.get(url)
        if not captures:
            return web.Response(status=404)
        if at not in captures:
            nearest = min(captures, key=lambda time: abs(int(time) - int(at)))
            return web.Response(status=302, headers={"Location": f"/web/{nearest}id_/{url}"})
        return await self._send(
            request,
            captures[at],
            self.mime.get(url, "text/html"),
            cut=cut,
            headers={
                "X-Archive-Orig-Content-Type": self.mime.get(url, "text/html") + "; charset=utf-8",
                "X-Archive-Orig-Server": "old",
                "Memento-Datetime": "Tue, 09 May 2023 12:00:00 GMT",
            },
        )

    # --- what lies there ----------------------------------------------------------------------------

    def add_ccnews(self, begun: str, records: dict[str, bytes], folder: Path) -> str:
        """A file of the bucket, with its line in the listing of its month; its path."""
        at = datetime.strptime(begun, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        listing = f"/crawl-data/CC-NEWS/{at:%Y}/{at:%m}/warc.paths.gz"
        known = gzip.decompress(self.files[listing]).decode().splitlines() if listing in self.files else []
        path = f"/crawl-data/CC-NEWS/{at:%Y}/{at:%m}/CC-NEWS-{begun}-{len(known):05d}.warc.gz"
        self.files[path] = warc_bytes(records, at, folder)
        self.files[listing] = gzip.compress("\n".join([*known, path[1:]]).encode())
        return path


def warc_bytes(records: dict[str, bytes], at: datetime, folder: Path) -> bytes:
    """A WARC file of responses, as another writer than ours might have made it: without our own fields."""
    folder.mkdir(parents=True, exist_ok=True)
    with ArchiveWriter(folder, name="foreign", started_at=at, software="someone else") as writer:
        for url, body in records.items():
            writer.write_exchange(
                Exchange(
                    url=url,
                    request_headers=(),
                    status=200,
                    reason="OK",
                    headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "s")),
                    body=body,
                    fetched_at=at,
                ),
                kind="page",
                via=None,
                origin="poll",
            )
    return foreign((folder / writer.files[0]).read_bytes())


def foreign(data: bytes) -> bytes:
    """The same file without what only we write."""
    kept = []
    for record in gzip.decompress(data).split(b"WARC/1.1\r\n")[1:]:
        head, _, rest = record.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.startswith((b"Dateline-", b"WARC-Payload-Digest"))]
        kept.append(gzip.compress(b"WARC/1.1\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + rest, mtime=0))
    return b"".join(kept)
