"""Entries, links and dates read from a folder of feeds, and the time that takes, beside feedparser and fastfeedparser.

    python benchmarks/feeds.py --data DIR [--repeat 3] [--list]

DIR is searched for feeds (.xml, .rss, .atom, .rdf, .json, .feed, each also gzipped). fastfeedparser is compared where
it is installed; Dateline itself does not need it. Exits with 1 where Dateline raises, or gives fewer entries for any
file than one of the others.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from pipeline.feeds import parse_feed

try:
    import fastfeedparser
except ImportError:
    fastfeedparser = None

SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json", ".feed")
Counts = tuple[int, int, int]


@dataclass
class Column:
    name: str
    read: Callable[[bytes], Counts]
    entries: int = 0
    links: int = 0
    dates: int = 0
    raised: int = 0
    seconds: float = 0.0
    by_file: dict[Path, int] = field(default_factory=dict)

    def take(self, path: Path, body: bytes, repeat: int) -> None:
        best = float("inf")
        counts = (0, 0, 0)
        for _ in range(repeat):
            started = time.perf_counter()
            try:
                counts = self.read(body)
            except Exception:
                self.raised += 1
                counts = (0, 0, 0)
                best = min(best, time.perf_counter() - started)
                break
            best = min(best, time.perf_counter() - started)
        self.seconds += best
        self.by_file[path] = counts[0]
        self.entries += counts[0]
        self.links += counts[1]
        self.dates += counts[2]


def ours(body: bytes) -> Counts:
    read = parse_feed(
        body, url="https://feeds.example/feed", feed_id="bench", content_type=None, seen_at=datetime.now(UTC)
    )
    dated = sum(entry.published_at is not None for entry in read.entries)
    return len(read.entries) + read.duplicates, sum(entry.url is not None for entry in read.entries), dated


def through_feedparser(body: bytes) -> Counts:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = feedparser.parse(io.BytesIO(body))
    dated = sum(
        bool(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")) for entry in read.entries
    )
    return len(read.entries), sum(bool(entry.get("link")) for entry in read.entries), dated


def through_fastfeedparser(body: bytes) -> Counts:
    read = fastfeedparser.parse(body)
    entries = read["entries"]
    dated = sum(bool(entry.get("published") or entry.get("updated")) for entry in entries)
    return len(entries), sum(bool(entry.get("link")) for entry in entries), dated


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True, help="folder of feeds")
    arguments.add_argument("--repeat", type=int, default=1, help="the best of so many runs counts for the time")
    arguments.add_argument("--list", action="store_true", help="name the files in which the counts of entries differ")
    given = arguments.parse_args()
    files = [
        path
        for path in sorted(given.data.rglob("*"))
        if path.is_file() and path.name.removesuffix(".gz").endswith(SUFFIXES)
    ]
    columns = [Column("dateline", ours), Column("feedparser", through_feedparser)]
    if fastfeedparser is not None:
        columns.append(Column("fastfeedparser", through_fastfeedparser))
    else:
        print("fastfeedparser is not installed: `pip install fastfeedparser`, or `python3 dev.py setup`, which does")
    for path in files:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for column in columns:
            column.take(path, body, given.repeat)
    print(f"{len(files)} files")
    print(f"{'reader':16}{'entries':>9}{'links':>9}{'dates':>9}{'raised':>8}{'seconds':>9}")
    for column in columns:
        print(
            f"{column.name:16}{column.entries:9}{column.links:9}{column.dates:9}{column.raised:8}{column.seconds:9.2f}"
        )
    mine, others = columns[0], columns[1:]
    worse = [path for path in files if any(mine.by_file[path] < other.by_file[path] for other in others)]
    better = [path for path in files if all(mine.by_file[path] > other.by_file[path] for other in others)]
    print(f"dateline gives fewer entries in {len(worse)} files, more than every other in {len(better)}")
    if given.list:
        for path in files:
            found = [column.by_file[path] for column in columns]
            if len(set(found)) > 1:
                print(" ".join(f"{count:5}" for count in found), path.relative_to(given.data))
    return 1 if worse or mine.raised else 0


if __name__ == "__main__":
    sys.exit(main())
