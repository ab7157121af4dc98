"""Copies: precision, recall, speed and memory.

    python benchmarks/dedup.py [--data DIR] [--documents 20000]      pairs at Jaccard 0.5 beside exact comparison of all
    python benchmarks/dedup.py --grow 10000 100000 1000000           one index grown to each size: time, memory, found

DIR holds texts (*.txt) to make copies of; without it the texts are drawn from a vocabulary. `--peer` measures
datasketch on the same texts, where it is installed. Times are of one core, from raw text. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.dedup import NEAR, CopyIndex, sign, similar_pairs

WORD = re.compile(r"[^\W_]+")
VOCABULARY = [
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "ar", "en") for c in "bdfgklmnprstvz"
]


def drawn(chance: random.Random, words: int) -> list[str]:
    """A text of words that are as unequal in frequency as those of a language."""
    size = len(VOCABULARY)
    return [VOCABULARY[int(size * chance.random() ** 3)] for _ in range(words)]


def edited(words: list[str], chance: random.Random) -> list[str]:
    """A copy with words changed, cut off, or with other matter around it."""
    copy = list(words)
    for _ in range(int(len(copy) * chance.choice([0, 0, 0.01, 0.03, 0.06, 0.1, 0.15]))):
        copy[chance.randrange(len(copy))] = chance.choice(VOCABULARY)
    if chance.random() < 0.3:
        copy = copy[: int(len(copy) * chance.uniform(0.5, 1))]
    if chance.random() < 0.3:
        copy += drawn(chance, chance.randint(5, 60))
    return copy


def corpus(data: Path | None, documents: int, seed: int) -> list[str]:
    """Texts of which two thirds stand alone and the others are copies of them, the same for the same seed."""
    chance = random.Random(seed)
    originals = [path.read_text("utf-8", "replace").split() for path in sorted(data.rglob("*.txt"))] if data else []
    originals = [words for words in originals if len(words) > 40]
    chance.shuffle(originals)
    while len(originals) < documents * 2 // 3:
        originals.append(drawn(chance, chance.randint(60, 600)))
    originals = originals[: documents * 2 // 3]
    copies = [edited(chance.choice(originals[: documents // 6]), chance) for _ in range(documents - len(originals))]
    texts = [" ".join(words) for words in originals + copies]
    chance.shuffle(texts)
    return texts


def exact_pairs(texts: list[str]) -> dict[tuple[int, int], float]:
    """All pairs at Jaccard NEAR or more, by counting in an inverted index."""
    holders: dict[tuple[str, str, str], list[int]] = {}
    sizes = []
    found = {}
    for number, text in enumerate(texts):
        words = WORD.findall(text.casefold())
        grams = set(zip(words, words[1:], words[2:], strict=False))
        shared: Counter[int] = Counter()
        for gram in grams:
            held = holders.setdefault(gram, [])
            shared.update(held)
            held.append(number)
        sizes.append(len(grams))
        for other, count in shared.items():
            similarity = count / (len(grams) + sizes[other] - count)
            if similarity >= NEAR:
                found[other, number] = similarity
    return found


def accuracy(data: Path | None, documents: int, seed: int, peer: bool) -> dict[str, object]:
    """Pairs found beside the exact ones."""
    texts = corpus(data, documents, seed)
    began = time.process_time()
    pairs = {(i, j) for i, j, _ in similar_pairs(texts)}
    seconds = time.process_time() - began
    exact = exact_pairs(texts)
    right = len(pairs & set(exact))
    result: dict[str, object] = {
        "documents": documents,
        "words": sum(len(text.split()) for text in texts) // documents,
        "pairs": len(exact),
        "precision": round(right / max(1, len(pairs)), 4),
        "recall": round(right / max(1, len(exact)), 4),
        "documents_per_second": round(documents / seconds),
    }
    return result | ({"datasketch": by_datasketch(texts, exact)} if peer else {})


def by_datasketch(texts: list[str], exact: dict[tuple[int, int], float]) -> dict[str, object]:
    """The same pairs by datasketch with its defaults for this threshold, without exact comparison."""
    from datasketch import MinHash, MinHashLSH

    began = time.process_time()
    lsh = MinHashLSH(threshold=NEAR, num_perm=128)
    hashes = []
    pairs = set()
    for number, text in enumerate(texts):
        words = WORD.findall(text.casefold())
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(gram).encode() for gram in zip(words, words[1:], words[2:], strict=False)])
        pairs |= {(other, number) for other in lsh.query(sketch) if hashes[other].jaccard(sketch) >= NEAR}
        lsh.insert(number, sketch)
        hashes.append(sketch)
    seconds = time.process_time() - began
    right = len(pairs & set(exact))
    return {
        "precision": round(right / max(1, len(pairs)), 4),
        "recall": round(right / max(1, len(exact)), 4),
        "documents_per_second": round(len(texts) / seconds),
    }


def document(number: int, seed: int) -> str:
    """The text of a number: every seventh is a copy of one of the thousand before it."""
    chance = random.Random(seed * 1_000_003 + number)
    if number % 7 == 6:
        source = number - chance.randint(1, min(number, 1000))
        return " ".join(edited(document(source - (source % 7 == 6), seed).split(), chance))
    return " ".join(drawn(chance, 300))


def grow(sizes: list[int], seed: int, batch: int = 10_000) -> Iterator[dict[str, object]]:
    """One index grown batch by batch; each batch asks first, then is taken in. Making the texts is not counted."""
    index = CopyIndex()
    seconds, found = 0.0, 0
    for size in sorted(sizes):
        while len(index) < size:
            start = len(index)
            texts = [document(number, seed) for number in range(start, start + batch)]
            began = time.process_time()
            making = 0.0

            def read(keys: list[int]) -> list[str]:
                nonlocal making
                at = time.process_time()
                given = [document(key, seed) for key in keys]
                making += time.process_time() - at
                return given

            signed = sign(texts)
            found += len(index.near(signed, read)) + len(similar_pairs(signed))  # type: ignore[arg-type]
            index.add(range(start, start + batch), signed)
            seconds += time.process_time() - began - making
        yield {
            "documents": size,
            "seconds": round(seconds, 1),
            "documents_per_second": round(size / seconds),
            "bytes_per_document": round(index.nbytes / len(index)),
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "pairs": found,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--grow", type=int, nargs="+", metavar="N", help="sizes of an index, each a multiple of 10000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", action="store_true", help="also datasketch")
    args = parser.parse_args()
    if args.grow:
        print(json.dumps(list(grow(args.grow, args.seed)), indent=1))
    else:
        print(json.dumps(accuracy(args.data, args.documents, args.seed, args.peer), indent=1))


if __name__ == "__main__":
    main()
