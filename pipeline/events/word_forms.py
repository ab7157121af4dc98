"""Part of speech and lemma of a word, by its form and tag: the model's own rules and lemmatizer, asked once a pair.

The model decides the tag and the dependency of each word; what follows from them by its attribute rules is the same at
each occurrence, and costs the library as much as the parse. Of the rules over two words only "there is" is kept, which
makes a verb of "is"; the others ("gon na", "let 's") tell nothing that the lexicons ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language

_KEPT = 100_000
"""Pairs that are remembered; beyond it all are forgotten."""
_EXISTS = "expl"


class Form(NamedTuple):
    """What the letters of a word alone tell."""

    text: str
    lower: str
    is_punct: bool
    is_space: bool
    like_num: bool


class WordForms:
    """The answers of one model, remembered."""

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        parts: list[Any] = [nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")]
        self._ruler, self._lemmatizer = parts
        if self._lemmatizer.mode == "rule":
            # lists of up to 50,000 words, which the library looks through from the front for each word
            index = self._lemmatizer.lookups.get_table("lemma_index", {})
            for pos in list(index):
                index[pos] = frozenset(index[pos])
        self.forms: dict[int, Form] = {}
        """By number in the vocabulary, as far as they were asked for."""
        self.plain: dict[tuple[Form, str], tuple[str, str]] = {}
        """Form and tag to part of speech and lemma, where no rule asks for more."""
        self._special: dict[tuple[str, str, str, bool], tuple[str, str]] = {}
        self._tags: dict[str, tuple[str, Any]] = {}
        self.words: set[str] = set()
        """Words that the rules name."""
        self.deps: set[str] = set()
        """Dependencies that change the part of speech of any word."""
        self.dep_tags: set[str] = set()
        """Tags whose part of speech hangs on the dependency."""
        for pattern in self._ruler.patterns:
            for token in (t for way in pattern["patterns"] for t in way):
                self._note(token)

    def _note(self, token: dict[str, Any]) -> None:
        if "LOWER" in token:
            self.words.update(_listed(token["LOWER"]))
        elif "DEP" in token and isinstance(token["DEP"], dict) and "NOT_IN" in token["DEP"]:
            self.dep_tags.update(_listed(token.get("TAG", ())))
        elif "DEP" in token:
            self.deps.update(_listed(token["DEP"]))

    def form(self, orth: int) -> Form:
        """The form with this number in the vocabulary."""
        if len(self.forms) >= _KEPT:
            self.forms.clear()
        lexeme = self._vocab[orth]
        found = Form(lexeme.text, lexeme.lower_, lexeme.is_punct, lexeme.is_space, lexeme.like_num)
        self.forms[orth] = found
        return found

    def read(self, form: Form, tag: str, dep: str, before: str) -> tuple[str, str]:
        """(universal part of speech, lemma); `before` is the dependency of the word before."""
        if form.lower in self.words or dep in self.deps or tag in self.dep_tags or form.is_space:
            key = (form.text, tag, dep, before == _EXISTS)
            found = self._special.get(key)
            if found is None:
                if len(self._special) >= _KEPT:
                    self._special.clear()
                found = self._special[key] = self._asked(*key)
            return found
        if len(self.plain) >= _KEPT:
            self.plain.clear()
            self._lemmatizer.cache.clear()
        found = self.plain[form, tag] = self._by_tag(form.text, tag)
        return found

    def _asked(self, text: str, tag: str, dep: str, exists: bool) -> tuple[str, str]:
        """Let the library's components read a sentence of one or two words."""
        from spacy.tokens import Doc  # noqa: PLC0415

        doc = Doc(self._vocab, words=["there", text] if exists else [text])
        if exists:
            doc[0].tag_, doc[0].dep_ = "EX", _EXISTS
        token = doc[len(doc) - 1]
        token.tag_, token.dep_ = tag, dep
        self._ruler(doc)
        self._lemmatizer(doc)
        return token.pos_, token.lemma_

    def _by_tag(self, text: str, tag: str) -> tuple[str, str]:
        """The lemmatizer's answer for a word that no rule names."""
        if tag not in self._tags:
            from spacy.tokens import Doc  # noqa: PLC0415

            doc = Doc(self._vocab, words=["Xyz"])
            doc[0].tag_ = tag
            self._ruler(doc)
            self._tags[tag] = doc[0].pos_, _Morph(str(doc[0].morph), doc[0].morph.to_dict())
        pos, morph = self._tags[tag]
        return pos, self._lemmatizer.lemmatize(_Word(text, text, pos, pos, morph))[0]


class _Morph(NamedTuple):
    key: str
    features: dict[str, str]

    def to_dict(self) -> dict[str, str]:
        return self.features


class _Word(NamedTuple):
    """As much of a token as the rule lemmatizer looks at."""

    orth: str
    text: str
    pos: str
    pos_: str
    morph: _Morph


def _listed(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(v) for v in value.get("IN", ())]
    return [str(value)] if isinstance(value, str) else []
