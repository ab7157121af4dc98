"""Kill -9 in the middle of a run, again and again, and compare the tables with those of an undisturbed run.

    python benchmarks/kills.py --kills 10 [--seed 1] [--flow nightly | backfill] [--pages 12]

nightly: `dateline run` on the demonstration web. backfill: `dateline backfill` of WARC files of made-up pages, noted,
indexed, read and related a few captures at a time, so that a kill finds a stage half done.

Runs once undisturbed and notes when each stage begins, by what the command says, and when it writes to the warehouse.
Then every stage has its turn: one of the spans between two of its writes is drawn, and a moment in it; the run is begun
and killed there. Ten kills, the stages in their order, meet one home; then a last start is left alone, every table is
compared, the archive of a backfill is read through (each capture must stand in it once), and the next home begins with
nothing. A run that came to its end before its kill is compared too, and the kill is tried again. Prints each kill, a
summary by the stage in which it fell, and whether every table has equal content. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from past_pages import write_warcs

from flows.demo_web.server import CLOCK, DemoWeb
from pipeline.archive import list_files, read_index
from pipeline.feeds.opml import read_opml
from pipeline.frames import feeds_frame
from pipeline.records import Failure
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse

# A page that is asked again because the kill fell between its answer and its record is captured twice; what is read
# from its captures is equal, the list of captures is not. A backfill of files asks nobody: there every table counts.
NOT_COMPARED = {"nightly": {"captures", "extractions"}, "backfill": set[str]()}

STAGES = {
    "nightly": ("asking feeds", "fetching pages", "reading pages", "reading events", "relating days", "publishing"),
    "backfill": ("archiving", "reading pages", "reading events", "relating days", "publishing"),
}
"""What a line of the command begins with when the stage does."""
_SELDOM = ("reading events", "starting")
"""Their turn comes last: the start of the command writes little, and what reads events has to load its model first."""
_A_HOME = 10
"""Kills that one home meets."""
_APART = 0.03
"""Seconds between two writes to the warehouse that count as two."""


@dataclass
class Watched:
    """A run of the command: when its stages begin, and when it writes to the warehouse."""

    process: subprocess.Popen[str]
    database: Path
    stages: tuple[str, ...]
    stage: str = "starting"
    marks: list[tuple[str, float]] = field(default_factory=list)
    """Stage and moment, for the beginning of each stage and each write in it."""
    seen: object = None

    def __post_init__(self) -> None:
        self.marks.append((self.stage, time.monotonic()))
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            stage = next((stage for stage in self.stages if line.startswith(stage)), None)
            if stage is not None:
                self.stage = stage
                self.marks.append((stage, time.monotonic()))

    def look(self) -> bool:
        """Note a write, a few milliseconds after it at most; whether the run is still there."""
        found = []
        for path in (self.database, self.database.with_name(self.database.name + ".wal")):
            try:
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_size))
            except OSError:
                found.append((0, 0))
        if found != self.seen:
            self.seen = found
            if time.monotonic() - self.marks[-1][1] > _APART:
                self.marks.append((self.stage, time.monotonic()))
        time.sleep(0.003)
        return self.process.poll() is None

    def spans(self) -> dict[str, list[float]]:
        """Of a run that is left alone: seconds between the beginning, the writes and the end of each stage."""
        while self.look():
            pass
        assert self.process.returncode == 0
        self.listener.join()
        found: dict[str, list[float]] = {}
        for (stage, at), (_, after) in pairwise([*self.marks, ("", time.monotonic())]):
            found.setdefault(stage, []).append(after - at)
        return found

    def kill_in(self, stage: str, write: int, delay: float) -> str | None:
        """Kill it so long after so many writes of a stage, or where the stage ends before; the stage in which it was
        killed, None where it ended by itself."""
        order = ("starting", *self.stages)
        due: float | None = None
        while self.look():
            past = order.index(self.stage) > order.index(stage)
            if due is None and (past or sum(mark == stage for mark, _ in self.marks) > write):
                due = time.monotonic() + (0.0 if past else delay)
            if due is not None and time.monotonic() >= due:
                self.process.send_signal(signal.SIGKILL)
                break
        return self.stage if self.process.wait() == -signal.SIGKILL else None


def prepared(home: Path, web: DemoWeb) -> Settings:
    settings = load_settings(home)
    with open_warehouse(settings, "kills") as warehouse:
        warehouse.save_feeds(feeds_frame(read_opml(web.opml())))
    return settings


def content(settings: Settings, flow: str) -> dict[str, str]:
    with open_warehouse(settings, "kills") as warehouse:
        return {table: value for table, value in warehouse.fingerprint().items() if table not in NOT_COMPARED[flow]}


def turns(flow: str, kills: int) -> list[list[str]]:
    """For each home the stages in which kills are to fall, in their order."""
    order = ("starting", *STAGES[flow])
    cycle = [stage for stage in order if stage not in _SELDOM] + list(_SELDOM)
    drawn = [cycle[number % len(cycle)] for number in range(kills)]
    return [sorted(drawn[at : at + _A_HOME], key=order.index) for at in range(0, kills, _A_HOME)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flow", choices=("nightly", "backfill"), default="nightly")
    parser.add_argument("--pages", type=int, default=12, help="pages of the backfill")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if options.flow == "backfill":
            # two articles a day: with the setting for it below each day is related by itself
            first, last = write_warcs(place / "in", options.pages, a_day=2, a_file=max(options.pages // 3, 1), apart=8)
            arguments = ["backfill", "--source", "warc", "--path", str(place / "in")]
            arguments += ["--from", str(first), "--to", str(last)]
            differing = killed(options, load_settings(place / "calm"), load_settings(place / "rough"), arguments)
        else:
            with DemoWeb(edition=2) as web:
                calm, fresh = prepared(place / "calm", web), prepared(place / "fresh", web)
                differing = killed(options, calm, load_settings(place / "rough"), ["run"], fresh.home)
    sys.exit(1 if differing else 0)


def killed(
    options: argparse.Namespace, calm: Settings, rough: Settings, arguments: list[str], fresh: Path | None = None
) -> list[str]:
    """Tables that differ between a run left alone and one killed over and over. `fresh` is a home to begin with."""
    rng = random.Random(options.seed)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    backfill = options.flow == "backfill"
    environment = kept | {
        "DATELINE_NOW": CLOCK.isoformat(),
        "DATELINE_FETCH__ALLOW_NETWORKS": json.dumps(["127.0.0.0/8"]),
        "DATELINE_FETCH__HOST_INTERVAL": "0",
        "DATELINE_BACKFILL__GATHER": "3",
        "DATELINE_PROCESS__BATCH_SIZE": "3" if backfill else "20",
        "DATELINE_PROCESS__RELATE_SIZE": "2",
        "DATELINE_PROCESS__WORKERS": "1" if backfill else "2",
        "COLUMNS": "200",
    }

    def start(settings: Settings) -> Watched:
        command = [sys.executable, "-m", "flows.cli", "--home", str(settings.home), *arguments, "--plain"]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        return Watched(process, settings.database, STAGES[options.flow])

    def begin_anew() -> None:
        left.update((stage, len(parts)) for stage, parts in spans.items())
        shutil.rmtree(rough.home, ignore_errors=True)
        if fresh is not None:
            shutil.copytree(fresh, rough.home)

    spans = start(calm).spans()
    told = (f"{stage} {sum(parts):.1f} s, {len(parts) - 1} writes" for stage, parts in spans.items())
    print("undisturbed: " + "; ".join(told), flush=True)
    left: dict[str, int] = {}  # of each stage: spans that the kills before have left to do
    expected = content(calm, options.flow)
    met: Counter[str] = Counter()
    compared = too_late = 0
    differing: set[str] = set()
    for turn in turns(options.flow, options.kills):
        begin_anew()
        for stage in turn:
            fell = None
            while fell is None:
                write = rng.randrange(max(left[stage] - 1, 1))
                delay = rng.uniform(0, spans[stage][write])
                fell = start(rough).kill_in(stage, write, delay)
                if fell is None:
                    too_late += 1
                    differing |= different(expected, rough, options.flow)
                    compared += 1
                    begin_anew()
            left[stage] -= write
            met[fell] += 1
            print(f"{sum(met.values()):>3}  {fell} (sought {stage}, {delay:.2f} s after write {write})", flush=True)
        assert start(rough).process.wait() == 0
        differing |= different(expected, rough, options.flow)
        compared += 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n| killed while | kills |\n| --- | ---: |")
    for stage in ("starting", *STAGES[options.flow]):
        print(f"| {stage} | {met[stage]} |")
    print(
        f"\n{too_late} runs came to their end before their kill; compared {compared} times, {len(expected)} tables each"
    )
    print(f"processor seconds: {used.ru_utime + used.ru_stime:.0f}")
    print("tables equal: " + ("no, differing: " + ", ".join(sorted(differing)) if differing else "yes"))
    return sorted(differing)


def different(expected: dict[str, str], settings: Settings, flow: str) -> set[str]:
    """Tables that are not as expected; and the archive, where a capture of a backfill is missing in it or doubled."""
    found = content(settings, flow)
    differing = {table for table in expected if expected[table] != found[table]}
    if flow == "backfill":
        stands = []
        for file in list_files(settings.archive_dir):
            for record in read_index(settings.archive_dir / file.name, settings.archive_dir):
                stands.append(record.item if isinstance(record, Failure) else record.capture_id)
        with open_warehouse(settings, "kills") as warehouse:
            known = [row[0] for row in warehouse.connection.execute("SELECT capture_id FROM captures").fetchall()]
        if sorted(stands) != sorted(known):
            differing.add("(archive)")
    return differing


if __name__ == "__main__":
    main()
