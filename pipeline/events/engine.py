"""The seam: text in, mentions out. One engine is ours, by rules; others may follow behind the same checks."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.events.spans import checked
from pipeline.records import Mention, TextInput

if TYPE_CHECKING:
    from pipeline.events.reader import Reading

VERSION = "rules-11"


class EventEngine(Protocol):
    """What the rest of the project knows of an event parser."""

    version: str
    """Enters mention_id: another version is another mention."""

    def read(self, text: TextInput) -> list[Mention]:
        """Mentions in the order of their evidence. Empty for a text that it cannot read. Never raises for any text."""
        ...


@dataclass(slots=True)
class RuleEngine:
    """spaCy's parser, our lexicons and grammars. Deterministic; not safe to share between threads."""

    nlp: Any
    user_lexicons: Path | None = None
    version: str = VERSION
    unread: Counter[str] = field(default_factory=Counter)
    """Reason to the number of texts that gave no mention because they cannot be read."""

    def read(self, text: TextInput) -> list[Mention]:
        """See EventEngine.read; spans are checked here."""
        return self.reading(text).mentions

    def reading(self, text: TextInput) -> Reading:
        """Mentions with the rules behind each field, for `explain`."""
        from pipeline.events.reader import read_text  # noqa: PLC0415 - keeps the import of this module free of spaCy

        reading = read_text(text, self.nlp, self.user_lexicons, self.version)
        if reading.unread_reason is not None:
            self.unread[reading.unread_reason] += 1
        checked(text, reading.mentions)
        return reading


@lru_cache(maxsize=2)
def load_engine(model: str | None = None, user_lexicons: Path | None = None) -> RuleEngine:
    """The default engine, loaded once a process. Raises EventError with a hint where a part is missing."""
    from pipeline.events.lexicon import load_lexicon  # noqa: PLC0415
    from pipeline.events.nlp import load_nlp  # noqa: PLC0415

    load_lexicon(user_lexicons)
    engine = RuleEngine(load_nlp(model), user_lexicons)
    # Trees of words are cycles, which only the collector frees. What is loaded now lives as long as the process, and
    # looking through it again and again is a tenth of the time of reading.
    gc.collect()
    gc.freeze()
    return engine
