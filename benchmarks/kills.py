"""Kill -9 in the middle of a run, again and again, and compare the tables with those of an undisturbed run.

    python benchmarks/kills.py --kills 10 [--seed 1] [--flow nightly | backfill] [--pages 12]

nightly: `dateline run` on the demonstration web. backfill: `dateline backfill` of WARC files of made-up pages, noted,
indexed, read and related a few captures at a time, so that a kill finds a stage half done.

Runs once undisturbed and notes when each stage begins and how long it takes, by what the command says meanwhile.
Then every stage has its turn: the run is started, and killed at a random moment of that stage. Ten kills, the stages in
their order, meet one home; then a last start is left alone, every table is compared, the archive of a backfill is read
through (each capture must stand in it once), and the next home begins with nothing. A run that came to its end before
its kill is compared too, and the kill is tried again. Prints each kill, a summary by stage, and whether every table has
equal content. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
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

_WALK = ("reading pages", "reading events", "relating days", "publishing")
STAGES = {
    "nightly": ("asking feeds", "fetching pages", *_WALK, "starting"),
    "backfill": ("archiving", *_WALK, "starting"),
}
"""What a line of the command begins with when the stage does; the start of the command itself comes last, because few
kills need to fall there."""
_A_HOME = 10
"""Kills that one home meets."""


@dataclass
class Watched:
    """A run of the command whose stages are noted as it tells of them."""

    process: subprocess.Popen[str]
    stages: tuple[str, ...]
    began: dict[str, float] = field(default_factory=dict)
    """By stage: when it began."""
    news: queue.Queue[str | None] = field(default_factory=queue.Queue)
    """Stages as they begin; None at the end of the run."""

    def __post_init__(self) -> None:
        self._begin("starting")
        threading.Thread(target=self._listen, daemon=True).start()

    def _begin(self, stage: str) -> None:
        self.began[stage] = time.monotonic()
        self.news.put(stage)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            stage = next((stage for stage in self.stages if line.startswith(stage)), None)
            if stage is not None and stage not in self.began:
                self._begin(stage)
        self.began["end"] = time.monotonic()
        self.news.put(None)

    def lengths(self) -> dict[str, float]:
        """Seconds of each stage of a run that has ended."""
        assert self.process.wait() == 0
        while self.news.get() is not None:
            pass
        moments = sorted(self.began.items(), key=lambda entry: entry[1])
        return {stage: after - at for (stage, at), (_, after) in pairwise(moments)}

    def kill_in(self, stage: str, delay: float) -> bool:
        """Kill it so long after a stage began; whether it was still there then."""
        while (begun := self.news.get()) != stage:
            if begun is None:
                break
        else:
            try:
                self.process.wait(delay)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
        return self.process.wait() == -signal.SIGKILL


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
    stages = STAGES[flow]
    order = ("starting", *stages)
    drawn = [stages[number % len(stages)] for number in range(kills)]
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
            # days so far from each other that each is related by itself
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
        "DATELINE_PROCESS__WORKERS": "1" if backfill else "2",
        "COLUMNS": "200",
    }

    def start(settings: Settings) -> Watched:
        command = [sys.executable, "-m", "flows.cli", "--home", str(settings.home), *arguments, "--plain"]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        return Watched(process, STAGES[options.flow])

    def begin_anew() -> None:
        left.update(lengths)
        shutil.rmtree(rough.home, ignore_errors=True)
        if fresh is not None:
            shutil.copytree(fresh, rough.home)

    lengths = start(calm).lengths()
    print("undisturbed: " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in lengths.items()), flush=True)
    expected = content(calm, options.flow)
    left = dict(lengths)  # of each stage, seconds that the kills before have left to do
    met: Counter[str] = Counter()
    compared = too_late = 0
    differing: set[str] = set()
    for turn in turns(options.flow, options.kills):
        begin_anew()
        for stage in turn:
            while True:
                delay = rng.uniform(0, left[stage])
                if start(rough).kill_in(stage, delay):
                    left[stage] -= delay
                    break
                too_late += 1
                differing |= different(expected, rough, options.flow)
                compared += 1
                begin_anew()
            met[stage] += 1
            print(f"{sum(met.values()):>3}  {stage}, after {delay:.2f} s", flush=True)
        assert start(rough).process.wait() == 0
        differing |= different(expected, rough, options.flow)
        compared += 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n| killed while | kills |\n| --- | ---: |")
    for stage in ("starting", *STAGES[options.flow][:-1]):
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
