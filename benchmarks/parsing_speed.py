"""Articles a second a core of the event parser, beside spaCy's full pipeline on the same texts.

    python benchmarks/parsing_speed.py [--data DIR] [--limit 50] [--rounds 3]

DIR holds texts (*.txt, as `dateline parse` takes them); without it the 58 texts of the demonstration are read, in their
own order. The peer is the same model with all its components, as `spacy.load(NAME).pipe(texts)` runs it: the step that
any coder on spaCy takes before its first rule. Ours is the whole way from text to mentions, one text after the other.

Both run in one process, alternating, each with one thread for matrices, and processor time is counted. The first round
is cold: both learn the words of the texts. `median ratio` is that of all rounds. Loading is timed by itself, once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pipeline.events import load_engine, text_input
from pipeline.records import TextInput

START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from pipeline.events import load_engine, text_input; e = load_engine()"
)
ONE_TEXT = START + "; e.read(text_input('A bomb killed two people in Kano.', '-', None).input)"


def demonstration() -> list[Path]:
    """The demonstration's texts, written to a folder that lives as long as this process."""
    import tempfile

    folder = tempfile.mkdtemp(prefix="dateline-texts-")
    root = Path(__file__).resolve().parent.parent
    subprocess.run(
        [sys.executable, "-m", "flows.demo_web", "--texts", folder], cwd=root, check=True, capture_output=True
    )
    return sorted((Path(folder) / "texts").glob("*.txt"))


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def child_seconds(code: str) -> float:
    """Processor seconds of a new interpreter that runs `code`."""
    start = os.times()
    subprocess.run([sys.executable, "-c", code, str(Path(__file__).resolve().parent.parent)], check=True)
    end = os.times()
    return end.children_user + end.children_system - start.children_user - start.children_system


def main() -> None:
    """Print the rounds and the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--limit", type=int, default=50, help="texts, spread over the folder; 0 for all")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    paths = sorted(arguments.data.glob("*.txt")) if arguments.data else demonstration()
    if not paths:
        sys.exit(f"no *.txt in {arguments.data}")
    if arguments.limit:
        paths = paths[:: max(1, len(paths) // arguments.limit)][: arguments.limit]
    texts: list[TextInput] = [
        text_input(path.read_text(encoding="utf-8", errors="replace"), str(path), None).input for path in paths
    ]
    size = sum(len(text.text) for text in texts)
    print(f"{len(texts)} texts, {size / len(texts):.0f} characters each")
    print(f"start of a process to its first mention: {child_seconds(ONE_TEXT):.1f} s")
    engine = load_engine()
    import spacy

    peer = spacy.load(engine.nlp.path)
    mentions = 0

    def ours() -> None:
        nonlocal mentions
        mentions = sum(len(engine.read(text)) for text in texts)

    def theirs() -> None:
        for _ in peer.pipe(text.text for text in texts):
            pass

    ratios = []
    for number in range(1, arguments.rounds + 1):
        a, b = seconds(theirs), seconds(ours)
        ratios.append(a / b)
        cold = " (cold)" if number == 1 else ""
        print(
            f"round {number}{cold}: {', '.join(peer.pipe_names)} {a:.2f} s, {len(texts) / a:.1f} texts a second; "
            f"Dateline {b:.2f} s, {len(texts) / b:.1f} texts a second, {mentions} mentions; ratio {a / b:.2f}"
        )
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
