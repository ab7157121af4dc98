"""The parser says what spaCy's own pipeline says, and a long life does not make it grow."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.events import nlp as nlp_module
from pipeline.events.nlp import Parser, load_nlp
from pipeline.events.tree import Tree

pytestmark = pytest.mark.model

SENTENCES = [
    "Gunmen who had crossed the river killed at least 12 villagers and wounded 30 others in Borno State, police said.",
    "There were no survivors, and there's little hope; the U.S. envoy, Ann Lee, didn't say what she'd do.",
    "Don't worry:  the men weren't hit -- that is what they have been told to say.",
    "He did the job that the others had to do, but no-one had been asked whether it could be done.",
    "The Shahed-136 drones, 27 of 36 of which were shot down, hit Odesa's port at 3:15 a.m. on Jan. 2.",
    "BOMB KILLS 3 IN LAHORE",
    "I told him it was what you wanted to save.",
    "\tTwo  blanks,\u00a0and a \u2019quote\u2019 … of 1,200 people ¿no?",
    "-",
    "",
]
FIELDS = ("i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "is_punct", "is_space", "like_num")


@pytest.fixture(scope="module")
def library() -> Any:
    """The model with all its components, as the library runs them."""
    import importlib.util

    import spacy

    name = next(p for p in nlp_module._PACKAGES if importlib.util.find_spec(p) is not None)
    return spacy.load(name, exclude=["ner", "senter"])


def _words(doc: Any) -> list[tuple[Any, ...]]:
    return [
        (
            *(getattr(t, field) for field in FIELDS),
            t.head.i,
            [c.i for c in t.children],
            [c.i for c in t.lefts],
            [c.i for c in t.rights],
            [c.i for c in t.subtree],
            [c.i for c in t.ancestors],
            (t.left_edge.i, t.right_edge.i),
            (t.sent.start, t.sent.end),
        )
        for t in doc
    ]


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_words_are_as_the_library_gives_them(library: Any, number: int) -> None:
    (tree,) = load_nlp().trees([SENTENCES[number]])
    assert _words(tree) == _words(library(SENTENCES[number]))


def test_sentences_do_not_touch_each_other() -> None:
    alone = [_words(load_nlp().trees([text])[0]) for text in SENTENCES]
    assert [_words(tree) for tree in load_nlp().trees(SENTENCES * 9)] == alone * 9


def test_a_model_of_another_layout_is_read_by_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_nlp().is_fast
    monkeypatch.setattr(nlp_module, "fast_network", lambda _: None)
    slow = Parser(load_nlp().nlp)
    assert not slow.is_fast
    assert [_words(t) for t in slow.trees(SENTENCES)] == [_words(t) for t in load_nlp().trees(SENTENCES)]


def test_slices_and_spans() -> None:
    (tree,) = load_nlp().trees(["Two men were shot dead in Kano."])
    assert isinstance(tree, Tree)
    assert (tree[0:2].text, tree[0:2].start, tree[0:2].end) == ("Two men", 0, 2)
    found = tree.char_span(5, 6, alignment_mode="expand")
    assert found is not None and found.text == "men"
    assert tree.char_span(5, 6) is None
    whole = tree.char_span(4, 7)
    assert whole is not None and whole.text == "men"
    assert tree.char_span(90, 95, alignment_mode="expand") is None


def test_a_long_life_does_not_grow_the_vocabulary() -> None:
    """Every batch brings words that no text had before."""
    from spacy.util import load_model

    name = load_nlp().nlp.meta["lang"] + "_" + load_nlp().nlp.meta["name"]
    parser = Parser(load_model(name, exclude=["ner", "senter"]), kept=2000, growth=1000)
    before = len(parser.nlp.vocab.strings)
    sizes = []
    for number in range(60):
        (tree,) = parser.trees([" ".join(f"w{number}x{k}q hit" for k in range(40)) + "."])
        assert tree[0].text == f"w{number}x0q"
        sizes.append(len(parser.nlp.vocab.strings))
    assert max(sizes) <= before + 2000 + 2 * 1000
    assert _words(parser.trees(SENTENCES[:1])[0]) == _words(load_nlp().trees(SENTENCES[:1])[0])
