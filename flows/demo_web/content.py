"""The demonstration's data files, read into typed values.

One article is one file `articles/SLUG.md`: TOML between two lines of `+++`, then the text. A second TOML block with
a second text is what the page says after its update. Texts know paragraphs (apart by an empty line), `## ` sub-heads,
`- ` list items and `> ` quotations; nothing else is markup, so whatever looks like HTML is text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent

PageKind = Literal["article", "paywall", "consent", "not_found", "index"]
BlockKind = Literal["paragraph", "heading", "item", "quote"]

_FENCE = re.compile(r"^\+\+\+[ ]*$", re.MULTILINE)
_MARKS: tuple[tuple[str, BlockKind], ...] = (("## ", "heading"), ("- ", "item"), ("> ", "quote"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One invented publisher; `number` counts from 1 and gives its loopback address."""

    key: str
    number: int
    name: str
    country: str
    """ISO 3166-1 alpha-3."""
    language: str
    """ISO 639-1."""
    feed: str
    feed_path: str
    layout: str
    path: str
    zone: timezone
    tags: tuple[str, ...]
    disallow: str
    """Path prefix that robots.txt forbids, "" for none beyond the usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a page says at one time. `changed` is None for the first version."""

    title: str
    blocks: tuple[Block, ...]
    changed: datetime | None

    @property
    def summary(self) -> str:
        """The first paragraph: what the feed shows."""
        return next((block.text for block in self.blocks if block.kind == "paragraph"), self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One page of the web. `versions` has one or two entries, the earlier first."""

    slug: str
    publisher: Publisher
    kind: PageKind
    author: str | None
    language: str
    published: datetime
    feed_date: datetime
    """What the feed says; differs from `published` where the data file says so."""
    feeds: tuple[str, ...]
    """Keys of the publishers whose feeds list this page."""
    path: str
    versions: tuple[Version, ...]

    def version(self, edition: int, as_of: datetime | None) -> Version | None:
        """The version that a visitor sees, None before publication."""
        if as_of is None:
            return self.versions[min(edition, len(self.versions)) - 1]
        if as_of < self.published:
            return None
        seen = [v for v in self.versions if v.changed is None or v.changed <= as_of]
        return seen[-1]


@cache
def publishers() -> dict[str, Publisher]:
    """All publishers by key, in the order of their addresses."""
    raw = tomllib.loads((HERE / "publishers.toml").read_text(encoding="utf-8"))
    return {
        key: Publisher(
            key=key,
            number=number,
            name=entry["name"],
            country=entry["country"],
            language=entry["language"],
            feed=entry["feed"],
            feed_path=entry["feed_path"],
            layout=entry["layout"],
            path=entry["path"],
            zone=timezone(timedelta(minutes=entry["zone"])),
            tags=tuple(entry["tags"]),
            disallow=entry.get("disallow", ""),
        )
        for number, (key, entry) in enumerate(raw.items(), 1)
    }


@cache
def items() -> tuple[Item, ...]:
    """All pages, newest first, as feeds list them. Raises ValueError naming a data file that is wrong."""
    found = [_read(path) for path in sorted((HERE / "articles").glob("*.md"))]
    return tuple(sorted(found, key=lambda item: (-item.published.timestamp(), item.slug)))


def _read(path: Path) -> Item:
    parts = _FENCE.split(path.read_text(encoding="utf-8"))
    if len(parts) not in (3, 5) or parts[0].strip():
        raise ValueError(f"{path.name}: expected one or two blocks of +++")
    head = tomllib.loads(parts[1])
    try:
        publisher = publishers()[head["publisher"]]
        published = _moment(head["published"])
        versions = [Version(title=head["title"], blocks=_blocks(parts[2]), changed=None)]
        if len(parts) == 5:
            later = tomllib.loads(parts[3])
            versions.append(
                Version(
                    title=later.get("title", head["title"]),
                    blocks=_blocks(parts[4]),
                    changed=_moment(later["updated"]),
                )
            )
        day = published.astimezone(publisher.zone).strftime("%Y/%m/%d")
        pattern = head.get("path", publisher.path)
        return Item(
            slug=path.stem,
            publisher=publisher,
            kind=head.get("kind", "article"),
            author=head.get("author"),
            language=head.get("language", publisher.language),
            published=published,
            feed_date=_moment(head.get("feed_date", head["published"])),
            feeds=tuple(head.get("feeds", [publisher.key])),
            path=pattern.format(date=day, slug=path.stem),
            versions=tuple(versions),
        )
    except KeyError as error:
        raise ValueError(f"{path.name}: {error} is missing or unknown") from error


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{value!r} is not a time with a zone")
    return value.astimezone(UTC)


def _blocks(text: str) -> tuple[Block, ...]:
    out: list[Block] = []
    for chunk in re.split(r"\n[ ]*\n", text.strip()):
        lines = chunk.strip().split("\n")
        if all(line.startswith("- ") for line in lines):
            out += [Block(kind="item", text=line[2:]) for line in lines]
            continue
        joined = " ".join(line.strip() for line in lines)
        mark, kind = next(((m, k) for m, k in _MARKS if joined.startswith(m)), ("", "paragraph"))
        if joined:
            out.append(Block(kind=kind, text=joined.removeprefix(mark)))
    return tuple(out)
