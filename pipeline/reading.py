"""Many texts through worker processes that read events.

What the workers import stands here by itself, without what only the parent needs: polars starts threads, and a template
with threads must not be forked (`pipeline.worker`): each worker would load the model by itself.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from pipeline.events import EventEngine, load_engine
from pipeline.pool import WorkerPool
from pipeline.records import Mention, TextInput
from pipeline.settings import Settings

_FIRST = TextInput(
    text="At least twelve people were killed and 30 wounded in an air strike on Aleppo, Syria, on Monday, police said.",
    title=None,
    published_date=date(2024, 5, 7),
    country=None,
    language="en",
    article_id="first",
)
"""The first text of an engine takes half a second, whatever it is: patterns are compiled, word lists laid out."""


@cache
def _engine() -> EventEngine:
    return load_engine()


def warm_engine() -> None:
    """Load model and gazetteer in a worker, once."""
    _engine().read(_FIRST)


def read_text(text: TextInput) -> tuple[Mention, ...]:
    """Mentions of one text, in a worker process."""
    return tuple(_engine().read(text))


def event_pool(settings: Settings) -> WorkerPool[TextInput, tuple[Mention, ...]]:
    """Workers that read events. A long text gets more time than a page: its cost is linear in its length."""
    return WorkerPool(
        read_text,
        warm_engine,
        workers=settings.worker_count,
        timeout=settings.process.page_timeout * 4,
    )
