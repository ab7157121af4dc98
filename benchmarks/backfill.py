"""Backfills: reading WARC, the whole walk, a repeat, growth, and what orchestration costs. Each beside a named peer.

    python benchmarks/backfill.py read    [--pages 4000]     our readers beside bare FastWARC, one process
    python benchmarks/backfill.py walk    [--pages 2000]     extraction and the whole walk beside trafilatura's command
                                          [--data DIR]       on real pages, as benchmarks/extraction.py reads them
    python benchmarks/backfill.py repeat  [--pages 5000]     a finished range once more, beside its first run
    python benchmarks/backfill.py growth  [--sizes 1000 10000 100000] [--plot FILE.svg] [--minutes 60]
    python benchmarks/backfill.py prefect [--pages 10000]    through the Prefect flow beside the plain loop
    python benchmarks/backfill.py profile [--pages 1000]     seconds of each part of the walk

Pages are made up (benchmarks/past_pages.py), so that every number can be had again on any machine. Seconds are those of
the clock where processes are compared, processor seconds where one process is; both where other work on the machine
would say more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]
from backfill_growth import growth  # noqa: E402
from past_pages import write_warcs  # noqa: E402
from watching import Watch, backfill_words, command, environment, processor_of, timed  # noqa: E402

BIN = Path(sys.executable).parent


def best(work: Callable[[], int], repeat: int = 3) -> tuple[float, int]:
    """Best processor seconds of some rounds, and what the work counted."""
    least, counted = 1e9, 0
    for _ in range(repeat):
        began = time.process_time()
        counted = work()
        least = min(least, time.process_time() - began)
    return least, counted


# --- reading ---------------------------------------------------------------------------------------


def read(options: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from fastwarc.warc import ArchiveIterator, WarcRecordType

    from pipeline.archive import list_files, read_foreign, read_index, read_payloads

    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        write_warcs(root, options.pages, a_file=options.pages)
        path = root / list_files(root)[0].name
        captures = list(read_index(path, root))

        def bare() -> int:
            total = 0
            with path.open("rb") as file:
                for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
                    total += bool(record.http_headers.status_code and record.reader.read())
            return total

        def foreign() -> int:
            with path.open("rb") as file:
                return sum(
                    1 for _ in read_foreign(file, "x", wanted=lambda url, at: True, at=datetime(2024, 1, 1, tzinfo=UTC))
                )

        def index() -> int:
            return sum(1 for _ in read_index(path, root))

        def payloads() -> int:
            return sum(1 for _ in read_payloads(root, captures))  # type: ignore[arg-type]

        base, count = best(bare)
        print(
            f"{count} records of {path.stat().st_size / count / 1000:.1f} kB packed, processor seconds of one process\n"
        )
        print("| reader | records a second | of bare FastWARC |\n| --- | ---: | ---: |")
        print(f"| bare FastWARC: head and body of each response | {count / base:,.0f} | 1.00 |")
        for name, work in (
            ("files of others, to captures (`read_foreign`)", foreign),
            ("our archive, to payloads for extraction (`read_payloads`)", payloads),
            ("our archive, index rebuilt (`read_index`)", index),
        ):
            seconds, counted = best(work)
            print(f"| {name} | {counted / seconds:,.0f} | {base / seconds * counted / count:.2f} |")


# --- the walk --------------------------------------------------------------------------------------


def theirs(place: Path, bodies: Iterable[bytes]) -> tuple[float, float]:
    """Seconds and processor seconds of trafilatura's own command for the same pages on two processes."""
    folder = place / "html"
    folder.mkdir(parents=True)
    for number, body in enumerate(bodies):
        (folder / f"{number:06d}.html").write_bytes(body)
    peer = [str(BIN / "trafilatura"), "--input-dir", str(folder), "--output-dir", str(place / "out")]
    seconds, processor, _ = timed([*peer, "--parallel", "2", "--json", "--with-metadata"])
    return seconds, processor


def real_pages(data: Path, folder: Path, times: int = 1) -> int:
    """A WARC file of the pages that benchmarks/extraction.py measures on; how many they are.

    With `times` each page stands there under so many names of its host, which its own links have too.
    """
    from dataclasses import replace
    from datetime import UTC, datetime
    from itertools import product
    from urllib.parse import urlsplit

    from extraction import aeb_cases, page_cases, payload_of

    from pipeline.archive import ArchiveWriter
    from pipeline.records import Exchange

    count = 0
    with ArchiveWriter(folder, name="real", started_at=datetime(2024, 1, 1, tzinfo=UTC), software="b") as writer:
        for number, case in product(range(times), (*aeb_cases(data), *page_cases(data))):
            if number:
                host = urlsplit(case.url).netloc
                other = f"again{number}.{host}"
                html = case.html.replace(host.encode(), other.encode())
                case = replace(case, url=case.url.replace(host, other, 1), html=html)
            payload = payload_of(case)
            exchange = Exchange(
                url=payload.capture.url,
                request_headers=(),
                status=200,
                reason="OK",
                headers=(("Content-Type", "text/html"),),
                body=payload.body,
                fetched_at=payload.capture.fetched_at,
            )
            writer.write_exchange(exchange, kind="page", via=None, origin="warc")
            count += 1
    return count


def walk(options: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from pipeline.archive import list_files, read_foreign, read_index, read_payloads
    from pipeline.extract import ExtractPool
    from pipeline.records import Capture, Hint

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "in"
        if options.data:
            count = real_pages(options.data, folder, options.times)
        else:
            count = options.pages
            write_warcs(folder, count)
        bodies = []
        for path in sorted(folder.rglob("*.warc.gz")):
            with path.open("rb") as file:
                found = read_foreign(file, "x", wanted=lambda url, at: True, at=datetime(2024, 1, 1, tzinfo=UTC))
                bodies += [record.body for record in found if hasattr(record, "body")]
        peer, peer_processor = theirs(place, bodies)
        captures = [c for file in list_files(folder) for c in read_index(folder / file.name, folder)]
        payloads = read_payloads(folder, [c for c in captures if isinstance(c, Capture)])
        began = time.perf_counter()
        watch = Watch(os.getpid())
        watch.start()
        before = processor_of(os.getpid())
        with ExtractPool(2) as pool:
            read_ = sum(1 for e in pool.map((p, Hint()) for p in payloads) if e.article and e.article.body)  # type: ignore[misc]
            extraction = time.perf_counter() - began
            time.sleep(0.3)
            watch.over = True
        extraction_processor = sum(watch.used.values()) - before
        whole, processor, _ = timed(command(*backfill_words(place / "home", folder)))
    print(f"{count} pages, two processes, seconds from nothing to the last record; {read_} articles read\n")
    print("| what | seconds | of trafilatura's command | processor seconds | of trafilatura's command |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for what, seconds, used in (
        ("trafilatura --parallel 2 --json --with-metadata", peer, peer_processor),
        ("extraction stage, read from the archive", extraction, extraction_processor),
        ("whole walk: archive, extract, read events, relate, publish", whole, processor),
    ):
        print(f"| {what} | {seconds:.1f} | {peer / seconds:.2f} | {used:.1f} | {peer_processor / used:.2f} |")
    print(f"\nprocessors in use by the walk: {processor / whole:.2f}")


def repeat(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        first, last = write_warcs(place / "in", options.pages)
        arguments = command(*backfill_words(place / "home", place / "in", first, last))
        once, _, _ = timed(arguments)
        again, _, _ = timed(arguments)
        idle, _, _ = timed(command("--home", str(place / "home"), "backfill", "--help"))
    print(f"{options.pages} pages: first run {once:.1f} s, repeated {again:.2f} s ({again / once:.1%})")
    print(f"of the repetition {idle:.2f} s are the start of the command")


def through_prefect(options: argparse.Namespace) -> None:
    """The same range plainly and as a flow of Prefect's embedded API, the start of the API not counted; each once more,
    where nothing is left to be done; and steps that do nothing: these two tell where a difference comes from, and do
    not swell with the work as the noise of a shared machine does."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_warcs(place / "few", 20)
        first, last = write_warcs(place / "in", options.pages, short=options.short)
        # a few pages before: whoever comes first reads model and libraries from the disk
        for how, folder in (("plain", "few"), ("plain", "in"), ("prefect", "in")):
            given = [how, place / f"{how}-{folder}", place / folder, first, last]
            command = [sys.executable, __file__, "prefect", "--one", *map(str, given)]
            done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
            if done.returncode:
                sys.exit(f"the {how} run failed")
            found[how] = json.loads(done.stdout.strip().splitlines()[-1])
    plain, prefect = found["plain"], found["prefect"]
    print(f"{options.pages:,} captures, two processes; processor seconds with workers and Prefect's API\n")
    print("| what | seconds | processor seconds | steps |\n| --- | ---: | ---: | ---: |")
    for label, one in (
        ("plain loop", plain["run"]),
        ("Prefect flow", prefect["run"]),
        ("plain loop, range finished before", plain["again"]),
        ("Prefect flow, range finished before", prefect["again"]),
        (f"Prefect flow of {_EMPTY} steps that do nothing", prefect["empty"]),
    ):
        print(f"| {label} | {one['seconds']:.2f} | {one['processor']:.2f} | {one['steps']} |")
    for measure in ("seconds", "processor"):
        more = prefect["run"][measure] - plain["run"][measure]
        fixed = prefect["again"][measure] - plain["again"][measure]
        step = prefect["empty"][measure] / _EMPTY
        of_steps = fixed + step * prefect["run"]["steps"]
        print(
            f"\n{measure}: {more:+.2f} through Prefect ({more / plain['run'][measure]:+.1%}). A run in which nothing "
            f"is left to be done costs {fixed:+.2f}, a step {step * 1000:.0f} ms: together {of_steps:.2f} for this run "
            f"({of_steps / plain['run'][measure]:.1%})"
        )


_EMPTY = 100
"""Steps that do nothing, by which the price of a step is measured."""


def one_way(how: str, home: str, folder: str, first: str, last: str) -> None:
    """A backfill plainly or through Prefect, in this process; seconds and processor seconds as JSON."""
    from datetime import date

    from flows.cli.common import Terminal, prepare_prefect
    from pipeline.settings import load_settings

    settings = load_settings(Path(home))
    given = {"source": "warc", "path": folder, "first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    steps: list[str] = []

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(self: object, name: str, step: Callable[[], object], **more: int) -> object:
            steps.append(name)
            return real(self, name, step, **more)

        return call

    if how == "plain":
        from flows.bodies import BODIES
        from flows.clock import current_clock
        from flows.context import Plain, new_run

        Plain.call = counted(Plain.call)  # type: ignore[assignment, method-assign]

        def work() -> object:
            return BODIES["backfill"](new_run("backfill", settings, current_clock()), **given)
    else:
        prepare_prefect(settings, Terminal(True))
        from prefect import flow

        from flows.prefect_glue import AsTasks
        from flows.registry import FLOWS

        AsTasks.call = counted(AsTasks.call)  # type: ignore[assignment, method-assign]
        flow(lambda: None, name="warm")()

        def work() -> object:
            return FLOWS["backfill"](home=home, **given)

    def measured(work: Callable[[], object]) -> dict[str, float]:
        watch = Watch(os.getpid())
        watch.look()
        before, known, began = sum(watch.used.values()), len(steps), time.perf_counter()
        watch.start()
        work()
        seconds = time.perf_counter() - began
        if how == "prefect":
            time.sleep(5)  # the API writes down what it was told after the run has ended
        watch.over = True
        watch.join()
        return {
            "seconds": seconds,
            "processor": sum(watch.used.values()) - before,
            "steps": len(steps) - known,
        }

    found = {"run": measured(work), "again": measured(work)}
    if how == "prefect":
        tasks = AsTasks()

        @flow(name="empty")
        def empty() -> None:
            for _ in range(_EMPTY):
                tasks.call("nothing", lambda: None)

        found["empty"] = measured(empty)
    print(json.dumps(found))


def profile(options: argparse.Namespace) -> None:
    """Seconds of the clock that each part of a plain run takes."""
    from datetime import UTC, datetime
    from functools import partial

    import flows.bodies
    import flows.past
    import flows.walk
    from flows.clock import fixed_clock
    from flows.context import new_run
    from pipeline.settings import load_settings

    spent: dict[str, float] = {}

    def watched(name: str, work: Callable[..., object], *given: object, **more: object) -> object:
        began = time.perf_counter()
        try:
            return work(*given, **more)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - began

    parts = (
        (flows.bodies, "archive_past", "archive"),
        (flows.walk, "extract_pending", "extract"),
        (flows.walk, "read_pending", "read events"),
        (flows.walk, "relate_dirty", "relate: copies and events"),
        (flows.bodies, "publish_run", "check and publish"),
    )
    for module, function, label in parts:
        setattr(module, function, partial(watched, label, getattr(module, function)))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        first, last = write_warcs(place / "in", options.pages)
        settings = load_settings(place / "home")
        run = new_run("backfill", settings, fixed_clock(datetime(2026, 1, 1, tzinfo=UTC)))
        began = time.perf_counter()
        flows.bodies.BODIES["backfill"](run, source="warc", path=str(place / "in"), first=first, last=last)
        whole = time.perf_counter() - began
    print(f"{options.pages} captures in {whole:.1f} s\n\n| part | seconds | share |\n| --- | ---: | ---: |")
    for label, seconds in sorted(spent.items(), key=lambda entry: -entry[1]):
        print(f"| {label} | {seconds:.1f} | {seconds / whole:.0%} |")
    print(f"| the rest | {whole - sum(spent.values()):.1f} | {1 - sum(spent.values()) / whole:.0%} |")


MODES = {
    "read": (read, 4000),
    "walk": (walk, 2000),
    "repeat": (repeat, 5000),
    "growth": (growth, 0),
    "prefect": (through_prefect, 10_000),
    "profile": (profile, 1000),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--plot", default="growth.svg", help="growth: the picture; its numbers go beside it as .json")
    parser.add_argument(
        "--pages-in", type=Path, help="growth: a folder of so many made-up captures that is there already"
    )
    parser.add_argument(
        "--short", action="store_true", help="growth, prefect: short pages, one in ten of which tells of an event"
    )
    parser.add_argument("--minutes", type=float, help="growth: end a run after so many and say what it reached")
    parser.add_argument("--data", type=Path, help="walk: folder with the real pages of benchmarks/extraction.py")
    parser.add_argument("--times", type=int, default=1, help="walk: under how many hosts each real page stands")
    parser.add_argument("--folder", type=Path, help="where the largest files go (else the system's temporary folder)")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one_way(*options.one)
        return
    work, usual = MODES[options.mode]
    options.pages = options.pages or usual
    work(options)


if __name__ == "__main__":
    main()
