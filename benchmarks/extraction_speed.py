"""Pages a second of the full record, beside trafilatura's own command line, on the same pages and processes.

    python benchmarks/extraction_speed.py --data DIR [--processes 2] [--repeat 3] [--memory 10000]

Both read the same pages, the peer as `trafilatura --input-dir … --parallel N --json --with-metadata` from a folder. The
times contain the start, seconds of imports and lists a worker. Processor seconds stand beside the clock's: other work
on the machine changes them less. Runs alternate; the median ratio of two runs in turn counts, the best are shown.
--memory N then reads N pages in one go (the same ones over and over) and prints how much the workers have grown since
the first round; --repeat 0 does only that.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain, islice, repeat
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]
from extraction import Case, aeb_cases, page_cases, payload_of  # noqa: E402

from pipeline.extract import ExtractPool  # noqa: E402
from pipeline.records import Hint, Payload  # noqa: E402


def processor_seconds() -> float:
    """Of this process and of all children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def ours(payloads: list[Payload], processes: int) -> tuple[float, float, int]:
    """Seconds and processor seconds from nothing to the last record, workers started and ended; articles."""
    start, processor = time.perf_counter(), processor_seconds()
    with ExtractPool(processes) as pool:
        found = sum(
            1
            for extraction in pool.map((p, Hint()) for p in payloads)
            if extraction.article and extraction.article.body
        )
    return time.perf_counter() - start, processor_seconds() - processor, found


def warm(payloads: list[Payload], processes: int) -> float:
    """Seconds for a second pass through workers that live already, as in a backfill."""
    with ExtractPool(processes) as pool:
        for _ in pool.map((p, Hint()) for p in payloads[:20]):
            pass
        start = time.perf_counter()
        for _ in pool.map((p, Hint()) for p in payloads):
            pass
        return time.perf_counter() - start


def theirs(folder: Path, processes: int, out: Path) -> tuple[float, float, int]:
    """Seconds and processor seconds of the peer's command, and how many records it wrote."""
    shutil.rmtree(out, ignore_errors=True)
    command = shutil.which("trafilatura", path=str(Path(sys.executable).parent)) or "trafilatura"
    arguments = [
        "--input-dir",
        str(folder),
        "--output-dir",
        str(out),
        "--parallel",
        str(processes),
        "--json",
        "--with-metadata",
    ]
    start, processor = time.perf_counter(), processor_seconds()
    subprocess.run([command, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start, processor_seconds() - processor, sum(1 for _ in out.rglob("*.json"))


def resident(pids: tuple[int, ...]) -> dict[int, int]:
    """Memory of each process in bytes."""
    return {pid: int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 for pid in pids}


def memory(payloads: list[Payload], processes: int, count: int) -> None:
    """Read `count` pages in one go and print the growth of each worker."""
    stream: Iterator[Payload] = islice(chain.from_iterable(repeat(payloads)), count)
    with ExtractPool(processes, max_tasks=count + 1) as pool:
        first: dict[int, int] = {}
        start = time.perf_counter()
        for number, _ in enumerate(pool.map((p, Hint()) for p in stream), 1):
            if number == len(payloads) or (number % 2000 == 0):
                now = resident(pool.pids)
                first = first or now
                grown = ", ".join(f"{(now[pid] - first.get(pid, now[pid])) / 1e6:+.1f} MB" for pid in now)
                print(f"  {number} pages: {', '.join(f'{size / 1e6:.0f} MB' for size in now.values())} ({grown})")
        print(f"  {count / (time.perf_counter() - start):.1f} pages a second")


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--only", choices=("aeb", "pages"))
    arguments = parser.parse_args()
    sets = {"aeb": aeb_cases, "pages": page_cases}
    cases = [case for name, source in sets.items() if arguments.only in (None, name) for case in source(arguments.data)]
    payloads = [payload_of(case) for case in cases]
    if arguments.repeat:
        compare(cases, payloads, arguments.processes, arguments.repeat)
    if arguments.memory:
        memory(payloads, arguments.processes, arguments.memory)


def _ratios(theirs: tuple[float, ...], ours: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(a / b for a, b in zip(theirs, ours, strict=True))


def compare(cases: list[Case], payloads: list[Payload], processes: int, times: int) -> None:
    """Both readers in turn, then the pages once more through workers that live already."""
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        for number, case in enumerate(cases):
            (pages / f"{number:04}.html").write_bytes(case.html)
        costs: dict[str, list[tuple[float, float]]] = {"trafilatura": [], "dateline": []}
        for _ in range(times):
            for name, run in (
                ("trafilatura", lambda: theirs(pages, processes, Path(folder) / "out")),
                ("dateline", lambda: ours(payloads, processes)),
            ):
                seconds, processor, records = run()
                costs[name].append((seconds, processor))
                rate = f"{len(cases) / seconds:5.1f} pages a second, {processor:6.1f} processor seconds"
                print(f"{name:<12}{seconds:7.2f} s {rate}, {records} records", flush=True)
        for what, ratios in (
            # a machine that others use changes its speed within minutes: two runs in turn share most of that
            ("median of the pairs", [_ratios(*pair) for pair in zip(*costs.values(), strict=True)]),
            ("best runs", [_ratios(*(tuple(map(min, zip(*runs, strict=True))) for runs in costs.values()))]),
        ):
            clock, processor = map(statistics.median, zip(*ratios, strict=True))
            print(f"{what}: {clock:.2f} times by the clock, {processor:.2f} times by processor time")
        print(f"warm workers: {len(cases) / warm(payloads, processes):.1f} pages a second")


if __name__ == "__main__":
    main()
