"""How well pages are read, beside plain trafilatura in the same run.

    python benchmarks/extraction.py --data DIR [--limit N] [--show FIELD]

DIR holds `aeb/` (article-extraction-benchmark: ground-truth.json and html/*.html.gz) and `pages/CC/` (saved pages of
publishers: NAME_YYYY_MM_DD.html.gz, NAME.json with one gold record a page in order of date, meta.json with URL and
time of the crawl). Body F1 is article-extraction-benchmark's own: shingles of four words, counts normalised by page,
precision and recall averaged over pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trafilatura
from trafilatura.settings import Extractor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from pipeline.extract import extract_page
from pipeline.identity import content_id, digest
from pipeline.records import Capture, Extraction, Hint, Payload
from pipeline.urls import canonical_url

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Case:
    """One page with what is known of it."""

    name: str
    url: str
    html: bytes
    fetched_at: datetime
    body: str
    title: str | None
    authors: tuple[str, ...] | None
    published: datetime | None
    language: str | None


LANGUAGES = {
    "at": "de", "au": "en", "be": "nl", "ca": "en", "ch": "de", "cl": "es", "cn": "zh", "de": "de", "dk": "da",
    "es": "es", "fr": "fr", "id": "id", "ind": "en", "in": "en", "it": "it", "jp": "ja", "kr": "ko",
    "ls": "en", "lt": "lt", "my": "ms", "na": "en", "no": "no", "pl": "pl", "pt": "pt", "ru": "ru", "se": "sv",
    "tr": "tr", "tw": "zh", "ua": "uk", "uk": "en", "us": "en", "za": "en", "gl": "da", "bd": "bn", "mx": "es",
    "nl": "nl", "cz": "cs", "fi": "fi", "gr": "el", "il": "he", "ro": "ro", "hu": "hu",
}  # fmt: skip


EXCEPTIONS = {
    "MallorcaZeitung": "de", "Tageszeitung": "de", "TheJapanNews": "en", "MalayMail": "en", "ThePortugalNews": "en",
    "TaipeiTimes": "en", "Pravda_2026_01_08": "ru", "EyethuNews": "zu", "Ilanga": "zu",
}  # fmt: skip
"""Publishers that do not write in the language of their country's folder."""


def aeb_cases(data: Path) -> Iterator[Case]:
    """article-extraction-benchmark: bodies only."""
    gold = json.loads((data / "aeb" / "ground-truth.json").read_text(encoding="utf-8"))
    for name, record in sorted(gold.items()):
        file = data / "aeb" / "html" / f"{name}.html.gz"
        if file.exists():
            html = gzip.decompress(file.read_bytes())
            yield Case(
                name,
                record["url"],
                html,
                datetime(2020, 2, 1, tzinfo=UTC),
                record["articleBody"],
                None,
                None,
                None,
                None,
            )


def page_cases(data: Path) -> Iterator[Case]:
    """Saved pages of publishers: the n-th gold record of a name belongs to its n-th page by date."""
    for meta_file in sorted((data / "pages").glob("*/meta.json")):
        meta = json.loads(meta_file.read_text(encoding="utf-8"))
        folder = meta_file.parent
        names = sorted({re.sub(r"_\d{4}_\d\d_\d\d\.html\.gz$", "", file) for file in meta})
        for name in names:
            gold_file = folder / f"{name}.json"
            if not gold_file.exists():
                continue
            records = list(json.loads(gold_file.read_text(encoding="utf-8")).values())
            files = sorted(file for file in meta if re.fullmatch(re.escape(name) + r"_\d{4}_\d\d_\d\d\.html\.gz", file))
            for file, record in zip(files, records, strict=True):
                crawled = datetime.fromisoformat(meta[file]["crawl_date"][:19]).replace(tzinfo=UTC)
                yield Case(
                    f"{folder.name}/{file[:-8]}",
                    meta[file]["url"],
                    gzip.decompress((folder / file).read_bytes()),
                    crawled + timedelta(hours=14),  # the zone of the crawl is not stated
                    gold_body(record.get("body") or {}),
                    record.get("title"),
                    tuple(record["authors"]) if record.get("authors") is not None else None,
                    datetime.fromisoformat(record["publishing_date"]) if record.get("publishing_date") else None,
                    next(
                        (code for key, code in EXCEPTIONS.items() if file.startswith(key)), LANGUAGES.get(folder.name)
                    ),
                )


def gold_body(body: dict[str, Any]) -> str:
    """Summary, section headlines and paragraphs in the order of the page."""
    parts = list(body.get("summary") or ())
    for section in body.get("sections") or ():
        parts.extend(section.get("headline") or ())
        parts.extend(section.get("paragraphs") or ())
    return "\n".join(parts)


def payload_of(case: Case) -> Payload:
    """The page as the archive would give it back."""
    content = digest(case.html)
    capture = Capture(
        capture_id=content_id(case.url, case.fetched_at.isoformat(), content),
        kind="page",
        url=case.url,
        url_key=canonical_url(case.url),
        via=None,
        fetched_at=case.fetched_at,
        status=200,
        mime="text/html",
        content_digest=content,
        origin="poll",
        warc_filename="benchmark.warc.gz",
        warc_record_offset=0,
        warc_record_length=0,
    )
    return Payload(capture=capture, body=case.html, headers=(("content-type", "text/html"),))


# --- measures --------------------------------------------------------------------------------------


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words with their counts; a shorter text is one run."""
    words = WORD.findall(text)
    if not words:
        return Counter()
    if len(words) < 4:
        return Counter([tuple(words)])
    return Counter(tuple(words[k : k + 4]) for k in range(len(words) - 3))


def overlap(gold: str, found: str) -> tuple[float, float, float]:
    """True positives, false positives, false negatives, as shares of their sum."""
    one, two = shingles(gold), shingles(found)
    hit = sum((one & two).values())
    extra, missed = sum((two - one).values()), sum((one - two).values())
    total = hit + extra + missed
    return (hit / total, extra / total, missed / total) if total else (0.0, 0.0, 0.0)


def f1_of(rows: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """F1, precision and recall over pages, as article-extraction-benchmark defines them."""
    precisions = [hit / (hit + extra) for hit, extra, _ in rows if hit + extra > 0]
    recalls = [hit / (hit + missed) for hit, _, missed in rows if hit + missed > 0]
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall), precision, recall


@dataclass(frozen=True)
class Reading:
    """What one reader made of one page."""

    body: str
    title: str | None
    authors: tuple[str, ...]
    published: datetime | None
    timed: bool
    """False where only a day is given."""
    language: str | None
    verdict: str


def ours(case: Case) -> Reading:
    """Through the product's own function."""
    extraction: Extraction = extract_page(payload_of(case), Hint())
    article = extraction.article
    if article is None:
        return Reading("", None, (), None, False, None, f"failure: {extraction.failure}")
    return Reading(
        article.body or "",
        article.title,
        article.authors,
        article.published_at,
        article.date_precision != "day",
        article.language,
        article.verdict if article.verdict == "article" else f"{article.verdict}: {article.verdict_reason}",
    )


def plain(case: Case) -> Reading:
    """trafilatura with its defaults and metadata, its date bounded by the crawl."""
    options = Extractor(output_format="python", comments=False, with_metadata=True, url=case.url)
    options.date_params = {
        "original_date": True,
        "extensive_search": True,
        "max_date": case.fetched_at.date().isoformat(),
    }
    document = trafilatura.bare_extraction(case.html, options=options)
    if document is None:
        return Reading("", None, (), None, False, None, "none")
    published = datetime.fromisoformat(document.date).replace(tzinfo=UTC) if document.date else None
    authors = tuple(document.author.split("; ")) if document.author else ()
    return Reading(document.text or "", document.title, authors, published, False, document.language, "article")


def same_day(case: Case, reading: Reading) -> bool:
    """The gold's day in UTC or in the gold's own zone; a stated day may be either."""
    gold, found = case.published, reading.published
    if gold is None or found is None:
        return gold is None and found is None
    days = {gold.date(), gold.astimezone(UTC).date() if gold.tzinfo else gold.date()}
    return found.astimezone(UTC).date() in days


def within_a_minute(case: Case, reading: Reading) -> bool:
    """The instant to within 60 seconds; a day alone does not count."""
    if case.published is None or reading.published is None or not reading.timed:
        return False
    if case.published.tzinfo is None:  # the gold's zone is not stated: the wall time in any whole quarter hour's zone
        apart = (case.published.replace(tzinfo=UTC) - reading.published).total_seconds()
        return abs(apart) <= 14 * 3600 and abs((apart + 450) % 900 - 450) <= 60
    return abs((case.published - reading.published).total_seconds()) <= 60


MEASURES: dict[str, Callable[[Case, Reading], bool | None]] = {
    "title exact": lambda c, r: None if c.title is None else c.title.strip() == (r.title or "").strip(),
    "author set": lambda c, r: None if c.authors is None else {a.strip() for a in c.authors} == set(r.authors),
    "day": lambda c, r: None if c.published is None else same_day(c, r),
    "within 60 s": lambda c, r: None if c.published is None else within_a_minute(c, r),
    "language": lambda c, r: None if c.language is None else c.language == r.language,
    "read as article": lambda c, r: r.verdict == "article",
}


def main() -> None:
    """Print one table a data set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0, help="only the first N pages of each set")
    parser.add_argument("--only", choices=("aeb", "pages"))
    parser.add_argument("--alone", action="store_true", help="leave plain trafilatura out")
    parser.add_argument("--show", help="list the misses of one measure, or 'body' for pages with an F1 under 0.9")
    arguments = parser.parse_args()
    readers: dict[str, Callable[[Case], Reading]] = {"dateline": ours} | (
        {} if arguments.alone else {"trafilatura": plain}
    )
    for name, source in (("aeb", aeb_cases), ("pages", page_cases)):
        if arguments.only in (None, name):
            cases = list(source(arguments.data))
            report(name, cases[: arguments.limit or None], readers, arguments.show)


def report(name: str, cases: list[Case], readers: dict[str, Callable[[Case], Reading]], show: str | None) -> None:
    """Read every page with every reader and print the measures side by side."""
    print(f"{name}: {len(cases)} pages")
    columns: dict[str, dict[str, str]] = {}
    for reader, read in readers.items():
        readings = [read(case) for case in cases]
        rows = [overlap(case.body, reading.body) for case, reading in zip(cases, readings, strict=True)]
        f1, precision, recall = f1_of(rows)
        column = columns[reader] = {
            "body F1": f"{f1:.4f}",
            "  precision": f"{precision:.4f}",
            "  recall": f"{recall:.4f}",
        }
        for measure, test in MEASURES.items():
            results = [test(case, reading) for case, reading in zip(cases, readings, strict=True)]
            counted = [result for result in results if result is not None]
            if counted:
                column[measure] = f"{sum(counted) / len(counted):.4f}"
            if show == measure:
                for case, reading, result in zip(cases, readings, results, strict=True):
                    if result is False:
                        print(f"  {reader} {case.name}: {gold_of(measure, case)!r} <> {found_of(measure, reading)!r}")
        if show == "body":
            for case, reading, (hit, extra, missed) in zip(cases, readings, rows, strict=True):
                if 2 * hit < 0.9 * (2 * hit + extra + missed):
                    print(
                        f"  {reader} {case.name}: hit {hit:.2f} extra {extra:.2f} missed {missed:.2f} {reading.verdict}"
                    )
    for row in dict.fromkeys(key for column in columns.values() for key in column):
        print(f"  {row:<16}" + "".join(f"{reader:>14} {column.get(row, '-'):<8}" for reader, column in columns.items()))


def gold_of(measure: str, case: Case) -> object:
    """What the gold says on a measure."""
    return {"title exact": case.title, "author set": case.authors, "language": case.language}.get(
        measure, str(case.published)
    )


def found_of(measure: str, reading: Reading) -> object:
    """What a reader said on a measure."""
    found = {"title exact": reading.title, "author set": reading.authors, "language": reading.language}
    return found.get(
        measure, reading.verdict if measure == "read as article" else f"{reading.published} {reading.timed}"
    )


if __name__ == "__main__":
    main()
