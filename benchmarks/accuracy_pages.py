"""What the parser takes for news on pages of every kind: business, sport, features, opinion, politics, crime and war.

    python benchmarks/accuracy.py pages --data DIR [--errors N]

DIR holds saved pages as benchmarks/extraction.py reads them (the benchmark's and the publishers'). Pages in English
that hold an article are read as a run reads them; counted are those that are given a current event, its type, and
days of current events that lie after the page's own. Nothing is labelled: `--errors N` lists the sentences of the first
N pages with a current event, for reading by hand.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import chain
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent)]
from extraction import aeb_cases, page_cases, payload_of  # noqa: E402

from pipeline.errors import UsageError  # noqa: E402
from pipeline.events import load_engine  # noqa: E402
from pipeline.extract import extract_page  # noqa: E402
from pipeline.process import text_of  # noqa: E402
from pipeline.records import Hint  # noqa: E402


def run(data: Path, errors: int = 0) -> dict[str, object]:
    """Counts over all English pages below `data`. Raises UsageError where there are none."""
    if not (data / "aeb").is_dir() or not (data / "pages").is_dir():
        raise UsageError(f"{data} has no folders aeb and pages")
    engine = load_engine()
    pages = with_event = ahead = 0
    types: Counter[str] = Counter()
    for case in chain(aeb_cases(data), page_cases(data)):
        article = extract_page(payload_of(case), Hint()).article
        if article is None or not article.body or article.language != "en":
            continue
        pages += 1
        current = [
            mention
            for mention in engine.read(text_of(article))
            if mention.recency == "current" and mention.modality in ("occurred", "ongoing")
        ]
        if not current:
            continue
        with_event += 1
        types.update(sorted({mention.event_type for mention in current}))
        # an entry of a live page is written days after its first
        last = max([s.published_at.date() for s in article.sections if s.published_at] + [article.published_date])
        ahead += sum(m.event_date_start is not None and m.event_date_start > last for m in current)
        if with_event <= errors:
            sys.stderr.write(f"\n{article.published_date} {article.title}\n")
            for mention in current:
                sentence = mention.evidence.replace("\n", " ")[:180]
                sys.stderr.write(f"  {mention.event_type} {mention.event_date_start} {sentence}\n")
    return {
        "english_pages": pages,
        "pages_with_a_current_event": with_event,
        "pages_by_type": dict(sorted(types.items())),
        "current_events_after_the_page": ahead,
    }
