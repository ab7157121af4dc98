"""Words of a parsed sentence as plain Python objects: made once, with all that the rules ask for in slots.

The names are those of spaCy's tokens, so that a rule reads the same with either. Reading an attribute of these takes a
tenth of the time, they are the same object at each look, and they need no vocabulary to stay alive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import overload


class Token:
    """One word, mark or run of blanks."""

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "ent_type",
        "head",
        "i",
        "idx",
        "is_punct",
        "is_space",
        "lemma_",
        "like_num",
        "lower_",
        "pos_",
        "tag_",
        "text",
    )

    doc: Tree
    i: int
    idx: int
    """Offset in the sentence."""
    text: str
    lower_: str
    lemma_: str
    tag_: str
    """Penn Treebank tag."""
    pos_: str
    """Universal part of speech."""
    dep_: str
    head: Token
    """Itself at a root."""
    children: list[Token]
    """What hangs on the word, in the order of the text."""
    is_punct: bool
    is_space: bool
    like_num: bool
    ent_type: int
    """Always 0: names of things are not asked of the model."""

    @property
    def lefts(self) -> list[Token]:
        """Children before the word."""
        return [c for c in self.children if c.i < self.i]

    @property
    def rights(self) -> list[Token]:
        """Children behind the word."""
        return [c for c in self.children if c.i > self.i]

    @property
    def ancestors(self) -> Iterator[Token]:
        """Heads up to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> list[Token]:
        """The word and all below it, those left of a word before it."""
        found: list[Token] = []
        todo: list[Token] = [self]
        opened: set[int] = set()
        while todo:
            token = todo.pop()
            if not token.children or token.i in opened:
                found.append(token)
                continue
            opened.add(token.i)
            todo += [*token.lefts, token, *token.rights][::-1]
        return found

    @property
    def left_edge(self) -> Token:
        """The first word of the subtree."""
        return min(self.subtree, key=_number) if self.children else self

    @property
    def right_edge(self) -> Token:
        """The last word of the subtree."""
        return max(self.subtree, key=_number) if self.children else self

    @property
    def sent(self) -> Stretch:
        """The clause of its own that the parser put the word into; a sentence may hold several."""
        return self.doc.clause_of(self)

    def nbor(self, by: int = 1) -> Token:
        """The word `by` further on. Raises IndexError outside the sentence."""
        if self.i + by < 0:
            raise IndexError(self.i + by)
        return self.doc.tokens[self.i + by]

    def __len__(self) -> int:
        return len(self.text)

    def __lt__(self, other: Token) -> bool:
        return self.i < other.i

    def __repr__(self) -> str:
        return self.text


def _number(token: Token) -> int:
    return token.i


class Stretch(list[Token]):
    """Words that stand side by side."""

    @property
    def start(self) -> int:
        """Number of the first word."""
        return self[0].i if self else 0

    @property
    def end(self) -> int:
        """Number of the word behind the last."""
        return self[-1].i + 1 if self else 0

    @property
    def text(self) -> str:
        """Verbatim."""
        return self[0].doc.text[self[0].idx : self[-1].idx + len(self[-1].text)] if self else ""


class Tree:
    """One parsed sentence."""

    __slots__ = ("_clauses", "_starts", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        """What the parser read: as long as the sentence, see `sentences.parse_text`."""
        self.tokens = tokens
        self._clauses: list[int] | None = None
        self._starts: list[int] | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Stretch: ...
    def __getitem__(self, at: int | slice) -> Token | Stretch:
        return Stretch(self.tokens[at]) if isinstance(at, slice) else self.tokens[at]

    def char_span(self, start: int, end: int, alignment_mode: str = "strict") -> Stretch | None:
        """The words that stand at start:end of the sentence; with "expand" also those that reach over its ends."""
        if self._starts is None:
            self._starts = [t.idx for t in self.tokens]
        first = max(bisect_right(self._starts, start) - 1, 0)
        found = self.tokens[first : bisect_left(self._starts, end)]
        if found and found[0].idx + len(found[0].text) <= start:
            del found[0]
        if not found or (
            alignment_mode != "expand" and (found[0].idx != start or found[-1].idx + len(found[-1].text) != end)
        ):
            return None
        return Stretch(found)

    def clause_of(self, token: Token) -> Stretch:
        """See Token.sent."""
        if self._clauses is None:
            self._clauses = sorted({0, *(t.left_edge.i for t in self.tokens if t.head is t)})
        start = max(n for n in self._clauses if n <= token.i)
        end = min((n for n in self._clauses if n > token.i), default=len(self.tokens))
        return self[start:end]


def connect(tokens: Sequence[Token], heads: Sequence[int]) -> None:
    """Set head and children from the distance of each word to its head."""
    for token, by in zip(tokens, heads, strict=True):
        if by:
            head = tokens[token.i + by]
            token.head = head
            head.children.append(token)
        else:
            token.head = token
