from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.dedup import CopyIndex, similar_pairs
from pipeline.errors import DatelineError

WORDS = [f"word{n}" for n in range(500)]


def texts(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    originals = [chance.choices(WORDS, k=120) for _ in range(count // 4)]
    found = []
    for _ in range(count):
        words = list(chance.choice(originals))
        for _ in range(chance.randint(0, 20)):
            words[chance.randrange(len(words))] = chance.choice(WORDS)
        found.append(" ".join(words))
    return found


def found_in_batches(corpus: list[str], size: int, restart: Path | None = None) -> set[tuple[int, int]]:
    index = CopyIndex()
    pairs = set()
    for start in range(0, len(corpus), size):
        batch = corpus[start : start + size]
        for position, key, _ in index.near(batch, lambda keys: [corpus[k] for k in keys]):
            pairs.add((key, start + position))
        pairs |= {(start + i, start + j) for i, j, _ in similar_pairs(batch)}
        index.add(range(start, start + len(batch)), batch)
        if restart is not None:
            index.save(restart)
            index = CopyIndex.load(restart)
    return pairs


def test_any_split_and_a_restart_give_the_same_pairs(tmp_path: Path):
    corpus = texts(3, 120)
    whole = {(i, j) for i, j, _ in similar_pairs(corpus)}
    assert whole
    assert found_in_batches(corpus, 1) == whole
    assert found_in_batches(corpus, 17, tmp_path / "copies.npz") == whole


def test_it_finds_nearly_all_and_nothing_else():
    corpus = texts(4, 80)
    sets = [set(zip(w, w[1:], w[2:], strict=False)) for w in (text.split() for text in corpus)]
    exact = {(i, j) for i, j in combinations(range(80), 2) if len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= 0.5}
    found = found_in_batches(corpus, 20)
    assert found <= exact
    assert len(found) >= 0.97 * len(exact)


def test_size_and_short_texts():
    index = CopyIndex()
    index.add([7, 8], ["too short to say", " ".join(WORDS[:50])])
    assert len(index) == 1
    assert index.nbytes <= 350
    assert index.near(["too short to say"], lambda keys: [""]) == []
    assert CopyIndex().near([" ".join(WORDS[:50])], lambda keys: [""]) == []


@pytest.mark.parametrize("content", [b"", b"something else", b"PK\x03\x04broken"])
def test_a_file_that_is_no_index(tmp_path: Path, content: bytes):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(DatelineError, match="no index"):
        CopyIndex.load(tmp_path / "x")
