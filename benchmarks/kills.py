"""Kill -9 in the middle of a run, again and again, and compare the tables with those of an undisturbed run.

    python benchmarks/kills.py --kills 10 [--seed 1] [--flow nightly | backfill]

nightly: `dateline run` on the demonstration web. backfill: `dateline backfill` of WARC files of made-up pages, noted
and indexed every few captures so that kills meet every part of it. Runs once undisturbed and notes how long it takes.
Then, in a second home, starts it, kills it at a random moment of that length, and starts it again, as often as asked;
the last start is left alone. Prints the moments, what stage each kill met, and whether every table has equal content.
A backfill that came to its end before its kill is compared at once and begun anew, and its archive is read through:
each capture must stand in it once. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
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


def prepared(home: Path, web: DemoWeb) -> Settings:
    settings = load_settings(home)
    with open_warehouse(settings, "kills") as warehouse:
        warehouse.save_feeds(feeds_frame(read_opml(web.opml())))
    return settings


def content(settings: Settings, flow: str) -> dict[str, str]:
    with open_warehouse(settings, "kills") as warehouse:
        return {table: value for table, value in warehouse.fingerprint().items() if table not in NOT_COMPARED[flow]}


def stage(home: Path) -> str:
    """How far the warehouse is, read after a kill."""
    settings = load_settings(home)
    open_files = len(list(settings.archive_dir.rglob("*.open")))
    with open_warehouse(settings, "kills") as warehouse:
        rows = [
            (warehouse.connection.execute(f"SELECT count(*) FROM {t}").fetchone() or (0,))[0]
            for t in ("captures", "articles", "parsings", "events")
        ]
    return "{} open archive files, {} captures, {} articles, {} texts read, {} events".format(open_files, *rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flow", choices=("nightly", "backfill"), default="nightly")
    parser.add_argument("--pages", type=int, default=40, help="pages of the backfill")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if options.flow == "backfill":
            first, last = write_warcs(place / "in", options.pages, a_day=10, a_file=options.pages // 3)
            arguments = ["backfill", "--source", "warc", "--path", str(place / "in")]
            arguments += ["--from", str(first), "--to", str(last)]
            differing = killed(options, load_settings(place / "calm"), load_settings(place / "rough"), arguments)
        else:
            with DemoWeb(edition=2) as web:
                differing = killed(options, prepared(place / "calm", web), prepared(place / "rough", web), ["run"])
    sys.exit(1 if differing else 0)


def killed(options: argparse.Namespace, calm: Settings, rough: Settings, arguments: list[str]) -> list[str]:
    """Tables that differ between a run left alone and one killed over and over."""
    rng = random.Random(options.seed)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {
        "DATELINE_NOW": CLOCK.isoformat(),
        "DATELINE_FETCH__ALLOW_NETWORKS": json.dumps(["127.0.0.0/8"]),
        "DATELINE_FETCH__HOST_INTERVAL": "0",
        "DATELINE_BACKFILL__GATHER": "5",
        "DATELINE_PROCESS__BATCH_SIZE": "10" if options.flow == "backfill" else "100",
        "DATELINE_PROCESS__WORKERS": "1" if options.flow == "backfill" else "2",
    }

    def start(settings: Settings) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flows.cli", "--home", str(settings.home), *arguments, "--plain"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    began = time.monotonic()
    assert start(calm).wait() == 0
    length = time.monotonic() - began
    print(f"undisturbed: {length:.1f} s")
    expected = content(calm, options.flow)
    differing: set[str] = set()
    compared = 0
    for number in range(options.kills):
        delay = rng.uniform(0.5, length)
        process = start(rough)
        try:
            process.wait(delay)
            met = "had ended already"
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            met = "killed"
        print(f"{number + 1:>3}  {delay:5.1f} s  {met}: {stage(rough.home)}", flush=True)
        if options.flow == "backfill" and met != "killed":
            differing |= different(expected, rough, options.flow)
            compared += 1
            shutil.rmtree(rough.home)  # done: the next kill meets a run that begins anew
    assert start(rough).wait() == 0
    differing |= different(expected, rough, options.flow)
    print(f"compared {compared + 1} times, {len(expected)} tables each")
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
