"""The numbers of the spaCy model, computed with fewer and larger operations than the library's own loops.

What comes out is what the library computes, to the rounding of single precision:

- The vector of a word without its neighbours depends on the word's form alone, so it is computed once a form.
- Pieces of a maxout layer lie side by side, so that the maximum is taken of whole blocks.
- The parser's transitions run with the interpreter's lock held. The library releases the lock first, and then its
  compiled code takes and drops it again some fifty times for each transition, which is half of the time of its loop.

Only the layout of spaCy's small English models is known here (MultiHashEmbed, MaxoutWindowEncoder, a linear tagger and
TransitionBasedParser with 8 features). For any other `fast_network` gives None, and the library's own loops are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.language import Language

Floats = NDArray[np.float32]

_FORMS = 16_384
"""Forms whose vectors are kept: 6 MB. Beyond it all are forgotten and learned again."""
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
_TOLERANCE = 1e-3


class _Layer:
    """Maxout and layer norm of one thinc layer, weights turned so that each piece is one block."""

    def __init__(self, maxout: Any, norm: Any) -> None:
        weights = maxout.get_param("W")
        self.width, self.pieces, inputs = weights.shape
        self.weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(self.width * self.pieces, inputs).T)
        self.bias = np.ascontiguousarray(maxout.get_param("b").T).reshape(-1)
        self.gain, self.shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, x: Floats) -> Floats:
        y: Floats = x @ self.weights
        y += self.bias
        width = self.width
        best: Floats = y[:, :width]
        for piece in range(1, self.pieces):
            best = np.maximum(best, y[:, piece * width : (piece + 1) * width])
        best -= best.mean(axis=1, keepdims=True)
        scale = np.einsum("ij,ij->i", best, best)
        scale /= width
        scale += np.float32(1e-8)
        best *= (np.float32(1.0) / np.sqrt(scale))[:, None]
        best *= self.gain
        best += self.shift
        return best


class FastNetwork:
    """Word vectors, tags and states of the parser for a batch of tokenised sentences."""

    def __init__(self, nlp: Language, docs: Sequence[Any]) -> None:
        """`docs` are samples with the vectors of the library set.

        Raises LookupError, ValueError, AttributeError or TypeError where the model is laid out in another way.
        """
        tok2vec, tagger, self._parser = components(nlp)
        model = tok2vec.model
        self._embed = model.get_ref("embed")
        extract = self._embed.layers[0]
        self._attributes = list(extract.attrs["columns"])
        # columns of the same form are told apart by any of these; more columns need more factors
        self._mix = np.resize(_MIX, len(self._attributes)) * np.arange(1, 2 * len(self._attributes), 2, dtype=np.uint64)
        self._inner = self._embed.layers[1:]
        encode = model.get_ref("encode")
        self._pad = int(encode.attrs["pad"])
        self._layers = []
        for residual in encode.layers[0].layers:
            window, maxout, norm = _flat(residual.layers[0])[:3]
            if window.name != "expand_window" or window.attrs["window_size"] != 1:
                raise ValueError("another window")
            self._layers.append(_Layer(maxout, norm))
        self._width = self._layers[0].width
        output = tagger.model.get_ref("softmax")
        self._tag_weights = np.ascontiguousarray(output.get_param("W").T)
        self._tag_bias = output.get_param("b")
        self._prepare_parser(docs)
        self._forget()

    def _prepare_parser(self, docs: Sequence[Any]) -> None:
        reduce, lower, upper = self._parser.model.layers
        linear = reduce.layers[-1]
        weights, bias, pad = (lower.get_param(name) for name in ("W", "b", "pad"))
        self._features, self._hidden, pieces, inputs = weights.shape
        if pieces != 2 or self._parser.cfg["beam_width"] != 1 or self._parser.model.attrs["unseen_classes"]:
            raise ValueError("another parser")
        self._reduce = np.ascontiguousarray(linear.get_param("W").T), linear.get_param("b")
        blocks = weights.transpose(0, 2, 1, 3).reshape(-1, inputs)
        self._lower = np.ascontiguousarray(blocks.T)
        self._padding = pad.reshape(self._features, self._hidden, 2).transpose(0, 2, 1).reshape(self._features, -1)
        self._lower_bias = np.ascontiguousarray(bias.T).reshape(-1)
        self._upper = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        self._columns = np.arange(self._features, 2 * self._features, dtype=np.int32)
        # only its way of reading the words that a state looks at is used
        self._stepper = self._parser.model.predict(list(docs))

    def _forget(self) -> None:
        # row 0 is the padding between sentences
        self._rows: dict[int, int] = {}
        self._table = np.zeros((_FORMS, self._width), dtype=np.float32)

    def vectors(self, docs: Sequence[Any]) -> Floats:
        """One row for each token of all docs, in order."""
        features = [doc.to_array(self._attributes) for doc in docs]
        rows = self._form_rows(np.concatenate(features))
        # as the library does it: rows of noughts before, between and behind the sentences
        gap = np.zeros(self._pad, dtype=np.intp)
        parts, own, at, begin = [gap], [], 0, self._pad
        for feature in features:
            count = len(feature)
            parts += [rows[at : at + count], gap]
            own.append(np.arange(begin, begin + count))
            at += count
            begin += count + self._pad
        x = self._table[np.concatenate(parts)]
        count, width = x.shape
        window = np.empty((count, 3 * width), dtype=np.float32)
        for layer in self._layers:
            window[0, :width] = 0.0
            window[1:, :width] = x[:-1]
            window[:, width : 2 * width] = x
            window[:-1, 2 * width :] = x[1:]
            window[-1, 2 * width :] = 0.0
            x += layer(window)
        return x[np.concatenate(own)]

    def _form_rows(self, features: NDArray[np.uint64]) -> NDArray[np.intp]:
        with np.errstate(over="ignore"):
            keys = ((features ^ (features >> np.uint64(29))) * self._mix).sum(axis=1, dtype=np.uint64).tolist()
        known = self._rows
        new = {key: number for number, key in enumerate(keys) if key not in known}
        if new:
            if len(known) + len(new) + 1 >= _FORMS:
                self._forget()
                known = self._rows
                new = {key: number for number, key in enumerate(keys)}
                if len(new) + 1 >= _FORMS:  # one huge batch
                    self._table = np.zeros((len(new) + 2, self._width), dtype=np.float32)
            first = len(known) + 1
            self._table[first : first + len(new)] = self._embedded(features[list(new.values())])
            known.update(zip(new, range(first, first + len(new)), strict=True))
        return np.array([known[key] for key in keys], dtype=np.intp)

    def _embedded(self, features: NDArray[np.uint64]) -> Floats:
        made: Any = [features]
        for layer in self._inner:
            made = layer.predict(made)
        vectors: Floats = made[0]
        return vectors

    def tags(self, vectors: Floats) -> list[int]:
        """Number of the best tag for each row."""
        scores = vectors @ self._tag_weights
        scores += self._tag_bias
        numbers: list[int] = scores.argmax(axis=1).tolist()
        return numbers

    def states(self, docs: Sequence[Any], vectors: Floats) -> list[Any]:
        """Final state of the parser for each doc."""
        states = self._parser.moves.init_batch(docs)
        reduced = vectors @ self._reduce[0]
        reduced += self._reduce[1]
        cached = np.empty((len(vectors) + 1, self._features * 2 * self._hidden), dtype=np.float32)
        np.matmul(reduced, self._lower, out=cached[1:])
        cached[0] = self._padding.reshape(-1)
        cached = cached.reshape(-1, 2 * self._hidden)
        cached[:: self._features] += self._lower_bias  # once for each state: with its first feature
        hidden, (upper, upper_bias), columns = self._hidden, self._upper, self._columns
        read, advance, features = self._stepper.get_token_ids, self._parser.transition_states, self._features
        active = [state for state in states if not state.is_final()]
        while active:
            rows = read(active)
            rows *= features
            rows += columns  # -1, no word, comes to the rows of the padding
            summed = np.add.reduce(cached.take(rows, axis=0), axis=1)
            scores = np.maximum(summed[:, :hidden], summed[:, hidden:]) @ upper
            scores += upper_bias
            active = advance(active, scores)
        return list(states)


def _flat(layer: Any) -> list[Any]:
    """The layers inside chains, in order."""
    return [x for inner in layer.layers for x in _flat(inner)] if layer.name.count(">>") else [layer]


def components(nlp: Language) -> tuple[Any, Any, Any]:
    """The parts of a model that are used: tok2vec, tagger, parser."""
    pipes: list[Any] = [nlp.get_pipe(name) for name in ("tok2vec", "tagger", "parser")]
    return pipes[0], pipes[1], pipes[2]


def fast_network(nlp: Language) -> FastNetwork | None:
    """The model's network, or None for one that is laid out in another way or does not give the same numbers."""
    docs = [nlp.make_doc(text) for text in ("Three rockets hit the port of X-7 late on Monday.", "Police said so.")]
    tok2vec, tagger, parser = components(nlp)
    right = tok2vec.predict(docs)
    tok2vec.set_annotations(docs, right)
    try:
        network = FastNetwork(nlp, docs)
        vectors = network.vectors(docs)
        if np.abs(vectors - np.concatenate(right)).max() > _TOLERANCE:
            return None
        if network.tags(vectors) != np.concatenate(tagger.predict(docs)).tolist():
            return None
        trees = []
        for states in (network.states(docs, vectors), parser.predict(docs)):
            copies = [nlp.make_doc(doc.text) for doc in docs]
            parser.set_annotations(copies, states)
            trees.append([doc.to_array(["HEAD", "DEP"]).tolist() for doc in copies])
    except (LookupError, ValueError, AttributeError, TypeError):
        return None
    return network if trees[0] == trees[1] else None
